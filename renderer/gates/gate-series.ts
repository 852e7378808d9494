import type { GateSpanCounts } from "../../native/contract/gates.ts";
import { openFormats, parseLocalTime } from "../i18n/formats.ts";

/** What a chart shows of one span: of one gate, or of all together. */
export interface GateSpan {
  readonly startMs: number;
  readonly passages: number;
  readonly metal: number;
  readonly resets: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The beginnings of the spans from `fromMs` to before `toMs`: whole hours or the site's days. */
function startsOf(by: "hour" | "day", fromMs: number, toMs: number, timeZone: string): readonly number[] {
  const starts: number[] = [];
  if (by === "hour") {
    for (let ms = Math.floor(fromMs / hourMs) * hourMs; ms < toMs; ms += hourMs) starts.push(ms);
    return starts;
  }
  const formats = openFormats(timeZone);
  // Noon of each day: an hour more or less by summer time stays within the day.
  for (let noonMs = fromMs + dayMs / 2; noonMs - dayMs / 2 < toMs; noonMs += dayMs) {
    const startMs = parseLocalTime(`${formats.dateTime(noonMs).slice(0, 10)}T00:00`, timeZone);
    if (startMs !== null && starts.at(-1) !== startMs) starts.push(startMs);
  }
  return starts;
}

/** Every span of the time, those without counts with zeros; several gates are added up. */
export function gateSpans(
  counts: readonly GateSpanCounts[],
  by: "hour" | "day",
  span: { readonly fromMs: number; readonly toMs: number },
  timeZone: string,
): readonly GateSpan[] {
  const found = new Map<number, GateSpan>();
  for (const startMs of startsOf(by, span.fromMs, span.toMs, timeZone))
    found.set(startMs, { startMs, passages: 0, metal: 0, resets: 0 });
  for (const { startMs, passages, metal, resets } of counts) {
    const sum = found.get(startMs) ?? { startMs, passages: 0, metal: 0, resets: 0 };
    found.set(startMs, {
      startMs,
      passages: sum.passages + passages,
      metal: sum.metal + metal,
      resets: sum.resets + resets,
    });
  }
  return [...found.values()].sort((a, b) => a.startMs - b.startMs);
}

/** From when to when a chart goes: the last 24 hours, or the last 30 days, up to now. */
export function chartSpan(by: "hour" | "day", nowMs: number, timeZone: string) {
  const toMs = Math.floor(nowMs / hourMs) * hourMs + hourMs;
  if (by === "hour") return { fromMs: toMs - 24 * hourMs, toMs };
  const day = openFormats(timeZone)
    .dateTime(nowMs - 29 * dayMs)
    .slice(0, 10);
  return { fromMs: parseLocalTime(`${day}T00:00`, timeZone) ?? toMs - 30 * dayMs, toMs };
}
