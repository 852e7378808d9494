import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { pinServiceAddress, pinStreamAddress, withCredentials } from "../../../native/cameras/enrolled-address.ts";
import { authorization, chooseChallenge } from "../../../native/cameras/http-digest.ts";
import { makeCameraClock } from "../../../native/cameras/onvif/camera-clock.ts";
import { chooseProfile } from "../../../native/cameras/onvif/choose-profile.ts";
import { readCamera } from "../../../native/cameras/onvif/read-camera.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import type { CameraOptions } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";
import { quickClock } from "./quick-clock.ts";

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/onvif/${name}`, import.meta.url), "utf8");

async function read(options: CameraOptions, credentials?: { username: string; password: string }) {
  const peer = await startCamera(options);
  closing(() => peer.close());
  const signal = new AbortController().signal;
  const parts = { clock: options.faults?.slowMs ? quickClock(10) : systemClock, logger: silentLogger, signal };
  return readCamera(peer.address, credentials ?? peer, parts);
}

test.for([
  ["plain", {}],
  ["a password in Chinese", { password: '急诊<&>"密码' }],
  ["a name with XML in it", { username: "a<b>&c" }],
  ["a clock a day ahead", { faults: { clockOffsetMs: 86_400_000 } }],
  ["HTTP Digest", { httpDigest: true }],
  ["HTTP Digest only", { digestOnly: true }],
  ["a Media2 that answers with a fault", { faults: { media2Fault: true } }],
  ["no GetServices", { faults: { noServices: true } }],
  ["addresses of another host", { faults: { otherHost: "10.255.255.1" } }],
] as [string, CameraOptions][])("reads a camera: %s", async ([, options]) => {
  const { model, profile, streamAddress } = await read(options);
  expect(model).toBe("Wardwatch Simulated CAM-1");
  expect(profile).toEqual({ token: "sub", encoding: "H264", width: 640, height: 360 });
  expect(streamAddress).toMatch(/^rtsp:\/\/127\.0\.0\.1:\d+\/sub$/);
});

test.for([
  ["WS-Security", {}],
  ["HTTP Digest", { httpDigest: true }],
  ["HTTP Digest only", { digestOnly: true }],
] as [string, CameraOptions][])("names a wrong password: %s", async ([, options]) => {
  await expect(read(options, { username: "operator", password: "wrong" })).rejects.toMatchObject({
    code: "camera.auth_refused",
  });
});

test("Media2 is asked first and names H.265, Media1 only without it", async () => {
  expect((await read({ faults: { encoding: "H265" } })).profile).toMatchObject({ token: "sub", encoding: "H265" });
  const peer = await startCamera({});
  closing(() => peer.close());
  const parts = { clock: systemClock, logger: silentLogger, signal: new AbortController().signal };
  const first = await readCamera(peer.address, peer, parts);
  expect(first.connection.services).toMatchObject({ media2: expect.stringMatching(/media2_service$/), ptz: null });
  peer.setFaults({ noMedia2: true });
  const second = await readCamera(peer.address, peer, parts);
  expect(second.connection.services.media2).toBeNull();
  expect(second.profiles).toEqual(first.profiles);
});

test("the camera's clock is kept apart from ours", async () => {
  const { connection } = await read({ faults: { clockOffsetMs: 86_400_000 } });
  expect(Math.abs((connection.cameraClock.offsetMs() ?? 0) - 86_400_000)).toBeLessThan(2000);
  let oursMs = 1_000_000;
  const clock = { ...systemClock, nowMs: () => oursMs, monotonicMs: () => 500 };
  const kept = makeCameraClock(clock);
  expect([kept.nowMs(), kept.offsetMs()]).toEqual([1_000_000, null]);
  kept.read(1_007_000, 400, 600);
  expect([kept.nowMs(), kept.offsetMs()]).toEqual([1_007_000, 7000]);
  oursMs += 3_600_000;
  expect([kept.nowMs(), kept.offsetMs()]).toEqual([1_007_000, 7000 - 3_600_000]);
});

const nested = `<a>${"<b>".repeat(100_000)}</a>`;
test.for([
  ["silence", { faults: { slowMs: 5000 } }, "camera.timed_out"],
  ["an endless body", { faults: { endless: true } }, "camera.bad_answer"],
  ["a redirect", { faults: { redirect: "http://127.0.0.1:9/" } }, "camera.bad_answer"],
  ["entities that multiply", { faults: { answer: fixture("entity-bomb.xml") } }, "camera.bad_answer"],
  ["an external entity", { faults: { answer: fixture("external-entity.xml") } }, "camera.bad_answer"],
  ["deep nesting", { faults: { answer: nested } }, "camera.bad_answer"],
  ["no XML", { faults: { answer: "<html>It works" } }, "camera.bad_answer"],
  ["an empty envelope", { faults: { answer: "<Envelope><Body/></Envelope>" } }, "camera.bad_answer"],
] as [string, CameraOptions, string][])("%s is bounded and named", async ([, options, code]) => {
  await expect(read(options)).rejects.toMatchObject({ code });
});

test("addresses are pinned to the enrolled camera", () => {
  const enrolled = "http://10.0.0.5:8080/onvif/device_service";
  expect(pinServiceAddress(enrolled, "http://evil.example/onvif/media?x=1")).toBe(
    "http://10.0.0.5:8080/onvif/media?x=1",
  );
  expect(pinServiceAddress(enrolled, "/onvif/media")).toBe("http://10.0.0.5:8080/onvif/media");
  expect(pinStreamAddress(enrolled, "rtsp://a:b@evil.example:8554/live?ch=1&s=0")).toBe(
    "rtsp://10.0.0.5:8554/live?ch=1&s=0",
  );
  expect(pinStreamAddress(enrolled, "rtsp://evil.example/live")).toBe("rtsp://10.0.0.5:554/live");
  for (const named of ["http://10.0.0.5/live", "file:///etc/passwd", "", undefined, {}, "x".repeat(3000)])
    expect(() => pinStreamAddress(enrolled, named)).toThrow("camera.bad_answer");
  expect(withCredentials("rtsp://h:554/a", "o", "p@/:")).toBe("rtsp://o:p%40%2F%3A@h:554/a");
});

test("the profile for a tile is H.264, else H.265, and about as wide as a tile", () => {
  const profile = (token: string, encoding: string, width: number) => ({ token, encoding, width, height: 1 });
  expect(chooseProfile([profile("a", "H264", 1920), profile("b", "H264", 704), profile("c", "H264", 352)]).token).toBe(
    "b",
  );
  expect(chooseProfile([profile("a", "H264", 2560), profile("b", "H265", 640)]).token).toBe("a");
  expect(chooseProfile([profile("a", "H265", 1920), profile("b", "H265", 640), profile("c", "JPEG", 640)]).token).toBe(
    "b",
  );
  expect(() => chooseProfile([profile("a", "MPEG4", 640), profile("b", "JPEG", 640)])).toThrow(
    '{"codecs":"MPEG4, JPEG"}',
  );
});

// RFC 7616, 3.9.1: both algorithms of one request.
test.for([
  ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
  ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
] as const)("Digest %s as in the standard", ([algorithm, response]) => {
  const challenge = chooseChallenge([
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
  ]);
  if (!challenge) throw new Error("no challenge");
  const value = authorization(
    challenge,
    { username: "Mufasa", password: "Circle of Life" },
    { method: "GET", uri: "/dir/index.html" },
    1,
    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
  );
  expect(value).toContain(`response="${response}"`);
});
