import type { Alarm } from "../../native/contract/alarms.ts";
import { clipAfterMs, clipBeforeMs } from "../../native/contract/clips.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { ReplaySpan } from "../wall/replay.tsx";

/** As many as the wall shows at a time. */
const mostCameras = 4;

/**
 * What `B` plays: around the selected alarm what its cameras saw; without one the last half minute of the
 * enlarged tile, or of those on the wall. Null where there is no camera.
 */
export function replaySpan(
  alarm: Alarm | null,
  cameras: readonly DeviceSummary[],
  onWall: readonly DeviceSummary[],
  nowMs: number,
): ReplaySpan | null {
  const linked = cameras.filter(({ id }) => alarm?.cameraIds.includes(id) === true).slice(0, mostCameras);
  if (alarm !== null && linked.length > 0)
    return {
      cameras: linked,
      fromMs: alarm.raisedAtMs - clipBeforeMs,
      toMs: Math.min(nowMs, alarm.raisedAtMs + clipAfterMs),
      alarmAtMs: alarm.raisedAtMs,
    };
  if (onWall.length === 0) return null;
  return { cameras: onWall.slice(0, mostCameras), fromMs: nowMs - clipBeforeMs, toMs: nowMs, alarmAtMs: null };
}
