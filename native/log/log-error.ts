import Database from "better-sqlite3";
import { AppError, reasonOf } from "../base/app-error.ts";

/** The system's name for what SQLite calls otherwise; operators and technicians know these. */
function systemReason(code: string): string {
  if (code === "SQLITE_FULL") return "ENOSPC";
  if (code.startsWith("SQLITE_IOERR")) return "EIO";
  if (code.startsWith("SQLITE_READONLY")) return "EROFS";
  return code;
}

/** SQLite's extended result code, or null for an error that is not SQLite's. */
export function sqliteCode(error: unknown): string | null {
  return error instanceof Database.SqliteError ? error.code : null;
}

/**
 * What a foreign error means for the log: `log.damaged {reason}` for content that is not, or no
 * longer, a log; `log.unavailable {reason}` for everything that may pass (disk full, I/O error).
 */
export function toLogError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = sqliteCode(error);
  if (code === null) return new AppError("log.unavailable", { reason: reasonOf(error) }, error);
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT"))
    return new AppError("log.damaged", { reason: code }, error);
  return new AppError("log.unavailable", { reason: systemReason(code), detail: code }, error);
}

/** True when the entry itself is at fault, so that the others of its batch can be stored without it. */
export function isEntryAtFault(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === null) return error instanceof TypeError || error instanceof RangeError;
  // A trigger of ours refused: the sequence is not what the writer believes. That is the batch's trouble.
  if (code === "SQLITE_CONSTRAINT_TRIGGER") return false;
  return code.startsWith("SQLITE_CONSTRAINT") || code === "SQLITE_MISMATCH" || code === "SQLITE_TOOBIG";
}
