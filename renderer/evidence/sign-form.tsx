/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- Escape leaves the form from anywhere within */
import { Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import { useSignature } from "../ui/use-signature.tsx";
import styles from "./evidence.module.css";

interface SignFormProps {
  readonly numbers: readonly number[];
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** The chief signs what was deleted: one signature for all records that wait. */
export function SignForm({ numbers, onDone, onCancel }: SignFormProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [note, setNote] = useState("");
  const [hint, setHint] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [sending, sendOnce] = useSending();
  const form = useRef<HTMLFormElement>(null);
  const signature = useSignature(true, {
    how: t("deposits.return.how"),
    here: t("evidence.deletions.here"),
    clear: t("deposits.return.clear"),
  });
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const send = () => {
    const drawn = signature.read();
    if (drawn === null) return setHint(t("evidence.deletions.signNeeded"));
    sendOnce(async () => {
      const answer = await session.call((client) =>
        client.retention.sign({ numbers: [...numbers], signature: drawn, note: note.trim() }),
      );
      setProblem(answer.ok ? null : answer.error);
      if (answer.ok) onDone();
    });
  };
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("evidence.deletions.sign")}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <h3>{t("evidence.deletions.signThese", { numbers: numbers.join("、") })}</h3>
      {signature.field}
      <label>
        {t("evidence.deletions.note")}
        <Input
          size="small"
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <FormFoot
        label={t("evidence.deletions.sign")}
        sending={sending}
        hint={hint}
        problem={problem === null ? "" : errorText(problem)}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
