import { AppError } from "../../../native/base/app-error.ts";
import type { ExportsServices } from "../../../native/rpc/exports-services.ts";

/** Refuses everything, and notes what it was told. */
export function recordingExportsServices(told: unknown[]): ExportsServices {
  const refuse = (exportId: string) => Promise.reject(new AppError("evidence.not_found", { exportId }));
  return {
    preview: () => Promise.resolve({ fromMs: null, toMs: null, clips: [], moments: [], missing: [], bytes: 0 }),
    ask(asked, actor) {
      told.push(["evidence asked", asked.reason, actor.name]);
      return Promise.reject(new AppError("evidence.nothing"));
    },
    run(exportId, watermark, actor) {
      told.push(["evidence run", exportId, actor.name]);
      return refuse(exportId);
    },
    still: refuse,
    decline: refuse,
    cancel: refuse,
    get: refuse,
    list: () => Promise.resolve({ rows: [], fingerprint: null }),
  };
}
