import { AppError } from "../../../native/base/app-error.ts";
import type { EvidenceServices } from "../../../native/rpc/evidence-services.ts";

/** Services of recordings that note what they were asked, and then know of nothing. */
export function recordingEvidenceServices(told: unknown[]): EvidenceServices {
  const area = (name: string) =>
    new Proxy(
      {},
      {
        get:
          (_target, method) =>
          (...given: readonly unknown[]) => {
            told.push([`${name}.${String(method)}`, ...given]);
            return Promise.reject(new AppError("clip.not_found", { clipId: "" }));
          },
      },
    );
  // Every method refuses alike; only its name and what it is given differ.
  return new Proxy({}, { get: (_target, name) => area(String(name)) }) as EvidenceServices;
}
