/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- Escape leaves the form from anywhere within */
import { Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { FormFoot } from "../ui/form-foot.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./evidence.module.css";

interface ReasonFormProps {
  readonly title: string;
  /** What follows from it. */
  readonly why: string;
  /** What the button says. */
  readonly act: string;
  /** Null when it is done. */
  readonly onAct: (reason: string) => Promise<ErrorData | null>;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Why something ends that cannot be taken back, before it does. */
export function ReasonForm({ title, why, act, onAct, onDone, onCancel }: ReasonFormProps) {
  const { t, errorText } = useTexts();
  const [reason, setReason] = useState("");
  const [hint, setHint] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [sending, sendOnce] = useSending();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("textarea")?.focus(), []);
  const send = () => {
    if (reason.trim() === "") return setHint(t("evidence.reasonNeeded"));
    sendOnce(async () => {
      const failed = await onAct(reason.trim());
      setProblem(failed);
      if (failed === null) onDone();
    });
  };
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={title}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <h3>{title}</h3>
      <p className={styles["quiet"]}>{why}</p>
      <label>
        {t("evidence.reason")}
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => {
            setReason(event.target.value);
            setHint("");
          }}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <FormFoot
        label={act}
        sending={sending}
        hint={hint}
        problem={problem === null ? "" : errorText(problem)}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
