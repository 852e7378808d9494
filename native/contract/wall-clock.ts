/** What the clocks on the walls of a place show, whatever zone the machine is set to. */
export interface WallTime {
  /** `2026-11-22`. */
  readonly day: string;
  /** `14:03`; offsets are whole minutes, so seconds are everywhere the same. */
  readonly time: string;
}

const mostMinutes = 10_000;

/** Of an IANA time zone, from UTC ms. Throws RangeError for a zone that is none. */
export function openWallClock(timeZone: string): (ms: number) => WallTime {
  formatOf(timeZone);
  /** Asking Intl is slow and a paper has a hundred thousand times. */
  const minutes = new Map<number, WallTime>();
  return (ms) => {
    const at = Math.floor(ms / 60_000);
    const known = minutes.get(at);
    if (known !== undefined) return known;
    const wall = new Date(wallMs(ms, timeZone)).toISOString();
    const shown = { day: wall.slice(0, 10), time: wall.slice(11, 16) };
    if (minutes.size >= mostMinutes) minutes.clear();
    minutes.set(at, shown);
    return shown;
  };
}

/** Making one takes longer than using it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What a place's clock shows, as if it were UTC, ms. */
export function wallMs(atMs: number, timeZone: string): number {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  return Date.UTC(
    Number(part["year"]),
    Number(part["month"]) - 1,
    Number(part["day"]),
    Number(part["hour"]),
    Number(part["minute"]),
    Number(part["second"]),
  );
}

/**
 * When a place's clock shows this (given as if it were UTC, ms): the first such moment of an hour that comes twice,
 * the first moment after an hour that is left out.
 */
export function atWall(wall: number, timeZone: string): number {
  let atMs = wall;
  // Two rounds: the offset may differ between the guess and the answer.
  for (let round = 0; round < 2; round++) atMs += wall - wallMs(atMs, timeZone);
  // A moment that the clock jumps over: what comes after the jump.
  atMs += Math.max(0, wall - wallMs(atMs, timeZone));
  const earlier = atMs - 3_600_000;
  return wallMs(earlier, timeZone) === wall ? earlier : atMs;
}
