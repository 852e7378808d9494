import type { Span } from "../../native/contract/shift.ts";
import { openFormats, parseLocalTime } from "../i18n/formats.ts";

const hourMs = 3_600_000;

/** The shift that now runs, 08:00-20:00 or 20:00-08:00 in the site's time zone, from its beginning to its end. */
export function presentShift(nowMs: number, timeZone: string): Span {
  const formats = openFormats(timeZone);
  const at = (day: string, hour: string) => parseLocalTime(`${day}T${hour}:00`, timeZone) ?? nowMs;
  const day = (ms: number) => formats.dateTime(ms).slice(0, 10);
  const hour = Number(formats.time(nowMs).slice(0, 2));
  // Twelve hours back or on is another day whether or not summer time begins meanwhile.
  if (hour < 8) return { fromMs: at(day(nowMs - 12 * hourMs), "20"), toMs: at(day(nowMs), "08") };
  if (hour < 20) return { fromMs: at(day(nowMs), "08"), toMs: at(day(nowMs), "20") };
  return { fromMs: at(day(nowMs), "20"), toMs: at(day(nowMs + 12 * hourMs), "08") };
}
