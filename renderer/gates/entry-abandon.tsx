import { Button, Input } from "antd";
import { useState } from "react";
import { useTexts } from "../i18n/use-texts.ts";
import { onEnter } from "../ui/on-enter.ts";
import { useFirstFocus } from "./use-first-focus.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./form.module.css";
import type { Acted } from "./use-entry-desk.ts";

interface EntryAbandonProps {
  readonly onSend: (reason: string) => Acted;
  readonly onCancel: () => void;
}

/** Opened by mistake: it ends without an outcome, its number and the reason stay in the register. */
export function EntryAbandon({ onSend, onCancel }: EntryAbandonProps) {
  const { t } = useTexts();
  const [reason, setReason] = useState("");
  const [sending, sendOnce] = useSending();
  const place = useFirstFocus("textarea");
  const send = () => {
    if (reason.trim() !== "") sendOnce(() => onSend(reason.trim()));
  };
  return (
    <div ref={place} className={styles["present"]} data-abandoning>
      <p className={styles["text"]}>{t("entries.form.abandonWhy")}</p>
      <Input.TextArea
        rows={2}
        maxLength={500}
        value={reason}
        aria-label={t("entries.form.abandonWhy")}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => onEnter(event, send)}
      />
      <div className={styles["buttons"]}>
        <Button type="primary" loading={sending} onClick={send}>
          {t("entries.form.abandon")} <kbd>Enter</kbd>
        </Button>
        <Button onClick={onCancel}>
          {t("alarms.actions.cancel")} <kbd>Esc</kbd>
        </Button>
      </div>
    </div>
  );
}
