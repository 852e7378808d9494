import Database from "better-sqlite3";
import { AppError } from "../base/app-error.ts";
import { sqliteCode, toLogError } from "./log-error.ts";

/**
 * Takes the log for this process: an exclusive SQLite lock on an empty file beside it. The system
 * drops such a lock when its process dies, however it dies, so none is ever left behind. Returns
 * what releases it. Throws `log.locked` when another station holds it.
 */
export function acquireLock(file: string): () => void {
  let database: Database.Database | null = null;
  try {
    database = new Database(`${file}.lock`, { timeout: 0 });
    const handle = database;
    handle.pragma("locking_mode=exclusive");
    handle.exec("begin exclusive");
    return () => void handle.close();
  } catch (error) {
    database?.close();
    if (sqliteCode(error)?.startsWith("SQLITE_BUSY") === true) throw new AppError("log.locked", {}, error);
    throw toLogError(error);
  }
}
