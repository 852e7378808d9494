/** The log's reader thread: a read-only handle, so that a search never holds up a commit. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { compareAlarms } from "../contract/alarms.ts";
import { openAlarmReads } from "./alarm-rows.ts";
import { openReadOnly } from "./database.ts";
import { openDeskReads } from "./desk-row.ts";
import { type EventQueries, openEventQueries } from "./event-query.ts";
import { toLogError } from "./log-error.ts";
import type { FromReader, ToReader, WorkerOptions } from "./messages.ts";

interface Reader extends EventQueries, ReturnType<typeof openAlarmReads>, ReturnType<typeof openDeskReads> {
  close(): void;
}

const { file } = workerData as WorkerOptions;
const port = parentPort as MessagePort;
let reader: Reader | null = null;

function openReader(): Reader {
  const database = openReadOnly(file);
  try {
    return {
      ...openEventQueries(database),
      ...openAlarmReads(database),
      ...openDeskReads(database),
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
  }
}

function post(message: FromReader): void {
  port.postMessage(message);
}

port.on("message", (question: ToReader | "close") => {
  if (question === "close") {
    closeReader();
    port.close();
    return;
  }
  try {
    post({ id: question.id, ok: true, result: answer(question) });
  } catch (error) {
    const known = toLogError(error);
    post({ id: question.id, ok: false, error: known.toData() });
    // The handle may be what is at fault; the next question opens another.
    if (known.code !== "log.bad_cursor") closeReader();
  }
});
