import { AppError } from "../base/app-error.ts";
import { canonicalEvent, chainHash, noHash } from "./chain.ts";
import type { ReadableDatabase } from "./database.ts";
import { type EventRow, eventColumns, toHashHex } from "./event-row.ts";
import type { LogHead } from "./log.ts";

/** The last event, without checking it. */
export function readHead(database: ReadableDatabase): LogHead {
  const last = database.handle
    .prepare<[], Pick<EventRow, "seq" | "hash">>("select seq, hash from event order by seq desc limit 1")
    .get();
  return last === undefined ? { seq: 0, hash: noHash } : { seq: last.seq, hash: toHashHex(last.hash) };
}

/**
 * The last event, after checking its hash against its content and its predecessor: cheap enough for
 * every opening. Throws `log.damaged {seq, reason}`.
 */
export function readCheckedHead(database: ReadableDatabase): LogHead {
  const [last, previous] = database.handle
    .prepare<[], EventRow>(`select ${eventColumns} from event order by seq desc limit 2`)
    .all();
  if (last === undefined) return { seq: 0, hash: noHash };
  if (last.seq !== (previous?.seq ?? 0) + 1) throw new AppError("log.damaged", { seq: last.seq, reason: "missing" });
  const hash = chainHash(previous === undefined ? noHash : toHashHex(previous.hash), canonicalEvent(last));
  if (hash !== toHashHex(last.hash)) throw new AppError("log.damaged", { seq: last.seq, reason: "changed" });
  return { seq: last.seq, hash };
}
