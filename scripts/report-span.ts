import { openWallClock } from "../native/contract/wall-clock.ts";

/** Moments as people write them for a report, in the site's time zone unless they name one. */

export interface MomentContext {
  readonly nowMs: number;
  readonly timeZone: string;
}

export const momentForms = "2026-11-22, 2026-11-22T08:00, 2026-11-22T08:00:00+08:00, yesterday, today, now";

const written = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * UTC ms. A day alone is its midnight; `yesterday` and `today` are the midnights at which they began. Null for
 * what is no moment, such as 30 February or a time that a change to summer time leaves out.
 */
export function parseMoment(text: string, { nowMs, timeZone }: MomentContext): number | null {
  if (text === "now") return nowMs;
  if (text === "today" || text === "yesterday") {
    const todayMs = Date.parse(openWallClock(timeZone)(nowMs).day);
    const dayMs = text === "today" ? todayMs : todayMs - 86_400_000;
    return ofWallClock(dayMs, timeZone);
  }
  const match = written.exec(text.trim());
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  if (year === undefined || month === undefined) return null;
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal =
    wall.getUTCMonth() === month - 1 &&
    wall.getUTCDate() === day &&
    wall.getUTCHours() === hour &&
    wall.getUTCMinutes() === minute &&
    wall.getUTCSeconds() === second;
  if (!isReal) return null;
  const zone = match[7];
  if (zone === undefined) {
    const ms = ofWallClock(wall.getTime(), timeZone);
    // Midnight may be left out where summer time begins with the day: the day begins later then.
    const isDayAlone = match[4] === undefined;
    return isDayAlone || wallClockMs(ms, timeZone) === wall.getTime() ? ms : null;
  }
  return wall.getTime() - offsetMinutes(zone) * 60_000;
}

function offsetMinutes(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.replaceAll(/\D/g, "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return zone.startsWith("-") ? -minutes : minutes;
}

/** What a clock on the wall shows, as if it were UTC, ms. */
function wallClockMs(ms: number, timeZone: string): number {
  const { day, time } = openWallClock(timeZone)(ms);
  return Date.parse(`${day}T${time}Z`) + (ms % 60_000);
}

/** The moment at which the wall clock shows this; two rounds, for the offset may change between guess and answer. */
function ofWallClock(wallMs: number, timeZone: string): number {
  let ms = wallMs;
  for (let round = 0; round < 2; round++) ms += wallMs - wallClockMs(ms, timeZone);
  return ms;
}
