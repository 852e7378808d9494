import type { Clock } from "../base/clock.ts";
import { minuteMs } from "../contract/coverage.ts";
import { atWall, openWallClock } from "../contract/wall-clock.ts";
import type { Log } from "../log/log.ts";
import type { CoverageSpan } from "../log/coverage/coverage-reads.ts";
import type { CoverageServices } from "../rpc/services.ts";
import type { CoverageBook } from "./coverage-book.ts";

export interface CoverageServiceParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly timeZone: () => string;
  readonly book: Pick<CoverageBook, "pending" | "cameraIds">;
}

const dayMs = 86_400_000;

/** The days from one to another, the last one excluded; both as their midnight if it were UTC. */
function daysOf(fromWallMs: number, toWallMs: number, timeZone: string): CoverageSpan["days"] {
  return Array.from({ length: Math.round((toWallMs - fromWallMs) / dayMs) }, (_, at) => ({
    day: new Date(fromWallMs + at * dayMs).toISOString().slice(0, 10),
    fromMs: atWall(fromWallMs + at * dayMs, timeZone),
    toMs: atWall(fromWallMs + (at + 1) * dayMs, timeZone),
  }));
}

function daysOfMonth(month: string, timeZone: string): CoverageSpan["days"] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return daysOf(Date.UTC(year, number - 1), Date.UTC(year, number), timeZone);
}

/** Coverage by days of the site's clock. The log's reader counts; here is only asked. */
export function makeCoverageServices({ log, clock, timeZone, book }: CoverageServiceParts): CoverageServices {
  /** `untilMs`: where what is pending ends, else now: a minute that is being measured is neither. */
  function spanOf(days: CoverageSpan["days"]): CoverageSpan {
    const pending = book.pending();
    const ends = pending.map(({ fromMs, minutes }) => fromMs + minutes * minuteMs);
    const nowMs = Math.floor(clock.nowMs() / minuteMs) * minuteMs;
    return { days, pending, cameraIds: book.cameraIds(), untilMs: ends.length > 0 ? Math.max(...ends) : nowMs };
  }

  return {
    async month(month) {
      const zone = timeZone();
      const nowMs = clock.nowMs();
      const today = openWallClock(zone)(nowMs).day;
      const span = spanOf(daysOfMonth(month, zone).filter(({ day }) => day <= today));
      return {
        month,
        timeZone: zone,
        measuredUntilMs: span.untilMs,
        days: span.days.map(({ day, toMs }) => ({ day, isOver: toMs <= span.untilMs })),
        areas: [...(span.days.length === 0 ? [] : await log.coverageSums(span))],
      };
    },
    async day(day) {
      const zone = timeZone();
      const wall = Date.parse(`${day}T00:00:00Z`);
      const span = spanOf(daysOf(wall, wall + dayMs, zone));
      const [found] = await log.coverageDetails(span);
      return {
        day,
        timeZone: zone,
        measuredUntilMs: span.untilMs,
        isOver: (span.days[0]?.toMs ?? 0) <= span.untilMs,
        areas: [...(found?.areas ?? [])],
      };
    },
    gaps: async (month) => [...(await log.coverageDetails(spanOf(daysOfMonth(month, timeZone()))))],
    async csv(month) {
      const zone = timeZone();
      return log.coverageCsv({ ...spanOf(daysOfMonth(month, zone)), timeZone: zone });
    },
  };
}
