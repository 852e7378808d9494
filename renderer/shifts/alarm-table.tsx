import type { Alarm } from "../../native/contract/alarms.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { ShiftLog } from "../../native/contract/shift.ts";
import type { PaperTableProps } from "./event-table.tsx";
import { courseText } from "./course-text.ts";
import styles from "./shift-paper.module.css";

interface AlarmTableProps extends PaperTableProps {
  readonly log: ShiftLog;
  readonly areas: StationInfo["areas"];
}

const columns = ["no", "raised", "what", "where", "acknowledged", "dispatched", "arrived", "closed", "result"] as const;

/** Every alarm with all its times, and below it what happened to it second by second. */
export function AlarmTable({ log, areas, ...table }: AlarmTableProps) {
  const { t, named } = table.texts;
  const areaNames = new Map(areas.map(({ id, name }) => [id, named(name)]));
  const plans = new Map(log.plans.map((plan) => [`${plan.id}@${plan.version}`, plan]));
  return (
    <section>
      <h2>{t("desk.shift.alarms")}</h2>
      {log.alarms.length === 0 ? (
        <p>{t("desk.shift.none")}</p>
      ) : (
        <table className={styles["alarms"]}>
          <colgroup>
            {columns.map((column) => (
              <col key={column} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column}>{t(`desk.shift.${column}`)}</th>
              ))}
            </tr>
          </thead>
          {log.alarms.map(({ alarm, events }) => (
            <AlarmRows
              key={alarm.id}
              alarm={alarm}
              areaName={alarm.areaId === null ? "" : (areaNames.get(alarm.areaId) ?? alarm.areaId)}
              course={courseText(alarm, events, { ...table, plans })}
              {...table}
            />
          ))}
        </table>
      )}
    </section>
  );
}

interface AlarmRowsProps extends PaperTableProps {
  readonly alarm: Alarm;
  readonly areaName: string;
  readonly course: string;
}

function AlarmRows({ alarm, areaName, course, texts, formats, dayMs }: AlarmRowsProps) {
  const { t, named } = texts;
  // The day stands with the raising, and again only where it is another.
  const when = (ms: number | null, who = "") =>
    ms === null ? "—" : `${formats.shortTime(ms, alarm.raisedAtMs)}\n${who}`.trim();
  return (
    <tbody className="numeric">
      <tr>
        <td>{alarm.raisedSeq ?? "—"}</td>
        <td>{formats.shortTime(alarm.raisedAtMs, dayMs)}</td>
        <td>
          {alarm.mark && <b className={styles["mark"]}>{t(`alarms.marks.${alarm.mark}`)}</b>}
          {`${t(`alarms.kinds.${alarm.kind}`)} ${named(alarm.name)}${manualText(alarm, texts)}`}
        </td>
        <td>{areaName}</td>
        <td>{when(alarm.acknowledgedAtMs, alarm.acknowledgedBy?.name)}</td>
        <td>{when(alarm.dispatchedAtMs, alarm.callSigns.join("、"))}</td>
        <td>{when(alarm.arrivedAtMs)}</td>
        <td>{when(alarm.closedAtMs, alarm.closedBy?.name)}</td>
        <td>{resultText(alarm, texts)}</td>
      </tr>
      {course !== "" && (
        <tr>
          <td colSpan={columns.length} className={styles["course"]}>
            {course}
          </td>
        </tr>
      )}
    </tbody>
  );
}

function manualText({ manual }: Alarm, { t }: PaperTableProps["texts"]): string {
  return manual === null ? "" : ` (${t(`alarms.channels.${manual.channel}`)} ${manual.who}: ${manual.what})`;
}

function resultText({ cause, reason }: Alarm, { t }: PaperTableProps["texts"]): string {
  if (cause === null) return t("desk.shift.open");
  return reason === null
    ? t(`alarms.causes.${cause}`)
    : `${t(`alarms.causes.${cause}`)} · ${t(`alarms.reasons.${reason}`)}`;
}
