import type { Clock } from "../../native/base/clock.ts";

/** A clock that stands still until the test moves it. */
export interface HeldClock extends Clock {
  /** Moves both clocks on and runs what came due, in order; promises settle when the test awaits. */
  advance(byMs: number): void;
  /** Somebody sets the machine's clock: monotonic time does not move. */
  jump(byMs: number): void;
  /** Timers that have not run or been cancelled. */
  readonly waiting: number;
}

/** Starts at 2026-03-09T08:00:00Z. */
export function heldClock(startMs = Date.UTC(2026, 2, 9, 8)): HeldClock {
  let nowMs = startMs;
  let monotonicMs = 0;
  let timers: { readonly dueMs: number; readonly run: () => void }[] = [];

  const after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { dueMs: monotonicMs + delayMs, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((each) => each !== timer);
    };
  };

  return {
    nowMs: () => nowMs,
    monotonicMs: () => monotonicMs,
    after,
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const cancel = after(delayMs, resolve);
        signal?.addEventListener("abort", () => {
          cancel();
          reject(signal.reason as Error);
        });
      }),
    advance(byMs) {
      const endMs = monotonicMs + byMs;
      for (;;) {
        const [next] = timers.filter((each) => each.dueMs <= endMs).toSorted((a, b) => a.dueMs - b.dueMs);
        if (next === undefined) break;
        timers = timers.filter((each) => each !== next);
        nowMs += next.dueMs - monotonicMs;
        monotonicMs = next.dueMs;
        next.run();
      }
      nowMs += endMs - monotonicMs;
      monotonicMs = endMs;
    },
    jump(byMs) {
      nowMs += byMs;
    },
    get waiting() {
      return timers.length;
    },
  };
}
