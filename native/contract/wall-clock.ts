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
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  /** Asking Intl is slow and a paper has a hundred thousand times. */
  const minutes = new Map<number, WallTime>();
  return (ms) => {
    const at = Math.floor(ms / 60_000);
    const known = minutes.get(at);
    if (known !== undefined) return known;
    const { year, month, day, hour, minute } = Object.fromEntries(
      format.formatToParts(ms).map((part) => [part.type, part.value]),
    ) as Record<"year" | "month" | "day" | "hour" | "minute", string>;
    const shown = { day: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
    if (minutes.size >= mostMinutes) minutes.clear();
    minutes.set(at, shown);
    return shown;
  };
}
