import type { Alarm } from "../contract/alarms.ts";
import type { DeskState } from "../contract/desk.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { EventFilter, EventPage, StoredEvent } from "../contract/events.ts";
import type { ClipReads } from "./clip-queries.ts";
import type { CoverageReads, CoverageSpan } from "./coverage/coverage-reads.ts";
import type { DraftEntry } from "./draft-entry.ts";
import type { Extract, ExtractQuery } from "./extract-events.ts";
import type { GateReads } from "./gate-queries.ts";
import type { LogHead } from "./log.ts";

/** Handed to both workers at their start. */
export interface WorkerOptions {
  readonly file: string;
  /** False once this process has had the log open: a log that is gone then is trouble, not a beginning. */
  readonly mayCreate: boolean;
}

/** Where an event ended up: its place when it is new, all of it when its key had been stored before. */
export type StoredPlace = { readonly seq: number; readonly hash: string } | StoredEvent;

/** What became of an entry. */
export type EntryOutcome =
  | {
      readonly ok: true;
      readonly places: readonly StoredPlace[];
      readonly alarms: readonly Alarm[];
      /** False when the whole entry had been stored before. */
      readonly isNew: boolean;
    }
  | { readonly ok: false; readonly error: ErrorData };

/**
 * What became of a batch, in its order. Most entries are new and have no alarms: those are a bare number, that of
 * their events. `hashes` are those of all events that are new, up to the new head, when there is such a number.
 */
export interface BatchOutcome {
  readonly entries: readonly (EntryOutcome | number)[];
  readonly hashes: readonly string[];
  readonly head: LogHead;
}

/** The same, each entry written out. */
export function writeOut({ entries, hashes, head }: BatchOutcome): readonly EntryOutcome[] {
  const firstSeq = head.seq - hashes.length + 1;
  let next = 0;
  return entries.map((entry): EntryOutcome => {
    if (typeof entry !== "number") {
      if (entry.ok) for (const place of entry.places) if (!("key" in place)) next += 1;
      return entry;
    }
    const places: StoredPlace[] = [];
    for (const end = next + entry; next < end; next++) places.push({ seq: firstSeq + next, hash: hashes[next] ?? "" });
    return { ok: true, places, alarms: [], isNew: true };
  });
}

/** To the writer. It works on them in order; after `failed` it passes over `append` until `reopen`. */
export type ToWriter =
  | { readonly type: "append"; readonly entries: readonly DraftEntry[] }
  | { readonly type: "reopen" }
  | { readonly type: "close" };

export type FromWriter =
  | { readonly type: "opened"; readonly head: LogHead }
  /** Nothing is open: neither the lock nor the file. */
  | { readonly type: "refused"; readonly error: ErrorData }
  /** For each entry, in the order of the entries posted. */
  | { readonly type: "stored"; readonly outcome: BatchOutcome }
  /** Whether the entries posted and not yet answered are stored is unknown. */
  | { readonly type: "failed"; readonly error: ErrorData }
  | { readonly type: "closed" };

/** Questions to the reader and what it answers. */
export interface ReaderQueries {
  coverageSums: { query: CoverageSpan; result: Awaited<ReturnType<CoverageReads["coverageSums"]>> };
  coverageDetails: { query: CoverageSpan; result: Awaited<ReturnType<CoverageReads["coverageDetails"]>> };
  coverageCsv: { query: CoverageSpan & { readonly timeZone: string }; result: string };
  page: { query: PageQuery; result: EventPage };
  since: { query: { readonly afterSeq: number; readonly limit: number }; result: readonly StoredEvent[] };
  openAlarms: { query: null; result: readonly Alarm[] };
  desk: { query: null; result: DeskState | null };
  alarm: { query: { readonly alarmId: string }; result: Alarm | null };
  extract: { query: ExtractQuery; result: Extract };
  gates: { query: GateQuestion; result: ReturnType<GateReads[GateQuestion["name"]]> };
  clips: { query: ClipQuestion; result: ReturnType<ClipReads[ClipQuestion["name"]]> };
}
/** One of the questions of `GateReads`, with what it is given. */
export type GateQuestion = {
  [N in keyof GateReads]: { readonly name: N; readonly given: Parameters<GateReads[N]> };
}[keyof GateReads];
/** The same for `ClipReads`. */
export type ClipQuestion = {
  [N in keyof ClipReads]: { readonly name: N; readonly given: Parameters<ClipReads[N]> };
}[keyof ClipReads];
export type ReaderQueryName = keyof ReaderQueries;

export interface PageQuery {
  readonly filter: EventFilter;
  readonly beforeSeq: number | null;
  readonly limit: number;
}

export type ToReader = {
  [N in ReaderQueryName]: { readonly id: number; readonly name: N; readonly query: ReaderQueries[N]["query"] };
}[ReaderQueryName];

export type FromReader =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorData };
