import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { AppError, reasonOf } from "../base/app-error.ts";
import { toCanonicalJson } from "./canonical-json.ts";
import { noHash } from "./chain.ts";
import type { ReadableDatabase } from "./database.ts";
import { type EventRow, eventColumns, toHashHex, toStoredEvent } from "./event-row.ts";
import type { LogHead } from "./log.ts";
import { readHead } from "./tail.ts";

/** Which events belong to a case, and the new file that they are written to. */
export interface ExtractQuery {
  readonly file: string;
  readonly alarmIds: readonly string[];
  /** Events of these devices in this span (UTC ms, both ends included). */
  readonly deviceIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Events wanted in any case. */
  readonly seqs: readonly number[];
}

export interface Extract {
  /** Growing. */
  readonly seqs: readonly number[];
  readonly bytes: number;
  readonly sha256: string;
  /** The log's end when it was made. */
  readonly head: LogHead;
}

/** A case with more is no case: a device that chatters for days fills any file. */
const mostLines = 50_000;

/** An event as `npm run log -- export` writes it, with the hash of the event before it in the log. */
export function formExtractLine(event: object, previousHash: string): string {
  return `${toCanonicalJson({ ...event, previousHash })}\n`;
}

/**
 * Writes the events of a case, oldest first, one a line, and syncs the file. Throws `evidence.write_failed`
 * {reason}.
 */
export function openExtracts(database: ReadableDatabase): (query: ExtractQuery) => Extract {
  const { handle } = database;
  const ofAlarm = handle.prepare<[string], number>("select seq from event where alarm_id = ?").pluck();
  const span = handle.prepare<[number, number], { low: number | null; high: number | null }>(
    // As `event-query.ts`: time only says roughly where to look.
    "select min(first_seq) as low, max(last_seq) as high from event_span where start_ms > ? - 600000 and start_ms <= ?",
  );
  const ofDevice = handle
    .prepare<[number, number, string, number, number], number>(
      "select seq from event where seq between ? and ? and device_id = ? and at_ms between ? and ?",
    )
    .pluck();
  const one = handle.prepare<[number], EventRow>(`select ${eventColumns} from event where seq = ?`);

  function wanted({ alarmIds, deviceIds, fromMs, toMs, seqs }: ExtractQuery): readonly number[] {
    const found = new Set(seqs);
    for (const alarmId of alarmIds) for (const seq of ofAlarm.all(alarmId)) found.add(seq);
    const { low, high } = span.get(fromMs, toMs) ?? { low: null, high: null };
    if (low !== null && high !== null)
      for (const deviceId of deviceIds)
        for (const seq of ofDevice.all(low, high, deviceId, fromMs, toMs)) found.add(seq);
    return [...found].toSorted((a, b) => a - b).slice(0, mostLines);
  }

  return (query) => {
    const head = readHead(database);
    const hash = createHash("sha256");
    let bytes = 0;
    const seqs: number[] = [];
    try {
      mkdirSync(dirname(query.file), { recursive: true });
      const descriptor = openSync(query.file, "wx");
      try {
        for (const seq of wanted(query)) {
          const row = one.get(seq);
          if (row === undefined || seq > head.seq) continue;
          const previous = seq === 1 ? noHash : toHashHex(one.get(seq - 1)?.hash ?? new Uint8Array());
          const line = Buffer.from(formExtractLine(toStoredEvent(row), previous));
          writeSync(descriptor, line);
          hash.update(line);
          bytes += line.length;
          seqs.push(seq);
        }
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError("evidence.write_failed", { reason: reasonOf(error) }, error);
    }
    return { seqs, bytes, sha256: hash.digest("hex"), head };
  };
}
