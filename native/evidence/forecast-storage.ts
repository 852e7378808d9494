import type { RetentionRule } from "./retention-rule.ts";

/** What is kept of one day. */
export interface KeptDay {
  /** UTC ms of its beginning. */
  readonly dayMs: number;
  readonly bytes: number;
  readonly heldBytes: number;
}

export interface StorageForecast {
  readonly keptBytes: number;
  readonly heldBytes: number;
  /** Mean of the last seven days, of fewer where there are no more. */
  readonly bytesPerDay: number;
  /** Whole days until the disk is full though the rule deletes; null: never. */
  readonly daysLeft: number | null;
  /** What is recorded now can be kept as long as the floor asks. */
  readonly floorKept: boolean;
}

const dayLength = 86_400_000;
const weekDays = 7;

/**
 * Goes on day by day: what is recorded a day comes, what the rule deletes that day leaves. `freeBytes` is what
 * recordings may still take: the reserve below which none is begun is taken off by the caller.
 */
export function forecastStorage(
  days: readonly KeptDay[],
  freeBytes: number,
  rule: RetentionRule,
  nowMs: number,
): StorageForecast {
  const today = Math.floor(nowMs / dayLength);
  const keptBytes = sum(days.map(({ bytes }) => bytes));
  const heldBytes = sum(days.map((day) => day.heldBytes));
  const ages = days.map((day) => ({
    age: today - Math.floor(day.dayMs / dayLength),
    bytes: day.bytes - day.heldBytes,
  }));
  const bytesPerDay = perDay(days, today);
  const leaving = new Map<number, number>();
  for (const { age, bytes } of ages) {
    const inDays = Math.max(1, rule.ceilingDays + 1 - age);
    leaving.set(inDays, (leaving.get(inDays) ?? 0) + bytes);
  }
  let free = freeBytes;
  let daysLeft: number | null = free <= 0 ? 0 : null;
  // From the ceiling on what was recorded on the first of these days leaves as well: nothing grows any more.
  const lastDay = bytesPerDay > 0 ? rule.ceilingDays + 1 : 0;
  for (let day = 1; day <= lastDay && daysLeft === null; day++) {
    free += (leaving.get(day) ?? 0) - bytesPerDay;
    if (free < 0) daysLeft = day - 1;
  }
  const floorKept = daysLeft === null || daysLeft >= rule.floorDays;
  return { keptBytes, heldBytes, bytesPerDay, daysLeft, floorKept };
}

/** Today counts as far as it has come only when there is nothing else. */
function perDay(days: readonly KeptDay[], today: number): number {
  const aged = days.map((day) => ({ age: today - Math.floor(day.dayMs / dayLength), bytes: day.bytes }));
  const oldest = Math.max(0, ...aged.map(({ age }) => age));
  if (oldest === 0) return sum(aged.map(({ bytes }) => bytes));
  const span = Math.min(weekDays, oldest);
  return Math.floor(sum(aged.filter(({ age }) => age >= 1 && age <= span).map(({ bytes }) => bytes)) / span);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
