import { type Alarm, alarmClasses, wantsHand } from "../../native/contract/alarms.ts";
import { waitsForHand } from "../rpc/station-state.ts";

/** What may stand open in an alarm's panel. `answer`, `record` and `skip` are about the plan's present step. */
export type AlarmForm = "close" | "note" | "dispatch" | "arrive" | "shelve" | "answer" | "record" | "skip";

export interface Selection {
  readonly id: string | null;
  /** Monotonic ms when the console itself moved the selection; null when the operator did. */
  readonly movedAtMs: number | null;
  readonly form: AlarmForm | null;
}

export const noSelection: Selection = { id: null, movedAtMs: null, form: null };

/** So long after the console has moved the selection, a key may still be meant for what was there before. */
export const settleMs = 800;

/** What began to wait for a hand since the last look: nothing, something, or what stands on top of the queue now. */
export type Arrival = "none" | "below" | "top";

/** Below 0 when `a` is graver than `b`. */
function compareClasses(a: Alarm, b: Alarm): number {
  return alarmClasses.indexOf(a.class) - alarmClasses.indexOf(b.class);
}

/**
 * The selection after the alarms changed. It is never taken from an operator who types or has a form open. A new
 * alarm on top takes it, so that its cameras come onto the wall; but not from one that still waits for him, unless
 * the new one is graver, and not from a graver one whose plan he is in the middle of.
 */
export function followAlarms(
  selection: Selection,
  alarms: readonly Alarm[],
  arrival: Arrival,
  busy: boolean,
  nowMs: number,
): Selection {
  const selected = alarms.find((alarm) => alarm.id === selection.id);
  const gone = selection.id !== null && selected === undefined;
  if (busy || selection.form !== null) return selection;
  const [top] = alarms;
  if (top === undefined || !waitsForHand(top)) return gone ? noSelection : selection;
  const taken: Selection = { id: top.id, movedAtMs: nowMs, form: null };
  if (selected === undefined) return gone || arrival !== "none" ? taken : selection;
  if (arrival === "none") return selection;
  const order = compareClasses(top, selected);
  if (waitsForHand(selected)) return arrival === "top" && order < 0 ? taken : selection;
  const inPlan = selected.plan !== null && selected.plan.stepId !== null;
  return inPlan && order > 0 ? selection : taken;
}

/** The selection moved by so many rows; from nothing to the first row. */
export function moveSelection(selection: Selection, alarms: readonly Alarm[], by: number): Selection {
  const at = alarms.findIndex((alarm) => alarm.id === selection.id);
  const next = alarms[at < 0 ? 0 : Math.min(alarms.length - 1, Math.max(0, at + by))];
  return next ? { id: next.id, movedAtMs: null, form: null } : noSelection;
}

export type EnterMeans = "acknowledge" | "next" | "wait" | "nothing";

/** What Enter does now: acts on the selected alarm, or moves on, or waits for the eye to follow. */
export function enterMeans(selection: Selection, alarms: readonly Alarm[], nowMs: number): EnterMeans {
  const selected = alarms.find((alarm) => alarm.id === selection.id);
  if (selected === undefined || !wantsHand(selected)) return alarms[0] && waitsForHand(alarms[0]) ? "next" : "nothing";
  return selection.movedAtMs !== null && nowMs - selection.movedAtMs < settleMs ? "wait" : "acknowledge";
}
