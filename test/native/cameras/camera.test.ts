import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import type { Clock } from "../../../native/base/clock.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import type { CameraOptions, SimulatedCamera } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";
import { quickClock } from "./quick-clock.ts";
import { cameraDevice, watchCamera } from "./watched-camera.ts";

async function simulator(options: CameraOptions = {}): Promise<SimulatedCamera> {
  const camera = await startCamera(options);
  closing(() => camera.close());
  return camera;
}

test("chooses the small H.264 stream, reports the camera online once, and measures it", async () => {
  const peer = await simulator();
  const watched = watchCamera(cameraDevice(peer), systemClock);
  await watched.until(({ pictures }) => pictures.length >= 5);
  expect(watched.configs).toEqual([
    {
      encoding: "h264",
      codec: expect.stringMatching(/^avc1\.42[C-E]0/),
      width: 640,
      height: 360,
      reencodedPerSecond: null,
    },
  ]);
  expect(watched.pictures[0]?.key).toBe(true);
  expect(watched.reports).toMatchObject([{ type: "camera.online", deviceId: "cam1", error: null }]);
  expect(watched.states.at(-1)).toEqual({ state: "streaming", error: null });
  const health = watched.camera.health();
  expect(health).toMatchObject({
    condition: "ok",
    error: null,
    camera: { model: "Wardwatch Simulated CAM-1", width: 640 },
  });
  expect(health.framesGood).toBe(watched.pictures.length);
});

test("picture times grow and belong to our clock", async () => {
  const peer = await simulator({ faults: { clockOffsetMs: 86_400_000 } });
  const fromMs = Date.now();
  const watched = watchCamera(cameraDevice(peer), systemClock);
  await watched.until(({ pictures }) => pictures.length >= 4);
  const times = watched.pictures.map(({ timestampUs }) => timestampUs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
  for (const { receivedAtMs } of watched.pictures) {
    expect(receivedAtMs).toBeGreaterThanOrEqual(fromMs);
    expect(receivedAtMs).toBeLessThanOrEqual(Date.now());
  }
});

test("a new viewer gets the pictures since the last key picture at once, with their true times", async () => {
  const peer = await simulator();
  const watched = watchCamera(cameraDevice(peer), systemClock);
  await watched.until(({ pictures }) => pictures.length >= 6);
  const kept: boolean[] = [];
  const received: number[] = [];
  watched.camera.view({
    decodes: () => true,
    onContent: () => undefined,
    onState: () => undefined,
    onConfig: () => undefined,
    onPicture(picture, isKept) {
      kept.push(isKept);
      received.push(picture.receivedAtMs);
    },
  });
  expect(kept).toEqual(watched.pictures.map(() => true));
  expect(received).toEqual(watched.pictures.map((picture) => picture.receivedAtMs));
});

test.for([
  ["ONVIF", { faults: { refuse: true } }],
  ["RTSP", { faults: { refuseRtsp: true } }],
] as const)("a password that %s refuses is tried once and not again", async ([, options]) => {
  const peer = await simulator(options);
  // Every further attempt would begin with a wait.
  let waits = 0;
  const clock: Clock = {
    ...systemClock,
    sleep(delayMs, signal) {
      waits++;
      return systemClock.sleep(delayMs, signal);
    },
  };
  const watched = watchCamera(cameraDevice(peer), clock);
  await watched.until(({ reports }) => reports.length > 0);
  expect(watched.reports).toMatchObject([{ type: "camera.auth_refused", error: { code: "camera.auth_refused" } }]);
  expect(watched.states.at(-1)).toMatchObject({ state: "refused", error: { code: "camera.auth_refused" } });
  expect(watched.camera.health()).toMatchObject({ condition: "refused", error: { code: "camera.auth_refused" } });
  await watched.camera.close();
  expect(waits).toBe(0);
  expect(peer.calls.get("DESCRIBE") ?? 0).toBeLessThanOrEqual(2);
});

test("RTP that stops with the connection up is an outage, reported once, and ends by itself", async () => {
  const peer = await simulator();
  const watched = watchCamera(cameraDevice(peer), quickClock(2));
  await watched.until(({ pictures }) => pictures.length > 0);
  const from = watched.reports.length;
  peer.setFaults({ stopRtp: true });
  await watched.until(({ reports }) => reports.length > from);
  expect(watched.reports.at(-1)).toMatchObject({ type: "camera.offline", error: { code: "camera.timed_out" } });
  expect(watched.states.at(-1)).toMatchObject({ state: "offline" });
  expect(watched.camera.health()).toMatchObject({ condition: "lost", error: { code: "camera.timed_out" } });
  const before = watched.pictures.length;
  peer.setFaults({ stopRtp: false });
  await watched.until(({ pictures }) => pictures.length > before);
  expect(watched.reports.slice(from).map(({ type }) => type)).toEqual(["camera.offline", "camera.online"]);
  expect(watched.pictures[before]?.key).toBe(true);
  expect(watched.camera.health().reconnects).toBeGreaterThan(0);
});

test("a connection that is cut and comes back at once is no outage", async () => {
  const peer = await simulator();
  const watched = watchCamera(cameraDevice(peer), systemClock);
  await watched.until(({ pictures }) => pictures.length > 0);
  const before = watched.pictures.length;
  peer.dropConnections();
  await watched.until(({ pictures }) => pictures.slice(before).some(({ key }) => key));
  expect(watched.reports.map(({ type }) => type)).toEqual(["camera.online"]);
  expect(watched.states.map(({ state }) => state)).toContain("connecting");
});

test("a camera that is away is reported once however often it is tried", async () => {
  const peer = await startCamera();
  await peer.close();
  const watched = watchCamera(cameraDevice(peer), quickClock(10));
  await watched.until(({ states }) => states.filter(({ state }) => state === "offline").length >= 3);
  expect(watched.reports).toMatchObject([
    { type: "camera.offline", error: { code: "camera.unreachable", params: { reason: "ECONNREFUSED" } } },
  ]);
});

test.for([["hang"], ["hangRtsp"], ["hangSetup"], ["endless"]] as const)("%s: bounded, and named", async ([fault]) => {
  const peer = await simulator({ faults: { [fault]: true } });
  const watched = watchCamera(cameraDevice(peer), quickClock(fault === "endless" ? 1 : 10));
  await watched.until(({ reports }) => reports.length > 0);
  expect(watched.reports).toMatchObject([{ type: "camera.offline" }]);
  expect(watched.reports).toMatchObject([
    { error: { code: fault === "endless" ? "camera.bad_answer" : "camera.timed_out" } },
  ]);
});

test("one camera that hangs does not hold up another", async () => {
  const [hung, well] = await Promise.all([simulator({ faults: { hangRtsp: true } }), simulator()]);
  for (let at = 0; at < 12; at++) watchCamera(cameraDevice(hung), systemClock);
  const watched = watchCamera(cameraDevice(well), systemClock);
  await watched.until(({ pictures }) => pictures.length > 10);
  expect(watched.camera.health().condition).toBe("ok");
});

test("neither H.264 nor H.265: degraded, and the codecs are named", async () => {
  const peer = await simulator({ faults: { encoding: "JPEG" } });
  const watched = watchCamera(cameraDevice(peer), quickClock(2));
  await watched.until(({ states }) => states.at(-1)?.state === "unsupported");
  const error = { code: "camera.no_usable_profile", params: { codecs: "JPEG" } };
  expect(watched.states.at(-1)).toEqual({ state: "unsupported", error });
  expect(watched.camera.health()).toMatchObject({ condition: "degraded", error });
});

test("other hosts in the camera's answers are not asked", async () => {
  // TEST-NET-1 leads nowhere: pictures come only if the enrolled host was asked in its place.
  const peer = await simulator({ faults: { otherHost: "192.0.2.1" } });
  const watched = watchCamera(cameraDevice(peer), systemClock);
  await watched.until(({ pictures }) => pictures.length > 0);
  expect(watched.reports.map(({ type }) => type)).toEqual(["camera.online"]);
});

test("redirects are not followed, by ONVIF or RTSP", async () => {
  const stranger = await simulator();
  const peer = await simulator({ faults: { redirect: `rtsp://127.0.0.1:${stranger.rtspPort}/sub` } });
  const watched = watchCamera(cameraDevice(peer), systemClock);
  await watched.until(({ reports }) => reports.length > 0);
  expect(watched.reports).toMatchObject([{ type: "camera.offline", error: { code: "camera.bad_answer" } }]);
  expect([...stranger.calls]).toEqual([]);
});
