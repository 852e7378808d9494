import type { TestedPress, UntestedPoint } from "../../contract/desk.ts";
import type { EventKind, StoredEvent } from "../../contract/events.ts";
import { openWallClock } from "../../contract/wall-clock.ts";
import type { SiteView } from "../site-view.ts";
import { buttonKinds, panicPoints } from "./check-panic-points.ts";

type Times = Pick<
  TestedPress,
  "shownAfterMs" | "acknowledgedAfterMs" | "dispatchedAfterMs" | "arrivedAfterMs" | "closedAfterMs"
>;

const timeOfKind: Readonly<Partial<Record<EventKind, keyof Times>>> = {
  "alarm.acknowledged": "acknowledgedAfterMs",
  "alarm.dispatched": "dispatchedAfterMs",
  "alarm.arrived": "arrivedAfterMs",
  "alarm.closed": "closedAfterMs",
};

/** The kinds that `testedPresses` reads. */
export const testedKinds: EventKind[] = [
  "alarm.raised",
  "alarm.shown",
  "alarm.made_real",
  ...(Object.keys(timeOfKind) as EventKind[]),
];

/**
 * The times of every press in a drill or a test, from events oldest first. One that was made real
 * afterwards is none.
 */
export function testedPresses(events: readonly StoredEvent[]): TestedPress[] {
  const presses = new Map<string, TestedPress>();
  for (const event of events) {
    const { alarmId } = event;
    if (alarmId === null) continue;
    if (event.kind === "alarm.raised") {
      const { mark, deviceId, pointId, areaId, atMs } = event;
      if (mark === undefined || !buttonKinds.includes(event.data.kind)) continue;
      const none = { shownAfterMs: null, acknowledgedAfterMs: null, dispatchedAfterMs: null, arrivedAfterMs: null };
      const { name } = event.data;
      const press = { alarmId, mark, deviceId, pointId, name, areaId, pressedAtMs: atMs, ...none, closedAfterMs: null };
      presses.set(alarmId, press);
      continue;
    }
    const press = presses.get(alarmId);
    if (press === undefined) continue;
    if (event.kind === "alarm.made_real") presses.delete(alarmId);
    else if (event.kind === "alarm.shown") presses.set(alarmId, { ...press, shownAfterMs: event.data.afterMs });
    else {
      const time = timeOfKind[event.kind];
      // More guards may be sent later: the first time counts.
      if (time !== undefined && press[time] === null)
        presses.set(alarmId, { ...press, [time]: Math.max(0, event.atMs - press.pressedAtMs) });
    }
  }
  return [...presses.values()];
}

/** Panic points that no button test has pressed since then; `presses` as of `testedPresses`. */
export function untestedPoints(site: SiteView, presses: readonly TestedPress[], sinceMs: number): UntestedPoint[] {
  const tests = presses.filter((press) => press.mark === "test");
  return panicPoints(site).flatMap(({ deviceId, pointId, is }) => {
    const own = tests.filter((press) => press.deviceId === deviceId && is(press.pointId));
    const lastTestedAtMs = own.length === 0 ? null : Math.max(...own.map((press) => press.pressedAtMs));
    if (lastTestedAtMs !== null && lastTestedAtMs >= sinceMs) return [];
    const { name, areaId } = site.point(deviceId, pointId);
    return [{ deviceId, pointId, name, areaId, lastTestedAtMs }];
  });
}

/** When the month of this instant began at the site, UTC ms. */
export function monthStartMs(nowMs: number, timeZone: string): number {
  const { day, time } = openWallClock(timeZone)(nowMs);
  const local = Date.parse(`${day}T${time}Z`);
  const start = Date.parse(`${day.slice(0, "2026-11".length)}-01T00:00Z`);
  // In a zone with summer time the month may have begun with another offset: an hour more or less of one night.
  return Math.floor(nowMs / 60_000) * 60_000 - (local - start);
}
