import { systemClock } from "../../../native/base/clock.ts";
import type { Clock } from "../../../native/base/clock.ts";

/** The real clock, but every wait takes only a part of its time: for faults that are found by waiting. */
export function quickClock(times: number): Clock {
  return {
    ...systemClock,
    monotonicMs: () => systemClock.monotonicMs() * times,
    after: (delayMs, callback) => systemClock.after(delayMs / times, callback),
    sleep: (delayMs, signal) => systemClock.sleep(delayMs / times, signal),
  };
}
