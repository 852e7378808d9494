/** Delay before attempt `attempt` (from 0), ms: doubles from 0.25 s to 5 s, and lies between half of that and all of it. */
export function reconnectDelayMs(attempt: number, random: number = Math.random()): number {
  const whole = Math.min(5000, 250 * 2 ** Math.min(attempt, 10));
  return whole / 2 + (whole / 2) * random;
}

/** Resolves after the delay, or at once when the signal ends it. */
export function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, delayMs);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
