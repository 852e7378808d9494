import type { CoveredMinute } from "../contract/cameras-protocol.ts";
import { type CoverageCause, minuteMs } from "../contract/coverage.ts";

/**
 * A minute counts when so much of it, ms, was covered. A camera is looked at once a second on a machine
 * that does other things too: two looks that came late are no hole in the video.
 */
const enoughMs = 58_000;
/** What lies longer between two looks was not measured. */
const mostBetweenMs = 3000;

export interface CoverageMeter {
  /** One look at every camera: null, or why it shows nothing that counts. Returns the minute that has ended with it. */
  look(nowMs: number, monotonicMs: number, cameras: ReadonlyMap<string, CoverageCause | null>): CoveredMinute | null;
}

/** Looks about once a second in, minutes of UTC out. Durations are monotonic: a clock that is set makes no video. */
export function makeCoverageMeter(): CoverageMeter {
  let startMs: number | null = null;
  let lastMonotonicMs: number | null = null;
  let sums = new Map<string, { covered: number; readonly causes: Map<CoverageCause, number> }>();

  function add(cameras: ReadonlyMap<string, CoverageCause | null>, forMs: number): void {
    for (const [cameraId, cause] of cameras) {
      const sum = sums.get(cameraId) ?? { covered: 0, causes: new Map<CoverageCause, number>() };
      sums.set(cameraId, sum);
      if (cause === null) sum.covered += forMs;
      else sum.causes.set(cause, (sum.causes.get(cause) ?? 0) + forMs);
    }
  }

  return {
    look(nowMs, monotonicMs, cameras) {
      const passedMs = lastMonotonicMs === null ? 0 : monotonicMs - lastMonotonicMs;
      lastMonotonicMs = monotonicMs;
      const measuredMs = passedMs > mostBetweenMs ? 0 : passedMs;
      const minute = Math.floor(nowMs / minuteMs) * minuteMs;
      startMs ??= minute;
      if (minute === startMs) {
        add(cameras, measuredMs);
        return null;
      }
      // The look after the minute's end still tells of its last part.
      const ofNextMs = minute === startMs + minuteMs ? Math.min(measuredMs, nowMs - minute) : measuredMs;
      if (minute === startMs + minuteMs) add(cameras, measuredMs - ofNextMs);
      const ended: CoveredMinute = {
        startMs,
        cameras: Array.from(sums, ([cameraId, sum]) => ({ cameraId, cause: causeOf(sum) })),
      };
      startMs = minute;
      sums = new Map();
      add(cameras, ofNextMs);
      return ended;
    },
  };
}

function causeOf({
  covered,
  causes,
}: {
  readonly covered: number;
  readonly causes: ReadonlyMap<CoverageCause, number>;
}): CoverageCause | null {
  if (covered >= enoughMs) return null;
  let longest: CoverageCause = "process_down";
  let longestMs = 0;
  for (const [cause, forMs] of causes)
    if (forMs > longestMs) {
      longest = cause;
      longestMs = forMs;
    }
  return longest;
}
