import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clipStill } from "../../../native/cameras/evidence/clip-still.ts";
import { treatClip } from "../../../native/cameras/evidence/treat-clip.ts";
import { clipPlaceInFolder } from "../../../native/contract/clips.ts";
import { makeClip } from "../evidence/made-clip.ts";
import { temporaryFolder } from "./forked-process.ts";

const startMs = 1_790_000_000_000;
const width = 320;
const height = 180;

/** Brightness of every picture, decoded by ffmpeg, and their times in the file. */
function picturesOf(path: string): { readonly luma: Buffer[]; readonly times: string[] } {
  const raw = execFileSync(
    "ffmpeg",
    ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-fps_mode", "passthrough", "-"],
    { maxBuffer: 1e9 },
  );
  const size = width * height;
  const times = execFileSync("ffprobe", ["-v", "error", "-show_entries", "frame=pts_time", "-of", "csv=p=0", path]);
  return {
    luma: Array.from({ length: raw.length / size }, (_, at) => raw.subarray(at * size, (at + 1) * size)),
    times: times
      .toString()
      .trim()
      .split("\n")
      .map((time) => Number(time.replace(",", "")).toFixed(3)),
  };
}

/** How much neighbouring pixels differ in a box: nothing but edges of squares is left of a mosaic. */
function detail(luma: Buffer | undefined, left: number, top: number, right: number, bottom: number): number {
  let sum = 0;
  for (let y = top; y < bottom; y++)
    for (let x = left + 1; x < right; x++) {
      const at = y * width + x;
      sum += Math.abs((luma?.[at] ?? 0) - (luma?.[at - 1] ?? 0));
    }
  return sum / ((right - left) * (bottom - top));
}

test("a region is a mosaic for as long as it is asked for; every picture keeps its time, the original its bytes", async () => {
  const folder = temporaryFolder();
  const stored = makeClip(folder, "cam1", startMs, {
    source: `nullsrc=size=${width}x${height}:rate=10,geq=random(1)*255:128:128`,
  });
  const path = join(folder, clipPlaceInFolder(stored.clipId));
  const before = readFileSync(path);
  const clip = { ...stored, cameraId: "cam1", path, storedSeq: 1 };
  const out = join(folder, "treated.mp4");
  const region = { x: 0.25, y: 0.25, width: 0.5, height: 0.5, fromMs: startMs + 2000, toMs: null };
  const regions = [
    { cameraId: "cam1", ...region },
    { cameraId: "cam2", ...region, x: 0, y: 0, fromMs: null },
  ];
  const shares: number[] = [];
  await treatClip(
    clip,
    out,
    { watermark: null, regions, withOriginals: true },
    { signal: new AbortController().signal, onDone: (share) => shares.push(share) },
  );
  expect(readFileSync(path)).toEqual(before);
  expect(shares.at(-1)).toBe(1);

  const [first, second] = [picturesOf(path), picturesOf(out)];
  expect(second.times).toEqual(first.times);
  expect(second.luma).toHaveLength(stored.pictures);
  for (const [at, luma] of second.luma.entries()) {
    const inside = detail(luma, 84, 49, 236, 131);
    expect(inside < 10 ? "mosaic" : inside > 30 ? "as it was" : inside).toBe(at >= 20 ? "mosaic" : "as it was");
    // Another camera's region is none of this one's.
    expect(detail(luma, 2, 2, 76, 40)).toBeGreaterThan(30);
  }
  const still = await clipStill(out, startMs, startMs + 2550);
  expect(still.atMs).toBe(startMs + 2500);
  expect(still.jpeg.subarray(0, 2).toString("hex")).toBe("ffd8");
});

test("what cannot be decoded is refused with its clip's name, and a stop stops", async () => {
  const folder = temporaryFolder();
  const stored = makeClip(folder, "cam1", startMs);
  const clip = { ...stored, cameraId: "cam1", path: join(folder, clipPlaceInFolder(stored.clipId)), storedSeq: 1 };
  const treatment = { watermark: Buffer.from("no picture").toString("base64"), regions: [], withOriginals: true };
  const parts = { signal: new AbortController().signal, onDone: () => undefined };
  await expect(treatClip(clip, join(folder, "a.mp4"), treatment, parts)).rejects.toMatchObject({
    code: "evidence.treat_failed",
    params: { clipId: clip.clipId },
  });
  const none = { ...treatment, watermark: null };
  await expect(
    treatClip({ ...clip, path: import.meta.filename }, join(folder, "b.mp4"), none, parts),
  ).rejects.toMatchObject({ code: "evidence.treat_failed" });
  const stopped = { ...parts, signal: AbortSignal.abort(new Error("stop")) };
  await expect(treatClip(clip, join(folder, "c.mp4"), none, stopped)).rejects.toThrow("stop");
});
