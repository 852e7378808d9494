import type { Alarm } from "../contract/alarms.ts";
import { alarmEvent, type Decision, type DeskView } from "./decision.ts";
import { restartEscalation } from "./escalation/escalate.ts";

export interface MoreReports {
  readonly reports: number;
  readonly atMs: number;
  /** When the device last said that it is over, UTC ms; null when its last word was a report. */
  readonly restoredAtMs: number | null;
}

/**
 * More reports of what is open. One of security that somebody has acknowledged sounds again, because
 * the second person with metal is not the first; owner, plan and state stay. Until it is acknowledged
 * again every further report is only counted.
 */
export function countReports(view: DeskView, open: Alarm, { reports, atMs, restoredAtMs }: MoreReports): Decision {
  const counted: Alarm = {
    ...open,
    reportCount: open.reportCount + reports,
    lastReportAtMs: atMs,
    restoredAtMs,
  };
  const by = () => ({ key: `alarm:${view.newId()}`, atMs });
  const data = { name: counted.name, reportCount: counted.reportCount };
  const repeated = alarmEvent(counted, "alarm.repeated", by(), data);
  if (open.class !== "security" || open.state === "active" || open.againAtMs !== null)
    return { events: [repeated], alarms: [counted] };
  const again = restartEscalation(view.settings.escalation, { ...counted, againAtMs: atMs }, view.nowMs);
  return { events: [repeated, alarmEvent(again, "alarm.again", by(), data)], alarms: [again] };
}
