import type { Alarm } from "../contract/alarms.ts";

type Given = Pick<
  Alarm,
  "id" | "class" | "kind" | "deviceId" | "pointId" | "areaId" | "name" | "cameraIds" | "raisedAtMs"
>;

/** An alarm that nobody has seen yet. */
export function newAlarm(given: Given & Partial<Alarm>): Alarm {
  return {
    state: "active",
    code: null,
    raisedSeq: null,
    reportCount: 1,
    lastReportAtMs: given.raisedAtMs,
    restoredAtMs: null,
    againAtMs: null,
    acknowledgedAtMs: null,
    acknowledgedBy: null,
    closedAtMs: null,
    closedBy: null,
    cause: null,
    reason: null,
    note: "",
    mark: null,
    owner: null,
    dispatchedAtMs: null,
    dispatchedBy: null,
    callSigns: [],
    arrivedAtMs: null,
    arrivedBy: null,
    continues: null,
    continuedBy: null,
    manual: null,
    shelf: null,
    escalation: null,
    plan: null,
    ...given,
  };
}
