import { Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Role } from "../../native/contract/actor.ts";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { FormFoot } from "../ui/form-foot.tsx";
import { useSignature } from "../ui/use-signature.tsx";
import { useSending } from "../ui/use-sending.ts";
import styles from "./page.module.css";
import { DepositSubject } from "./subject-shown.tsx";

interface ReturnFormProps {
  readonly deposit: Deposit;
  /** Null when nobody sits here any more: then nobody's data is shown. */
  readonly role: Role | null;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** The owner signs on the screen; where that cannot be, on paper, with a note. */
export function ReturnForm({ deposit, role, onDone, onCancel }: ReturnFormProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [onPaper, setOnPaper] = useState(false);
  const [note, setNote] = useState("");
  const [sending, sendOnce] = useSending();
  const [hint, setHint] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const pad = useSignature(!onPaper, {
    how: t("deposits.return.how"),
    here: t("deposits.return.here"),
    clear: t("deposits.return.clear"),
  });
  useEffect(() => form.current?.querySelector<HTMLElement>("[data-paper] input")?.focus(), []);

  const send = () => {
    if (sending) return;
    const signature = onPaper ? null : pad.read();
    if (signature === null && !onPaper) return setHint(t("deposits.return.signNeeded"));
    if (onPaper && note.trim() === "") {
      form.current?.querySelector("textarea")?.focus();
      return setHint(t("deposits.return.noteNeeded"));
    }
    sendOnce(() =>
      session
        .call((client) => client.deposits.giveBack({ depositId: deposit.id, signature, note: note.trim() }))
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
      aria-label={t("deposits.return.title")}
      onSubmit={(event) => event.preventDefault()}
    >
      <h3>
        {t("deposits.return.title")} <span className="numeric">{deposit.number}</span>
      </h3>
      {deposit.subject !== null && role !== null && (
        <section className={styles["fold"]} data-subject aria-label={t("deposits.owner")}>
          <b>{t("deposits.return.whose")}</b>
          <DepositSubject deposit={deposit} role={role} />
        </section>
      )}
      {!onPaper && pad.field}
      <label className={styles["tick"]} data-paper>
        <input
          type="checkbox"
          checked={onPaper}
          onChange={(event) => {
            setOnPaper(event.target.checked);
            setHint("");
          }}
          onKeyDown={(event) => onEnter(event, send)}
        />
        {t("deposits.return.onPaper")}
      </label>
      <label>
        {t(onPaper ? "deposits.return.paperNote" : "deposits.return.note")}
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <FormFoot
        label={t("deposits.return.send")}
        sending={sending}
        hint={hint}
        problem={problem ? errorText(problem) : ""}
        sticky
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
