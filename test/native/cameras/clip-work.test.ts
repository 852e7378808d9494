import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { clipPath } from "../../../native/cameras/clips/clip-path.ts";
import { doClipWork } from "../../../native/cameras/clips/clip-work.ts";
import { closing } from "../../set-up.ts";

const parts = { clock: systemClock, signal: new AbortController().signal };
const startMs = 1_767_225_600_000;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-clips-"));
  closing(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function write(folder: string, atMs: number, text: string) {
  const { clipId, path } = clipPath(folder, "cam1", atMs);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return { clipId, path, bytes: Buffer.byteLength(text), sha256: createHash("sha256").update(text).digest("hex") };
}

test("only files older than the floor are removed, whatever is asked; what is gone already is as good", async () => {
  const folder = newFolder();
  const old = write(folder, startMs, "old");
  const young = write(folder, startMs + 1000, "young");
  const outside = join(folder, "keep.mp4");
  writeFileSync(outside, "x");
  const gone = `cam1-${startMs - 5}`;
  const clipIds = [old.clipId, young.clipId, gone, "../keep", `../../cam1-${startMs}`];
  const work = { of: "remove", clipIds, endedBeforeMs: startMs + 1000 } as const;
  expect(await doClipWork(work, folder, parts)).toEqual({
    of: "remove",
    clips: [
      { clipId: old.clipId, result: "removed" },
      { clipId: young.clipId, result: "refused" },
      { clipId: gone, result: "missing" },
      { clipId: "../keep", result: "refused" },
      { clipId: `../../cam1-${startMs}`, result: "refused" },
    ],
  });
  expect([old.path, young.path, outside].map((path) => existsSync(path))).toEqual([false, true, true]);
});

test("a file is read again and compared: size, content, being there", async () => {
  const folder = newFolder();
  const same = write(folder, startMs, "whole");
  const changed = write(folder, startMs + 1, "whole");
  writeFileSync(changed.path, "whol3");
  const missing = write(folder, startMs + 2, "whole");
  rmSync(missing.path);
  const clips = [same, changed, missing].map(({ clipId, bytes, sha256 }) => ({ clipId, bytes, sha256 }));
  const result = await doClipWork({ of: "check", clips }, folder, parts);
  expect(result).toMatchObject({
    clips: [
      { clipId: same.clipId, result: "same" },
      { clipId: changed.clipId, result: "changed", bytes: 5 },
      { clipId: missing.clipId, result: "missing", sha256: null },
    ],
  });
});

test("the disk is told of before the first clip is written, too", async () => {
  const folder = join(newFolder(), "clips");
  const result = await doClipWork({ of: "storage" }, folder, parts);
  const { bavail, blocks, bsize } = statfsSync(folder);
  expect(result).toMatchObject({ of: "storage", totalBytes: blocks * bsize });
  expect(result.of === "storage" && Math.abs(result.freeBytes - bavail * bsize)).toBeLessThan(1e9);
});
