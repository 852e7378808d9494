import type { StationSession } from "../rpc/station-session.ts";
import type { ReplaySpan } from "../wall/replay.tsx";

/** Who looked at the seconds before and after is written down; no reason is asked at the desk (0019). */
export function noteReplay(session: StationSession, span: ReplaySpan, alarmId: string | null): void {
  const { cameras, fromMs, toMs } = span;
  const cameraIds = cameras.map(({ id }) => id);
  const asked = { cameraIds, fromMs: Math.max(0, Math.round(fromMs)), toMs: Math.round(toMs), alarmId };
  // A refusal stands in the log itself, and a line that is down is on the screen: nothing waits for this.
  void session.call((client) => client.clips.noteReplay(asked));
}
