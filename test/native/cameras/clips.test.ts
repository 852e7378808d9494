import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, truncateSync } from "node:fs";
import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import type { ClipReport, FromCameras } from "../../../native/contract/cameras-protocol.ts";
import { clipPath } from "../../../native/cameras/clips/clip-path.ts";
import { makeClipRecorder } from "../../../native/cameras/clips/clip-recorder.ts";
import { makePictureRing, makeRingBudget } from "../../../native/cameras/h264/picture-ring.ts";
import { clipIdSchema, storedClipSchema } from "../../../native/contract/clips.ts";
import { readFrameNumber } from "../../simulators/camera/scene.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";
import { heldClock } from "../held-clock.ts";
import { forkCameras, temporaryFolder, type ForkedProcess, type TestPage } from "./forked-process.ts";
import { cameraDevice } from "./watched-camera.ts";

async function running(folder?: string): Promise<{ cameras: ForkedProcess; page: TestPage }> {
  const peer = await startCamera({});
  closing(() => peer.close());
  const cameras = forkCameras(folder);
  await cameras.until((messages) => messages.some(({ type }) => type === "hello"));
  cameras.configure([cameraDevice(peer)]);
  const page = await cameras.openPage();
  page.ask({ type: "open", tile: 1, cameraId: "cam1" });
  await page.until(() => page.pictures.length > 40);
  return { cameras, page };
}

const clipsOf = (messages: readonly FromCameras[]): ClipReport[] =>
  messages.flatMap((message) => (message.type === "clip" ? [message.report] : []));

async function clipOf(cameras: ForkedProcess, fromMs: number, toMs: number, alarmId = "a1"): Promise<ClipReport> {
  const before = clipsOf(cameras.messages).length;
  cameras.send({ type: "record", order: { cameraId: "cam1", cause: { of: "alarm", id: alarmId }, fromMs, toMs } });
  await cameras.until((messages) => clipsOf(messages).length > before);
  return clipsOf(cameras.messages)[before] as ClipReport;
}

/** The simulator draws a number into each picture; ffmpeg decodes the file. */
function numbersIn(path: string): number[] {
  const raw = execFileSync(
    "ffmpeg",
    ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-fps_mode", "passthrough", "-"],
    {
      maxBuffer: 1e9,
    },
  );
  const size = (640 * 360 * 3) / 2;
  return Array.from(
    { length: raw.length / size },
    (_, at) => readFrameNumber(raw.subarray(at * size, (at + 1) * size), 640, 360) ?? -1,
  );
}

test("a clip holds every picture from before the alarm to after it, and its hash is the file's", async () => {
  const { cameras, page } = await running();
  const nowMs = Date.now();
  const { clip, error, causes } = await clipOf(cameras, nowMs - 1500, nowMs + 1000);
  expect({ error, causes }).toEqual({ error: null, causes: [{ of: "alarm", id: "a1" }] });
  if (clip === null) throw new Error("no clip");
  storedClipSchema.parse(clip);
  expect(clip).toMatchObject({ whole: true, gaps: [] });
  expect(clip.fromMs).toBeLessThanOrEqual(nowMs - 1500);
  expect(clip.toMs).toBeGreaterThan(nowMs);

  const { path } = clipPath(cameras.clipsFolder, "cam1", clip.fromMs);
  const bytes = readFileSync(path);
  expect(clip.bytes).toBe(bytes.byteLength);
  expect(clip.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  const numbers = numbersIn(path);
  expect(numbers).toHaveLength(clip.pictures);
  expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? -1) + at));
  const probe = execFileSync("ffprobe", [
    "-v",
    "error",
    "-show_entries",
    "stream=codec_name,width,height",
    "-of",
    "csv=p=0",
    path,
  ]);
  expect(probe.toString().trim()).toBe("h264,640,360");

  page.ask({ type: "replay", tile: 5, source: { of: "clip", clipId: clip.clipId } });
  await page.until(({ notices }) => notices.some(({ type }) => type === "replay-end"));
  const replayed = page.pictures.filter(({ header }) => header.tile === 5);
  expect(page.notices).toContainEqual({ type: "replay-end", tile: 5, pictures: clip.pictures, error: null });
  const live = page.pictures.filter(({ header }) => header.tile === 1);
  // The same pictures as were sent live, at the times at which they came (within the jitter of their arrival).
  const start = live.findIndex(({ header }) => header.receivedAtMs === clip.fromMs);
  const same = live.slice(Math.max(0, start)).map(({ picture }) => Buffer.from(picture).toString("hex"));
  expect(same).toContain(Buffer.from(replayed.at(-1)?.picture ?? []).toString("hex"));
});

test("alarms that come while a clip is written extend it; a span is replayed while it is", async () => {
  const { cameras, page } = await running();
  const nowMs = Date.now();
  cameras.send({
    type: "record",
    order: { cameraId: "cam1", cause: { of: "alarm" as const, id: "a1" }, fromMs: nowMs - 500, toMs: nowMs + 500 },
  });
  const reporting = clipOf(cameras, nowMs, nowMs + 1500, "a2");
  for (const tile of [6, 7]) {
    const source = { of: "span", cameraId: "cam1", fromMs: nowMs - 300, toMs: nowMs + 60_000 } as const;
    page.ask({ type: "replay", tile, source });
    await page.until(({ notices }) => notices.some((each) => each.type === "replay-end" && each.tile === tile));
    const headers = page.pictures.filter(({ header }) => header.tile === tile).map(({ header }) => header);
    expect(headers[0]?.key).toBe(true);
    expect(headers[0]?.receivedAtMs).toBeLessThanOrEqual(nowMs - 300);
    const times = headers.map(({ receivedAtMs }) => receivedAtMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(page.notices).toContainEqual(expect.objectContaining({ type: "config", tile, width: 640 }));
    // The second time the clip is finished, and memory goes on behind it.
    const report = await reporting;
    expect(report.causes.map(({ id }) => id)).toEqual(["a1", "a2"]);
    expect(report.clip?.toMs).toBeGreaterThan(nowMs + 1000);
  }
});

test("what is not there is said: a moment too long ago, an unknown camera, an unknown clip", async () => {
  const { cameras, page } = await running();
  const unknown = {
    cameraId: "cam9",
    cause: { of: "alarm" as const, id: "a1" },
    fromMs: Date.now() - 1000,
    toMs: Date.now(),
  };
  cameras.send({ type: "record", order: unknown });
  await cameras.until((messages) => clipsOf(messages).length > 0);
  expect(clipsOf(cameras.messages)).toMatchObject([{ clip: null, error: { code: "camera.not_found" } }]);
  page.ask({ type: "replay", tile: 2, source: { of: "span", cameraId: "cam1", fromMs: 0, toMs: 1 } });
  page.ask({ type: "replay", tile: 3, source: { of: "clip", clipId: "cam1-1000000000000" } });
  page.ask({ type: "replay", tile: 4, source: { of: "span", cameraId: "cam9", fromMs: 0, toMs: 1 } });
  const ends = (): unknown[] => page.notices.filter(({ type }) => type === "replay-end");
  await page.until(() => ends().length === 3);
  expect(new Set(page.notices.flatMap((each) => (each.type === "replay-end" ? [each.error?.code] : [])))).toEqual(
    new Set(["camera.no_picture", "clip.unreadable", "camera.not_found"]),
  );
});

test("a process that was killed while it wrote leaves a clip that plays; the next one finishes it", async () => {
  const folder = temporaryFolder();
  const { cameras } = await running(folder);
  const nowMs = Date.now();
  cameras.send({
    type: "record",
    order: { cameraId: "cam1", cause: { of: "alarm" as const, id: "a1" }, fromMs: nowMs - 1500, toMs: nowMs + 60_000 },
  });
  const first = await clipPart(cameras, folder);
  cameras.child.kill("SIGKILL");
  // A fragment that a power cut left half written.
  truncateSync(first.part, readFileSync(first.part).byteLength - 100);

  const next = forkCameras(folder);
  await next.until((messages) => messages.some(({ type }) => type === "hello"));
  next.configure([]);
  await next.until((messages) => clipsOf(messages).length > 0);
  const [report] = clipsOf(next.messages);
  expect(report).toMatchObject({ cameraId: "cam1", clip: { whole: false }, error: { code: "clip.write_failed" } });
  expect(clipIdSchema.parse(report?.clip?.clipId)).toBe(first.clipId);
  expect(numbersIn(first.path).length).toBeGreaterThan(10);
});

/** Waits until a clip of a second or more is being written. */
async function clipPart(cameras: ForkedProcess, folder: string): Promise<ReturnType<typeof clipPath>> {
  for (;;) {
    await cameras.until((messages) => messages.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const found = execFileSync("find", [folder, "-name", "*.part", "-size", "+20k"], { encoding: "utf8" }).trim();
    const startMs = Number(/-(\d+)\.mp4\.part$/.exec(found)?.[1]);
    if (found !== "" && Number.isFinite(startMs)) return clipPath(folder, "cam1", startMs);
  }
}

test("no space: the clip is refused and said, nothing is written", async () => {
  const clock = heldClock();
  const reports: ClipReport[] = [];
  const ring = makePictureRing(30_000, makeRingBudget());
  const recorder = makeClipRecorder("cam1", {
    clock,
    logger: silentLogger,
    ring,
    folder: temporaryFolder,
    report: (report) => reports.push(report),
    freeBytes: async () => 1_999_000_000,
  });
  recorder.onConfig({ encoding: "h264", codec: "avc1.42C01E", width: 640, height: 360 });
  recorder.record({
    cameraId: "cam1",
    cause: { of: "alarm" as const, id: "a1" },
    fromMs: 0,
    toMs: clock.nowMs() + 1000,
  });
  const bytes = new Uint8Array(10);
  recorder.onPicture({ encoding: "h264", bytes, key: true, receivedAtMs: clock.nowMs(), timestampUs: 0 });
  await recorder.close();
  expect(reports).toMatchObject([{ clip: null, error: { code: "clip.no_space", params: { freeMb: 1999 } } }]);
});
