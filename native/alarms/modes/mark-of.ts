import type { AlarmClass, AlarmKind, AlarmMark } from "../../contract/alarms.ts";
import type { DeskMode, DeskState } from "../../contract/desk.ts";

interface Place {
  readonly deviceId: string | null;
  readonly pointId: string | null;
  readonly areaId: string | null;
}

function covers(mode: DeskMode | null, areaId: string | null): boolean {
  if (mode === null) return false;
  return mode.areaIds.length === 0 || (areaId !== null && mode.areaIds.includes(areaId));
}

/** Whether the device, or this point of it, is on test. */
export function isOnTest(desk: DeskState, place: Pick<Place, "deviceId" | "pointId">): boolean {
  return desk.onTest.some(
    (each) => each.deviceId === place.deviceId && (each.pointId === null || each.pointId === place.pointId),
  );
}

/** The desk with a withheld signal kept as standing on the test that covers it, or taken away again. */
export function withStanding(
  desk: DeskState,
  place: Pick<Place, "deviceId" | "pointId">,
  kind: AlarmKind,
  standing: AlarmClass | null,
): DeskState {
  const { deviceId, pointId } = place;
  const at = desk.onTest.findIndex(
    (each) => each.deviceId === deviceId && (each.pointId === null || each.pointId === pointId),
  );
  const test = desk.onTest[at];
  if (test === undefined) return desk;
  const isKept = test.standing.some((each) => each.pointId === pointId && each.kind === kind);
  if (isKept === (standing !== null)) return desk;
  const rest = test.standing.filter((each) => !(each.pointId === pointId && each.kind === kind));
  const changed = { ...test, standing: standing === null ? rest : [...rest, { pointId, class: standing, kind }] };
  return { ...desk, onTest: desk.onTest.with(at, changed) };
}

/**
 * The mark of what happens there now. A button test is about buttons that call for help; a fault or an
 * intrusion meanwhile is no part of it. The end of each is a time that passed even if nobody noticed yet.
 */
export function markOf(desk: DeskState, place: Place, alarmClass: AlarmClass, nowMs: number): AlarmMark | null {
  const running = {
    ...desk,
    onTest: desk.onTest.filter((each) => each.untilMs > nowMs),
    buttonTest: desk.buttonTest !== null && desk.buttonTest.untilMs > nowMs ? desk.buttonTest : null,
    drill: desk.drill !== null && desk.drill.untilMs > nowMs ? desk.drill : null,
  };
  if (isOnTest(running, place)) return "test";
  if (alarmClass === "life" && covers(running.buttonTest, place.areaId)) return "test";
  // A device that fails during a drill has failed.
  return alarmClass !== "fault" && covers(running.drill, place.areaId) ? "drill" : null;
}
