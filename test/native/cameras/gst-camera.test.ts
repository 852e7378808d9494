import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import type { SimulatedCamera } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";
import { startGstPeer } from "./gst-peer.ts";
import { cameraDevice, watchCamera, type WatchedCamera } from "./watched-camera.ts";

// gst-rtsp-server is the RTSP side; only the ONVIF in front of it is ours.
async function onvifBefore(streamAddress: string): Promise<SimulatedCamera> {
  const front = await startCamera({ streamAddress, password: "p@ss:w/rd 密码" });
  closing(() => front.close());
  return front;
}

test("gst-rtsp-server: Digest, sliced key pictures joined, and ffprobe counts every picture", async () => {
  const { username, password } = { username: "operator", password: "p@ss:w/rd 密码" };
  const peer = await startGstPeer(username, password);
  const front = await onvifBefore(peer.address);
  const watched = watchCamera(cameraDevice(front), systemClock);
  await watched.until(({ pictures }) => pictures.filter(({ key }) => key).length >= 3);
  expect(watched.configs).toMatchObject([{ width: 640, height: 360 }]);
  expect(watched.camera.health().framesBad).toBe(0);

  const folder = mkdtempSync(join(tmpdir(), "wardwatch-"));
  closing(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "stream.h264");
  writeFileSync(file, Buffer.concat(watched.pictures.map(({ bytes }) => bytes)));
  const count = watched.pictures.length;
  const probe = execFileSync(
    "ffprobe",
    ["-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames,width,codec_name", "-of", "json", file],
    { encoding: "utf8" },
  );
  expect(JSON.parse(probe)).toMatchObject({
    streams: [{ codec_name: "h264", width: 640, nb_read_frames: String(count) }],
  });
  const decoding = spawnSync("ffmpeg", ["-v", "error", "-i", file, "-f", "null", "-"], { encoding: "utf8" });
  expect(decoding).toMatchObject({ status: 0, stderr: "" });
});

test("gst-rtsp-server: a wrong password is refused once", async () => {
  const peer = await startGstPeer("operator", "another");
  const front = await onvifBefore(peer.address);
  const watched = watchCamera(cameraDevice(front), systemClock);
  await watched.until(({ reports }) => reports.length > 0);
  expect(watched.reports).toMatchObject([{ type: "camera.auth_refused" }]);
});

test("gst-rtsp-server killed: the camera is reported offline", async () => {
  const peer = await startGstPeer("operator", "p@ss:w/rd 密码");
  const front = await onvifBefore(peer.address);
  const watched = watchCamera(cameraDevice(front), systemClock);
  await watched.until(({ pictures }) => pictures.length > 0);
  // A server that was slow to start may have been reported away before it was online.
  const before = watched.reports.length;
  peer.kill();
  await watched.until(({ reports }) => reports.length > before);
  expect(watched.reports.at(before)).toMatchObject({ type: "camera.offline" });
});

test("gst-rtsp-server: a still shows the moment asked for, pixel by pixel as ffmpeg decodes it", async () => {
  const peer = await startGstPeer("operator", "p@ss:w/rd 密码");
  const front = await onvifBefore(peer.address);
  const watched = watchCamera(cameraDevice(front), systemClock);
  await watched.until(({ pictures }) => pictures.filter(({ key }) => key).length >= 3);
  const wanted = watched.pictures.length - 4;
  const atMs = watched.pictures[wanted]?.receivedAtMs ?? 0;
  const still = await watched.camera.still(atMs);
  expect(still.atMs).toBe(atMs);

  const folder = mkdtempSync(join(tmpdir(), "wardwatch-"));
  closing(() => rmSync(folder, { recursive: true }));
  // Two pictures may have come in the same millisecond: the later of them is shown.
  const shown = watched.pictures.findLastIndex((each) => each.receivedAtMs === atMs);
  writeFileSync(join(folder, "still.jpg"), still.jpeg);
  writeFileSync(
    join(folder, "stream.h264"),
    Buffer.concat(watched.pictures.slice(0, shown + 1).map(({ bytes }) => bytes)),
  );
  const ffmpeg = (...args: readonly string[]): string => {
    const { status, stderr } = spawnSync("ffmpeg", ["-y", ...args], { encoding: "utf8", cwd: folder });
    expect(status).toBe(0);
    return stderr;
  };
  // Without timestamps of its own the stream counts pictures: the last one stays in the file.
  ffmpeg("-v", "error", "-i", "stream.h264", "-update", "1", "last.png");
  const psnr = ffmpeg(
    "-i",
    "still.jpg",
    "-i",
    "last.png",
    "-lavfi",
    "[0]format=gbrp[a];[1]format=gbrp[b];[a][b]psnr",
    "-f",
    "null",
    "-",
  );
  expect(Number(/average:([\d.]+|inf)/.exec(psnr)?.[1])).toBeGreaterThan(28);
});

test("a moment that is not kept has no still", async () => {
  const peer = await startGstPeer("operator", "p@ss:w/rd 密码");
  const front = await onvifBefore(peer.address);
  const watched = watchCamera(cameraDevice(front), systemClock);
  await watched.until(({ pictures }) => pictures.length > 0);
  const first = watched.pictures[0]?.receivedAtMs ?? 0;
  await expect(watched.camera.still(first - 1000)).rejects.toMatchObject({ code: "camera.no_picture" });
  await expect(watched.camera.still(first + 3_600_000)).rejects.toMatchObject({ code: "camera.no_picture" });
});

test("gst-rtsp-server: a frozen source and a black one are told though pictures come; a still scene is not", async () => {
  const [frozen, black, still] = await Promise.all(
    (["frozen", "black", "still"] as const).map(async (scene) => {
      const peer = await startGstPeer("operator", "p@ss:w/rd 密码", scene);
      return watchCamera(cameraDevice(await onvifBefore(peer.address), scene), systemClock);
    }),
  );
  const bad = (watched: WatchedCamera | undefined) =>
    watched?.reports.flatMap((each) => (each.type === "camera.picture_bad" ? [each.content] : []));
  await frozen?.until(() => (bad(frozen) ?? []).length > 0);
  await black?.until(() => (bad(black) ?? []).length > 0);
  expect([bad(frozen), bad(black), bad(still)]).toEqual([["frozen"], ["blank"], []]);
  expect(frozen?.camera.health()).toMatchObject({ condition: "degraded", camera: { content: "frozen" } });
  expect(still?.camera.health()).toMatchObject({ condition: "ok", camera: { content: "seen" } });
}, 120_000);
