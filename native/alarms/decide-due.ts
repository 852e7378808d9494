import type { Alarm } from "../contract/alarms.ts";
import type { DeskState } from "../contract/desk.ts";
import { takeFromShelf } from "./decide-command.ts";
import type { Decision, DeskView } from "./decision.ts";
import { makeEvent } from "../base/make-event.ts";
import { decideEscalation, restartEscalation } from "./escalation/escalate.ts";
import { decideOverdue } from "./plan/advance-plan.ts";

/** When something of the alarm falls due next, UTC ms; Infinity for never. */
export function nextDueMs(alarm: Alarm): number {
  const { escalation, plan, shelf } = alarm;
  return Math.min(
    escalation?.dueAtMs ?? Infinity,
    plan === null || plan.overdue || plan.stepId === null ? Infinity : (plan.dueAtMs ?? Infinity),
    shelf?.untilMs ?? Infinity,
  );
}

/** The same for the desk: ends of drills and tests. */
export function nextModeEndMs(desk: DeskState): number {
  return Math.min(
    desk.drill?.untilMs ?? Infinity,
    desk.buttonTest?.untilMs ?? Infinity,
    ...desk.onTest.map((each) => each.untilMs),
  );
}

/** Everything of one alarm that is due by now, each once. Null when nothing is. */
export function decideDue(view: DeskView, alarm: Alarm): Decision | null {
  if (nextDueMs(alarm) > view.nowMs) return null;
  const steps = [
    (now: Alarm) => (now.shelf !== null && now.shelf.untilMs <= view.nowMs ? takeFromShelf(view, now, "time") : null),
    (now: Alarm) => decideEscalation(view, now),
    (now: Alarm) => decideOverdue(view, now),
  ];
  let now = alarm;
  const events = [];
  for (const step of steps) {
    const decision = step(now);
    events.push(...(decision?.events ?? []));
    now = decision?.alarms[0] ?? now;
  }
  return { events, alarms: [now] };
}

/** Alarms that an older version stored have no count yet: it begins now. */
export function withCount(view: DeskView, alarm: Alarm): Alarm {
  return alarm.escalation === null ? restartEscalation(view.settings.escalation, alarm, view.nowMs) : alarm;
}

/**
 * Somebody set the machine's clock by `byMs`: every deadline moves with it, so that what was 20 s away
 * still is. One line in the log says so, and the first of the entries carries it and the desk's state.
 */
export function decideClockSet(view: DeskView, byMs: number): readonly Decision[] {
  const move = (atMs: number): number => Math.max(0, atMs + byMs);
  const moveOrNull = (atMs: number | null): number | null => (atMs === null ? null : move(atMs));
  const { desk } = view;
  const mode = <T extends { readonly untilMs: number }>(each: T): T => ({ ...each, untilMs: move(each.untilMs) });
  const moved: DeskState = {
    ...desk,
    drill: desk.drill === null ? null : mode(desk.drill),
    buttonTest: desk.buttonTest === null ? null : mode(desk.buttonTest),
    onTest: desk.onTest.map(mode),
  };
  const alarms = view.book
    .list()
    .filter((alarm) => nextDueMs(alarm) !== Infinity)
    .map((alarm): Alarm => {
      const { escalation, plan, shelf } = alarm;
      return {
        ...alarm,
        escalation:
          escalation === null
            ? null
            : { ...escalation, sinceMs: move(escalation.sinceMs), dueAtMs: moveOrNull(escalation.dueAtMs) },
        plan: plan === null ? null : { ...plan, dueAtMs: moveOrNull(plan.dueAtMs) },
        shelf: shelf === null ? null : mode(shelf),
      };
    });
  const line = { key: `desk:${view.newId()}`, atMs: view.nowMs, severity: "information" as const };
  const first: Decision = {
    events: [makeEvent("desk.clock_set", line, { byMs })],
    alarms: alarms.slice(0, 100),
    desk: moved,
  };
  const rest: Decision[] = [];
  for (let at = 100; at < alarms.length; at += 100) rest.push({ events: [], alarms: alarms.slice(at, at + 100) });
  return [first, ...rest];
}
