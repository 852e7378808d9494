import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../scripts/address.ts", import.meta.url));

/** Another one-time address of a running station, as `npm run address` prints it. */
export function freshAddress(dataFolder: string): string {
  return execFileSync(process.execPath, [script, "--data", dataFolder], { encoding: "utf8" }).trim();
}
