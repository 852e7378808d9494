import { Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { FormFoot } from "../ui/form-foot.tsx";
import { useSending } from "../ui/use-sending.ts";
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
  const [sending, sendOnce] = useSending();
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
    sendOnce(() =>
      session
        .call((client) => client.deposits.handOver({ depositId: deposit.id, to: to.trim(), note: note.trim() }))
        .then((answer) => {
          setProblem(answer.ok ? null : answer.error);
          if (answer.ok) onDone();
        }),
    );
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
      <FormFoot
        label={t("deposits.handOver.send")}
        sending={sending}
        hint={asked && missing ? t("deposits.handOver.needed") : ""}
        problem={problem ? errorText(problem) : ""}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
