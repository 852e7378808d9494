import { AppError } from "../../../native/base/app-error.ts";
import type { GateServices } from "../../../native/rpc/gate-services.ts";

/** Services of the gates that note what they were asked and by whom, and then know of nothing. */
export function recordingGateServices(told: unknown[]): GateServices {
  const refuse =
    (name: string) =>
    (...given: readonly unknown[]) => {
      told.push([name, ...given]);
      return Promise.reject(new AppError("entry.not_found", {}));
    };
  const of = (area: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, refuse(`${area}.${name}`)]));
  const services = {
    gates: of("gates", ["today", "counts", "outputs", "setOutput"]),
    items: of("items", ["list", "setHospital"]),
    entries: of("entries", [
      "rules",
      "rulesOf",
      "open",
      "act",
      "setSubject",
      "subject",
      "eraseSubject",
      "correct",
      "get",
      "page",
      "csv",
      "counts",
      "still",
    ]),
    deposits: of("deposits", [
      "add",
      "giveBack",
      "handOver",
      "get",
      "subject",
      "erasePrivate",
      "signature",
      "page",
      "held",
      "csv",
    ]),
    warnings: of("warnings", ["list", "add", "end"]),
  };
  // Every method refuses alike; only its name and what it is given differ.
  return { ...services, gates: { ...services.gates, outputs: () => [] } } as unknown as GateServices;
}
