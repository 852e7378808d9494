import { Worker } from "node:worker_threads";
import { AppError } from "../base/app-error.ts";
import type { Logger } from "../base/logger.ts";
import type { AsyncClipReads, AsyncGateReads } from "./log.ts";
import type {
  ClipQuestion,
  FromReader,
  GateQuestion,
  ReaderQueries,
  ReaderQueryName,
  WorkerOptions,
} from "./messages.ts";
import { workerUrl } from "./worker-url.ts";

/** The main thread's side of the reader thread. */
export interface LogReader {
  /** Rejects with `log.unavailable`, `log.damaged`, `log.bad_cursor`; `log.closed` after close. */
  ask<N extends ReaderQueryName>(name: N, query: ReaderQueries[N]["query"]): Promise<ReaderQueries[N]["result"]>;
  /** Answers what was asked, then ends. */
  close(): Promise<void>;
}

interface Question {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AppError) => void;
}

/** The thread starts with the first question, and again with the next one should it ever die. */
export function openReader(file: string, logger: Logger): LogReader {
  const asked = new Map<number, Question>();
  let worker: Worker | null = null;
  let lastId = 0;
  let closing: Promise<void> | null = null;

  function onMessage(message: FromReader): void {
    const question = asked.get(message.id);
    asked.delete(message.id);
    if (message.ok) question?.resolve(message.result);
    else question?.reject(new AppError(message.error.code, message.error.params));
  }

  function start(): Worker {
    const started = new Worker(workerUrl("reader-worker", import.meta.url), {
      name: "log reader",
      workerData: { file, mayCreate: false } satisfies WorkerOptions,
    });
    started.on("message", onMessage);
    started.on("error", (error) => logger.error({ err: error }, "log reader thread failed"));
    started.on("exit", (code) => {
      if (worker === started) worker = null;
      for (const question of asked.values())
        question.reject(new AppError("log.unavailable", { reason: `reader exit ${code}` }));
      asked.clear();
    });
    return started;
  }

  return {
    ask(name, query) {
      if (closing !== null) return Promise.reject(new AppError("log.closed"));
      worker ??= start();
      const id = ++lastId;
      const answer = new Promise<unknown>((resolve, reject) => asked.set(id, { resolve, reject }));
      worker.postMessage({ id, name, query });
      // The worker answers each name with its own kind of result (reader-worker.ts).
      return answer as Promise<ReaderQueries[typeof name]["result"]>;
    },
    close() {
      const running = worker;
      closing ??=
        running === null
          ? Promise.resolve()
          : new Promise((resolve) => {
              running.once("exit", () => resolve());
              running.postMessage("close");
            });
      return closing;
    },
  };
}

/** The questions to the registers, by their names. */
export function openAsyncGateReads(reader: LogReader): AsyncGateReads {
  const ask =
    (name: GateQuestion["name"]) =>
    (...given: readonly unknown[]) =>
      // The name decides what is given and what comes back (gate-queries.ts).
      reader.ask("gates", { name, given } as unknown as GateQuestion);
  const reads = {
    gateMemory: ask("gateMemory"),
    entry: ask("entry"),
    entryPage: ask("entryPage"),
    countedEntries: ask("countedEntries"),
    deposit: ask("deposit"),
    heldDeposits: ask("heldDeposits"),
    depositPage: ask("depositPage"),
    warning: ask("warning"),
    warningsOver: ask("warningsOver"),
    privateRecord: ask("privateRecord"),
    gateCounts: ask("gateCounts"),
  } satisfies Record<keyof AsyncGateReads, unknown>;
  return reads as unknown as AsyncGateReads;
}

/** The questions to the tables of recordings, by their names. */
export function openAsyncClipReads(reader: LogReader): AsyncClipReads {
  const ask =
    (name: ClipQuestion["name"]) =>
    (...given: readonly unknown[]) =>
      // The name decides what is given and what comes back (clip-queries.ts).
      reader.ask("clips", { name, given } as unknown as ClipQuestion);
  const reads = {
    clip: ask("clip"),
    clipPage: ask("clipPage"),
    clipsOfHold: ask("clipsOfHold"),
    deletableClips: ask("deletableClips"),
    clipsBeingDeleted: ask("clipsBeingDeleted"),
    clipsOfDeletion: ask("clipsOfDeletion"),
    uncheckedClips: ask("uncheckedClips"),
    clipDays: ask("clipDays"),
    holds: ask("holds"),
    hold: ask("hold"),
    holdsOfClip: ask("holdsOfClip"),
    bookmarks: ask("bookmarks"),
    deletions: ask("deletions"),
    deletion: ask("deletion"),
    lastNumbers: ask("lastNumbers"),
  } satisfies Record<keyof AsyncClipReads, unknown>;
  return reads as unknown as AsyncClipReads;
}
