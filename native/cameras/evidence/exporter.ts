import { AppError, reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ErrorData } from "../../contract/errors.ts";
import type { ExportOrder, FromCameras } from "../../contract/cameras-protocol.ts";
import type { ExportProgress } from "../../contract/exports.ts";
import { exportPaths } from "./export-paths.ts";
import { dropExport, gatherExport, sealExport, type WriteExportParts } from "./write-export.ts";

/** Often enough for a bar that moves; not a message for every megabyte. */
const tellEveryMs = 250;

interface Seal {
  readonly manifest: string;
  readonly signature: Buffer;
}

export interface Exporter {
  begin(order: ExportOrder): void;
  seal(exportId: string, seal: Seal): void;
  cancel(exportId: string): void;
  /** Stops what runs and takes it away. */
  close(): Promise<void>;
}

/** Exports, one at a time: gathered, sealed by the station, read back, put in place — or taken away. */
export function makeExporter(
  send: (message: FromCameras) => void,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Exporter {
  let current: {
    readonly exportId: string;
    readonly abort: AbortController;
    readonly onSeal: (seal: Seal) => void;
    readonly ended: Promise<void>;
  } | null = null;

  async function run(order: ExportOrder, signal: AbortSignal, sealed: Promise<Seal>): Promise<void> {
    const { exportId } = order;
    const parts: WriteExportParts = { signal, onProgress: makeTeller(exportId) };
    try {
      const { files, missing } = await gatherExport(order, parts);
      send({ type: "export-gathered", exportId, files, missing });
      const stopped = new Promise<never>((_, reject) => {
        const stop = (): void => reject(signal.reason as Error);
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
      });
      const seal = await Promise.race([sealed, stopped]);
      const done = await sealExport(order, { ...seal, files }, parts);
      send({ type: "export-done", exportId, ...done });
    } catch (error) {
      await dropExport(exportPaths(order.folder, exportId)).catch((failure: unknown) =>
        logger.error({ exportId, reason: reasonOf(failure) }, "an unfinished export was not taken away"),
      );
      send({ type: "export-failed", exportId, error: toExportError(error, signal) });
    }
  }

  function makeTeller(exportId: string): (progress: ExportProgress) => void {
    let stage = "";
    let toldMs = 0;
    return (progress) => {
      const nowMs = clock.monotonicMs();
      if (progress.stage === stage && nowMs - toldMs < tellEveryMs) return;
      stage = progress.stage;
      toldMs = nowMs;
      send({ type: "export-progress", exportId, progress });
    };
  }

  return {
    begin(order) {
      const { exportId } = order;
      if (current !== null) {
        const error = new AppError("evidence.busy", { exportId: current.exportId }).toData();
        return send({ type: "export-failed", exportId, error });
      }
      const abort = new AbortController();
      let onSeal: (seal: Seal) => void = () => undefined;
      const sealed = new Promise<Seal>((resolve) => (onSeal = resolve));
      const ended = run(order, abort.signal, sealed).finally(() => (current = null));
      current = { exportId, abort, onSeal, ended };
    },
    seal(exportId, seal) {
      if (current?.exportId === exportId) current.onSeal(seal);
    },
    cancel(exportId) {
      if (current?.exportId === exportId) current.abort.abort(new AppError("evidence.cancelled"));
    },
    async close() {
      current?.abort.abort(new AppError("evidence.interrupted"));
      await current?.ended;
    },
  };
}

function toExportError(error: unknown, signal: AbortSignal): ErrorData {
  // Whatever breaks off because it was stopped says so in words of its own.
  const cause = signal.aborted ? signal.reason : error;
  if (cause instanceof AppError) return cause.toData();
  return new AppError("evidence.write_failed", { reason: reasonOf(cause) }).toData();
}
