import { Button } from "antd";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./form-foot.module.css";

interface FormFootProps {
  /** What the sending button says. */
  readonly label: string;
  readonly sending: boolean;
  /** What is missing; empty: nothing. */
  readonly hint?: string;
  /** What went wrong, in words; empty: nothing. */
  readonly problem?: string;
  /** Stays in sight under a form longer than its place. */
  readonly sticky?: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
}

/** The end of a form: Enter sends it, Escape leaves it, and what is missing or went wrong stands beside. */
export function FormFoot({ label, sending, hint = "", problem = "", sticky = false, onSend, onCancel }: FormFootProps) {
  const { t } = useTexts();
  return (
    <>
      <div className={styles["foot"]} data-sticky={sticky} data-foot>
        <Button type="primary" loading={sending} onClick={onSend}>
          {label} <kbd>Enter</kbd>
        </Button>
        <Button onClick={onCancel}>
          {t("alarms.actions.cancel")} <kbd>Esc</kbd>
        </Button>
        <span className={styles["hint"]}>{hint}</span>
      </div>
      {problem !== "" && <p className={styles["problem"]}>{problem}</p>}
    </>
  );
}
