import { causeOf, type MissCause, type MissSpan } from "./gap-causes.ts";

export interface TimelinePart {
  /** UTC ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Pictures; pictures that show nothing to go by; none. */
  readonly is: "pictures" | "bad" | "gap";
  readonly cause: MissCause | null;
}

/** A moment without a picture for so long is a gap: the last picture before it does not stand for it. */
export const gapMs = 1500;

const badCauses: ReadonlySet<MissCause> = new Set(["frozen", "blank", "moved"]);

/** What a camera has between two moments: pictures by their times (rising), and why there are none. Without a hole. */
export function timelineParts(
  pictureTimesMs: readonly number[],
  spans: readonly MissSpan[],
  fromMs: number,
  toMs: number,
): readonly TimelinePart[] {
  const parts: TimelinePart[] = [];
  const gap = (from: number, to: number): void => {
    if (to > from) parts.push({ fromMs: from, toMs: to, is: "gap", cause: causeOf(spans, from, to) });
  };
  let cursor = fromMs;
  let runFrom: number | null = null;
  let lastMs = 0;
  const endRun = (): void => {
    if (runFrom === null) return;
    const end = Math.min(toMs, lastMs + gapMs);
    parts.push(...withBad(Math.max(fromMs, runFrom), end, spans));
    cursor = end;
    runFrom = null;
  };
  for (const atMs of pictureTimesMs) {
    if (atMs + gapMs <= fromMs || atMs >= toMs) continue;
    if (runFrom !== null && atMs - lastMs > gapMs) endRun();
    if (runFrom === null) {
      gap(cursor, Math.max(fromMs, atMs));
      runFrom = atMs;
    }
    lastMs = atMs;
  }
  endRun();
  gap(cursor, toMs);
  return parts;
}

/** Pictures, cut where the log says that they were frozen, blank or of another view. */
function withBad(fromMs: number, toMs: number, spans: readonly MissSpan[]): TimelinePart[] {
  const parts: TimelinePart[] = [];
  let cursor = fromMs;
  const bad = spans.filter(({ cause }) => badCauses.has(cause)).toSorted((a, b) => a.fromMs - b.fromMs);
  for (const span of bad) {
    const from = Math.max(cursor, span.fromMs);
    const to = Math.min(toMs, span.toMs);
    if (to <= from) continue;
    if (from > cursor) parts.push({ fromMs: cursor, toMs: from, is: "pictures", cause: null });
    parts.push({ fromMs: from, toMs: to, is: "bad", cause: span.cause });
    cursor = to;
  }
  if (toMs > cursor) parts.push({ fromMs: cursor, toMs, is: "pictures", cause: null });
  return parts;
}
