import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { StoredEvent } from "../../native/contract/events.ts";

const script = fileURLToPath(new URL("../../scripts/log.ts", import.meta.url));

function runLog(...args: readonly string[]): string {
  return execFileSync(process.execPath, [script, ...args], { encoding: "utf8", maxBuffer: 1 << 28, stdio: "pipe" });
}

/** What stands in the log, read as another program would, after checking the whole chain. */
export function storedEvents(dataFolder: string): StoredEvent[] {
  runLog("verify", "--data", dataFolder);
  const lines = runLog("export", "--data", dataFolder).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as StoredEvent);
}
