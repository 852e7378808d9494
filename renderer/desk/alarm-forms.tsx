/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- digits choose a cause from anywhere in the group */
import { Button, Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { causesThatNeedNote, type ClosingCause, closingCauses } from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./alarm-panel.module.css";

/** Longest note, characters; as in the contract. */
const noteLength = 2000;

/** Enter sends, Shift+Enter breaks the line; an Enter that ends a Chinese word in the input method does neither. */
function sendOnEnter(event: KeyboardEvent, send: () => void): void {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  event.stopPropagation();
  send();
}

interface NoteFormProps {
  readonly onSend: (note: string) => Promise<ErrorData | null>;
  readonly onCancel: () => void;
}

export function NoteForm({ onSend, onCancel }: NoteFormProps) {
  const { t } = useTexts();
  const [note, setNote] = useState("");
  const [sending, setSending] = useState(false);
  const send = () => {
    if (note.trim() === "" || sending) return;
    setSending(true);
    void onSend(note.trim()).finally(() => setSending(false));
  };
  return (
    <form
      className={styles["form"]}
      aria-label={t("alarms.actions.noteTitle")}
      onSubmit={(event) => event.preventDefault()}
    >
      <NoteField note={note} onChange={setNote} onSend={send} focusNow />
      <FormButtons sending={sending} onSend={send} onCancel={onCancel} />
    </form>
  );
}

interface CloseFormProps {
  /** What was noted before: then no cause needs another note. */
  readonly notes: string;
  readonly onSend: (cause: ClosingCause, note: string) => Promise<ErrorData | null>;
  readonly onCancel: () => void;
}

export function CloseForm({ notes, onSend, onCancel }: CloseFormProps) {
  const { t } = useTexts();
  const [cause, setCause] = useState<ClosingCause | null>(null);
  const [note, setNote] = useState("");
  const [sending, setSending] = useState(false);
  const [hint, setHint] = useState("");
  const causes = useRef<HTMLFieldSetElement>(null);
  const field = useRef<HTMLDivElement>(null);
  const toNote = () => field.current?.querySelector("textarea")?.focus();
  useEffect(() => causes.current?.querySelector("input")?.focus(), []);

  const send = () => {
    if (sending) return;
    if (cause === null) {
      setHint(t("alarms.actions.causeNeeded"));
      causes.current?.querySelector("input")?.focus();
      return;
    }
    setSending(true);
    void onSend(cause, note.trim())
      .then((problem) => {
        if (problem?.code === "alarm.note_missing") toNote();
      })
      .finally(() => setSending(false));
  };
  const chooseByDigit = (event: KeyboardEvent) => {
    const chosen = closingCauses[Number(event.key) - 1];
    if (chosen !== undefined) {
      event.preventDefault();
      // Digits enlarge tiles elsewhere; here they are the causes.
      event.stopPropagation();
      setCause(chosen);
      toNote();
    } else sendOnEnter(event, () => (cause === null ? send() : toNote()));
  };
  const noteNeeded = cause !== null && causesThatNeedNote.includes(cause) && notes === "" && note.trim() === "";
  return (
    <form
      className={styles["form"]}
      aria-label={t("alarms.actions.closeTitle")}
      onSubmit={(event) => event.preventDefault()}
    >
      <fieldset ref={causes} className={styles["causes"]} onKeyDown={chooseByDigit}>
        <legend className="visually-hidden">{t("alarms.actions.causeLabel")}</legend>
        {closingCauses.map((known, index) => (
          <label key={known} data-chosen={known === cause}>
            <input type="radio" name="cause" checked={known === cause} onChange={() => setCause(known)} />
            <kbd>{index + 1}</kbd> {t(`alarms.causes.${known}`)}
          </label>
        ))}
      </fieldset>
      <div ref={field}>
        <NoteField note={note} onChange={setNote} onSend={send} focusNow={false} />
      </div>
      <FormButtons
        hint={cause === null ? hint : noteNeeded ? t("alarms.actions.noteNeeded") : ""}
        sending={sending}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}

interface NoteFieldProps {
  readonly note: string;
  readonly focusNow: boolean;
  readonly onChange: (note: string) => void;
  readonly onSend: () => void;
}

function NoteField({ note, focusNow, onChange, onSend }: NoteFieldProps) {
  const { t } = useTexts();
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focusNow) field.current?.querySelector("textarea")?.focus();
  }, [focusNow]);
  return (
    <div ref={field}>
      <Input.TextArea
        value={note}
        rows={2}
        maxLength={noteLength}
        aria-label={t("alarms.actions.noteLabel")}
        placeholder={t("alarms.actions.notePlaceholder")}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => sendOnEnter(event, onSend)}
      />
    </div>
  );
}

interface FormButtonsProps {
  readonly hint?: string;
  readonly sending: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
}

function FormButtons({ hint = "", sending, onSend, onCancel }: FormButtonsProps) {
  const { t } = useTexts();
  return (
    <div className={styles["buttons"]}>
      <Button type="primary" loading={sending} onClick={onSend}>
        {t("alarms.actions.send")} <kbd>Enter</kbd>
      </Button>
      <Button onClick={onCancel}>
        {t("alarms.actions.cancel")} <kbd>Esc</kbd>
      </Button>
      <span className={styles["hint"]}>{hint}</span>
    </div>
  );
}
