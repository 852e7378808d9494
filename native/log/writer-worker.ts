/**
 * The log's writer thread: the only writable handle. It takes everything that gathered while its last
 * commit ran and stores it in one transaction; between commits it brings the search index up to date.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { openReadOnly, type ReadableDatabase } from "./database.ts";
import type { DraftEntry } from "./draft-entry.ts";
import { acquireLock } from "./lock.ts";
import { toLogError } from "./log-error.ts";
import type { FromWriter, ToWriter, WorkerOptions } from "./messages.ts";
import { readHead } from "./tail.ts";
import { type LogWriter, openWriter } from "./writer.ts";

/** A batch takes no further message once it has this many entries; a message has at most 100. */
const fullBatch = 400;
/** Events that the index takes up at a time: a few ms, so that an alarm never waits long behind it. */
const indexStep = 250;
/**
 * When the index is this far behind it gets its turn even though commits keep coming: a full queue (`mostPending`) is
 * on the disk before the index takes any time, and a page has no more than this to look through by itself.
 */
const indexDebt = 20_000;
/** Quiet time after the last commit before the index gets its turn, ms: its own commit costs an fsync too. */
const indexDelayMs = 20;

const { file, mayCreate } = workerData as WorkerOptions;
const port = parentPort as MessagePort;
let release: (() => void) | null = null;
let writer: LogWriter | null = null;
/**
 * A second handle that stays open while the first is closed and opened anew after a failure. SQLite
 * keeps the index of the write-ahead log for it: so frames whose fsync failed are not taken for
 * committed at reopening (they are written again instead), and closing the writer makes no checkpoint.
 */
let anchor: ReadableDatabase | null = null;
let notIndexed = 0;
let indexTimer: NodeJS.Timeout | null = null;
/** The next step of an index that is being brought up to date; messages come in between. */
let indexNext: NodeJS.Immediate | null = null;

function post(message: FromWriter): void {
  port.postMessage(message);
}

function stopIndexing(): void {
  if (indexTimer !== null) clearTimeout(indexTimer);
  indexTimer = null;
  if (indexNext !== null) clearImmediate(indexNext);
  indexNext = null;
}

function abandonWriter(): void {
  stopIndexing();
  const dropped = writer;
  writer = null;
  try {
    dropped?.abandon();
  } catch {
    // The disk that failed the commit may fail the closing too; the file is read anew at the next opening.
  }
}

function fail(error: unknown): void {
  abandonWriter();
  post({ type: "failed", error: toLogError(error).toData() });
}

function open(isFirst: boolean): void {
  try {
    release ??= acquireLock(file);
    writer = openWriter(file, isFirst && mayCreate);
    anchor ??= openReadOnly(file);
    readHead(anchor);
    notIndexed = writer.index(0);
    post({ type: "opened", head: writer.head });
    if (notIndexed > 0) indexLater();
  } catch (error) {
    abandonWriter();
    post({ type: "refused", error: toLogError(error).toData() });
  }
}

function index(): void {
  indexTimer = null;
  indexNext = null;
  if (writer === null) return;
  try {
    notIndexed = writer.index(indexStep);
    if (notIndexed > 0) indexNext = setImmediate(index);
    else writer.checkpoint();
  } catch (error) {
    fail(error);
  }
}

function indexLater(): void {
  stopIndexing();
  indexTimer = setTimeout(index, indexDelayMs);
}

function store(entries: readonly DraftEntry[]): void {
  if (writer === null) return;
  try {
    const before = writer.head.seq;
    post({ type: "stored", outcome: writer.append(entries) });
    const fresh = writer.head.seq - before;
    notIndexed += fresh;
    // More than came, so that the debt shrinks however large the batches are.
    if (notIndexed >= indexDebt) notIndexed = writer.index(Math.max(indexStep, 2 * fresh));
    if (notIndexed > 0) indexLater();
  } catch (error) {
    fail(error);
  }
}

/** The handles last opened go first; the writer, now the only one, empties the write-ahead log. */
function close(): void {
  stopIndexing();
  try {
    if (writer !== null && notIndexed <= indexDebt) while (writer.index(indexStep) > 0);
    anchor?.close();
    writer?.close();
  } catch (error) {
    // What is recorded is on the disk already; index and write-ahead log are made up for at the next start.
    post({ type: "failed", error: toLogError(error).toData() });
  }
  release?.();
  post({ type: "closed" });
  port.close();
}

function obey(message: ToWriter): void {
  switch (message.type) {
    case "append": {
      const entries = [...message.entries];
      let next: ToWriter | undefined;
      while (entries.length < fullBatch && next === undefined) {
        const gathered = receiveMessageOnPort(port);
        if (gathered === undefined) break;
        const message = gathered.message as ToWriter;
        if (message.type === "append") entries.push(...message.entries);
        else next = message;
      }
      store(entries);
      if (next !== undefined) obey(next);
      break;
    }
    case "reopen":
      abandonWriter();
      open(false);
      break;
    case "close":
      close();
      break;
  }
}

port.on("message", (message: ToWriter) => obey(message));
open(true);
