import { atWall, openWallClock } from "../../native/contract/wall-clock.ts";
import type { Translate } from "./use-texts.ts";

export interface Formats {
  /** `14:03:09` in the site's time zone. */
  readonly time: (ms: number) => string;
  /** `2026-11-22 14:03:09` in the site's time zone. */
  readonly dateTime: (ms: number) => string;
  /** `11-22 14:03:09` when the day is not that of `nowMs`, else the time alone. */
  readonly shortTime: (ms: number, nowMs: number) => string;
}

/** Times are shown as the site's wall clock, whatever zone the machine is set to. */
export function openFormats(timeZone: string): Formats {
  const at = openWallClock(timeZone);
  const time = (ms: number) => `${at(ms).time}:${String(Math.floor((ms % 60_000) / 1000)).padStart(2, "0")}`;
  const day = (ms: number) => at(ms).day;
  return {
    time,
    dateTime: (ms) => `${day(ms)} ${time(ms)}`,
    shortTime: (ms, nowMs) => (day(ms) === day(nowMs) ? time(ms) : `${day(ms).slice(5)} ${time(ms)}`),
  };
}

/** `12 s`, `3:05`, `1:02:05`, `2 d 3 h`; a negative age (clocks apart) counts as none. */
export function ageText(ageMs: number, t: Translate): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 60) return t("app.age.seconds", { n: seconds });
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return t("app.age.days", { d: Math.floor(hours / 24), h: hours % 24 });
}

const writtenTime = /^(\d{4})-(\d\d?)-(\d\d?)[ T]+(\d\d?)[:：](\d\d)(?:[:：](\d\d))?$/;

/** The named wall-clock day and time (`2026-11-22 14:03`) in a time zone, UTC ms; null if it is none. */
export function parseLocalTime(text: string, timeZone: string): number | null {
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "00"] =
    writtenTime.exec(text.trim()) ?? [];
  const two = (part: string) => part.padStart(2, "0");
  const asUtc = Date.parse(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}Z`);
  // There is no 31 February: it is a slip, not the 3rd of March.
  if (Number.isNaN(asUtc) || new Date(asUtc).getUTCDate() !== Number(day)) return null;
  return atWall(asUtc, timeZone);
}
