import { atWall, wallMs } from "../native/contract/wall-clock.ts";

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
    const wallNowMs = wallMs(nowMs, timeZone);
    const todayMs = wallNowMs - (wallNowMs % 86_400_000);
    const dayMs = text === "today" ? todayMs : todayMs - 86_400_000;
    return atWall(dayMs, timeZone);
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
    const ms = atWall(wall.getTime(), timeZone);
    // Midnight may be left out where summer time begins with the day: the day begins later then.
    const isDayAlone = match[4] === undefined;
    return isDayAlone || wallMs(ms, timeZone) === wall.getTime() ? ms : null;
  }
  return wall.getTime() - offsetMinutes(zone) * 60_000;
}

function offsetMinutes(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.replaceAll(/\D/g, "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return zone.startsWith("-") ? -minutes : minutes;
}
