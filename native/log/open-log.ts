import { AppError, reasonOf } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { NewEvent, StoredEvent } from "../contract/events.ts";
import type { LogCondition } from "../contract/rpc.ts";
import { type DraftEntry, draftEntry } from "./draft-entry.ts";
import type { Log, LogEntry, LogHead, LogListener, StoredEntry } from "./log.ts";
import type { EntryOutcome, StoredPlace } from "./messages.ts";
import { openAsyncClipReads, openAsyncGateReads, openReader } from "./open-reader.ts";
import { openWriterThread } from "./open-writer-thread.ts";

export interface OpenLogOptions {
  /** The log's file; its folder exists. */
  readonly file: string;
  readonly listener: LogListener;
}

/** Entries that may wait; more are refused with `log.overloaded`, so that memory stays bounded. */
export const mostPending = 20_000;
/** Between two attempts to get an unavailable log back, ms. */
export const retryDelayMs = 500;
/** For flushing and closing together, ms; then the threads are ended. */
const closeDeadlineMs = 3000;

interface Pending {
  readonly entry: LogEntry;
  readonly draft: DraftEntry;
  readonly resolve: (stored: StoredEntry) => void;
  readonly reject: (error: AppError) => void;
}

function toStored(event: NewEvent, place: StoredPlace): StoredEvent {
  return "key" in place ? place : { ...event, seq: place.seq, hash: place.hash };
}

/** Throws `internal` for an entry that JSON cannot carry. */
function toDraft(entry: LogEntry): DraftEntry {
  try {
    return draftEntry(entry);
  } catch (error) {
    throw new AppError("internal", { reason: reasonOf(error) }, error);
  }
}

/**
 * Opens the log, making it when the file is absent. Rejects with `log.locked`, `log.newer_database`,
 * `log.damaged` or `log.unavailable`; a file that cannot be used is left as it is. Afterwards no
 * failure ends it: it turns `unavailable`, tries again for ever and keeps what waits.
 */
export function openLog(options: OpenLogOptions, parts: { clock: Clock; logger: Logger }): Promise<Log> {
  return new Promise((resolve, reject) => startLog(options, parts, resolve, reject));
}

function startLog(
  { file, listener }: OpenLogOptions,
  { clock, logger }: { clock: Clock; logger: Logger },
  onUsable: (log: Log) => void,
  onUnusable: (error: AppError) => void,
): void {
  let head: LogHead | null = null;
  let trouble: { sinceMs: number; sinceMonotonicMs: number; error: ErrorData } | null = null;
  let okSinceMs = clock.nowMs();
  let lastTold = "";
  /** In the order of `append`; the first `posted` of them are with the writer. */
  const pending: Pending[] = [];
  let posted = 0;
  let pendingEvents = 0;
  let isFlushDue = false;
  let cancelRetry: (() => void) | null = null;
  /** The `log.recovered` entry that waits; refreshed when a recovery did not last. */
  let recovery: Pending | null = null;
  let onDrained: (() => void) | null = null;
  let closing: Promise<void> | null = null;

  const reader = openReader(file, logger);
  const thread = openWriterThread(file, { onOpened, onRefused: onFailed, onStored, onFailed });

  function condition(): LogCondition {
    if (trouble === null) return { state: "ok", sinceMs: okSinceMs, pending: pendingEvents, error: null };
    return { state: "unavailable", sinceMs: trouble.sinceMs, pending: pendingEvents, error: trouble.error };
  }

  function tellCondition(): void {
    const now = condition();
    const text = JSON.stringify(now);
    if (text === lastTold) return;
    lastTold = text;
    listener.onCondition(now);
  }

  function flush(): void {
    isFlushDue = false;
    if (posted === pending.length || (trouble !== null && recovery === null)) return;
    thread.post(pending.slice(posted).map(({ draft }) => draft));
    posted = pending.length;
  }

  /** Everything appended in the same turn of the event loop goes to the writer together. */
  function flushSoon(): void {
    if (isFlushDue) return;
    isFlushDue = true;
    queueMicrotask(flush);
  }

  function enqueue(waiting: Pending): void {
    pending.push(waiting);
    pendingEvents += waiting.entry.events.length;
    flushSoon();
  }

  function rejectPending(error: AppError): void {
    const rejected = pending.splice(0);
    posted = 0;
    pendingEvents = 0;
    for (const { reject } of rejected) reject(error);
    onDrained?.();
  }

  function onFailed(error: ErrorData): void {
    const failure = new AppError(error.code, error.params);
    if (head === null) {
      void giveUpOpening(failure);
      return;
    }
    posted = 0;
    if (recovery !== null) withdrawRecovery(recovery);
    if (trouble === null) {
      logger.error({ error }, "log unavailable");
      trouble = { sinceMs: clock.nowMs(), sinceMonotonicMs: clock.monotonicMs(), error };
    } else trouble = { ...trouble, error };
    if (closing !== null) {
      rejectPending(failure);
      return;
    }
    cancelRetry?.();
    cancelRetry = clock.after(retryDelayMs, reopen);
    tellCondition();
  }

  async function giveUpOpening(failure: AppError): Promise<void> {
    await thread.close();
    await reader.close();
    onUnusable(failure);
  }

  function reopen(): void {
    cancelRetry = null;
    thread.reopen();
  }

  /** It is always the newest of those that wait when the writer is asked; later ones may follow it. */
  function withdrawRecovery(entry: Pending): void {
    recovery = null;
    const at = pending.indexOf(entry);
    if (at < 0) return;
    pending.splice(at, 1);
    pendingEvents -= 1;
  }

  function onOpened(found: LogHead): void {
    if (head === null) {
      head = found;
      onUsable(log);
      return;
    }
    if (found.seq < head.seq) {
      onFailed(new AppError("log.damaged", { seq: found.seq + 1, reason: "missing" }).toData());
      return;
    }
    // The recovery is proven by a commit: of what waits, or at least of the event that tells of it.
    const entry = recoveredEntry();
    recovery = { entry, draft: draftEntry(entry), resolve: () => undefined, reject: noteRefusedRecovery };
    enqueue(recovery);
  }

  function recoveredEntry(): LogEntry {
    const atMs = clock.nowMs();
    const sinceMs = trouble?.sinceMs ?? atMs;
    const unavailableMs = Math.round(clock.monotonicMs() - (trouble?.sinceMonotonicMs ?? clock.monotonicMs()));
    return {
      events: [
        {
          // One recovery, one event, however often its commit was in doubt.
          key: `log.recovered:${sinceMs}:${head?.seq ?? 0}`,
          kind: "log.recovered",
          severity: "fault",
          atMs,
          deviceAtMs: null,
          deviceId: null,
          pointId: null,
          areaId: null,
          alarmId: null,
          actor: null,
          data: { unavailableMs, pending: pendingEvents },
        },
      ],
      alarms: [],
    };
  }

  function noteRefusedRecovery(error: AppError): void {
    logger.error({ error: error.toData() }, "log recovery not recorded");
  }

  function onStored(outcomes: readonly EntryOutcome[], end: LogHead): void {
    const answered = pending.splice(0, outcomes.length);
    posted -= outcomes.length;
    for (const { entry } of answered) pendingEvents -= entry.events.length;
    if (recovery !== null && answered.includes(recovery)) recovery = null;
    if (trouble !== null) {
      logger.info({ unavailableMs: clock.monotonicMs() - trouble.sinceMonotonicMs }, "log available again");
      trouble = null;
      okSinceMs = clock.nowMs();
      tellCondition();
    }
    outcomes.forEach((outcome, index) => {
      const waiting = answered[index];
      if (waiting === undefined) return;
      if (outcome.ok) settle(waiting, outcome);
      else waiting.reject(new AppError(outcome.error.code, outcome.error.params));
    });
    head = end;
    if (pending.length === 0) onDrained?.();
  }

  function settle({ entry, resolve }: Pending, { places, alarms, isNew }: EntryOutcome & { ok: true }): void {
    const events = entry.events.flatMap((event, index) => {
      const place = places[index];
      return place === undefined ? [] : [toStored(event, place)];
    });
    // Listeners hear of each event once. An event found by its key is news if it lies after what they
    // have heard of: its commit had been in doubt.
    const last = head?.seq ?? 0;
    const news = events.filter(({ seq }) => seq > last);
    const newest = news.at(-1);
    if (newest !== undefined) head = { seq: newest.seq, hash: newest.hash };
    if (news.length > 0 || (isNew && alarms.length > 0)) listener.onStored({ events: news, alarms });
    resolve({ events, alarms });
  }

  async function shutDown(): Promise<void> {
    cancelRetry?.();
    const deadline = new Promise<"late">((resolve) => {
      cancelRetry = clock.after(closeDeadlineMs, () => resolve("late"));
    });
    const drained = new Promise<void>((resolve) => {
      onDrained = resolve;
    });
    if (pending.length === 0) onDrained?.();
    else if (trouble !== null && recovery === null) thread.reopen();
    const orderly = drained.then(() => reader.close()).then(() => thread.close());
    if ((await Promise.race([orderly, deadline])) === "late") {
      logger.error({ pending: pending.length }, "log closed by force");
      rejectPending(new AppError("log.unavailable", { reason: "time-out" }));
      await thread.terminate();
    }
    cancelRetry?.();
  }

  const log: Log = {
    get head() {
      return head ?? { seq: 0, hash: "0".repeat(64) };
    },
    get condition() {
      return condition();
    },
    append(entry) {
      if (closing !== null) return Promise.reject(new AppError("log.closed"));
      if (pending.length >= mostPending)
        return Promise.reject(new AppError("log.overloaded", { pending: pending.length }));
      return new Promise((resolve, reject) => enqueue({ entry, draft: toDraft(entry), resolve, reject }));
    },
    page: (query) => reader.ask("page", query),
    since: (afterSeq, limit) => reader.ask("since", { afterSeq, limit }),
    openAlarms: () => reader.ask("openAlarms", null),
    desk: () => reader.ask("desk", null),
    alarm: (alarmId) => reader.ask("alarm", { alarmId }),
    coverageSums: (span) => reader.ask("coverageSums", span),
    coverageDetails: (span) => reader.ask("coverageDetails", span),
    coverageCsv: (ask) => reader.ask("coverageCsv", ask),
    extract: (query) => reader.ask("extract", query),
    gates: openAsyncGateReads(reader),
    clips: openAsyncClipReads(reader),
    close() {
      closing ??= shutDown().catch((error: unknown) => {
        logger.error({ reason: reasonOf(error) }, "log closing failed");
        throw error;
      });
      return closing;
    },
  };
}
