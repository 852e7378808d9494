import { performance } from "node:perf_hooks";
import { setTimeout as sleepFor } from "node:timers/promises";

/** All time in native comes from here, so that tests can hold it. */
export interface Clock {
  /** UTC ms since 1970; jumps when somebody sets the machine's clock. For records, never for waiting. */
  nowMs(): number;
  /** Ms since an arbitrary start; never jumps. For ages, time-outs and intervals. */
  monotonicMs(): number;
  /** Calls back once after `delayMs` of monotonic time; the returned function cancels. */
  after(delayMs: number, callback: () => void): () => void;
  /** Rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  sleep: (delayMs, signal) => sleepFor(delayMs, undefined, signal ? { signal } : {}),
};
