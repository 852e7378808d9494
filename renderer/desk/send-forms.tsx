/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- digits choose a call sign from anywhere in the group */
import { Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeskSettings } from "../../native/contract/desk.ts";
import type { PlanStep } from "../../native/contract/plans.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { Choices, FormButtons, NoteField } from "./alarm-forms.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./alarm-panel.module.css";
import type { DeskActions } from "./desk-actions.ts";

interface DispatchFormProps {
  readonly callSigns: DeskSettings["callSigns"];
  readonly alreadySent: readonly string[];
  /** The plan's step as it stood when the form was opened; sending does it, if it asks for guards. */
  readonly step: PlanStep | null;
  readonly onSend: DeskActions["dispatch"];
  readonly onCancel: () => void;
}

/** Call signs by digit, several at once; another one by name; Enter sends. */
export function DispatchForm({ callSigns, alreadySent, step, onSend, onCancel }: DispatchFormProps) {
  const { t, named } = useTexts();
  // Of the step that was on the screen: if the plan moves on meanwhile the station refuses.
  const [stepId] = useState(step?.kind === "dispatch" ? step.id : null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [other, setOther] = useState("");
  const [note, setNote] = useState("");
  const [hint, setHint] = useState("");
  const [sending, send] = useSending();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const toggle = (callSign: string) =>
    setChosen((now) => (now.includes(callSign) ? now.filter((known) => known !== callSign) : [...now, callSign]));
  const sendAll = () => {
    const all = [...chosen, ...(other.trim() === "" ? [] : [other.trim()])];
    if (all.length === 0) setHint(t("alarms.actions.callSignNeeded"));
    else send(() => onSend(stepId, all, note.trim()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const digit = /^[1-9]$/.test(event.key) ? callSigns[Number(event.key) - 1] : undefined;
    if (digit === undefined) {
      onEnter(event, sendAll);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    toggle(digit.callSign);
  };
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("alarms.actions.dispatchTitle")}
      onSubmit={(event) => event.preventDefault()}
    >
      <h4>{t("alarms.actions.dispatchTitle")}</h4>
      <fieldset className={styles["causes"]} onKeyDown={onKeyDown}>
        <legend className="visually-hidden">{t("alarms.actions.dispatchTitle")}</legend>
        {callSigns.map((guard, index) => (
          <label
            key={guard.callSign}
            data-chosen={chosen.includes(guard.callSign)}
            data-sent={alreadySent.includes(guard.callSign)}
          >
            <input type="checkbox" checked={chosen.includes(guard.callSign)} onChange={() => toggle(guard.callSign)} />
            {index < 9 && <kbd>{index + 1}</kbd>} <b>{guard.callSign}</b> {named(guard.name)}
          </label>
        ))}
      </fieldset>
      <Input
        value={other}
        maxLength={40}
        aria-label={t("alarms.actions.callSignPlaceholder")}
        placeholder={t("alarms.actions.callSignPlaceholder")}
        onChange={(event) => setOther(event.target.value)}
        onKeyDown={(event) => onEnter(event, sendAll)}
      />
      <NoteField note={note} onChange={setNote} onSend={sendAll} focusNow={false} />
      <FormButtons hint={hint} sending={sending} onSend={sendAll} onCancel={onCancel} />
    </form>
  );
}

interface ArriveFormProps {
  readonly alarm: Alarm;
  readonly onSend: DeskActions["arrive"];
  readonly onCancel: () => void;
}

/** A digit says who is there, and sends. */
export function ArriveForm({ alarm, onSend, onCancel }: ArriveFormProps) {
  const { t } = useTexts();
  const [sending, send] = useSending();
  const [chosen, setChosen] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const arrived = (callSign: string) => {
    setChosen(callSign);
    send(() => onSend(callSign));
  };
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("alarms.actions.arriveTitle")}
      onSubmit={(event) => event.preventDefault()}
    >
      <h4>{t("alarms.actions.arriveTitle")}</h4>
      <Choices
        name="callSign"
        title={t("alarms.actions.arriveTitle")}
        choices={[...alarm.callSigns, ""]}
        chosen={chosen}
        words={(callSign) => callSign || t("alarms.actions.anybody")}
        onChoose={arrived}
        onEnter={() => arrived(chosen)}
      />
      <FormButtons sending={sending} onSend={() => arrived(chosen)} onCancel={onCancel} />
    </form>
  );
}

const shelfMinutes = [10, 30, 60, 120, 240, 480, 1440] as const;

interface ShelveFormProps {
  readonly mostMinutes: number;
  readonly onSend: DeskActions["shelve"];
  readonly onCancel: () => void;
}

/** How long by digit, then why. */
export function ShelveForm({ mostMinutes, onSend, onCancel }: ShelveFormProps) {
  const { t } = useTexts();
  const allowed = shelfMinutes.filter((minutes) => minutes <= mostMinutes);
  const choices = allowed.length > 0 ? allowed : [mostMinutes];
  const [minutes, setMinutes] = useState<number>(choices[0] ?? mostMinutes);
  const [reason, setReason] = useState("");
  const [hint, setHint] = useState("");
  const [sending, send] = useSending();
  const form = useRef<HTMLFormElement>(null);
  const toReason = () => form.current?.querySelector("textarea")?.focus();
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const shelve = () => {
    if (reason.trim() !== "") send(() => onSend(minutes, reason.trim()));
    else {
      setHint(t("alarms.actions.reasonNeeded"));
      toReason();
    }
  };
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("alarms.actions.shelveTitle")}
      onSubmit={(event) => event.preventDefault()}
    >
      <h4>{t("alarms.actions.shelveTitle")}</h4>
      <Choices<number>
        name="minutes"
        title={t("alarms.actions.shelveTitle")}
        choices={choices}
        chosen={minutes}
        words={(n) => t("alarms.actions.shelveMinutes", { n })}
        onChoose={(n) => {
          setMinutes(n);
          toReason();
        }}
        onEnter={toReason}
      />
      <NoteField
        label={t("alarms.actions.reason")}
        note={reason}
        onChange={setReason}
        onSend={shelve}
        focusNow={false}
      />
      <FormButtons hint={hint} sending={sending} onSend={shelve} onCancel={onCancel} />
    </form>
  );
}
