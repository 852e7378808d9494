/** Reads one shift log and keeps its text, of which it hands out pieces: a thread of its own, for as long as it is read. */
import { setPriority } from "node:os";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { ErrorData } from "../contract/errors.ts";
import type { Span } from "../contract/shift.ts";
import { openReadOnly } from "../log/database.ts";
import { toLogError } from "../log/log-error.ts";
import { readShift } from "./read-shift.ts";

export interface ShiftWorkerData {
  readonly file: string;
  readonly span: Span;
  readonly madeAtMs: number;
}

/** From where on. */
export type ToShiftWorker = number;
export type FromShiftWorker =
  | { readonly ok: true; readonly text: string; readonly length: number }
  | { readonly ok: false; readonly error: ErrorData };

/** The station's thread writes a piece into a message in well under a millisecond. */
const pieceLength = 64 * 1024;
/** Alarms go first. On Linux this is the thread's own, elsewhere it would be the whole station's. */
const niceness = 5;

const { file, span, madeAtMs } = workerData as ShiftWorkerData;
const port = parentPort as MessagePort;
if (process.platform === "linux") setPriority(niceness);

function readText(): string {
  const database = openReadOnly(file);
  try {
    return JSON.stringify(readShift(database, span, madeAtMs));
  } finally {
    database.close();
  }
}

let text: string | null = null;
port.on("message", (at: ToShiftWorker) => {
  let answer: FromShiftWorker;
  try {
    text ??= readText();
    answer = { ok: true, text: text.slice(at, at + pieceLength), length: text.length };
  } catch (error) {
    answer = { ok: false, error: toLogError(error).toData() };
  }
  port.postMessage(answer);
});
