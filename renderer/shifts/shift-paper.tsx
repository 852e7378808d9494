import { memo, type ReactNode } from "react";
import type { ShiftLog } from "../../native/contract/shift.ts";
import type { Language } from "../../native/contract/text.ts";
import { openFormats } from "../i18n/formats.ts";
import { useTextsIn } from "../i18n/use-texts.ts";
import { AlarmTable } from "./alarm-table.tsx";
import { EventTable } from "./event-table.tsx";
import type { Shift } from "./read-shift.ts";
import styles from "./shift-paper.module.css";
import { usePageBoxes } from "./use-page-boxes.ts";
import { zoneOffset } from "./zone-offset.ts";

interface ShiftPaperProps {
  readonly shift: Shift;
  /** Further parts, before the signatures. */
  readonly appendix: (shift: Shift, language: Language) => ReactNode;
  readonly language: Language;
}

/** Numbered lines of the paper. */
export function entriesOf(log: ShiftLog): number {
  return log.alarms.length + log.duty.length + log.refusals.length + log.faults.length;
}

/**
 * The shift log as it stands on paper: black on white, A4, in one language whatever the screen speaks. Drawn
 * anew only for another log: the desk beneath it changes every second.
 */
export const ShiftPaper = memo(function ShiftPaper({ shift, appendix, language }: ShiftPaperProps) {
  const { log, info } = shift;
  const texts = useTextsIn(language);
  const { t, named } = texts;
  const timeZone = info.site?.timeZone ?? "Asia/Shanghai";
  const formats = openFormats(timeZone);
  const title = `${named(info.site?.name)} ${t("desk.shift.title")}`.trim();
  const span = `${formats.dateTime(log.fromMs)} – ${formats.dateTime(log.toMs)}`;
  const offsets = [...new Set([zoneOffset(log.fromMs, timeZone), zoneOffset(log.toMs, timeZone)])].join(" / ");
  const marked = log.alarms.filter(({ alarm }) => alarm.mark !== null).length;
  const simulated = info.simulated ? t("desk.shift.simulated") : "";
  usePageBoxes({
    topLeft: [title, simulated].filter(Boolean).join(" · "),
    topRight: span,
    bottomLeft: `${t("desk.shift.code")} ${log.code}`,
    bottomRight: (page, pages) => t("desk.shift.pageOf", { page, pages }),
  });
  const table = { texts, formats, dayMs: log.fromMs };
  return (
    <article className={styles["paper"]} lang={language}>
      <header>
        <h1>{title}</h1>
        {simulated && <strong>{simulated}</strong>}
        {log.truncated && <strong>{t("desk.shift.truncated")}</strong>}
        <dl className="numeric">
          <dt>{t("desk.shift.span")}</dt>
          <dd>
            <b>{span}</b>
          </dd>
          <dt>{t("desk.shift.zone")}</dt>
          <dd>{t("desk.shift.zoneWhy", { zone: timeZone, offset: offsets })}</dd>
          <dt>{t("desk.shift.made")}</dt>
          <dd>{formats.dateTime(log.madeAtMs)}</dd>
          <dt>{t("desk.shift.code")}</dt>
          <dd>
            <b>{log.code}</b>
          </dd>
          <dt>{t("desk.shift.content")}</dt>
          <dd>
            {t("desk.shift.summary", {
              alarms: log.alarms.length,
              marked,
              faults: log.faults.length,
              refusals: log.refusals.length,
            })}
          </dd>
        </dl>
        {entriesOf(log) === 0 && <p className={styles["empty"]}>{t("desk.shift.empty")}</p>}
      </header>
      <AlarmTable log={log} areas={info.areas} {...table} />
      <EventTable title={t("desk.shift.refusals")} events={log.refusals} {...table} />
      <EventTable title={t("desk.shift.gates")} events={log.gates} {...table} />
      <EventTable title={t("desk.shift.faults")} events={log.faults} {...table} />
      <EventTable title={t("desk.shift.duty")} events={log.duty} {...table} />
      {appendix(shift, language)}
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
});
