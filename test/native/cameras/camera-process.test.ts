import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deviceHealthSchema } from "../../../native/contract/health.ts";
import { readFrameNumber } from "../../simulators/camera/scene.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import type { SimulatedCamera } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";
import { forkCameras } from "./forked-process.ts";
import type { TestPage } from "./forked-process.ts";
import { cameraDevice } from "./watched-camera.ts";

async function simulator(): Promise<SimulatedCamera> {
  const camera = await startCamera({});
  closing(() => camera.close());
  return camera;
}

const picturesOf = (page: TestPage, tile: number): TestPage["pictures"] =>
  page.pictures.filter(({ header }) => header.tile === tile);

test("a page's socket is taken over: two tiles on one camera, and ffprobe reads what a tile got", async () => {
  const peer = await simulator();
  const cameras = forkCameras();
  await cameras.until((messages) => messages.some(({ type }) => type === "hello"));
  cameras.configure([cameraDevice(peer)]);
  const page = await cameras.openPage();
  page.ask({ type: "open", tile: 7, cameraId: "cam1" });
  await page.until(() => picturesOf(page, 7).length > 5);
  page.ask({ type: "open", tile: 9, cameraId: "cam1" });
  await page.until(() => picturesOf(page, 9).length > 20);

  expect(page.notices).toContainEqual({
    type: "config",
    tile: 9,
    codec: expect.stringMatching(/^avc1\./),
    width: 640,
    height: 360,
    reencodedPerSecond: null,
  });
  expect(page.notices).toContainEqual({ type: "state", tile: 9, state: "streaming", error: null });
  for (const tile of [7, 9]) {
    const headers = picturesOf(page, tile).map(({ header }) => header);
    expect(headers[0]).toMatchObject({ key: true, number: 0 });
    expect(headers.map(({ number }) => number)).toEqual(headers.map((_, at) => at));
  }
  // The second tile began with the pictures kept for it, and their times say that they are old.
  const first = picturesOf(page, 9)[0]?.header.receivedAtMs;
  expect(picturesOf(page, 7).map(({ header }) => header.receivedAtMs)).toContain(first);
  // One stream feeds both.
  expect(peer.calls.get("PLAY")).toBe(1);

  const folder = mkdtempSync(join(tmpdir(), "wardwatch-"));
  closing(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "tile.h264");
  const got = picturesOf(page, 9);
  writeFileSync(file, Buffer.concat(got.map(({ picture }) => picture)));
  const probe = execFileSync("ffprobe", [
    "-v",
    "error",
    "-count_frames",
    "-show_entries",
    "stream=nb_read_frames",
    "-of",
    "json",
    file,
  ]);
  expect(JSON.parse(probe.toString())).toMatchObject({ streams: [{ nb_read_frames: String(got.length) }] });
  const raw = execFileSync("ffmpeg", ["-v", "error", "-i", file, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"], {
    maxBuffer: 400_000_000,
  });
  const size = (640 * 360 * 3) / 2;
  const numbers = Array.from({ length: raw.length / size }, (_, at) =>
    readFrameNumber(raw.subarray(at * size), 640, 360),
  );
  expect(numbers).toEqual(got.map((_, at) => (numbers[0] ?? -1) + at));
});

test("health comes for every camera, in the contract's form", async () => {
  const peer = await simulator();
  const cameras = forkCameras();
  cameras.configure([cameraDevice(peer, "cam1"), cameraDevice({ ...peer, password: "no" }, "cam2")]);
  await cameras.until((messages) =>
    messages.some(
      (message) => message.type === "health" && message.cameras.some(({ condition }) => condition === "ok"),
    ),
  );
  const last = cameras.messages.findLast((message) => message.type === "health");
  expect(last?.cameras.map((health) => deviceHealthSchema.parse(health).deviceId)).toEqual(["cam1", "cam2"]);
  expect(last?.cameras.map(({ condition }) => condition)).toEqual(["ok", "refused"]);
});

test("a refused camera is tried again when its settings change, and its tile goes on by itself", async () => {
  const peer = await simulator();
  const cameras = forkCameras();
  cameras.configure([cameraDevice({ ...peer, password: "wrong" })]);
  const page = await cameras.openPage();
  page.ask({ type: "open", tile: 1, cameraId: "cam1" });
  await page.until(({ notices }) => notices.some((notice) => notice.type === "state" && notice.state === "refused"));
  cameras.configure([cameraDevice(peer)]);
  await page.until(({ pictures }) => pictures.length > 0);
  // Pictures and reports come by different ways.
  await cameras.until((messages) => messages.filter(({ type }) => type === "report").length > 2);
  const reports = cameras.messages.flatMap((message) => (message.type === "report" ? [message.report.type] : []));
  expect(reports).toEqual(["camera.auth_refused", "camera.clock_ok", "camera.online"]);
});

test("unknown camera, ping, and a page that sends nonsense", async () => {
  const cameras = forkCameras();
  cameras.configure([]);
  const page = await cameras.openPage();
  page.ask({ type: "open", tile: 0, cameraId: "nowhere" });
  page.ask({ type: "ping", sentAtMs: 12 });
  page.sendRaw("{");
  page.sendRaw(Uint8Array.of(1, 2, 3));
  page.ask({ type: "ping", sentAtMs: 13 });
  await page.until(({ notices }) => notices.length >= 3);
  expect(page.notices).toEqual([
    { type: "state", tile: 0, state: "offline", error: { code: "camera.not_found", params: { id: "nowhere" } } },
    { type: "pong", sentAtMs: 12, nowMs: expect.any(Number) },
    { type: "pong", sentAtMs: 13, nowMs: expect.any(Number) },
  ]);
  for (let at = 0; at < 20; at++) page.sendRaw("nonsense");
  await page.closed;
});

test("a page that is gone costs nothing, and the process ends with its parent or on request", async () => {
  const peer = await simulator();
  const stopped = forkCameras();
  stopped.configure([cameraDevice(peer)]);
  const page = await stopped.openPage();
  page.ask({ type: "open", tile: 0, cameraId: "cam1" });
  await page.until(({ pictures }) => pictures.length > 0);
  stopped.send({ type: "stop" });
  expect(await once(stopped.child, "exit")).toEqual([0, null]);

  const orphan = forkCameras();
  orphan.configure([cameraDevice(peer)]);
  await orphan.until((messages) => messages.some(({ type }) => type === "report"));
  orphan.child.disconnect();
  expect(await once(orphan.child, "exit")).toEqual([0, null]);
});

test("the right view is the picture that was looked at; it is kept, read again, and refused for a moment that is gone", async () => {
  const peer = await simulator();
  const cameras = forkCameras();
  cameras.configure([cameraDevice(peer)]);
  await cameras.until((messages) =>
    messages.some((each) => each.type === "report" && each.report.type === "camera.online"),
  );
  cameras.send({ type: "read-view", request: 1, cameraId: "cam1" });
  cameras.send({ type: "take-still", request: 2, cameraId: "cam1", atMs: Date.now() });
  const answerTo = async (request: number) => {
    const isIt = (each: { type: string }) => "request" in each && each.request === request;
    await cameras.until((messages) => messages.some(isIt));
    return cameras.messages.find(isIt);
  };
  expect(await answerTo(1)).toEqual({ type: "view", request: 1, view: null });
  const still = await answerTo(2);
  if (still?.type !== "still" || still.still === null) throw new Error("no still");
  cameras.send({ type: "set-view", request: 3, cameraId: "cam1", atMs: still.still.atMs });
  const set = await answerTo(3);
  expect(set).toMatchObject({
    type: "view",
    view: { ...still.still, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(readdirSync(cameras.viewsFolder).toSorted()).toEqual(["cam1.jpg", "cam1.pgm"]);
  // A picture that other programs read.
  const probe = execFileSync("ffprobe", [
    "-v",
    "error",
    "-show_entries",
    "stream=width,height,pix_fmt",
    "-of",
    "csv=p=0",
    join(cameras.viewsFolder, "cam1.pgm"),
  ]);
  expect(probe.toString().trim()).toBe("96,54,gray");
  cameras.send({ type: "set-view", request: 4, cameraId: "cam1", atMs: still.still.atMs - 3_600_000 });
  expect(await answerTo(4)).toMatchObject({ view: null, error: { code: "camera.no_picture" } });

  // Another life of the process has it still.
  const next = forkCameras();
  next.send({ type: "configure", cameras: [cameraDevice(peer)], clipsFolder: "", viewsFolder: cameras.viewsFolder });
  next.send({ type: "read-view", request: 9, cameraId: "cam1" });
  await next.until((messages) => messages.some((each) => each.type === "view"));
  expect(next.messages.find((each) => each.type === "view")).toMatchObject({
    view: set?.type === "view" ? set.view : {},
  });
});
