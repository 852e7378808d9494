import { type ReactNode, useEffect, useState } from "react";
import { createPortal, flushSync } from "react-dom";
import styles from "./printed.module.css";

/** The paper that a button has just asked for. */
let asked: string | null = null;

/** Prints the paper of this name. */
export function printPaper(name: string): void {
  asked = name;
  window.print();
}

interface PrintedProps {
  readonly name: string;
  /** It is what the browser's own command prints, where no button asked for another. */
  readonly byDefault?: boolean;
  readonly children: ReactNode;
}

/** A paper that stands beside the screen only while it is printed, and then alone. One at a time. */
export function Printed({ name, byDefault = false, children }: PrintedProps) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => {
      if (asked === null ? byDefault : asked === name) flushSync(() => setPrinting(true));
    };
    const after = () => {
      asked = null;
      setPrinting(false);
    };
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, [name, byDefault]);
  if (!printing) return null;
  return createPortal(
    <div className={styles["printed"]} data-printed>
      {children}
    </div>,
    document.body,
  );
}
