import type { Alarm } from "../contract/alarms.ts";
import type { DeskState } from "../contract/desk.ts";
import type { EventFilter, EventPage, NewEvent, StoredEvent } from "../contract/events.ts";
import type { GateRows } from "../contract/gate-rows.ts";
import type { LogCondition } from "../contract/rpc.ts";
import type { ClipReads } from "./clip-queries.ts";
import type { CoverageReads, CoverageSpan } from "./coverage/coverage-reads.ts";
import type { Extract, ExtractQuery } from "./extract-events.ts";
import type { GateReads } from "./gate-queries.ts";

/** What is stored together or not at all: events, and the new state of the alarms that they changed. */
export interface LogEntry {
  readonly events: readonly NewEvent[];
  /**
   * Today's state, rebuilt from the events at need. `raisedSeq` may be null: the log fills it in from
   * the `alarm.raised` event of the same entry.
   */
  readonly alarms: readonly Alarm[];
  /** The desk's new state, where the events changed it. */
  readonly desk?: DeskState;
  /** Entry checks, deposits, warnings and private records, where the events changed them. */
  readonly gates?: GateRows;
}

export interface StoredEntry {
  readonly events: readonly StoredEvent[];
  readonly alarms: readonly Alarm[];
}

export interface LogHead {
  /** 0 when empty. */
  readonly seq: number;
  /** 64 zeros when empty. */
  readonly hash: string;
}

/** The record of everything that happened. One per data folder; one writer. */
export interface Log {
  /** Of the last event that is stored. */
  readonly head: LogHead;
  readonly condition: LogCondition;
  /**
   * Resolves when the entry is on the disk (or was already, by key). Stays pending while the log is
   * unavailable and resolves after it has recovered. Rejects with `log.overloaded` when too much is
   * waiting, `log.closed` after close.
   */
  append(entry: LogEntry): Promise<StoredEntry>;
  /** Newest first. */
  page(query: { filter: EventFilter; beforeSeq: number | null; limit: number }): Promise<EventPage>;
  /** Oldest first, seq > afterSeq. */
  since(afterSeq: number, limit: number): Promise<readonly StoredEvent[]>;
  openAlarms(): Promise<readonly Alarm[]>;
  alarm(alarmId: string): Promise<Alarm | null>;
  /** Null before the desk's state was first stored. */
  desk(): Promise<DeskState | null>;
  /** Writes the events of a case to a file; rejects with `evidence.write_failed`. */
  extract(query: ExtractQuery): Promise<Extract>;
  /** Questions to the registers of entry checks, deposits and warnings, and to the counts of gates. */
  readonly gates: AsyncGateReads;
  /** Questions to clips, holds, bookmarks and deletion records. */
  readonly clips: AsyncClipReads;
  coverageSums(span: CoverageSpan): ReturnType<CoverageReads["coverageSums"]>;
  coverageDetails(span: CoverageSpan): ReturnType<CoverageReads["coverageDetails"]>;
  /** The text of `coverage.csv`. */
  coverageCsv(ask: CoverageSpan & { readonly timeZone: string }): Promise<string>;
  /** Flushes what waits, then closes; pending appends that cannot be stored reject. */
  close(): Promise<void>;
}

/** The same questions, answered by the reader thread. */
export type AsyncGateReads = {
  readonly [N in keyof GateReads]: (...query: Parameters<GateReads[N]>) => Promise<ReturnType<GateReads[N]>>;
};

export type AsyncClipReads = {
  readonly [N in keyof ClipReads]: (...query: Parameters<ClipReads[N]>) => Promise<ReturnType<ClipReads[N]>>;
};

export interface LogListener {
  /** Called for every entry in the order of seq, after its commit and before `append` resolves. */
  onStored(stored: StoredEntry): void;
  onCondition(condition: LogCondition): void;
}
