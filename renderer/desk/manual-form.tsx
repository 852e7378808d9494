/* oxlint-disable react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- the focus is set once, at the opening */
import { Button, Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import {
  type Alarm,
  alarmClasses,
  type AlarmKind,
  alarmKinds,
  classOfKind,
  type ManualChannel,
  manualChannels,
} from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Area } from "../../native/contract/site.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession, useStore } from "../rpc/use-station.tsx";
import { Choices } from "./alarm-forms.tsx";
import { isComposing } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./manual-form.module.css";

interface ManualFormProps {
  readonly areas: readonly Area[];
  readonly onRaised: (alarm: Alarm) => void;
  readonly onCancel: () => void;
  readonly onAskForOperator: () => void;
}

/** What people report by telephone or radio, the most frequent nine first: they have the digits. */
const reported: readonly AlarmKind[] = [
  "assault",
  "weapon",
  "forced_entry",
  "crowd",
  "patient_risk",
  "fire",
  "medical",
  "intrusion",
  "other",
  ...alarmKinds.filter((kind) => ["panic", "duress", "metal", "tamper"].includes(kind)),
];

/** What, where, who, in the order in which a caller says it. Enter goes on, Ctrl+Enter raises from anywhere. */
export function ManualForm({ areas, onRaised, onCancel, onAskForOperator }: ManualFormProps) {
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const store = useStore();
  const [kind, setKind] = useState<AlarmKind | null>(null);
  const [channel, setChannel] = useState<ManualChannel>("telephone");
  const [areaId, setAreaId] = useState("");
  const [place, setPlace] = useState("");
  const [who, setWho] = useState("");
  const [what, setWhat] = useState("");
  const [sending, sendOnce] = useSending();
  const [hint, setHint] = useState("");
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const focusOn = (field: string) =>
    form.current?.querySelector<HTMLElement>(`[data-field="${field}"] :is(input, select, textarea)`)?.focus();
  useEffect(() => focusOn("kind"), []);

  const refuse = (field: string, words: string) => {
    setHint(words);
    focusOn(field);
  };
  const send = () => {
    if (sending) return;
    if (kind === null) return refuse("kind", t("desk.manual.what"));
    if (areaId === "" && place.trim() === "") return refuse("area", t("desk.manual.placeNeeded"));
    if (what.trim() === "") return refuse("words", t("desk.manual.whatNeeded"));
    setHint("");
    if (store.get().actor === null) {
      setProblem({ code: "rpc.no_operator", params: {} });
      onAskForOperator();
      return;
    }
    sendOnce(() =>
      session
        .call((client) =>
          client.alarms.raiseManual({
            kind,
            areaId: areaId === "" ? null : areaId,
            place: place.trim(),
            who: who.trim(),
            what: what.trim(),
            channel,
          }),
        )
        .then((answer) => (answer.ok ? onRaised(answer.value) : setProblem(answer.error))),
    );
  };
  /** Enter is for the next field; with Ctrl, and in the last field, it raises. */
  const onEnter = (next: string | null) => (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (next === null || event.ctrlKey) send();
    else focusOn(next);
  };
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("desk.manual.title")}
      onSubmit={(event) => event.preventDefault()}
    >
      <div data-field="kind">
        <h4>
          {t("desk.manual.what")}
          {kind && (
            <span data-class={classOfKind[kind]}>{t(`alarms.classes.${classOfKind[kind] ?? alarmClasses[1]}`)}</span>
          )}
        </h4>
        <Choices
          name="kind"
          title={t("desk.manual.what")}
          choices={reported}
          chosen={kind}
          words={(known) => t(`alarms.kinds.${known}`)}
          onChoose={(chosen) => {
            setKind(chosen);
            focusOn("area");
          }}
          onEnter={() => focusOn("area")}
        />
      </div>
      <div className={styles["fields"]}>
        <label data-field="area">
          {t("desk.manual.area")}
          <select value={areaId} onChange={(event) => setAreaId(event.target.value)} onKeyDown={onEnter("place")}>
            <option value="">—</option>
            {areas.map((area) => (
              <option key={area.id} value={area.id}>
                {named(area.name)}
              </option>
            ))}
          </select>
        </label>
        <label data-field="place">
          {t("desk.manual.place")}
          <Input
            value={place}
            maxLength={200}
            onChange={(event) => setPlace(event.target.value)}
            onKeyDown={onEnter("who")}
          />
        </label>
        <label data-field="who">
          {t("desk.manual.who")}
          <Input
            value={who}
            maxLength={100}
            onChange={(event) => setWho(event.target.value)}
            onKeyDown={onEnter("words")}
          />
        </label>
      </div>
      <label data-field="words">
        {t("desk.manual.whatWords")}
        <Input.TextArea
          rows={3}
          value={what}
          maxLength={1000}
          onChange={(event) => setWhat(event.target.value)}
          onKeyDown={onEnter(null)}
        />
      </label>
      <div data-field="channel">
        <h4>{t("desk.manual.channel")}</h4>
        <Choices
          name="channel"
          title={t("desk.manual.channel")}
          choices={manualChannels}
          chosen={channel}
          words={(known) => t(`alarms.channels.${known}`)}
          onChoose={setChannel}
          onEnter={send}
        />
      </div>
      <div className={styles["buttons"]}>
        <Button type="primary" loading={sending} onClick={send}>
          {t("desk.manual.raise")} <kbd>Enter</kbd>
        </Button>
        <Button onClick={onCancel}>
          {t("alarms.actions.cancel")} <kbd>Esc</kbd>
        </Button>
        <output data-bad={problem !== null || hint !== ""}>
          {hint || (problem ? errorText(problem) : t("desk.manual.hint"))}
        </output>
      </div>
    </form>
  );
}
