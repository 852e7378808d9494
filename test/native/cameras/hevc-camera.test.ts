import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { clipPath } from "../../../native/cameras/clips/clip-path.ts";
import { readClip } from "../../../native/cameras/clips/read-clip.ts";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import { sendReplay } from "../../../native/cameras/pages/send-replay.ts";
import type { CameraSet } from "../../../native/cameras/pages/serve-page.ts";
import { makeReencodeSlots } from "../../../native/cameras/reencode/reencode-slots.ts";
import type { PictureHeader, VideoEncoding, VideoNotice } from "../../../native/contract/video.ts";
import { closing } from "../../set-up.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import { startGstPeer } from "./gst-peer.ts";
import { cameraDevice, watchCamera, type WatchedCamera, type WatchOptions } from "./watched-camera.ts";

// x265 and two processes more on a busy machine take their time; none of this measures it.
vi.setConfig({ testTimeout: 60_000 });

const account = { username: "operator", password: "p@ss:w/rd" };

/** gst-rtsp-server with x265; only the ONVIF in front of it is ours. */
async function hevcCamera(options: WatchOptions = {}, codec: "h265" | "jpeg" = "h265"): Promise<WatchedCamera> {
  const peer = await startGstPeer(account.username, account.password, "ball", codec);
  const front = await startCamera({ streamAddress: peer.address, password: account.password });
  front.setFaults({ encoding: codec === "h265" ? "H265" : "JPEG" });
  closing(() => front.close());
  return watchCamera(cameraDevice(front), systemClock, options);
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-"));
  closing(() => rmSync(folder, { recursive: true }));
  return folder;
}

function probe(file: string): unknown {
  const entries = "stream=codec_name,codec_tag_string,width,height,nb_read_frames";
  const args = ["-v", "error", "-count_frames", "-show_entries", entries, "-of", "json", file];
  return (JSON.parse(execFileSync("ffprobe", args, { encoding: "utf8" })) as { streams: unknown[] }).streams[0];
}

function expectDecodable(pictures: readonly Picture[], extension: string): void {
  const file = join(temporaryFolder(), `stream.${extension}`);
  writeFileSync(file, Buffer.concat(pictures.map(({ bytes }) => bytes)));
  expect(probe(file)).toMatchObject({ nb_read_frames: String(pictures.length) });
  const decoding = spawnSync("ffmpeg", ["-v", "error", "-i", file, "-f", "null", "-"], { encoding: "utf8" });
  expect(decoding).toMatchObject({ status: 0, stderr: "" });
}

test("gst-rtsp-server with x265: a page that decodes H.265 gets what the camera sends, and so do a still and a clip", async () => {
  const clipsFolder = temporaryFolder();
  const watched = await hevcCamera({ clipsFolder });
  await watched.until(({ pictures }) => pictures.filter(({ key }) => key).length >= 3);
  expect(watched.configs).toMatchObject([{ encoding: "h265", width: 640, height: 360, reencodedPerSecond: null }]);
  expect(watched.camera.health()).toMatchObject({ framesBad: 0, camera: { codec: watched.configs[0]?.codec } });
  expectDecodable(watched.pictures, "hevc");

  const atMs = watched.pictures.at(-3)?.receivedAtMs ?? 0;
  const still = await watched.camera.still(atMs);
  expect(still.atMs).toBe(atMs);
  writeFileSync(join(clipsFolder, "still.jpg"), still.jpeg);
  expect(probe(join(clipsFolder, "still.jpg"))).toMatchObject({ codec_name: "mjpeg", width: 640, height: 360 });

  const nowMs = Date.now();
  watched.camera.record({
    cameraId: "cam1",
    cause: { of: "alarm", id: "a1" },
    fromMs: nowMs - 1500,
    toMs: nowMs + 500,
  });
  await watched.until(({ clips }) => clips.length > 0);
  const [report] = watched.clips;
  expect(report?.error).toBeNull();
  const fromMs = report?.clip?.fromMs ?? 0;
  const { path } = clipPath(clipsFolder, "cam1", fromMs);
  expect(probe(path)).toMatchObject({
    codec_name: "hevc",
    codec_tag_string: "hvc1",
    width: 640,
    nb_read_frames: String(report?.clip?.pictures),
  });

  const read: Picture[] = [];
  for await (const picture of readClip(path, fromMs)) read.push(picture);
  expect(read).toHaveLength(report?.clip?.pictures ?? -1);
  expectDecodable(read, "hevc");
  // By copy: what stands in the file is what the camera sent, but for delimiters in front of it.
  const sent = watched.pictures.find(({ receivedAtMs, key }) => key && receivedAtMs === fromMs);
  expect(Buffer.from(read[0]?.bytes ?? []).subarray(-100)).toEqual(Buffer.from(sent?.bytes ?? []).subarray(-100));
});

test("pages that do not decode H.265 share one re-encoded stream, which carries the times of the originals", async () => {
  const watched = await hevcCamera();
  const [first, second] = [watched.look(["h264"]), watched.look(["h264"])];
  await watched.until(() => second.pictures.filter(({ key }) => key).length >= 2);
  for (const { configs, pictures } of [first, second]) {
    expect(configs).toMatchObject([{ encoding: "h264", width: 640, height: 360, reencodedPerSecond: 10 }]);
    expect(pictures[0]?.key).toBe(true);
    expectDecodable(pictures, "h264");
  }
  expect(first.pictures.slice(-5)).toEqual(second.pictures.slice(-5));
  const times = new Map(watched.pictures.map((each) => [Math.round(each.timestampUs), each.receivedAtMs]));
  const shown = first.pictures;
  expect(shown.map((each) => times.get(each.timestampUs))).toEqual(shown.map((each) => each.receivedAtMs));
  // 15 a second come in, 10 go out.
  const spanUs = (shown.at(-1)?.timestampUs ?? 0) - (shown[0]?.timestampUs ?? 0);
  expect(((shown.length - 1) / spanUs) * 1e6).toBeGreaterThan(8);
  expect(((shown.length - 1) / spanUs) * 1e6).toBeLessThan(11);

  // Nobody looks any more: it ends; another begins when somebody does.
  first.leave();
  second.leave();
  const third = watched.look(["h264"]);
  await watched.until(() => third.pictures.length > 2);
  expect(third.pictures[0]?.key).toBe(true);
});

test("no more streams are re-encoded than the machine may; the others say why, and go on when one has ended", async () => {
  const slots = makeReencodeSlots(2);
  const giveBack = Array.from({ length: slots.most }, () => slots.take(() => undefined));
  const watched = await hevcCamera({ slots, encodings: ["h264"] });
  await watched.until(({ states }) => states.at(-1)?.state === "unsupported");
  expect(watched.states.at(-1)?.error).toEqual({ code: "camera.reencode_limit", params: { most: 2 } });
  // What the camera sends is kept all the same, and its health is not touched by who looks.
  expect(watched.camera.health().condition).toBe("ok");
  giveBack[0]?.();
  await watched.until(({ pictures }) => pictures.length > 2);
  expect(watched.states.at(-1)).toEqual({ state: "streaming", error: null });
});

test("a replay is re-encoded for a page that does not decode H.265, with the times of the originals", async () => {
  const watched = await hevcCamera();
  await watched.until(({ pictures }) => pictures.length > 30);
  const cameras: CameraSet = {
    slots: makeReencodeSlots(2),
    get: () => watched.camera,
    clipFile: () => null,
    clipsAbout: async () => [],
    onChange: () => () => undefined,
  };
  async function replay(encodings: readonly VideoEncoding[], set: CameraSet = cameras) {
    const notices: VideoNotice[] = [];
    const sent: PictureHeader[] = [];
    const source = { of: "span", cameraId: "cam1", fromMs: 0, toMs: Date.now() } as const;
    await sendReplay(source, set, {
      tile: 1,
      signal: new AbortController().signal,
      decodable: new Set(encodings),
      send: (header) => sent.push(header),
      notify: (notice) => notices.push(notice),
      isBusy: () => false,
      clock: systemClock,
    });
    return { notices, sent };
  }
  const [own, small] = [await replay(["h264", "h265"]), await replay(["h264"])];
  expect(own.notices[0]).toMatchObject({
    type: "config",
    codec: expect.stringMatching(/^hev1/),
    reencodedPerSecond: null,
  });
  expect(small.notices[0]).toMatchObject({
    type: "config",
    codec: expect.stringMatching(/^avc1/),
    reencodedPerSecond: 10,
  });
  expect(small.notices.at(-1)).toMatchObject({ type: "replay-end", pictures: small.sent.length, error: null });
  expect(small.sent.length).toBeGreaterThan(own.sent.length / 2);
  const times = own.sent.map(({ receivedAtMs }) => receivedAtMs);
  expect(small.sent.filter(({ receivedAtMs }) => !times.includes(receivedAtMs))).toEqual([]);

  const slots = makeReencodeSlots(1);
  const giveBack = Array.from({ length: slots.most }, () => slots.take(() => undefined));
  const refused = await replay(["h264"], { ...cameras, slots });
  expect(giveBack).toHaveLength(slots.most);
  expect(refused.notices).toMatchObject([
    { type: "replay-end", pictures: 0, error: { code: "camera.reencode_limit" } },
  ]);
});

test("a camera with JPEG alone says so by name", async () => {
  const watched = await hevcCamera({}, "jpeg");
  await watched.until(({ states }) => states.at(-1)?.state === "unsupported");
  expect(watched.states.at(-1)?.error).toEqual({ code: "camera.no_usable_profile", params: { codecs: "JPEG" } });
});
