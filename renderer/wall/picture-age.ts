/** The last picture that a tile has drawn. */
export interface LastPicture {
  /** When the cameras process had received it, on that process's clock, UTC ms. */
  readonly receivedAtMs: number;
  /** When it came out of the decoder here, monotonic ms. */
  readonly decodedAtMs: number;
}

/** A picture older than this is not live. */
export const frozenAfterMs = 3000;

/**
 * How old the picture is, ms: the older of its age by the stamp and its age since it was decoded. One
 * alone can lie: a late decoder makes old pictures new, a set clock makes new ones old or the reverse.
 * Infinity while the clocks were never compared: nothing proves that it is live.
 */
export function pictureAgeMs(
  last: LastPicture,
  offsetMs: number | null,
  machineNowMs: number,
  monotonicMs: number,
): number {
  if (offsetMs === null) return Number.POSITIVE_INFINITY;
  const byStamp = machineNowMs + offsetMs - last.receivedAtMs;
  return Math.max(0, byStamp, monotonicMs - last.decodedAtMs);
}
