/* oxlint-disable jsx-a11y/no-static-element-interactions -- Escape takes the question back from anywhere within */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTexts } from "../i18n/use-texts.ts";
import { onEnter } from "../ui/on-enter.ts";
import styles from "./page.module.css";
import { useFirstFocus } from "./use-first-focus.ts";

interface ReasonRowProps {
  readonly question: string;
  /** What the button says that does it. */
  readonly act: string;
  readonly onAct: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Why something ends, before it does. */
export function ReasonRow({ question, act, onAct, onCancel }: ReasonRowProps) {
  const { t } = useTexts();
  const [reason, setReason] = useState("");
  const place = useFirstFocus("input");
  const send = () => {
    if (reason.trim() === "") place.current?.querySelector("input")?.focus();
    else onAct(reason.trim());
  };
  return (
    <div
      ref={place}
      className={styles["row"]}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <Input
        size="small"
        style={{ width: "18rem" }}
        maxLength={500}
        value={reason}
        aria-label={question}
        placeholder={question}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => onEnter(event, send)}
      />
      <Button size="small" type="primary" onClick={send}>
        {act} <kbd>Enter</kbd>
      </Button>
      <Button size="small" onClick={onCancel}>
        {t("alarms.actions.cancel")}
      </Button>
    </div>
  );
}
