import type { ReactNode } from "react";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { ShiftLog } from "../../native/contract/shift.ts";
import type { Language } from "../../native/contract/text.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import { eventWords } from "../i18n/event-text.ts";
import { type Formats, openFormats } from "../i18n/formats.ts";
import { type Texts, useTextsIn } from "../i18n/use-texts.ts";
import styles from "./shift-paper.module.css";

interface ShiftPaperProps {
  readonly log: ShiftLog;
  readonly info: StationInfo | null;
  readonly language: Language;
  /** Further parts, before the signatures. */
  readonly children?: ReactNode;
}

/** The shift log as it stands on paper: black on white, A4, in one language whatever the screen speaks. */
export function ShiftPaper({ log, info, language, children }: ShiftPaperProps) {
  const texts = useTextsIn(language);
  const { t, named } = texts;
  const formats = openFormats(info?.site?.timeZone ?? "Asia/Shanghai");
  const marked = log.alarms.filter(({ alarm }) => alarm.mark !== null).length;
  return (
    <article className={styles["paper"]} lang={language}>
      <header>
        <h1>
          {named(info?.site?.name)} {t("desk.shift.title")}
        </h1>
        {info?.simulated === true && <strong>{t("desk.shift.simulated")}</strong>}
        <p className="numeric">
          {t("desk.shift.span")} {formats.dateTime(log.fromMs)} – {formats.dateTime(log.toMs)} · {t("desk.shift.made")}{" "}
          {formats.dateTime(log.madeAtMs)} · {t("desk.shift.code")} <b>{log.code}</b>
        </p>
        <p>
          {t("desk.shift.summary", {
            alarms: log.alarms.length,
            marked,
            faults: log.faults.length,
            refusals: log.refusals.length,
          })}
        </p>
        {log.truncated && <strong>{t("desk.shift.truncated")}</strong>}
      </header>
      <AlarmTable log={log} info={info} texts={texts} formats={formats} />
      <EventTable title={t("desk.shift.duty")} events={log.duty} texts={texts} formats={formats} />
      <EventTable title={t("desk.shift.refusals")} events={log.refusals} texts={texts} formats={formats} />
      <EventTable title={t("desk.shift.gates")} events={log.gates} texts={texts} formats={formats} />
      <EventTable title={t("desk.shift.faults")} events={log.faults} texts={texts} formats={formats} />
      {children}
      <footer>
        <div className={styles["signatures"]}>
          {([t("desk.shift.signOperator"), t("desk.shift.signNext"), t("desk.shift.signChief")] as const).map((who) => (
            <div key={who}>
              <span>{who}</span>
              <i />
              <span>{t("desk.shift.date")}</span>
              <i />
            </div>
          ))}
        </div>
        <p className="numeric">{t("desk.shift.codeWhy", { code: log.code, seq: log.head.seq })}</p>
      </footer>
    </article>
  );
}

interface TableProps {
  readonly texts: Texts;
  readonly formats: Formats;
}

function AlarmTable({ log, info, texts, formats }: TableProps & Pick<ShiftPaperProps, "log" | "info">) {
  const { t, named } = texts;
  const area = (areaId: string | null) =>
    named(info?.areas.find((known) => known.id === areaId)?.name) || (areaId ?? "");
  const when = (ms: number | null, who: string) =>
    ms === null ? (
      "—"
    ) : (
      <>
        <time>{formats.shortTime(ms, log.fromMs)}</time> {who}
      </>
    );
  return (
    <section>
      <h2>{t("desk.shift.alarms")}</h2>
      {log.alarms.length === 0 ? (
        <p>{t("desk.shift.none")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {(
                ["no", "raised", "what", "where", "acknowledged", "dispatched", "arrived", "closed", "result"] as const
              ).map((column) => (
                <th key={column}>{t(`desk.shift.${column}`)}</th>
              ))}
            </tr>
          </thead>
          {log.alarms.map(({ alarm, events }) => (
            <tbody key={alarm.id} className="numeric">
              <tr>
                <td>{alarm.raisedSeq ?? "—"}</td>
                <td>{when(alarm.raisedAtMs, "")}</td>
                <td>
                  {alarm.mark && <b>[{t(`alarms.marks.${alarm.mark}`)}] </b>}
                  {t(`alarms.kinds.${alarm.kind}`)} {named(alarm.name)}
                  {alarm.manual &&
                    ` (${t(`alarms.channels.${alarm.manual.channel}`)} ${alarm.manual.who}: ${alarm.manual.what})`}
                </td>
                <td>{area(alarm.areaId)}</td>
                <td>{when(alarm.acknowledgedAtMs, alarm.acknowledgedBy?.name ?? "")}</td>
                <td>{when(alarm.dispatchedAtMs, alarm.callSigns.join("、"))}</td>
                <td>{when(alarm.arrivedAtMs, "")}</td>
                <td>{when(alarm.closedAtMs, alarm.closedBy?.name ?? "")}</td>
                <td>
                  {alarm.cause
                    ? `${t(`alarms.causes.${alarm.cause}`)}${alarm.reason ? ` · ${t(`alarms.reasons.${alarm.reason}`)}` : ""}`
                    : t("desk.shift.open")}
                </td>
              </tr>
              <Course events={events} texts={texts} formats={formats} dayMs={log.fromMs} />
            </tbody>
          ))}
        </table>
      )}
    </section>
  );
}

/** Second by second what happened to an alarm after it was raised. */
function Course(props: TableProps & { readonly events: readonly StoredEvent[]; readonly dayMs: number }) {
  const { events, texts, formats, dayMs } = props;
  const course = events
    .filter((event) => event.kind !== "alarm.raised" && event.kind !== "panel.signal" && event.kind !== "gate.input")
    .map((event) => {
      const { kind, detail } = eventWords(event, texts, "");
      return [formats.shortTime(event.atMs, dayMs), kind, event.actor?.name, detail].filter(Boolean).join(" ");
    });
  if (course.length === 0) return null;
  return (
    <tr>
      <td colSpan={9} className={styles["course"]}>
        {course.join("; ")}
      </td>
    </tr>
  );
}

function EventTable(props: TableProps & { readonly title: string; readonly events: readonly StoredEvent[] }) {
  const { title, events, texts, formats } = props;
  const { t } = texts;
  return (
    <section>
      <h2>{title}</h2>
      {events.length === 0 ? (
        <p>{t("desk.shift.none")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>{t("desk.shift.no")}</th>
              <th>{t("desk.shift.time")}</th>
              <th>{t("desk.shift.what")}</th>
              <th>{t("desk.shift.detail")}</th>
              <th>{t("desk.shift.who")}</th>
            </tr>
          </thead>
          <tbody className="numeric">
            {events.map((event) => {
              const { kind, name, detail } = eventWords(event, texts, event.deviceId ?? "");
              return (
                <tr key={event.seq}>
                  <td>{event.seq}</td>
                  <td>
                    <time>{formats.dateTime(event.atMs)}</time>
                  </td>
                  <td>
                    {kind} {name}
                  </td>
                  <td>{detail}</td>
                  <td>{event.actor?.name ?? ""}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
