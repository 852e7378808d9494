import type { AlarmLoad } from "../../native/contract/alarm-load.ts";

export interface Bar {
  readonly startMs: number;
  /** How many ten-minute spans it gathers. */
  readonly spans: number;
  /** The most alarms and the most per operator in ten minutes within it: a mean would hide the flood. */
  readonly raised: number;
  readonly perOperator: number;
}

/** The ten-minute spans gathered to at most so many bars; each shows its worst ten minutes. */
export function barsOf(tenMinutes: AlarmLoad["tenMinutes"], most: number): readonly Bar[] {
  const spans = Math.max(1, Math.ceil(tenMinutes.length / most));
  const bars: Bar[] = [];
  for (let from = 0; from < tenMinutes.length; from += spans) {
    const part = tenMinutes.slice(from, from + spans);
    bars.push({
      startMs: part[0]?.startMs ?? 0,
      spans: part.length,
      raised: Math.max(...part.map((ten) => ten.raised)),
      perOperator: Math.max(...part.map((ten) => ten.perOperator)),
    });
  }
  return bars;
}
