import { canonicalEvent, chainHash, noHash } from "./chain.ts";
import type { ReadableDatabase } from "./database.ts";
import { openReadOnly } from "./database.ts";
import { type EventRow, eventColumnsIn, toHashHex } from "./event-row.ts";
import type { LogHead } from "./log.ts";
import { sqliteCode } from "./log-error.ts";
import { readHead } from "./tail.ts";

/**
 * `changed`: the content is not what its hash was made over. `bad_hash`: the content is right, the
 * hash was altered. `missing`: the number is not there. `out_of_order`: the event of this number
 * stands under another. `unreadable`: the file itself is damaged from here on.
 */
export type LogFault = "changed" | "bad_hash" | "missing" | "out_of_order" | "unreadable";

export type LogCheck =
  | { readonly ok: true; readonly head: LogHead }
  /** The first event at which something is wrong. */
  | { readonly ok: false; readonly seq: number; readonly fault: LogFault };

/** Rows a read: each read is a snapshot of its own, so that the station's write-ahead log can be emptied meanwhile. */
const chunkRows = 1000;

function rowsAfter(database: ReadableDatabase): (afterSeq: number) => EventRow[] {
  const statement = database.handle.prepare<[number], EventRow>(
    `select ${eventColumnsIn(database)} from event where seq > ? order by seq limit ${chunkRows}`,
  );
  return (afterSeq) => statement.all(afterSeq);
}

/** Events from `afterSeq` (0 = all) to the end as it was at the start, oldest first. */
export function* readEvents(database: ReadableDatabase, afterSeq: number): Generator<EventRow, void, void> {
  const { seq: last } = readHead(database);
  const next = rowsAfter(database);
  for (let seq = afterSeq; seq < last;) {
    const rows = next(seq);
    for (const row of rows) if (row.seq <= last) yield row;
    seq = rows.at(-1)?.seq ?? last;
  }
}

/** What is wrong with a row whose hash does not fit, judged by the rows that follow it. */
function judge(row: EventRow, previousHash: string, following: readonly EventRow[]): LogFault {
  const belongsHere = following.some(
    (other) => chainHash(previousHash, canonicalEvent({ ...other, seq: row.seq })) === toHashHex(other.hash),
  );
  if (belongsHere) return "out_of_order";
  const next = following[0];
  const rightHash = chainHash(previousHash, canonicalEvent(row));
  const isNextOnRightHash =
    next?.seq === row.seq + 1 && chainHash(rightHash, canonicalEvent(next)) === toHashHex(next.hash);
  return isNextOnRightHash ? "bad_hash" : "changed";
}

/** Highest number that something else in the file speaks of: shows that the end was cut off. */
function mentionedSeq(database: ReadableDatabase): number {
  return (
    database.handle
      .prepare<[], number>(
        `select max(coalesce((select max(last_seq) from event_span), 0), (select seq from search_progress where id = 1),
          coalesce((select max(raised_seq) from alarm), 0))`,
      )
      .pluck()
      .get() ?? 0
  );
}

/** Follows the chain from the first event to the last. */
export function checkChain(database: ReadableDatabase): LogCheck {
  let head: LogHead = { seq: 0, hash: noHash };
  try {
    const mentioned = mentionedSeq(database);
    for (const row of readEvents(database, 0)) {
      const seq = head.seq + 1;
      if (row.seq !== seq) return { ok: false, seq, fault: "missing" };
      const hash = toHashHex(row.hash);
      if (chainHash(head.hash, canonicalEvent(row)) !== hash)
        return { ok: false, seq, fault: judge(row, head.hash, rowsAfter(database)(seq)) };
      head = { seq, hash };
    }
    if (mentioned > head.seq) return { ok: false, seq: head.seq + 1, fault: "missing" };
    return { ok: true, head };
  } catch (error) {
    if (sqliteCode(error)?.startsWith("SQLITE_CORRUPT") !== true) throw error;
    return { ok: false, seq: head.seq + 1, fault: "unreadable" };
  }
}

/**
 * Checks a log's file through a read-only handle of its own, whether a station runs or not. Blocks
 * for about 10 µs an event: not for the station's own thread. Throws what `openReadOnly` throws.
 */
export function verifyLog(file: string): LogCheck {
  const database = openReadOnly(file);
  try {
    return checkChain(database);
  } finally {
    database.close();
  }
}
