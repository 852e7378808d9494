import { Worker } from "node:worker_threads";
import { AppError } from "../base/app-error.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { DraftEntry } from "./draft-entry.ts";
import type { LogHead } from "./log.ts";
import { type EntryOutcome, type FromWriter, type ToWriter, type WorkerOptions, writeOut } from "./messages.ts";
import { workerUrl } from "./worker-url.ts";

/** What the writer thread tells; its own end counts as a failure. */
export interface WriterListener {
  onOpened(head: LogHead): void;
  onRefused(error: ErrorData): void;
  onStored(outcomes: readonly EntryOutcome[], head: LogHead): void;
  onFailed(error: ErrorData): void;
}

/** The main thread's side of the writer thread. */
export interface WriterThread {
  post(entries: readonly DraftEntry[]): void;
  /** Answered by `onOpened` or `onRefused`; starts the thread anew if it is gone. */
  reopen(): void;
  /** Resolves when the thread has ended. */
  close(): Promise<void>;
  /** Ends the thread whatever it does: for a disk that does not come back from a call. */
  terminate(): Promise<void>;
}

/** Entries a message; the writer fills its batches with whole messages. */
export const mostPerMessage = 100;

/** Starts the thread, which opens the log at once and tells the listener. */
export function openWriterThread(file: string, listener: WriterListener): WriterThread {
  let worker: Worker | null = null;
  let isClosing = false;
  let lastError: ErrorData = new AppError("log.unavailable", { reason: "writer ended" }).toData();

  function onMessage(message: FromWriter): void {
    switch (message.type) {
      case "opened":
        listener.onOpened(message.head);
        break;
      case "refused":
        listener.onRefused(message.error);
        break;
      case "stored":
        listener.onStored(writeOut(message.outcome), message.outcome.head);
        break;
      case "failed":
        listener.onFailed(message.error);
        break;
      case "closed":
        break;
    }
  }

  function start(mayCreate: boolean): Worker {
    const started = new Worker(workerUrl("writer-worker", import.meta.url), {
      name: "log writer",
      workerData: { file, mayCreate } satisfies WorkerOptions,
    });
    started.on("message", onMessage);
    started.on("error", (error) => {
      lastError = new AppError("log.unavailable", { reason: error instanceof Error ? error.message : "" }).toData();
    });
    started.on("exit", () => {
      worker = null;
      if (!isClosing) listener.onFailed(lastError);
    });
    return started;
  }

  function tell(message: ToWriter): void {
    worker?.postMessage(message);
  }

  worker = start(true);
  return {
    post(entries) {
      for (let from = 0; from < entries.length; from += mostPerMessage)
        tell({ type: "append", entries: entries.slice(from, from + mostPerMessage) });
    },
    reopen() {
      if (worker === null) worker = start(false);
      else tell({ type: "reopen" });
    },
    close() {
      isClosing = true;
      const running = worker;
      if (running === null) return Promise.resolve();
      return new Promise((resolve) => {
        running.once("exit", () => resolve());
        tell({ type: "close" });
      });
    },
    async terminate() {
      isClosing = true;
      await worker?.terminate();
    },
  };
}
