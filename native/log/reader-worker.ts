/** The log's reader thread: a read-only handle, so that a search never holds up a commit. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { compareAlarms } from "../contract/alarms.ts";
import { openAlarmReads } from "./alarm-rows.ts";
import { type ClipReads, openClipReads } from "./clip-queries.ts";
import { coverageCsv } from "./coverage/coverage-csv.ts";
import { type CoverageReads, openCoverageReads } from "./coverage/coverage-reads.ts";
import { openReadOnly } from "./database.ts";
import { openDeskReads } from "./desk-row.ts";
import { type GateReads, openGateReads } from "./gate-queries.ts";
import { type EventQueries, openEventQueries } from "./event-query.ts";
import { openExtracts } from "./extract-events.ts";
import { toLogError } from "./log-error.ts";
import type { ClipQuestion, FromReader, GateQuestion, ReaderQueries, ToReader, WorkerOptions } from "./messages.ts";

interface Reader
  extends CoverageReads, EventQueries, ReturnType<typeof openAlarmReads>, ReturnType<typeof openDeskReads> {
  readonly extract: ReturnType<typeof openExtracts>;
  readonly gates: GateReads;
  readonly clips: ClipReads;
  close(): void;
}

const { file } = workerData as WorkerOptions;
const port = parentPort as MessagePort;
let reader: Reader | null = null;

function openReader(): Reader {
  const database = openReadOnly(file);
  try {
    const events = openEventQueries(database);
    return {
      ...events,
      ...openCoverageReads(events),
      ...openAlarmReads(database),
      ...openDeskReads(database),
      extract: openExtracts(database),
      gates: openGateReads(database),
      clips: openClipReads(database),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function closeReader(): void {
  const closed = reader;
  reader = null;
  closed?.close();
}

function askGates(gates: GateReads, { name, given }: GateQuestion): unknown {
  // Name and what is given belong together (messages.ts); the compiler cannot follow that through the union.
  const ask = gates[name] as (...given: readonly unknown[]) => unknown;
  return ask(...given);
}

function askClips(clips: ClipReads, { name, given }: ClipQuestion): unknown {
  const ask = clips[name] as (...given: readonly unknown[]) => unknown;
  return ask(...given);
}

async function csvOf(
  reads: CoverageReads,
  { timeZone, ...span }: ReaderQueries["coverageCsv"]["query"],
): Promise<string> {
  return coverageCsv(await reads.coverageDetails(span), timeZone);
}

/** A promise for a question that reads so much that others are answered meanwhile. */
function answer(question: ToReader): unknown {
  reader ??= openReader();
  switch (question.name) {
    case "page":
      return reader.page(question.query);
    case "since":
      return reader.since(question.query.afterSeq, question.query.limit);
    case "openAlarms":
      return reader.openAlarms().toSorted(compareAlarms);
    case "desk":
      return reader.desk();
    case "alarm":
      return reader.alarm(question.query.alarmId);
    case "coverageSums":
      return reader.coverageSums(question.query);
    case "coverageDetails":
      return reader.coverageDetails(question.query);
    case "coverageCsv":
      return csvOf(reader, question.query);
    case "extract":
      return reader.extract(question.query);
    case "gates":
      return askGates(reader.gates, question.query);
    case "clips":
      return askClips(reader.clips, question.query);
  }
}

function post(message: FromReader): void {
  port.postMessage(message);
}

async function reply(question: ToReader): Promise<void> {
  try {
    const result = answer(question);
    // What is known at once is said at once: answers come in the order of their questions but for the long ones.
    post({ id: question.id, ok: true, result: result instanceof Promise ? ((await result) as unknown) : result });
  } catch (error) {
    const known = toLogError(error);
    post({ id: question.id, ok: false, error: known.toData() });
    // The handle may be what is at fault; the next question opens another.
    if (known.code !== "log.bad_cursor") closeReader();
  }
}

port.on("message", (question: ToReader | "close") => {
  if (question === "close") {
    closeReader();
    port.close();
    return;
  }
  void reply(question);
});
