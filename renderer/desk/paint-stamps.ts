/** When a row of an alarm was first on the screen; read by the benchmarks. */
export interface PaintStamp {
  readonly alarmId: string;
  /** This machine's clock, UTC ms. */
  readonly paintedAtMs: number;
}

declare global {
  interface Window {
    wardwatchPaints?: PaintStamp[];
  }
}

const mostStamps = 20_000;
const seen = new Set<string>();
let waiting: string[] = [];
const listeners = new Set<(alarmIds: readonly string[]) => void>();

/** Tells of rows that have just been painted, each once. Returns the end of it. */
export function followPaints(listener: (alarmIds: readonly string[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Call when the row has been committed. Two frames later it has been painted; then it is stamped, once an alarm. */
export function stampPaint(alarmId: string): void {
  if (seen.has(alarmId)) return;
  seen.add(alarmId);
  // A set keeps the order of insertion: the oldest goes first.
  if (seen.size > mostStamps)
    for (const oldest of seen) {
      seen.delete(oldest);
      break;
    }
  waiting.push(alarmId);
  if (waiting.length > 1) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const paintedAtMs = Date.now();
      const stamps = (window.wardwatchPaints ??= []);
      const painted = waiting.splice(0);
      for (const id of painted) stamps.push({ alarmId: id, paintedAtMs });
      if (stamps.length > mostStamps) stamps.splice(0, stamps.length - mostStamps);
      for (const listener of listeners) listener(painted);
    }),
  );
}
