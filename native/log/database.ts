import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { AppError } from "../base/app-error.ts";
import { applicationId, inspectFile, inspectHandle, walSize } from "./header.ts";
import { sqliteCode, toLogError } from "./log-error.ts";
import { type Migration, migrations } from "./migrations/list.ts";

/** A handle that can only read: what queries, exports and checks ask for. */
export interface ReadableDatabase {
  readonly handle: Pick<Database.Database, "prepare" | "pragma">;
  close(): void;
}

/** The one handle that can write. */
export interface WritableDatabase {
  readonly handle: Database.Database;
  close(): void;
}

/** How long a statement waits for a lock that another process holds (a copy being taken), ms. */
const busyTimeoutMs = 2000;

function setAndReadBack(database: Database.Database, pragma: string, value: string, expected: unknown): void {
  database.pragma(`${pragma}=${value}`);
  const found: unknown = database.pragma(pragma, { simple: true });
  if (found !== expected) throw new AppError("log.unavailable", { reason: `${pragma} is ${String(found)}` });
}

/**
 * better-sqlite3 is compiled to open WAL databases with synchronous=NORMAL, under which a power cut
 * drops commits that were acknowledged: hence set, and read back.
 */
function configureWriter(database: Database.Database): void {
  setAndReadBack(database, "journal_mode", "wal", "wal");
  setAndReadBack(database, "synchronous", "full", 2);
  setAndReadBack(database, "foreign_keys", "on", 1);
  // What is erased (`private_record`) is overwritten with zeros, not only let go.
  setAndReadBack(database, "secure_delete", "on", 1);
  database.pragma(`busy_timeout=${busyTimeoutMs}`);
  database.pragma("cell_size_check=on");
  database.pragma("trusted_schema=off");
  database.pragma("journal_size_limit=67108864");
  // The writer empties the write-ahead log when nothing waits (`LogWriter.checkpoint`): a commit does it only
  // when that has not come to pass for this many pages, 32 MiB.
  setAndReadBack(database, "wal_autocheckpoint", "8192", 8192);
}

/** Runs what is missing, each step in a transaction of its own with its version number. */
export function migrate(database: Database.Database, steps: readonly Migration[] = migrations): void {
  for (const step of steps) {
    database
      .transaction(() => {
        if (Number(database.pragma("user_version", { simple: true })) >= step.version) return;
        database.exec(step.sql);
        database.pragma(`user_version=${step.version}`);
      })
      .immediate();
  }
}

function syncPath(path: string): void {
  // Windows cannot open a folder; its file systems order the renaming themselves.
  if (process.platform === "win32") return;
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes an empty log under another name and renames it: a log is never seen half made. */
function createFile(file: string): void {
  const unfinished = `${file}.new`;
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${unfinished}${suffix}`, { force: true });
  const database = new Database(unfinished);
  try {
    database.pragma(`application_id=${applicationId}`);
    migrate(database);
    setAndReadBack(database, "journal_mode", "wal", "wal");
  } finally {
    database.close();
  }
  syncPath(unfinished);
  renameSync(unfinished, file);
  syncPath(dirname(file));
}

/** The newer version may so far stand in the write-ahead log only; a read-only handle changes neither file. */
function inspectWal(file: string): void {
  const reader = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    inspectHandle(reader);
  } finally {
    reader.close();
  }
}

/**
 * Opens the log's file for writing, made first if it is absent and may be, migrated and with its settings read
 * back. Throws `log.newer_database`, `log.damaged`, `log.unavailable`; never deletes or renames a
 * file that it cannot use. The caller holds the lock (`acquireLock`).
 */
export function openWritable(file: string, mayCreate: boolean): WritableDatabase {
  let database: Database.Database | null = null;
  try {
    if (inspectFile(file) === "absent") {
      if (!mayCreate) throw new AppError("log.unavailable", { reason: "ENOENT" });
      createFile(file);
    } else if (walSize(file) > 0) inspectWal(file);
    database = new Database(file, { fileMustExist: true, timeout: busyTimeoutMs });
    const handle = database;
    configureWriter(handle);
    const before = handle.pragma("user_version", { simple: true });
    migrate(handle);
    // A changed version must be seen by who reads the file's header only.
    if (handle.pragma("user_version", { simple: true }) !== before) handle.pragma("wal_checkpoint(truncate)");
    return { handle, close: () => void handle.close() };
  } catch (error) {
    database?.close();
    throw toLogError(error);
  }
}

function openReader(file: string): Database.Database {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    database.pragma("cell_size_check=on");
    database.pragma("trusted_schema=off");
    inspectHandle(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * SQLite cannot read a WAL database in a folder where it may not write and where no station runs
 * (it needs the -shm file): a copy elsewhere is read instead.
 */
function openCopy(file: string): ReadableDatabase {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-log-"));
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(file));
    for (const suffix of ["", "-wal"])
      if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    const handle = openReader(copy);
    return {
      handle,
      close: () => {
        handle.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Opens the log's file for reading, whether a station runs or not; never changes it. Throws
 * `log.unavailable {reason: "ENOENT"}` when there is none, `log.damaged`, `log.newer_database`.
 */
export function openReadOnly(file: string): ReadableDatabase {
  try {
    if (inspectFile(file) === "absent") throw new AppError("log.unavailable", { reason: "ENOENT" });
    try {
      const handle = openReader(file);
      return { handle, close: () => void handle.close() };
    } catch (error) {
      const code = sqliteCode(error) ?? "";
      if (!code.startsWith("SQLITE_CANTOPEN") && !code.startsWith("SQLITE_READONLY")) throw error;
      return openCopy(file);
    }
  } catch (error) {
    throw toLogError(error);
  }
}
