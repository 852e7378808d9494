import type { Clock } from "./clock.ts";

export interface BackOff {
  /** First delay, ms. */
  readonly firstMs: number;
  /** Longest delay, ms. */
  readonly mostMs: number;
}

/**
 * Delay before attempt number `attempt` (from 0), ms: doubles up to the longest, and lies at random
 * between half of that and all of it, so that many devices do not come back in the same instant.
 */
export function backOffMs(backOff: BackOff, attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(backOff.mostMs, backOff.firstMs * 2 ** Math.min(attempt, 30));
  return whole / 2 + (whole / 2) * random();
}

export interface RetryOptions {
  readonly backOff: BackOff;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of every failure; an exception from here ends the retrying with that exception. */
  readonly onFailure: (error: unknown, attempt: number) => void;
}

/** Tries until it works or the signal ends it (then rejects with the signal's reason). Never gives up on its own. */
export async function retry<T>(attempt: (signal: AbortSignal) => Promise<T>, options: RetryOptions): Promise<T> {
  for (let count = 0; ; count++) {
    options.signal.throwIfAborted();
    try {
      return await attempt(options.signal);
    } catch (error) {
      options.signal.throwIfAborted();
      options.onFailure(error, count);
      await options.clock.sleep(backOffMs(options.backOff, count), options.signal);
    }
  }
}
