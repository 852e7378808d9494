import type { Alarm, AlarmKind } from "../../native/contract/alarms.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";

/** Kinds of alarm that are about a person at an entrance wherever they come from. */
const entryKinds: readonly AlarmKind[] = ["metal", "weapon", "forced_entry"];

/** Whether the alarm is of a gate, or of what happens at one; a gate that is not well is nobody at it. */
export function isAtGate(alarm: Alarm, devices: readonly DeviceSummary[]): boolean {
  return (
    entryKinds.includes(alarm.kind) ||
    (alarm.class !== "fault" && devices.some((device) => device.id === alarm.deviceId && device.kind === "gate"))
  );
}
