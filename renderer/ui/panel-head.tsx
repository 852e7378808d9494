import type { ReactNode } from "react";
import styles from "./panel-head.module.css";

interface PanelHeadProps {
  readonly title: string;
  /** Quiet words beside the title; loud when they ask for a hand. */
  readonly note?: string;
  readonly loud?: boolean;
  /** "as of …" while what stands below is old. */
  readonly asOf?: string;
  readonly children?: ReactNode;
}

export function PanelHead({ title, note = "", loud = false, asOf = "", children }: PanelHeadProps) {
  return (
    <header className={styles["head"]}>
      <h2 className={styles["title"]}>{title}</h2>
      {note !== "" && (
        <span className={styles["note"]} data-loud={loud}>
          {note}
        </span>
      )}
      {asOf !== "" && <span className={styles["asOf"]}>{asOf}</span>}
      <span className={styles["rest"]}>{children}</span>
    </header>
  );
}
