import { atWall, wallMs } from "../contract/wall-clock.ts";

/** Days and hours of the site's wall clock. A day may have 23 or 25 hours where summer time begins or ends. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `20261122`: the day that it is at the site. */
export function dayOf(atMs: number, timeZone: string): string {
  return new Date(wallMs(atMs, timeZone)).toISOString().slice(0, 10).replaceAll("-", "");
}

/** `2026-11-22`. */
export function isoDayOf(atMs: number, timeZone: string): string {
  return new Date(wallMs(atMs, timeZone)).toISOString().slice(0, 10);
}

/** When the site's day began in which this moment lies, UTC ms. */
export function startOfDay(atMs: number, timeZone: string): number {
  const wall = wallMs(atMs, timeZone);
  return atWall(wall - (wall % dayMs), timeZone);
}

/** Beginnings of the days that a span touches, UTC ms, oldest first, and the end of the last one. */
export function dayBounds(fromMs: number, toMs: number, timeZone: string): number[] {
  const first = wallMs(fromMs, timeZone);
  const bounds: number[] = [];
  for (let wall = first - (first % dayMs); ; wall += dayMs) {
    const atMs = atWall(wall, timeZone);
    bounds.push(atMs);
    if (atMs >= toMs) return bounds;
  }
}

/** Beginnings of the UTC hours that a span touches, and the end of the last one. */
export function hourBounds(fromMs: number, toMs: number): number[] {
  const bounds: number[] = [];
  for (let atMs = fromMs - (fromMs % hourMs); ; atMs += hourMs) {
    bounds.push(atMs);
    if (atMs >= toMs) return bounds;
  }
}

/** Beginnings of the shifts that a span touches, and the end of the last one; `starts` are `HH:MM`, in their order. */
export function shiftBounds(fromMs: number, toMs: number, timeZone: string, starts: readonly string[]): number[] {
  const minutes = starts.map((start) => Number(start.slice(0, 2)) * 60 + Number(start.slice(3)));
  const first = wallMs(fromMs, timeZone);
  const bounds: number[] = [];
  for (let day = first - (first % dayMs) - dayMs; ; day += dayMs)
    for (const minute of minutes) {
      const atMs = atWall(day + minute * 60_000, timeZone);
      if (atMs <= fromMs) bounds.length = 0;
      bounds.push(atMs);
      if (atMs >= toMs) return bounds;
    }
}
