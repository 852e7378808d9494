import { toCanonicalJson } from "./canonical-json.ts";
import { readEvents } from "./check-log.ts";
import { openReadOnly } from "./database.ts";
import { toStoredEvent } from "./event-row.ts";

/**
 * Every event with seq > `afterSeq`, oldest first, one line of canonical JSON each, `seq` and `hash`
 * included, newline at the end: a chain can be checked from such a file alone (docs/schema.md).
 * Reads through a read-only handle of its own. Throws what `openReadOnly` throws; `log.damaged {seq}`
 * at an event that cannot be read.
 */
export function* exportEvents(file: string, afterSeq: number): Generator<string, void, void> {
  const database = openReadOnly(file);
  try {
    for (const row of readEvents(database, afterSeq)) yield `${toCanonicalJson(toStoredEvent(row))}\n`;
  } finally {
    database.close();
  }
}
