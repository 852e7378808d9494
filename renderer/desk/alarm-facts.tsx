import { type ReactNode, useState } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./alarm-panel.module.css";

interface AlarmFactsProps {
  readonly alarm: Alarm;
  /** What stands above the facts: early warnings of its area. */
  readonly notice: ReactNode;
  /** Facts of other areas of the console: its entry check. */
  readonly moreFacts: readonly (readonly [name: string, value: string])[];
  readonly deviceName: string;
  readonly cameraNames: readonly string[];
  readonly nowMs: number;
  readonly formats: Formats;
}

export function AlarmFacts(props: AlarmFactsProps) {
  const { alarm, deviceName, cameraNames, formats, nowMs } = props;
  const { t, codeText } = useTexts();
  const [wide, setWide] = useState(false);
  const time = (ms: number | null) => (ms === null ? "" : formats.shortTime(ms, nowMs));
  const manual = alarm.manual;
  const facts: readonly (readonly [string, string])[] = [
    [t("alarms.panel.owner"), alarm.owner?.name ?? t("alarms.panel.nobody")],
    ...props.moreFacts,
    ...(manual
      ? ([[t("alarms.panel.reported"), `${t(`alarms.channels.${manual.channel}`)} ${manual.who}`.trim()]] as const)
      : []),
    ...(alarm.callSigns.length > 0
      ? ([[t("alarms.panel.callSigns"), `${alarm.callSigns.join("、")} ${time(alarm.dispatchedAtMs)}`]] as const)
      : []),
    ...(alarm.arrivedAtMs === null ? [] : ([[t("alarms.panel.arrivedAt"), time(alarm.arrivedAtMs)]] as const)),
    ...(alarm.shelf
      ? ([
          [t("alarms.panel.shelf"), `${time(alarm.shelf.untilMs)} ${alarm.shelf.by.name}：${alarm.shelf.reason}`],
        ] as const)
      : []),
    [t("alarms.panel.raised"), formats.shortTime(alarm.raisedAtMs, nowMs)],
    ...(alarm.deviceId === null ? [] : ([[t("alarms.panel.device"), deviceName]] as const)),
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
      {props.notice}
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
      {manual && <p className={styles["words"]}>{manual.what}</p>}
      {alarm.note === "" && notes}
    </div>
  );
}
