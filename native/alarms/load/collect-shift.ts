import type { Alarm } from "../../contract/alarms.ts";
import { refusalOutcomes } from "../../contract/entries.ts";
import type { EventKind, StoredEvent } from "../../contract/events.ts";
import type { ShiftLog } from "../../contract/shift.ts";

const dutyKinds: ReadonlySet<EventKind> = new Set<EventKind>([
  "operator.signed_on",
  "operator.signed_off",
  "desk.drill_started",
  "desk.drill_ended",
  "desk.button_test_started",
  "desk.button_test_ended",
  "desk.flood_began",
  "desk.flood_ended",
  "desk.clock_set",
  "point.test_started",
  "point.test_ended",
  "plan.loaded",
  "evidence.export_asked",
  "evidence.exported",
  "evidence.export_failed",
  "bookmark.added",
  "clip.viewed",
  "hold.placed",
  "hold.released",
  "hold.ending",
  "hold.expired",
  "clips.deleted",
  "deletion.signed",
]);
const refusalKinds: ReadonlySet<EventKind> = new Set<EventKind>(["rpc.refused", "entry.decided", "entry.corrects"]);
const gateKinds: ReadonlySet<EventKind> = new Set<EventKind>([
  "entry.rules_loaded",
  "entry.abandoned",
  "entry.corrected",
  "deposit.added",
  "deposit.returned",
  "deposit.handed_over",
  "deposit.overdue",
  "warning.added",
  "warning.ended",
  "warning.expired",
  "private.viewed",
  "private.erased",
  "items.changed",
  "gate.output_set",
]);

/** A refusal of entry, or one that the police were called for; every other refusal is a call's. */
function isRefusal(event: StoredEvent): boolean {
  if (event.kind !== "entry.decided" && event.kind !== "entry.corrects") return refusalKinds.has(event.kind);
  const { outcome } = event.data;
  return refusalOutcomes.includes(outcome) || outcome === "prohibited_police";
}
const faultKinds: ReadonlySet<EventKind> = new Set<EventKind>([
  "station.started",
  "station.stopped",
  "site.loaded",
  "site.changed",
  "log.recovered",
  "cameras.process_down",
  "cameras.process_up",
  "link.up",
  "link.down",
  "panel.silent",
  "panel.heard",
  "panel.unparsed",
  "gate.line_fault",
  "gate.line_ok",
  "gate.module_lost",
  "gate.module_back",
  "gate.counter_reset",
  "camera.online",
  "camera.offline",
  "camera.auth_refused",
  "camera.picture_bad",
  "camera.picture_good",
  "camera.reference_set",
  "camera.events_lost",
  "camera.events_back",
  "camera.clock_off",
  "camera.clock_ok",
  "clip.failed",
  "clip.damaged",
  "storage.low",
  "storage.ok",
  "ptz.return_failed",
  "point.chattering",
  "point.settled",
  "point.guarded",
  "point.guard_ended",
]);
const alarmKinds: ReadonlySet<EventKind> = new Set<EventKind>([
  "alarm.raised",
  "alarm.repeated",
  "alarm.restored",
  "alarm.again",
  "alarm.acknowledged",
  "alarm.again_acknowledged",
  "alarm.note_added",
  "alarm.closed",
  "alarm.dispatched",
  "alarm.arrived",
  "alarm.taken_over",
  "alarm.reopened",
  "alarm.continues",
  "alarm.reported_by_hand",
  "alarm.escalated",
  "alarm.shelved",
  "alarm.unshelved",
  "alarm.made_real",
  "alarm.shown",
  "alarm.withheld",
  "plan.started",
  "plan.step_done",
  "plan.step_skipped",
  "plan.step_overdue",
  "plan.finished",
]);

/** The kinds that a shift log is made of. */
export const shiftKinds: EventKind[] = [...alarmKinds, ...dutyKinds, ...refusalKinds, ...gateKinds, ...faultKinds];

/**
 * Sorts the events of a span, oldest first, into the sections of the shift log. `alarms`: the state of
 * every alarm that has an event in the span or was open when it began.
 */
export function collectShift(
  events: readonly StoredEvent[],
  alarms: readonly Alarm[],
): Pick<ShiftLog, "alarms" | "duty" | "refusals" | "gates" | "faults"> {
  const ofAlarm = new Map<string, StoredEvent[]>();
  for (const event of events) {
    if (event.alarmId === null || !alarmKinds.has(event.kind)) continue;
    const known = ofAlarm.get(event.alarmId);
    if (known === undefined) ofAlarm.set(event.alarmId, [event]);
    else known.push(event);
  }
  const pick = (kinds: ReadonlySet<EventKind>) => events.filter((event) => kinds.has(event.kind));
  return {
    alarms: alarms
      .toSorted((a, b) => (a.raisedSeq ?? Infinity) - (b.raisedSeq ?? Infinity) || a.raisedAtMs - b.raisedAtMs)
      .map((alarm) => ({ alarm, events: ofAlarm.get(alarm.id) ?? [] })),
    duty: pick(dutyKinds),
    refusals: events.filter(isRefusal),
    gates: pick(gateKinds),
    // A signal that an alarm withheld by a test would have been belongs to no alarm: it stands here.
    faults: events.filter(
      (event) => faultKinds.has(event.kind) || (event.alarmId === null && event.kind === "alarm.withheld"),
    ),
  };
}
