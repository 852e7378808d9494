import { randomUUID } from "node:crypto";
import { Worker } from "node:worker_threads";
import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ShiftAsk, ShiftPiece, Span } from "../contract/shift.ts";
import { workerUrl } from "../log/worker-url.ts";
import { checkSpan } from "./reports.ts";
import type { FromShiftWorker, ShiftWorkerData, ToShiftWorker } from "./shift-worker.ts";

/** Shift logs that are being read, each by a thread of its own. */
export interface ShiftTexts {
  /**
   * A piece of a shift log's JSON text. Rejects with `report.bad_span` {mostDays}, `log.bad_cursor` for a report
   * that is not kept (any more), `log.unavailable`, `log.damaged`, `log.newer_database`.
   */
  read(ask: ShiftAsk): Promise<ShiftPiece>;
  /** Ends what is being read. */
  close(): Promise<void>;
}

const mostDays = 31;
/** Each holds its text in memory. */
const mostAtOnce = 4;
/** A page that was closed in the middle asks no more, ms. */
const keptForMs = 60_000;

interface Question {
  readonly resolve: (answer: FromShiftWorker & { readonly ok: true }) => void;
  readonly reject: (error: AppError) => void;
}

interface Reading {
  readonly worker: Worker;
  /** In the order of asking, which is that of the answers. */
  readonly asked: Question[];
  cancelEnd: () => void;
}

export function openShiftTexts(file: string, { clock, logger }: { clock: Clock; logger: Logger }): ShiftTexts {
  /** The one asked last stands last. */
  const readings = new Map<string, Reading>();
  let isClosed = false;

  async function end(reportId: string): Promise<void> {
    const reading = readings.get(reportId);
    readings.delete(reportId);
    reading?.cancelEnd();
    await reading?.worker.terminate();
  }

  function endSoon(reportId: string): void {
    end(reportId).catch((error: unknown) => logger.error({ error: String(error) }, "shift log thread did not end"));
  }

  function begin({ fromMs, toMs }: Span): string {
    const reportId = randomUUID();
    const [oldest] = readings.keys();
    if (readings.size >= mostAtOnce && oldest !== undefined) endSoon(oldest);
    const workerData: ShiftWorkerData = { file, span: { fromMs, toMs }, madeAtMs: clock.nowMs() };
    const worker = new Worker(workerUrl("shift-worker", import.meta.url), { name: "shift log", workerData });
    const asked: Question[] = [];
    worker.on("message", (answer: FromShiftWorker) => {
      const question = asked.shift();
      if (answer.ok) question?.resolve(answer);
      else question?.reject(new AppError(answer.error.code, answer.error.params));
    });
    worker.on("error", (error) => logger.error({ err: error }, "shift log thread failed"));
    worker.on("exit", (code) => {
      readings.delete(reportId);
      for (const { reject } of asked.splice(0))
        reject(
          isClosed ? new AppError("log.closed") : new AppError("log.unavailable", { reason: `reader exit ${code}` }),
        );
    });
    readings.set(reportId, { worker, asked, cancelEnd: () => undefined });
    return reportId;
  }

  return {
    async read({ fromMs, toMs, reportId: known, at }) {
      if (isClosed) throw new AppError("log.closed");
      checkSpan({ fromMs, toMs }, mostDays);
      const reportId = known ?? begin({ fromMs, toMs });
      const reading = readings.get(reportId);
      if (reading === undefined) throw new AppError("log.bad_cursor", { reportId });
      readings.delete(reportId);
      readings.set(reportId, reading);
      reading.cancelEnd();
      reading.cancelEnd = clock.after(keptForMs, () => endSoon(reportId));
      const answer = new Promise<FromShiftWorker & { ok: true }>((resolve, reject) =>
        reading.asked.push({ resolve, reject }),
      );
      reading.worker.postMessage(at satisfies ToShiftWorker);
      try {
        const { text, length } = await answer;
        if (at + text.length >= length) endSoon(reportId);
        return { reportId, text, length };
      } catch (error) {
        endSoon(reportId);
        throw error;
      }
    },
    async close() {
      isClosed = true;
      await Promise.all([...readings.keys()].map(end));
    },
  };
}
