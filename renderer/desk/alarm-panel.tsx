import { Button } from "antd";
import { useState } from "react";
import type { Alarm, ClosingCause } from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { ClassMark } from "../ui/class-mark.tsx";
import { PanelHead } from "../ui/panel-head.tsx";
import styles from "./alarm-panel.module.css";
import { CloseForm, NoteForm } from "./alarm-forms.tsx";
import { AlarmHistory } from "./alarm-history.tsx";

interface AlarmPanelProps {
  readonly alarm: Alarm | null;
  readonly areaName: string;
  readonly deviceName: string;
  readonly cameraNames: readonly string[];
  readonly nowMs: number;
  readonly formats: Formats;
  readonly form: "close" | "note" | null;
  /** The last answer about this alarm: what went wrong, or what was done. */
  readonly problem: ErrorData | null;
  readonly said: string;
  readonly asOf: string;
  readonly onAcknowledge: () => void;
  readonly onForm: (form: "close" | "note" | null) => void;
  readonly onClose: (cause: ClosingCause, note: string) => Promise<ErrorData | null>;
  readonly onNote: (note: string) => Promise<ErrorData | null>;
}

export function AlarmPanel(props: AlarmPanelProps) {
  const { alarm, form, asOf } = props;
  const { t } = useTexts();
  return (
    <section className={styles["panel"]} aria-label={t("alarms.panel.title")}>
      <PanelHead title={t("alarms.panel.title")} asOf={alarm ? asOf : ""} />
      {alarm === null ? (
        <p className={styles["none"]}>
          {t("alarms.panel.none")}
          <span>{t("alarms.panel.noneHint")}</span>
        </p>
      ) : (
        <div className={styles["body"]} data-alarm={alarm.id}>
          <AlarmHead {...props} alarm={alarm} />
          {/* A form belongs to the alarm it was opened on: another alarm gets a fresh one. */}
          {form === "close" && (
            <CloseForm key={alarm.id} notes={alarm.note} onSend={props.onClose} onCancel={() => props.onForm(null)} />
          )}
          {form === "note" && <NoteForm key={alarm.id} onSend={props.onNote} onCancel={() => props.onForm(null)} />}
          {form === null && (
            <div className={styles["known"]}>
              <AlarmFacts {...props} alarm={alarm} />
              <AlarmHistory alarmId={alarm.id} nowMs={props.nowMs} formats={props.formats} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function AlarmHead(props: AlarmPanelProps & { readonly alarm: Alarm }) {
  const { alarm, areaName, nowMs, form, problem, said, onAcknowledge, onForm } = props;
  const { t, named, errorText } = useTexts();
  const active = alarm.state === "active";
  return (
    <>
      <div className={styles["top"]}>
        <span className={styles["mark"]} data-class={alarm.class} data-active={active}>
          <ClassMark of={alarm.class} size={26} />
          {t(`alarms.classes.${alarm.class}`)}
        </span>
        <div className={styles["what"]}>
          <h3>
            {t(`alarms.kinds.${alarm.kind}`)}
            <span className={`${styles["age"]} numeric`}>{ageText(nowMs - alarm.raisedAtMs, t)}</span>
          </h3>
          <p title={named(alarm.name)}>{[named(alarm.name) || alarm.deviceId, areaName].filter(Boolean).join(" · ")}</p>
        </div>
      </div>
      <div className={styles["actions"]}>
        {/* A form has its own buttons and needs the room. */}
        {form === null && (
          <>
            <Button type={active ? "primary" : "default"} disabled={!active} onClick={onAcknowledge}>
              {active ? t("alarms.actions.acknowledge") : t("alarms.states.acknowledged")} {active && <kbd>Enter</kbd>}
            </Button>
            <Button aria-pressed={form === "note"} onClick={() => onForm("note")}>
              {t("alarms.actions.note")} <kbd>N</kbd>
            </Button>
            <Button
              aria-pressed={form === "close"}
              disabled={active}
              title={active ? t("alarms.actions.acknowledgeFirst") : ""}
              onClick={() => onForm("close")}
            >
              {t("alarms.actions.close")} <kbd>C</kbd>
            </Button>
          </>
        )}
        <output className={styles["answer"]} data-bad={problem !== null}>
          {problem ? errorText(problem) : said}
        </output>
      </div>
    </>
  );
}

function AlarmFacts(props: AlarmPanelProps & { readonly alarm: Alarm }) {
  const { alarm, deviceName, cameraNames, formats, nowMs } = props;
  const { t, codeText } = useTexts();
  const [wide, setWide] = useState(false);
  const facts: readonly (readonly [string, string])[] = [
    [t("alarms.panel.raised"), formats.shortTime(alarm.raisedAtMs, nowMs)],
    [t("alarms.panel.device"), deviceName],
    [t("alarms.panel.code"), alarm.code ? codeText(alarm.code) : "—"],
    [
      t("alarms.panel.count"),
      alarm.reportCount > 1
        ? `${alarm.reportCount} (${t("alarms.panel.last")} ${formats.shortTime(alarm.lastReportAtMs, nowMs)})`
        : "1",
    ],
    [
      t("alarms.panel.restored"),
      alarm.restoredAtMs === null ? t("alarms.panel.notRestored") : formats.shortTime(alarm.restoredAtMs, nowMs),
    ],
    [
      t("alarms.panel.acknowledgedBy"),
      alarm.acknowledgedBy && alarm.acknowledgedAtMs !== null
        ? `${alarm.acknowledgedBy.name} ${formats.shortTime(alarm.acknowledgedAtMs, nowMs)}`
        : "—",
    ],
    [t("alarms.panel.cameras"), cameraNames.length > 0 ? cameraNames.join("、") : t("alarms.panel.noCameras")],
    [t("alarms.panel.seq"), alarm.raisedSeq === null ? t("alarms.panel.notStored") : String(alarm.raisedSeq)],
  ];
  const notes = (
    <div className={styles["notes"]} data-wide={wide}>
      <button type="button" onClick={() => setWide(!wide)} aria-expanded={wide}>
        {t("alarms.panel.notes")}
      </button>
      <p>{alarm.note === "" ? t("alarms.panel.noNotes") : alarm.note}</p>
    </div>
  );
  return (
    <div className={styles["factsAndNotes"]}>
      {alarm.note !== "" && notes}
      <dl className={styles["facts"]}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numeric" title={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {alarm.note === "" && notes}
    </div>
  );
}
