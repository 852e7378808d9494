import { spawn } from "node:child_process";
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import type { Alarm } from "../../native/contract/alarms.ts";

const logScript = fileURLToPath(new URL("../../scripts/log.ts", import.meta.url));

/** What stands in a log's file, read with SQL and without the product's own reader. */
export interface StoredLog {
  /** How often each frame (hex as it came) stands in it. */
  readonly frames: ReadonlyMap<string, number>;
  readonly lastSeq: number;
  /** `seq` runs from 1 without a gap. */
  readonly isContiguous: boolean;
  /** What SQLite's quick_check says; `ok` when all is well. */
  readonly quickCheck: string;
  readonly alarms: readonly Alarm[];
}

/**
 * Reads a copy of the log as it lies there: the file that the next station has to recover is left
 * untouched. Frames with `seq` up to `afterSeq` are left out.
 */
export function readStoredLog(dataFolder: string, afterSeq = 0): StoredLog {
  const file = join(dataFolder, "log.db");
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-read-"));
  try {
    const copy = join(folder, "log.db");
    if (!existsSync(file)) return { frames: new Map(), lastSeq: 0, isContiguous: true, quickCheck: "ok", alarms: [] };
    for (const suffix of ["", "-wal"])
      if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    const database = new Database(copy);
    try {
      const [span] = database.prepare("select count(*) as count, coalesce(max(seq), 0) as last from event").all() as {
        count: number;
        last: number;
      }[];
      const rows = database
        .prepare(
          "select json_extract(data, '$.raw') as raw from event where kind in ('panel.signal', 'panel.unparsed') and seq > ?",
        )
        .pluck()
        .all(afterSeq) as string[];
      const frames = new Map<string, number>();
      for (const raw of rows) frames.set(raw, (frames.get(raw) ?? 0) + 1);
      const bodies = database.prepare("select body from alarm").pluck().all() as string[];
      return {
        frames,
        lastSeq: span?.last ?? 0,
        isContiguous: span?.count === span?.last,
        quickCheck: String(database.pragma("quick_check", { simple: true })),
        alarms: bodies.map((body) => JSON.parse(body) as Alarm),
      };
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface FramePlace {
  readonly seq: number;
  /** The alarm that the frame raised or counted on; null for none. */
  readonly alarmId: string | null;
}

/** Where each frame (hex as it came) stands in the log of a station that has stopped, the first time it does. */
export function readFrameOrder(dataFolder: string): ReadonlyMap<string, FramePlace> {
  const database = new Database(join(dataFolder, "log.db"), { readonly: true });
  try {
    const rows = database
      .prepare(
        "select seq, alarm_id as alarmId, json_extract(data, '$.raw') as raw from event where kind = 'panel.signal' order by seq desc",
      )
      .all() as (FramePlace & { raw: string })[];
    return new Map(rows.map(({ raw, seq, alarmId }) => [raw, { seq, alarmId }]));
  } finally {
    database.close();
  }
}

/** `npm run log -- verify`: the hash chain, as a chief would check it. */
export function verifyLog(dataFolder: string): Promise<{ ok: boolean; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [logScript, "verify", "--data", dataFolder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
    child.once("close", (code) => resolve({ ok: code === 0, said: said.trim() }));
  });
}

/** Copies a log and changes one event's time in the copy, as somebody with an editor would. */
export function tamperedCopy(dataFolder: string): string {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-tampered-"));
  for (const suffix of ["", "-wal"]) {
    const file = join(dataFolder, `log.db${suffix}`);
    if (existsSync(file)) copyFileSync(file, join(folder, `log.db${suffix}`));
  }
  const database = new Database(join(folder, "log.db"));
  try {
    database.exec("drop trigger event_is_never_updated");
    database.exec("update event set at_ms = at_ms + 1 where seq = (select max(seq) / 2 + 1 from event)");
  } finally {
    database.close();
  }
  return folder;
}
