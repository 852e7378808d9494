import type { Alarm, AlarmKind } from "../contract/alarms.ts";
import { alarmEvent, type Decision, type DeskView, nothing } from "./decision.ts";
import { raiseAlarm } from "./raise-alarm.ts";

/** A fault of the console's own that a hand must see to: no device and no area. */
export interface StationFault {
  readonly kind: Extract<AlarmKind, "storage" | "evidence_damaged">;
  /** What it is, as the alarm's code: `storage:space`. Null: it is over. */
  readonly code: string | null;
}

/** One alarm of a kind at a time: a second fault while it is open is told by its own event. */
export function decideStationFault(view: DeskView, { kind, code }: StationFault): Decision {
  const open = view.book
    .list()
    .find((alarm) => alarm.kind === kind && alarm.deviceId === null && alarm.manual === null);
  if (code === null) return open === undefined || open.restoredAtMs !== null ? nothing : restored(view, open);
  if (open === undefined) return raiseAlarm(view, { kind, deviceId: null, pointId: null, code });
  // Over and there again before anybody closed it: the alarm stands as before.
  if (open.restoredAtMs === null) return nothing;
  const alarm: Alarm = { ...open, restoredAtMs: null, reportCount: open.reportCount + 1, lastReportAtMs: view.nowMs };
  const by = { key: `alarm:${view.newId()}`, atMs: view.nowMs };
  const data = { name: alarm.name, reportCount: alarm.reportCount };
  return { events: [alarmEvent(alarm, "alarm.repeated", by, data)], alarms: [alarm] };
}

function restored(view: DeskView, open: Alarm): Decision {
  const alarm: Alarm = { ...open, restoredAtMs: view.nowMs };
  const by = { key: `alarm:${view.newId()}`, atMs: view.nowMs };
  return { events: [alarmEvent(alarm, "alarm.restored", by, { name: alarm.name })], alarms: [alarm] };
}
