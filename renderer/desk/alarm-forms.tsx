/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps --
   digits choose a cause from anywhere in the group; the focus moves with what was chosen alone */
import { Button, Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import {
  causesThatNeedNote,
  type ClosingCause,
  closingCauses,
  type FalseReason,
  falseReasons,
} from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./alarm-panel.module.css";

/** Longest note, characters; as in the contract. */
const noteLength = 2000;

interface NoteFormProps {
  readonly title: string;
  readonly onSend: (note: string) => Promise<ErrorData | null>;
  readonly onCancel: () => void;
}

export function NoteForm({ title, onSend, onCancel }: NoteFormProps) {
  const [note, setNote] = useState("");
  const [sending, sendOnce] = useSending();
  const send = () => {
    if (note.trim() !== "") sendOnce(() => onSend(note.trim()));
  };
  return (
    <form className={styles["form"]} aria-label={title} onSubmit={(event) => event.preventDefault()}>
      <h4>{title}</h4>
      <NoteField note={note} onChange={setNote} onSend={send} focusNow />
      <FormButtons sending={sending} onSend={send} onCancel={onCancel} />
    </form>
  );
}

interface CloseFormProps {
  /** What was noted before: then no cause needs another note. */
  readonly notes: string;
  readonly onSend: (cause: ClosingCause, reason: FalseReason | null, note: string) => Promise<ErrorData | null>;
  readonly onCancel: () => void;
}

/** Cause by digit, for a false alarm its reason by digit, then the note. */
export function CloseForm({ notes, onSend, onCancel }: CloseFormProps) {
  const { t } = useTexts();
  const [cause, setCause] = useState<ClosingCause | null>(null);
  const [reason, setReason] = useState<FalseReason | null>(null);
  const [note, setNote] = useState("");
  const [sending, sendOnce] = useSending();
  const [asked, setAsked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focusOn = (what: string) => form.current?.querySelector<HTMLElement>(what)?.focus();
  const missing = cause === null || (cause === "false" && reason === null);
  useEffect(() => focusOn("input"), []);
  // The next thing to choose takes the focus when the one before is chosen.
  useEffect(() => {
    if (cause !== null) focusOn(missing ? "[data-reasons] input" : "textarea");
  }, [cause, missing]);

  const send = () => {
    if (sending) return;
    if (missing) {
      setAsked(true);
      focusOn(cause === null ? "input" : "[data-reasons] input");
      return;
    }
    sendOnce(() =>
      onSend(cause, cause === "false" ? reason : null, note.trim()).then((problem) => {
        if (problem?.code === "alarm.note_missing") focusOn("textarea");
      }),
    );
  };
  const noteNeeded = cause !== null && causesThatNeedNote.includes(cause) && notes === "" && note.trim() === "";
  const hint = missing
    ? asked
      ? t(cause === null ? "alarms.actions.causeNeeded" : "alarms.actions.falseReason")
      : ""
    : noteNeeded
      ? t("alarms.actions.noteNeeded")
      : "";
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("alarms.actions.closeTitle")}
      onSubmit={(event) => event.preventDefault()}
    >
      <Choices
        name="cause"
        title={t("alarms.actions.causeLabel")}
        choices={closingCauses}
        chosen={cause}
        words={(known) => t(`alarms.causes.${known}`)}
        onChoose={setCause}
        onEnter={send}
      />
      {cause === "false" && (
        <div data-reasons>
          <Choices
            name="reason"
            title={t("alarms.actions.falseReason")}
            choices={falseReasons}
            chosen={reason}
            words={(known) => t(`alarms.reasons.${known}`)}
            onChoose={setReason}
            onEnter={send}
          />
        </div>
      )}
      <NoteField note={note} onChange={setNote} onSend={send} focusNow={false} />
      <FormButtons hint={hint} sending={sending} onSend={send} onCancel={onCancel} />
    </form>
  );
}

interface ChoicesProps<T extends string | number> {
  readonly name: string;
  readonly title: string;
  readonly choices: readonly T[];
  readonly chosen: T | null;
  readonly words: (choice: T) => string;
  readonly onChoose: (choice: T) => void;
  readonly onEnter: () => void;
}

/** One of some, by digit, arrows or mouse. */
export function Choices<T extends string | number>(props: ChoicesProps<T>) {
  const { name, title, choices, chosen, words, onChoose, onEnter: goOn } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    const digit = /^[1-9]$/.test(event.key) ? choices[Number(event.key) - 1] : undefined;
    if (digit === undefined) {
      onEnter(event, goOn);
      return;
    }
    event.preventDefault();
    // Digits enlarge tiles elsewhere; here they choose.
    event.stopPropagation();
    onChoose(digit);
  };
  return (
    <fieldset className={styles["causes"]} onKeyDown={onKeyDown}>
      <legend className="visually-hidden">{title}</legend>
      {choices.map((choice, index) => (
        <label key={choice} data-chosen={choice === chosen}>
          <input type="radio" name={name} checked={choice === chosen} onChange={() => onChoose(choice)} />
          {index < 9 && <kbd>{index + 1}</kbd>} {words(choice)}
        </label>
      ))}
    </fieldset>
  );
}

interface NoteFieldProps {
  readonly note: string;
  readonly focusNow: boolean;
  readonly label?: string;
  readonly onChange: (note: string) => void;
  readonly onSend: () => void;
}

export function NoteField({ note, focusNow, label = "", onChange, onSend }: NoteFieldProps) {
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
        aria-label={label || t("alarms.actions.noteLabel")}
        placeholder={label || t("alarms.actions.notePlaceholder")}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => onEnter(event, onSend)}
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

export function FormButtons({ hint = "", sending, onSend, onCancel }: FormButtonsProps) {
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
