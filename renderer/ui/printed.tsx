import { type ReactNode, useEffect, useState } from "react";
import { createPortal, flushSync } from "react-dom";
import styles from "./printed.module.css";

/**
 * A paper that stands beside the screen only while it is printed, by a button or the browser's own
 * command, and then alone. At most one at a time.
 */
export function Printed({ children }: { readonly children: ReactNode }) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
  if (!printing) return null;
  return createPortal(
    <div className={styles["printed"]} data-printed>
      {children}
    </div>,
    document.body,
  );
}
