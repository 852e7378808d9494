import { AppError } from "../base/app-error.ts";
import type { EventFilter, EventPage, StoredEvent } from "../contract/events.ts";
import type { ReadableDatabase } from "./database.ts";
import { type EventRow, eventColumns, toStoredEvent } from "./event-row.ts";
import type { PageQuery } from "./messages.ts";
import { matchesFilter, parseSearch, type SearchPart, toMatchExpression } from "./search-terms.ts";

/** Both ends included. */
interface SeqRange {
  readonly low: number;
  readonly high: number;
}

/** The statements of the log screens; tests pin their plans. Every one walks newest first and stops when the page is full. */
export const queryStatements = {
  bySeq: `select ${eventColumns} from event where seq between :low and :high order by seq desc`,
  byAlarm: `select ${eventColumns} from event where alarm_id = :alarmId and seq between :low and :high order by seq desc`,
  // `cross join` keeps the order: the index leads, rows are fetched by number. The casts matter: JavaScript numbers are
  // bound as REAL, and FTS5 passes over bounds that are not INTEGER: it would read every newer entry of its lists.
  byTerms:
    `select ${eventColumns} from search cross join event on event.seq = search.rowid ` +
    "where search match :match and search.rowid >= cast(:low as integer) and search.rowid <= cast(:high as integer) " +
    "order by search.rowid desc",
  span:
    "select min(first_seq) as low, max(last_seq) as high from event_span " +
    "where start_ms > :fromMs - 600000 and start_ms < :toMs",
  since: `select ${eventColumns} from event where seq > :afterSeq order by seq limit :limit`,
  indexed: "select seq from search_progress where id = 1",
  last: "select coalesce(max(seq), 0) from event",
} as const;

export interface EventQueries {
  /** Newest first. Throws `log.bad_cursor` for a `beforeSeq` that is not a positive whole number. */
  page(query: PageQuery): EventPage;
  /** Oldest first, seq > afterSeq. */
  since(afterSeq: number, limit: number): readonly StoredEvent[];
}

/** A page never asks for more; keeps a mistake from reading the whole log into memory. */
const largestPage = 10_000;

function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) throw new AppError("log.bad_cursor", { [name]: value });
}

export function openEventQueries(database: ReadableDatabase): EventQueries {
  const { handle } = database;
  const bySeq = handle.prepare<SeqRange, EventRow>(queryStatements.bySeq);
  const byAlarm = handle.prepare<SeqRange & { alarmId: string }, EventRow>(queryStatements.byAlarm);
  const byTerms = handle.prepare<SeqRange & { match: string }, EventRow>(queryStatements.byTerms);
  const span = handle.prepare<{ fromMs: number; toMs: number }, { low: number | null; high: number | null }>(
    queryStatements.span,
  );
  const since = handle.prepare<{ afterSeq: number; limit: number }, EventRow>(queryStatements.since);
  const indexed = handle.prepare<[], number>(queryStatements.indexed).pluck();
  const last = handle.prepare<[], number>(queryStatements.last).pluck();
  const begin = handle.prepare("begin");
  const end = handle.prepare("commit");

  /**
   * The console's clock may have been set back and forth, so time says only roughly where to look:
   * `event_span` knows the first and last event of each ten minutes. Null when there is none.
   */
  function rangeOf(filter: EventFilter, beforeSeq: number | null): SeqRange | null {
    let low = 1;
    let high = last.get() ?? 0;
    if (filter.fromMs !== undefined || filter.toMs !== undefined) {
      const found = span.get({ fromMs: filter.fromMs ?? 0, toMs: filter.toMs ?? Number.MAX_SAFE_INTEGER });
      low = found?.low ?? 1;
      high = found?.high ?? 0;
    }
    if (beforeSeq !== null) high = Math.min(high, beforeSeq - 1);
    return low > high ? null : { low, high };
  }

  function* candidates(
    filter: EventFilter,
    parts: readonly SearchPart[],
    range: SeqRange,
  ): Generator<EventRow, void, void> {
    if (filter.alarmId !== undefined) {
      yield* byAlarm.iterate({ alarmId: filter.alarmId, ...range });
      return;
    }
    const match = toMatchExpression(filter, parts);
    if (match === null) {
      yield* bySeq.iterate(range);
      return;
    }
    // What the index has not taken up yet is looked through as it is.
    const reach = indexed.get() ?? 0;
    const fresh = { low: Math.max(range.low, reach + 1), high: range.high };
    if (fresh.low <= fresh.high) yield* bySeq.iterate(fresh);
    const known = { low: range.low, high: Math.min(range.high, reach) };
    if (known.low <= known.high) yield* byTerms.iterate({ match, ...known });
  }

  function readPage({ filter, beforeSeq, limit }: PageQuery): EventPage {
    const range = rangeOf(filter, beforeSeq);
    const parts = filter.text === undefined ? [] : parseSearch(filter.text);
    if (range === null || (filter.text !== undefined && parts.length === 0)) return { events: [], nextBeforeSeq: null };
    const events: StoredEvent[] = [];
    for (const row of candidates(filter, parts, range)) {
      if (!matchesFilter(row, filter, parts)) continue;
      if (events.length === limit) return { events, nextBeforeSeq: events.at(-1)?.seq ?? null };
      events.push(toStoredEvent(row));
    }
    return { events, nextBeforeSeq: null };
  }

  return {
    page(query) {
      if (query.beforeSeq !== null) checkWhole("beforeSeq", query.beforeSeq, 1);
      checkWhole("limit", query.limit, 1);
      // One snapshot for all statements of the page.
      begin.run();
      try {
        return readPage({ ...query, limit: Math.min(query.limit, largestPage) });
      } finally {
        end.run();
      }
    },
    since(afterSeq, limit) {
      checkWhole("afterSeq", afterSeq, 0);
      checkWhole("limit", limit, 1);
      return since.all({ afterSeq, limit: Math.min(limit, largestPage) }).map(toStoredEvent);
    },
  };
}
