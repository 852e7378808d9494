import { type Alarm, alarmClasses } from "../../native/contract/alarms.ts";
import { waitsForHand } from "../rpc/station-state.ts";

/** What the spot tile shows instead of its camera. */
export interface Spot {
  readonly alarm: Alarm;
  readonly cameraId: string;
}

/** Each linked camera stands so long, ms. */
const turnMs = 5000;
/** The alarm keeps the tile for so long after a hand has taken it: whoever took it looks too. */
const afterwardsMs = 60_000;

/**
 * The newest of the gravest alarms that wait for a hand and have a camera; without one the alarm that was taken last,
 * for a minute. Its cameras take turns. Null: the tile's own camera stands there.
 * @param cameraIds those that there are
 */
export function spotOf(alarms: readonly Alarm[], cameraIds: ReadonlySet<string>, nowMs: number): Spot | null {
  let best: Alarm | null = null;
  for (const alarm of alarms) {
    if (!alarm.cameraIds.some((id) => cameraIds.has(id))) continue;
    const taken = alarm.acknowledgedAtMs;
    if (!waitsForHand(alarm) && (taken === null || nowMs - taken >= afterwardsMs)) continue;
    if (best === null || comesBefore(alarm, best)) best = alarm;
  }
  if (best === null) return null;
  const shown = best.cameraIds.filter((id) => cameraIds.has(id));
  const turn = Math.floor(Math.max(0, nowMs - best.raisedAtMs) / turnMs) % shown.length;
  return { alarm: best, cameraId: shown[turn] ?? "" };
}

function comesBefore(a: Alarm, b: Alarm): boolean {
  const waits = Number(waitsForHand(a)) - Number(waitsForHand(b));
  if (waits !== 0) return waits > 0;
  if (!waitsForHand(a)) return (a.acknowledgedAtMs ?? 0) > (b.acknowledgedAtMs ?? 0);
  const graver = alarmClasses.indexOf(b.class) - alarmClasses.indexOf(a.class);
  return graver === 0 ? a.raisedAtMs > b.raisedAtMs : graver > 0;
}
