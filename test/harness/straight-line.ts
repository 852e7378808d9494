/** A value at a time. */
export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/** Least squares: how much the values grow an hour. NaN with fewer than two samples. */
export function growthPerHour(samples: readonly Sample[]): number {
  const count = samples.length;
  const meanAt = samples.reduce((sum, { atMs }) => sum + atMs, 0) / count;
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / count;
  const spread = samples.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0);
  const together = samples.reduce((sum, { atMs, value }) => sum + (atMs - meanAt) * (value - mean), 0);
  return count < 2 ? NaN : (together / spread) * 3_600_000;
}
