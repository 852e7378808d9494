import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { makeEvent } from "../../../native/base/make-event.ts";
import { readExtractLine } from "../../../native/evidence/extract-line.ts";
import type { Log } from "../../../native/log/log.ts";
import { openLog } from "../../../native/log/open-log.ts";
import { closing } from "../../set-up.ts";

const atMs = 1_790_000_000_000;

async function openedLog(): Promise<{ readonly log: Log; readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-extract-"));
  closing(() => rmSync(folder, { recursive: true, force: true }));
  const listener = { onStored: () => undefined, onCondition: () => undefined };
  const log = await openLog({ file: join(folder, "log.db"), listener }, { clock: systemClock, logger: silentLogger });
  closing(() => log.close());
  return { log, folder };
}

function note(seq: number, change: { deviceId?: string; alarmId?: string } = {}) {
  const place = { key: `k${seq}`, atMs: atMs + seq * 1000, severity: "information" as const, ...change };
  return makeEvent("alarm.note_added", place, { name: null, note: `第 ${seq} 条` });
}

test("the events of a case, each with what its hash is made of: every line can be checked alone", async () => {
  const { log, folder } = await openedLog();
  await log.append({
    events: [
      note(1, { alarmId: "a1" }),
      note(2),
      note(3, { deviceId: "cam1" }),
      note(4, { deviceId: "cam2" }),
      note(5, { alarmId: "a1" }),
      note(6, { deviceId: "cam1" }),
      note(7),
    ],
    alarms: [],
  });
  const file = join(folder, "case", "events.jsonl");
  const query = { file, alarmIds: ["a1"], deviceIds: ["cam1"], fromMs: atMs, toMs: atMs + 3000, seqs: [7] };
  const extract = await log.extract(query);
  // Number 6 is the camera's, but later than the case.
  expect(extract.seqs).toEqual([1, 3, 5, 7]);
  expect(extract.head).toEqual({ seq: 7, hash: log.head.hash });
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").map(readExtractLine);
  expect(lines.map((line) => [line?.seq, line?.fits])).toEqual([1, 3, 5, 7].map((seq) => [seq, true]));
  expect(lines[0]?.previousHash).toBe("0".repeat(64));
  // A file that is there already is never written over.
  await expect(log.extract(query)).rejects.toMatchObject({
    code: "evidence.write_failed",
    params: { reason: "EEXIST" },
  });
  // The reader goes on afterwards.
  expect((await log.since(0, 10)).length).toBe(7);
});

test("a case without events is an empty file", async () => {
  const { log, folder } = await openedLog();
  const file = join(folder, "events.jsonl");
  const extract = await log.extract({ file, alarmIds: ["none"], deviceIds: [], fromMs: 0, toMs: 0, seqs: [] });
  expect(extract).toMatchObject({ seqs: [], bytes: 0, head: { seq: 0 } });
  expect(readFileSync(file, "utf8")).toBe("");
});
