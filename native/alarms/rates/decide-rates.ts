import type { BusyPoint, DeskState } from "../../contract/desk.ts";
import type { NewEvent } from "../../contract/events.ts";
import { countReports } from "../count-reports.ts";
import type { Decision, DeskView } from "../decision.ts";
import { makeEvent } from "../../base/make-event.ts";
import { raiseAlarm } from "../raise-alarm.ts";
import type { FloodWatch } from "./flood-watch.ts";
import type { PointRates, RatedPoint } from "./point-rates.ts";

/** The memory of rates: what the desk counts between two decisions. */
export interface RateMemory {
  readonly rates: PointRates;
  readonly flood: FloodWatch;
  readonly monotonicMs: number;
}

function same(
  a: Pick<BusyPoint, "deviceId" | "pointId" | "kind">,
  b: Pick<BusyPoint, "deviceId" | "pointId" | "kind">,
): boolean {
  return a.deviceId === b.deviceId && a.pointId === b.pointId && a.kind === b.kind;
}

export function addBusy(list: readonly BusyPoint[], point: RatedPoint, sinceMs: number, reports: number): BusyPoint[] {
  const { deviceId, pointId, kind, name } = point;
  return [...list.filter((each) => !same(each, point)), { deviceId, pointId, kind, name, sinceMs, reports }];
}

function placeOf(view: DeskView, point: RatedPoint) {
  const { deviceId, pointId, areaId } = point;
  return { key: `point:${view.newId()}`, atMs: view.nowMs, severity: "fault" as const, deviceId, pointId, areaId };
}

/** A point has begun to chatter, or to run away: the line in the log and the mark on the screen. */
export function beginBusy(
  view: DeskView,
  desk: DeskState,
  point: RatedPoint,
  what: "chattering" | "guarded",
): { readonly desk: DeskState; readonly event: NewEvent } {
  const limit = what === "chattering" ? view.settings.chattering : view.settings.guard;
  const { reports, withinSeconds } = limit;
  const data = { name: point.name, kind: point.kind, reports, windowMs: withinSeconds * 1000 };
  const event = makeEvent(what === "chattering" ? "point.chattering" : "point.guarded", placeOf(view, point), data);
  return { desk: { ...desk, [what]: addBusy(desk[what], point, view.nowMs, 0) }, event };
}

/** A flood begins with the alarm that is one too many. */
export function noteRaised(
  view: DeskView,
  desk: DeskState,
  memory: RateMemory,
): { desk: DeskState; event: NewEvent } | null {
  const { flood: limits } = view.settings;
  memory.flood.raised(memory.monotonicMs);
  if (desk.flood !== null) return null;
  const alarms = memory.flood.count(memory.monotonicMs, limits);
  if (alarms <= limits.beginsAbove) return null;
  const event = makeEvent(
    "desk.flood_began",
    { key: `desk:${view.newId()}`, atMs: view.nowMs, severity: "information" },
    { alarms, windowMs: limits.windowSeconds * 1000 },
  );
  return { desk: { ...desk, flood: { sinceMs: view.nowMs, alarms, most: alarms } }, event };
}

function endFlood(view: DeskView, memory: RateMemory): { desk: DeskState; event: NewEvent | null } {
  const { desk, settings } = view;
  if (desk.flood === null) return { desk, event: null };
  const alarms = memory.flood.count(memory.monotonicMs, settings.flood);
  const most = Math.max(desk.flood.most, alarms);
  if (alarms >= settings.flood.endsBelow) {
    if (alarms === desk.flood.alarms && most === desk.flood.most) return { desk, event: null };
    return { desk: { ...desk, flood: { ...desk.flood, alarms, most } }, event: null };
  }
  const event = makeEvent(
    "desk.flood_ended",
    { key: `desk:${view.newId()}`, atMs: view.nowMs, severity: "information" },
    { alarms, windowMs: settings.flood.windowSeconds * 1000, sinceMs: desk.flood.sinceMs, most },
  );
  return { desk: { ...desk, flood: null }, event };
}

/**
 * Looks at all rates, about once a second. A decision without events only brings the numbers on the
 * screens up to date and need not be stored. Null when nothing changed.
 */
export function decideRates(view: DeskView, memory: RateMemory): Decision | null {
  const { rates } = memory;
  const { settled, freed } = rates.settle(memory.monotonicMs, view.settings);
  const flood = endFlood(view, memory);
  const events: NewEvent[] = flood.event === null ? [] : [flood.event];
  const alarms = [];
  const busy = { chattering: flood.desk.chattering, guarded: flood.desk.guarded };
  for (const point of settled) {
    const was = busy.chattering.find((each) => same(each, point));
    if (was === undefined) continue;
    const { reports } = rates.countsOf(point);
    const data = { name: point.name, kind: point.kind, sinceMs: was.sinceMs, reports };
    events.push(makeEvent("point.settled", placeOf(view, point), data));
    busy.chattering = busy.chattering.filter((each) => each !== was);
  }
  for (const point of freed) {
    const was = busy.guarded.find((each) => same(each, point));
    if (was === undefined) continue;
    const { counted } = rates.countsOf(point);
    const data = { name: point.name, kind: point.kind, sinceMs: was.sinceMs, counted };
    events.push(makeEvent("point.guard_ended", placeOf(view, point), data));
    const made = release(view, rates, point);
    events.push(...made.events);
    alarms.push(...made.alarms);
    busy.guarded = busy.guarded.filter((each) => each !== was);
  }
  // What is still guarded but has no open alarm any more must not stay out of the queue for long.
  for (const each of busy.guarded) {
    const isOpen = view.book.ofPoint(each.deviceId, each.pointId, each.kind) !== null;
    if (isOpen || view.nowMs - each.sinceMs < view.settings.guard.quietSeconds * 1000) continue;
    const { areaId } = view.site.point(each.deviceId, each.pointId);
    const made = release(view, rates, { ...each, areaId });
    events.push(...made.events);
    alarms.push(...made.alarms);
  }
  const chattering = busy.chattering.map((each) => counted(each, rates.countsOf(each).reports));
  const guarded = busy.guarded.map((each) => counted(each, rates.countsOf(each).counted));
  const isSame =
    events.length === 0 &&
    flood.desk === view.desk &&
    chattering.every((each, at) => each === view.desk.chattering[at]) &&
    guarded.every((each, at) => each === view.desk.guarded[at]);
  return isSame ? null : { events, alarms, desk: { ...flood.desk, chattering, guarded } };
}

function counted(point: BusyPoint, reports: number): BusyPoint {
  return point.reports === reports ? point : { ...point, reports };
}

/** What the guard counted goes to the point's open alarm, or becomes one alarm. */
function release(view: DeskView, rates: PointRates, point: RatedPoint): Decision {
  const held = rates.takeCounted(point);
  if (held === null) return { events: [], alarms: [] };
  const reports = held.onOpen + held.onNone;
  const open = view.book.ofPoint(point.deviceId, point.pointId, point.kind);
  if (open === null) {
    // Everything was counted on an alarm that a hand has closed since: that hand saw the count.
    if (held.onNone === 0) return { events: [], alarms: [] };
    return raiseAlarm(view, { ...point, reportCount: held.onNone, restoredAtMs: held.restoredAtMs });
  }
  return countReports(view, open, { reports, atMs: view.nowMs, restoredAtMs: held.restoredAtMs });
}
