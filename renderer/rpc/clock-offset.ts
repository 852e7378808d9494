/** One comparison: the other clock minus this one, ms, known to half of the round trip. */
export interface ClockSample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

export function sampleOf(sentAtMs: number, theirNowMs: number, receivedAtMs: number): ClockSample {
  const roundTripMs = Math.max(0, receivedAtMs - sentAtMs);
  return { offsetMs: theirNowMs - (sentAtMs + roundTripMs / 2), roundTripMs };
}

const keptSamples = 5;

/**
 * The samples with a new one, newest last. One that contradicts the old ones by more than the round
 * trips allow means that somebody set a clock: the old ones are worth nothing then.
 */
export function addSample(samples: readonly ClockSample[], next: ClockSample): readonly ClockSample[] {
  const jumped = samples.some(
    (old) => Math.abs(old.offsetMs - next.offsetMs) > (old.roundTripMs + next.roundTripMs) / 2 + 50,
  );
  return jumped ? [next] : [...samples, next].slice(-keptSamples);
}

/** The offset of the shortest round trip; null without a sample. */
export function bestOffsetMs(samples: readonly ClockSample[]): number | null {
  const best = samples.reduce<ClockSample | null>(
    (found, sample) => (found === null || sample.roundTripMs < found.roundTripMs ? sample : found),
    null,
  );
  return best?.offsetMs ?? null;
}
