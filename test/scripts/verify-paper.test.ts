import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { paperCode } from "../../native/contract/shift.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { closing } from "../set-up.ts";

const script = join(import.meta.dirname, "..", "..", "scripts", "log.ts");

function runLog(...args: readonly string[]) {
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}

test("a printed code fits its log, and no other", async () => {
  const dataFolder = temporaryFolder();
  closing(() => removeFolder(dataFolder));
  await (await startStation({ dataFolder })).stop();
  const lines = runLog("export", "--data", dataFolder).stdout.trim().split("\n");
  const last = JSON.parse(lines.at(-1) ?? "") as { seq: number; hash: string };
  const code = paperCode(last);
  const good = runLog("verify-paper", code.toLowerCase(), "--data", dataFolder);
  expect([good.status, JSON.parse(good.stdout)]).toEqual([0, { ok: true, seq: last.seq }]);
  for (const other of [
    paperCode({ ...last, hash: "f".repeat(64) }),
    `${last.seq + 1}${code.slice(1)}`,
    "0-0000-0000",
    "x",
  ]) {
    const bad = runLog("verify-paper", other, "--data", dataFolder);
    expect([bad.status, JSON.parse(bad.stdout)]).toEqual([1, { ok: false, seq: null }]);
  }
});
