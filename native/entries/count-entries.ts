import { type EntryCounts, entryOutcomes, refusalOutcomes } from "../contract/entries.ts";
import type { CountedEntry } from "../contract/gate-rows.ts";
import type { Span } from "../contract/shift.ts";
import { shiftBounds } from "./site-days.ts";

interface Tally {
  total: number;
  refusals: number;
}

function add(tally: Tally, isRefusal: boolean): void {
  tally.total += 1;
  if (isRefusal) tally.refusals += 1;
}

/**
 * Counts of a span. An item class counts once for each check, however many pieces were found; a shift
 * that the span only touches counts what lies within the span.
 */
export function countEntries(
  entries: readonly CountedEntry[],
  span: Span,
  timeZone: string,
  shiftStarts: readonly string[],
): EntryCounts {
  const all: Tally = { total: 0, refusals: 0 };
  const byGate = new Map<string | null, Tally>();
  const byOutcome = new Map<CountedEntry["outcome"], number>();
  const byClass = new Map<string, { className: CountedEntry["items"][number]["className"]; total: number }>();
  const bounds = shiftBounds(span.fromMs, span.toMs, timeZone, shiftStarts);
  const shifts = bounds
    .slice(0, -1)
    .map((startMs, at) => ({ startMs, endMs: bounds[at + 1] ?? startMs, total: 0, refusals: 0 }));
  for (const { gateId, outcome, happenedAtMs, items } of entries) {
    const isRefusal = refusalOutcomes.includes(outcome);
    add(all, isRefusal);
    const gate = byGate.get(gateId) ?? { total: 0, refusals: 0 };
    add(gate, isRefusal);
    byGate.set(gateId, gate);
    byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
    for (const [classId, { className }] of new Map(items.map((item) => [item.classId, item]))) {
      const known = byClass.get(classId);
      if (known === undefined) byClass.set(classId, { className, total: 1 });
      else known.total += 1;
    }
    const shift = shifts.findLast((each) => each.startMs <= happenedAtMs);
    if (shift !== undefined) add(shift, isRefusal);
  }
  const mostFirst = (a: { readonly total: number }, b: { readonly total: number }): number => b.total - a.total;
  return {
    ...all,
    byGate: [...byGate].map(([gateId, tally]) => ({ gateId, ...tally })).toSorted(mostFirst),
    byOutcome: entryOutcomes.flatMap((outcome) => {
      const total = byOutcome.get(outcome);
      return total === undefined ? [] : [{ outcome, total }];
    }),
    byItemClass: [...byClass].map(([classId, each]) => ({ classId, ...each })).toSorted(mostFirst),
    byShift: shifts,
  };
}
