import { toErrorData } from "../base/app-error.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { EventKind } from "../contract/events.ts";
import { openAlarmRows } from "./alarm-rows.ts";
import { canonicalEvent, chainHash } from "./chain.ts";
import { openClipRows } from "./clip-rows.ts";
import { openDeskRow } from "./desk-row.ts";
import { openGateHours } from "./gate-hours.ts";
import { openGateRows } from "./gate-rows.ts";
import { openWritable, type WritableDatabase } from "./database.ts";
import type { DraftEntry, EventDraft } from "./draft-entry.ts";
import {
  type EventContent,
  type EventRow,
  eventColumns,
  insertEvents,
  pushInsertValues,
  toEventContent,
  toStoredEvent,
} from "./event-row.ts";
import type { LogHead } from "./log.ts";
import { isEntryAtFault, sqliteCode, toLogError } from "./log-error.ts";
import type { BatchOutcome, EntryOutcome, StoredPlace } from "./messages.ts";
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
  append(batch: readonly DraftEntry[]): BatchOutcome;
  /** See `SearchIndex.advance`. */
  index(most: number): number;
  /** Moves what is in the write-ahead log into the file if that is worth its time: for when nothing waits. */
  checkpoint(): void;
  /** Empties the write-ahead log into the file, then closes. */
  close(): void;
  /** Closes without another write: after a failure, and after a failed fsync above all. */
  abandon(): void;
}

/** Width of a row of `event_span`, ms. */
export const spanMs = 600_000;

/** Pages in the write-ahead log from which on an idle writer moves them into the file. */
const idleCheckpointPages = 1000;

/** Answer to `pragma wal_checkpoint`: pages in the write-ahead log, and those of them that are in the file too. */
interface WalState {
  readonly log: number;
  readonly checkpointed: number;
}

/** Rows a statement; what a batch has left over goes one by one. */
const chunkRows = 20;

const raisedKind: EventKind = "alarm.raised";

/** Ends the attempt to store a batch in one go: one of its keys is there already. */
class KeyStored extends Error {}

/** Whether the batch may do better entry by entry. A key stored before also makes the next row's number wrong. */
function isBatchDivisible(error: unknown): boolean {
  return error instanceof KeyStored || isEntryAtFault(error) || sqliteCode(error) === "SQLITE_CONSTRAINT_TRIGGER";
}

/**
 * Writes the whole write-ahead log into the file and cuts it to nothing, without waiting for a reader: false when one
 * is in the way. Pages as they were before an erasure are gone from it then.
 */
function emptyWal(handle: WritableDatabase["handle"]): boolean {
  const timeoutMs = Number(handle.pragma("busy_timeout", { simple: true }));
  handle.pragma("busy_timeout=0");
  try {
    const [state] = handle.pragma("wal_checkpoint(truncate)") as readonly { readonly busy: number }[];
    return state?.busy === 0;
  } finally {
    handle.pragma(`busy_timeout=${timeoutMs}`);
  }
}

interface ChainedEvent {
  readonly content: EventContent;
  /** 64 hex digits. */
  readonly hash: string;
}

interface PlacedEvent extends ChainedEvent {
  readonly place: StoredPlace;
  readonly isNew: boolean;
}

function chainEvent(draft: EventDraft, after: LogHead): ChainedEvent {
  const content = toEventContent(draft, after.seq + 1);
  return { content, hash: chainHash(after.hash, canonicalEvent(content)) };
}

function placeOf({ content, hash }: ChainedEvent): StoredPlace {
  return { seq: content.seq, hash };
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
  const alarmRows = openAlarmRows(database);
  const deskRow = openDeskRow(database);
  const gateRows = openGateRows(database);
  const gateHours = openGateHours(database);
  const clipRows = openClipRows(database);
  /** What was erased still stands in the write-ahead log. */
  let hasErased = false;
  const insert = handle.prepare(insertEvents(1));
  const insertChunk = handle.prepare(insertEvents(chunkRows));
  const byKey = handle.prepare<[string], EventRow>(`select ${eventColumns} from event where key = ?`);
  const addSpan = handle.prepare(`insert into event_span (start_ms, first_seq, last_seq) values (?, ?, ?)
    on conflict (start_ms) do update set last_seq = excluded.last_seq`);
  const begin = handle.prepare("begin immediate");
  const commit = handle.prepare("commit");
  const rollback = handle.prepare("rollback");

  /** One event by itself; `after` is the chain's end so far. */
  function storeEvent(draft: EventDraft, after: LogHead): PlacedEvent {
    const row = chainEvent(draft, after);
    const values: unknown[] = [];
    pushInsertValues(values, row.content, row.hash);
    // The trigger `event_is_appended` passes over a key that is there already.
    if (insert.run(...values).changes === 1) return { ...row, place: placeOf(row), isNew: true };
    const found = byKey.get(row.content.key);
    if (found === undefined) throw new Error(`event neither stored nor found: ${row.content.key}`);
    return { ...row, place: toStoredEvent(found), isNew: false };
  }

  /** Returns them as stored. Those of an entry that was there already came with it, and may have moved on since. */
  function storeAlarms(alarms: readonly Alarm[], events: readonly PlacedEvent[], isNew: boolean): readonly Alarm[] {
    return alarms.map((alarm) => {
      const raised = events.findLast(({ content }) => content.kind === raisedKind && content.alarm_id === alarm.id);
      return (isNew ? null : alarmRows.read(alarm.id)) ?? alarmRows.write(alarm, raised?.place.seq ?? null);
    });
  }

  /** One statement for each ten minutes that the rows touch, which is one as a rule. */
  function storeSpans(rows: readonly ChainedEvent[]): void {
    const spans = new Map<number, { first: number; last: number }>();
    for (const { content } of rows) {
      const start = Math.floor(content.at_ms / spanMs) * spanMs;
      const span = spans.get(start);
      if (span === undefined) spans.set(start, { first: content.seq, last: content.seq });
      else span.last = content.seq;
    }
    for (const [start, { first, last }] of spans) addSpan.run(start, first, last);
  }

  /** What other tables hold of these events, each of which is new. */
  function deriveRows(rows: readonly ChainedEvent[]): void {
    const contents = rows.map(({ content }) => content);
    gateHours.count(contents);
    clipRows.follow(contents);
  }

  /** Throws `KeyStored` when a key is there already at the end of a chunk; elsewhere the row after it is refused. */
  function insertAll(rows: readonly ChainedEvent[]): void {
    for (let from = 0; from < rows.length;) {
      const count = rows.length - from >= chunkRows ? chunkRows : 1;
      const values: unknown[] = [];
      for (let at = from; at < from + count; at++) {
        const row = rows[at];
        if (row !== undefined) pushInsertValues(values, row.content, row.hash);
      }
      const { changes } = (count === 1 ? insert : insertChunk).run(...values);
      if (changes !== count) throw new KeyStored();
      from += count;
    }
  }

  /** The usual case: every entry is without fault, and every event new. */
  function storeTogether(batch: readonly DraftEntry[]): BatchOutcome {
    let end = head;
    const rows: ChainedEvent[] = [];
    for (const { events } of batch)
      for (const draft of events) {
        const row = chainEvent(draft, end);
        end = { seq: row.content.seq, hash: row.hash };
        rows.push(row);
      }
    begin.run();
    insertAll(rows);
    let next = 0;
    const entries = batch.map(({ events, alarms, desk, gates }): EntryOutcome | number => {
      if (desk !== null) deskRow.write(desk);
      if (gates !== null) gateRows.write(gates);
      const from = next;
      next += events.length;
      if (alarms.length === 0) return events.length;
      const placed = rows.slice(from, next).map((row) => ({ ...row, place: placeOf(row), isNew: true }));
      const places = placed.map(({ place }) => place);
      return { ok: true, places, alarms: storeAlarms(alarms, placed, true), isNew: true };
    });
    storeSpans(rows);
    deriveRows(rows);
    commit.run();
    head = end;
    return { entries, hashes: rows.map(({ hash }) => hash), head };
  }

  /** For when one is at fault, or was stored before: the others must not suffer, so each has a savepoint. */
  function storeSeparately(batch: readonly DraftEntry[]): BatchOutcome {
    let end = head;
    const rows: ChainedEvent[] = [];
    begin.run();
    const entries = batch.map(({ events, alarms, desk, gates }): EntryOutcome => {
      const before = end;
      handle.exec("savepoint entry");
      try {
        const placed = events.map((draft) => {
          const event = storeEvent(draft, end);
          if (event.isNew) end = { seq: event.content.seq, hash: event.hash };
          return event;
        });
        const isNew = events.length === 0 || end !== before;
        const stored = storeAlarms(alarms, placed, isNew);
        if (isNew && desk !== null) deskRow.write(desk);
        if (isNew && gates !== null) gateRows.write(gates);
        handle.exec("release entry");
        rows.push(...placed.filter((event) => event.isNew));
        return { ok: true, places: placed.map(({ place }) => place), alarms: stored, isNew };
      } catch (error) {
        if (!isEntryAtFault(error)) throw error;
        handle.exec("rollback to entry; release entry");
        end = before;
        return { ok: false, error: toErrorData(error) };
      }
    });
    storeSpans(rows);
    deriveRows(rows);
    commit.run();
    head = end;
    return { entries, hashes: rows.map(({ hash }) => hash), head };
  }

  function undo(): void {
    // SQLite has already rolled back after some errors (disk full among them).
    if (handle.inTransaction) rollback.run();
  }

  function storeBatch(batch: readonly DraftEntry[]): BatchOutcome {
    try {
      return storeTogether(batch);
    } catch (error) {
      // A failed commit is unknown; only an error of one of the statements before it is an entry's doing.
      if (!isBatchDivisible(error)) throw error;
      undo();
      return storeSeparately(batch);
    }
  }

  return {
    get head() {
      return head;
    },
    append(batch) {
      try {
        return storeBatch(batch);
      } catch (error) {
        throw toLogError(error);
      }
    },
    index: (most) => searchIndex.advance(most),
    checkpoint() {
      try {
        const [state] = handle.pragma("wal_checkpoint(noop)") as readonly WalState[];
        if (state !== undefined && state.log - state.checkpointed >= idleCheckpointPages)
          handle.pragma("wal_checkpoint(passive)");
        if (hasErased || gateRows.takeErased()) hasErased = !emptyWal(handle);
      } catch (error) {
        throw toLogError(error);
      }
    },
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
