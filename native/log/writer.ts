import type { NewEvent } from "../contract/events.ts";
import { toErrorData } from "../base/app-error.ts";
import { openAlarmRows } from "./alarm-rows.ts";
import { canonicalEvent, chainHash, toCanonicalJson } from "./chain.ts";
import { openDeskRow } from "./desk-row.ts";
import { openWritable, type WritableDatabase } from "./database.ts";
import {
  type EventRow,
  eventColumns,
  insertEvent,
  toEventContent,
  toInsertValues,
  toStoredEvent,
} from "./event-row.ts";
import type { LogEntry, LogHead } from "./log.ts";
import { isEntryAtFault, toLogError } from "./log-error.ts";
import type { EntryOutcome, StoredPlace } from "./messages.ts";
import { openSearchIndex } from "./search-index.ts";
import { readCheckedHead } from "./tail.ts";

/** Appends to the log, in its own thread. Everything is synchronous; errors other than an entry's own end it. */
export interface LogWriter {
  /** Of the last commit. */
  readonly head: LogHead;
  /**
   * Stores a batch in one transaction. When this throws, whether any of it is stored is unknown: the
   * writer must be closed and the file opened anew.
   */
  append(entries: readonly LogEntry[]): readonly EntryOutcome[];
  /** See `SearchIndex.advance`. */
  index(most: number): number;
  /** Empties the write-ahead log into the file, then closes. */
  close(): void;
  /** Closes without another write: after a failure, and after a failed fsync above all. */
  abandon(): void;
}

/** Width of a row of `event_span`, ms. */
export const spanMs = 600_000;

interface Prepared {
  readonly entry: LogEntry;
  /** Canonical data of each event. */
  readonly data: readonly string[];
}

/** Throws what is the entry's own fault before the transaction begins. */
function prepareEntry(entry: LogEntry): Prepared {
  for (const event of entry.events)
    for (const text of [event.key, event.deviceId, event.pointId, event.areaId, event.alarmId, event.actor?.name])
      if (text?.isWellFormed() === false) throw new TypeError("lone surrogate");
  return { entry, data: entry.events.map((event) => toCanonicalJson(event.data)) };
}

function refusal(error: unknown): EntryOutcome {
  return { ok: false, error: toErrorData(error) };
}

/** Throws `log.newer_database`, `log.damaged`, `log.unavailable`. The caller holds the lock (`acquireLock`). */
export function openWriter(file: string, mayCreate: boolean): LogWriter {
  const database = openWritable(file, mayCreate);
  try {
    return startWriter(database);
  } catch (error) {
    database.close();
    throw toLogError(error);
  }
}

function startWriter(database: WritableDatabase): LogWriter {
  const { handle } = database;
  let head = readCheckedHead(database);
  const searchIndex = openSearchIndex(database);
  const alarms = openAlarmRows(database);
  const desk = openDeskRow(database);
  const insert = handle.prepare(insertEvent);
  const byKey = handle.prepare<[string], EventRow>(`select ${eventColumns} from event where key = ?`);
  const addSpan = handle.prepare(`insert into event_span (start_ms, first_seq, last_seq) values (?, ?, ?)
    on conflict (start_ms) do update set last_seq = excluded.last_seq`);
  const begin = handle.prepare("begin immediate");
  const commit = handle.prepare("commit");
  const rollback = handle.prepare("rollback");

  function storeEvent(event: NewEvent, data: string, after: LogHead): { place: StoredPlace; isNew: boolean } {
    const content = toEventContent(event, after.seq + 1, data);
    const hash = chainHash(after.hash, canonicalEvent(content));
    // The trigger `event_is_appended` passes over a key that is there already.
    const { changes } = insert.run(...toInsertValues(content, Buffer.from(hash, "hex")));
    if (changes === 1) return { place: { seq: content.seq, hash }, isNew: true };
    const row = byKey.get(event.key);
    if (row === undefined) throw new Error(`event neither stored nor found: ${event.key}`);
    return { place: toStoredEvent(row), isNew: false };
  }

  /** One entry within the open transaction; `after` is the chain's end so far. */
  function storeEntry({ entry, data }: Prepared, after: LogHead): { outcome: EntryOutcome; end: LogHead } {
    let end = after;
    const places: StoredPlace[] = [];
    const raisedSeq = new Map<string, number>();
    entry.events.forEach((event, index) => {
      const { place, isNew } = storeEvent(event, data[index] ?? "null", end);
      places.push(place);
      if (event.kind === "alarm.raised" && event.alarmId !== null) raisedSeq.set(event.alarmId, place.seq);
      if (!isNew) return;
      end = { seq: place.seq, hash: place.hash };
    });
    // An entry that was stored before brought its alarms with it; they may have moved on since.
    const isNew = entry.events.length === 0 || end.seq !== after.seq;
    const stored = entry.alarms.map(
      (alarm) => (isNew ? null : alarms.read(alarm.id)) ?? alarms.write(alarm, raisedSeq.get(alarm.id) ?? null),
    );
    if (isNew && entry.desk !== undefined) desk.write(entry.desk);
    return { outcome: { ok: true, places, alarms: stored, isNew }, end };
  }

  /** One statement for each ten minutes that the batch touches, which is one as a rule. */
  function storeSpans(batch: readonly Prepared[], outcomes: readonly EntryOutcome[]): void {
    const spans = new Map<number, { first: number; last: number }>();
    outcomes.forEach((outcome, at) => {
      if (!outcome.ok) return;
      batch[at]?.entry.events.forEach(({ atMs }, index) => {
        const place = outcome.places[index];
        // Found by its key: it stands in its span already.
        if (place === undefined || "key" in place) return;
        const { seq } = place;
        const start = Math.floor(atMs / spanMs) * spanMs;
        spans.set(start, { first: spans.get(start)?.first ?? seq, last: seq });
      });
    });
    for (const [start, { first, last }] of spans) addSpan.run(start, first, last);
  }

  function undo(): void {
    // SQLite has already rolled back after some errors (disk full among them).
    if (handle.inTransaction) rollback.run();
  }

  function storeTogether(batch: readonly Prepared[]): readonly EntryOutcome[] {
    let end = head;
    begin.run();
    const outcomes = batch.map((prepared) => {
      const stored = storeEntry(prepared, end);
      end = stored.end;
      return stored.outcome;
    });
    storeSpans(batch, outcomes);
    commit.run();
    head = end;
    return outcomes;
  }

  /** When one entry is at fault the others must not suffer: each is tried within a savepoint. */
  function storeSeparately(batch: readonly Prepared[]): readonly EntryOutcome[] {
    let end = head;
    begin.run();
    const outcomes = batch.map((prepared): EntryOutcome => {
      handle.exec("savepoint entry");
      try {
        const stored = storeEntry(prepared, end);
        handle.exec("release entry");
        end = stored.end;
        return stored.outcome;
      } catch (error) {
        if (!isEntryAtFault(error)) throw error;
        handle.exec("rollback to entry; release entry");
        return refusal(error);
      }
    });
    storeSpans(batch, outcomes);
    commit.run();
    head = end;
    return outcomes;
  }

  function storeBatch(batch: readonly Prepared[]): readonly EntryOutcome[] {
    try {
      return storeTogether(batch);
    } catch (error) {
      // A failed commit is unknown; only an error of one of the statements before it is the entry's fault.
      if (!isEntryAtFault(error)) throw error;
      undo();
      return storeSeparately(batch);
    }
  }

  return {
    get head() {
      return head;
    },
    append(entries) {
      const prepared = entries.map((entry) => {
        try {
          return prepareEntry(entry);
        } catch (error) {
          return refusal(error);
        }
      });
      const batch = prepared.filter((one): one is Prepared => "entry" in one);
      if (batch.length === 0) return prepared.filter((one): one is EntryOutcome => "ok" in one);
      try {
        const outcomes = storeBatch(batch)[Symbol.iterator]();
        return prepared.map((one) => ("ok" in one ? one : (outcomes.next().value as EntryOutcome)));
      } catch (error) {
        throw toLogError(error);
      }
    },
    index: (most) => searchIndex.advance(most),
    close() {
      try {
        handle.pragma("wal_checkpoint(truncate)");
      } finally {
        database.close();
      }
    },
    abandon: () => database.close(),
  };
}
