import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { LogCondition } from "../../../native/contract/rpc.ts";
import type { Log, StoredEntry } from "../../../native/log/log.ts";
import { openLog } from "../../../native/log/open-log.ts";
import { closing } from "../../set-up.ts";

/** A folder of its own, removed after the test; returns the log's file in it. */
export function newLogFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-test-"));
  closing(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "log.db");
}

export interface OpenedLog {
  readonly log: Log;
  readonly file: string;
  readonly stored: StoredEntry[];
  readonly conditions: LogCondition[];
}

/** Opens a log that is closed after the test, and keeps what its listener hears. */
export async function openForTest(file = newLogFile()): Promise<OpenedLog> {
  const stored: StoredEntry[] = [];
  const conditions: LogCondition[] = [];
  const log = await openLog(
    {
      file,
      listener: { onStored: (entry) => stored.push(entry), onCondition: (condition) => conditions.push(condition) },
    },
    { clock: systemClock, logger: silentLogger },
  );
  closing(() => log.close());
  return { log, file, stored, conditions };
}
