import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { onEnter } from "./digit-choice.tsx";
import styles from "./page.module.css";

interface HandOverFormProps {
  readonly deposit: Deposit;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** To the police or whom the law names, with the receipt. */
export function HandOverForm({ deposit, onDone, onCancel }: HandOverFormProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [asked, setAsked] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const missing = to.trim() === "" || note.trim() === "";
  const send = () => {
    setAsked(true);
    if (sending) return;
    if (missing) {
      form.current?.querySelector<HTMLElement>(to.trim() === "" ? "input" : "textarea")?.focus();
      return;
    }
    setSending(true);
    void session
      .call((client) => client.deposits.handOver({ depositId: deposit.id, to: to.trim(), note: note.trim() }))
      .then((answer) => {
        setProblem(answer.ok ? null : answer.error);
        if (answer.ok) onDone();
      })
      .finally(() => setSending(false));
  };
  return (
    <form
      ref={form}
      className={styles["fields"]}
      aria-label={t("deposits.handOver.title")}
      onSubmit={(event) => event.preventDefault()}
    >
      <h3>
        {t("deposits.handOver.title")} <span className="numeric">{deposit.number}</span>
      </h3>
      <p className={styles["quiet"]}>{t("deposits.handOver.why")}</p>
      <label>
        {t("deposits.handOver.to")}
        <Input
          maxLength={200}
          value={to}
          onChange={(event) => setTo(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <label>
        {t("deposits.handOver.receipt")}
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <div className={styles["row"]}>
        <Button type="primary" loading={sending} onClick={send}>
          {t("deposits.handOver.send")} <kbd>Enter</kbd>
        </Button>
        <Button onClick={onCancel}>
          {t("alarms.actions.cancel")} <kbd>Esc</kbd>
        </Button>
        <span className={styles["fault"]}>{asked && missing ? t("deposits.handOver.needed") : ""}</span>
      </div>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
    </form>
  );
}
