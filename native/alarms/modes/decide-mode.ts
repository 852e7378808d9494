import { AppError } from "../../base/app-error.ts";
import type { Actor } from "../../contract/actor.ts";
import type { Alarm } from "../../contract/alarms.ts";
import type { DeskMode, DeskState, PointOnTest } from "../../contract/desk.ts";
import type { NewEvent } from "../../contract/events.ts";
import type { Decision, DeskView } from "../decision.ts";
import { makeEvent } from "../../base/make-event.ts";
import { raiseAlarm } from "../raise-alarm.ts";

/** `areaIds` empty = the whole hospital. */
interface ModeTerms extends Pick<DeskMode, "untilMs" | "note"> {
  readonly areaIds: readonly string[];
}

/** What people set the desk to. Every mode has an end: nobody finds the desk still drilling next week. */
export type ModeCommand =
  | ({ readonly type: "startDrill" | "startButtonTest" } & ModeTerms)
  | { readonly type: "endDrill" | "endButtonTest" }
  | ({ readonly type: "startTest" } & Pick<PointOnTest, "deviceId" | "pointId" | "untilMs" | "reason">)
  | ({ readonly type: "endTest" } & Pick<PointOnTest, "deviceId" | "pointId">);

const modes = {
  drill: { started: "desk.drill_started", ended: "desk.drill_ended", mark: "drill" },
  buttonTest: { started: "desk.button_test_started", ended: "desk.button_test_ended", mark: "test" },
} as const;
type ModeName = keyof typeof modes;

/**
 * Throws `alarm.wrong_time` {mostMinutes}, `desk.wrong_mode` {mode, on}, `desk.unknown_area` {areaId},
 * `desk.unknown_point` {deviceId, pointId}.
 */
export function decideMode(
  view: DeskView,
  command: ModeCommand,
  actor: Actor,
): Decision & { readonly desk: DeskState } {
  switch (command.type) {
    case "startDrill":
      return startMode(view, "drill", command, actor);
    case "startButtonTest":
      return startMode(view, "buttonTest", command, actor);
    case "endDrill":
      return endMode(view, "drill", "hand", actor);
    case "endButtonTest":
      return endMode(view, "buttonTest", "hand", actor);
    case "startTest":
      return startTest(view, command, actor);
    case "endTest": {
      const test = view.desk.onTest.find((each) => isSame(each, command));
      if (test === undefined) throw new AppError("desk.wrong_mode", { mode: "onTest", on: false });
      return endTest(view, test, "hand", actor);
    }
  }
}

/** Modes and tests whose time has come. Null when there is none. */
export function decideModeEnds(view: DeskView): Decision | null {
  let { desk } = view;
  const events: NewEvent[] = [];
  const alarms: Alarm[] = [];
  const take = (decision: Decision & { readonly desk: DeskState }): void => {
    desk = decision.desk;
    events.push(...decision.events);
    alarms.push(...decision.alarms);
  };
  for (const name of ["drill", "buttonTest"] as const)
    if ((desk[name]?.untilMs ?? Infinity) <= view.nowMs) take(endMode({ ...view, desk }, name, "time", null));
  for (const test of desk.onTest) if (test.untilMs <= view.nowMs) take(endTest({ ...view, desk }, test, "time", null));
  return events.length === 0 ? null : { events, alarms, desk };
}

/** Later than now and within the limit. */
export function requireTime(untilMs: number, nowMs: number, mostMinutes: number): void {
  if (untilMs <= nowMs || untilMs > nowMs + mostMinutes * 60_000)
    throw new AppError("alarm.wrong_time", { mostMinutes });
}

function startMode(view: DeskView, name: ModeName, { areaIds, untilMs, note }: ModeTerms, actor: Actor) {
  if (view.desk[name] !== null) throw new AppError("desk.wrong_mode", { mode: name, on: true });
  requireTime(untilMs, view.nowMs, view.settings.tests.mostMinutes);
  const unknown = areaIds.find((id) => !view.site.areas.some((area) => area.id === id));
  if (unknown !== undefined) throw new AppError("desk.unknown_area", { areaId: unknown });
  const mode: DeskMode = { sinceMs: view.nowMs, untilMs, by: actor, areaIds: [...areaIds], note };
  const { started, mark } = modes[name];
  const event = makeEvent(started, { ...line(view), actor, mark }, { areaIds: mode.areaIds, untilMs, note });
  return { events: [event], alarms: [], desk: { ...view.desk, [name]: mode } };
}

function endMode(view: DeskView, name: ModeName, by: "hand" | "time", actor: Actor | null) {
  const mode = view.desk[name];
  if (mode === null) throw new AppError("desk.wrong_mode", { mode: name, on: false });
  const { ended, mark } = modes[name];
  const event = makeEvent(ended, { ...line(view), actor, mark }, { by, sinceMs: mode.sinceMs });
  return { events: [event], alarms: [], desk: { ...view.desk, [name]: null } };
}

function startTest(view: DeskView, command: Extract<ModeCommand, { type: "startTest" }>, actor: Actor) {
  const { deviceId, pointId, untilMs, reason } = command;
  if (!view.site.devices.has(deviceId)) throw new AppError("desk.unknown_point", { deviceId, pointId: pointId ?? "" });
  if (view.desk.onTest.some((each) => isSame(each, command)))
    throw new AppError("desk.wrong_mode", { mode: "onTest", on: true });
  requireTime(untilMs, view.nowMs, view.settings.tests.mostMinutes);
  const { name, areaId } = view.site.point(deviceId, pointId);
  const test: PointOnTest = { deviceId, pointId, name, sinceMs: view.nowMs, untilMs, reason, by: actor, standing: [] };
  const place = { ...line(view), deviceId, pointId, areaId, actor, mark: "test" as const };
  const event = makeEvent("point.test_started", place, { name, untilMs, reason });
  return { events: [event], alarms: [], desk: { ...view.desk, onTest: [...view.desk.onTest, test] } };
}

function endTest(view: DeskView, test: PointOnTest, by: "hand" | "time", actor: Actor | null) {
  const { deviceId, pointId, name, sinceMs } = test;
  const { areaId } = view.site.point(deviceId, pointId);
  const place = { ...line(view), deviceId, pointId, areaId, actor, mark: "test" as const };
  const event = makeEvent("point.test_ended", place, { name, by, sinceMs });
  // What still stands would have raised an alarm, and nothing will say so again.
  const raised = test.standing.map((each) => raiseAlarm(view, { ...each, deviceId }));
  return {
    events: [event, ...raised.flatMap((each) => each.events)],
    alarms: raised.flatMap((each) => each.alarms),
    desk: { ...view.desk, onTest: view.desk.onTest.filter((each) => each !== test) },
  };
}

function isSame(a: Pick<PointOnTest, "deviceId" | "pointId">, b: Pick<PointOnTest, "deviceId" | "pointId">): boolean {
  return a.deviceId === b.deviceId && a.pointId === b.pointId;
}

function line(view: DeskView) {
  return { key: `desk:${view.newId()}`, atMs: view.nowMs, severity: "information" as const };
}
