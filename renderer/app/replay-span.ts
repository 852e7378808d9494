import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeviceSummary, StationInfo } from "../../native/contract/rpc.ts";
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
  video: StationInfo["video"],
): ReplaySpan | null {
  const beforeMs = video.beforeSeconds * 1000;
  const linked = cameras.filter(({ id }) => alarm?.cameraIds.includes(id) === true).slice(0, mostCameras);
  if (alarm !== null && linked.length > 0)
    return {
      cameras: linked,
      fromMs: alarm.raisedAtMs - beforeMs,
      toMs: Math.min(nowMs, alarm.raisedAtMs + video.afterSeconds * 1000),
      alarmAtMs: alarm.raisedAtMs,
    };
  if (onWall.length === 0) return null;
  return { cameras: onWall.slice(0, mostCameras), fromMs: nowMs - beforeMs, toMs: nowMs, alarmAtMs: null };
}
