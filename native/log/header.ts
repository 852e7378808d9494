import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type Database from "better-sqlite3";
import { AppError, reasonOf } from "../base/app-error.ts";
import { newestVersion } from "./migrations/list.ts";

/** `WARD`, in `pragma application_id`: tells a log from any other SQLite database. */
export const applicationId = 0x57415244;

/** Bytes of a SQLite file's header (https://sqlite.org/fileformat.html, 1.3). */
const headerBytes = 100;
const magic = "SQLite format 3\0";
const userVersionAt = 60;
const applicationIdAt = 68;

export function walSize(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

function readHeader(file: string): Buffer | null {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    if (reasonOf(error) === "ENOENT") return null;
    throw new AppError("log.unavailable", { reason: reasonOf(error) }, error);
  }
  try {
    if (!fstatSync(fd).isFile()) throw new AppError("log.unavailable", { reason: "EISDIR" });
    const header = Buffer.alloc(headerBytes);
    return header.subarray(0, readSync(fd, header, 0, headerBytes, 0));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("log.unavailable", { reason: reasonOf(error) }, error);
  } finally {
    closeSync(fd);
  }
}

function checkIdentity(id: number, version: number): void {
  if (id !== applicationId) throw new AppError("log.damaged", { reason: "not a log" });
  if (version > newestVersion) throw new AppError("log.newer_database", { version, newest: newestVersion });
}

/**
 * Whether there is a log in the file, found out by reading only, so that a database which is not
 * ours, or is a newer one, keeps every byte. Throws `log.damaged {reason}`, `log.newer_database
 * {version, newest}`, `log.unavailable {reason}`.
 */
export function inspectFile(file: string): "absent" | "log" {
  const header = readHeader(file);
  if (header === null) {
    // A fresh file beside an old write-ahead log would be filled from it.
    if (walSize(file) > 0) throw new AppError("log.damaged", { reason: "file missing beside its -wal" });
    return "absent";
  }
  // A log appears under its name complete (`createFile`), so an empty file was cut, not just begun.
  if (header.length < headerBytes || header.toString("latin1", 0, magic.length) !== magic)
    throw new AppError("log.damaged", { reason: "not a database" });
  checkIdentity(header.readUInt32BE(applicationIdAt), header.readUInt32BE(userVersionAt));
  return "log";
}

/** The same question to an open handle, which sees what is still in the write-ahead log. */
export function inspectHandle(database: Database.Database): void {
  checkIdentity(
    Number(database.pragma("application_id", { simple: true })),
    Number(database.pragma("user_version", { simple: true })),
  );
}
