import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import { systemClock } from "../../../native/base/clock.ts";
import { probeCamera } from "../../../native/cameras/enrol/probe-camera.ts";
import type { ProbedCamera, ProbeInput, ProbeMessage } from "../../../native/contract/enrol.ts";
import { closing } from "../../set-up.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import { makeSelfSigned } from "./self-signed.ts";
import type { CameraOptions, SimulatedCamera } from "../../simulators/camera/start-camera.ts";

async function simulator(options: CameraOptions = {}): Promise<SimulatedCamera> {
  const camera = await startCamera(options);
  closing(() => camera.close());
  return camera;
}

async function probe(address: string, typed: Partial<ProbeInput> = {}): Promise<ProbeMessage[]> {
  const messages: ProbeMessage[] = [];
  const input = { address, username: "operator", password: "secret", ...typed };
  await probeCamera(input, (message) => messages.push(message), {
    clock: systemClock,
    logger: silentLogger,
    signal: new AbortController().signal,
  });
  return messages;
}

function found(messages: readonly ProbeMessage[]): ProbedCamera {
  const last = messages.at(-1);
  if (last?.type !== "done") throw new Error(JSON.stringify(last));
  return last.camera;
}

test("says what the camera is, and shows one picture of it", async () => {
  const peer = await simulator({ name: "WARD 3", faults: { clockOffsetMs: 90_000 } });
  const messages = await probe(peer.address, { rtspPort: peer.rtspPort });
  expect(messages.slice(0, -1)).toEqual(["clock", "identity", "picture"].map((step) => ({ type: "step", step })));
  const camera = found(messages);
  expect(camera).toMatchObject({
    manufacturer: "Wardwatch",
    model: "Simulated WARD 3",
    firmware: "1.0",
    serial: "SIM-1",
    tile: { encoding: "H264", width: 640, height: 360 },
    rtspPort: peer.rtspPort,
    otherHosts: [],
    pictureError: null,
  });
  expect(camera.profiles).toHaveLength(2);
  expect(camera.clockOffsetMs).toBeGreaterThan(85_000);
  expect(camera.clockOffsetMs).toBeLessThan(95_000);
  expect(Buffer.from(camera.jpeg ?? "", "base64").subarray(0, 3)).toEqual(Buffer.of(0xff, 0xd8, 0xff));
});

test("a camera behind address translation is asked at the address that was typed", async () => {
  const peer = await simulator({ faults: { otherHost: "192.0.2.44" } });
  const camera = found(await probe(peer.address, { rtspPort: peer.rtspPort }));
  expect(camera.otherHosts).toEqual(["192.0.2.44"]);
  expect(camera.jpeg).not.toBeNull();
});

test("a wrong password is tried once", async () => {
  const peer = await simulator();
  await expect(probe(peer.address, { password: "wrong" })).rejects.toMatchObject({ code: "camera.auth_refused" });
  expect(peer.calls.get("GetDeviceInformation")).toBe(1);
  expect(peer.calls.get("GetProfiles")).toBeUndefined();
  expect(peer.calls.get("DESCRIBE")).toBeUndefined();
});

test("a camera that asks for HTTP Digest from the first call on", async () => {
  const peer = await simulator({ httpDigest: true });
  const camera = found(await probe(peer.address));
  expect(camera.model).toContain("Simulated");
});

test("what speaks no ONVIF gets no name and no password", async () => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(JSON.stringify(request.headers));
    request.on("data", (bytes: Buffer) => heard.push(bytes.toString()));
    response.end("<html>printer</html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/onvif/device_service`;
  await expect(probe(address, { username: "technician", password: "verysecret" })).rejects.toMatchObject({
    code: "camera.bad_answer",
  });
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.join()).not.toMatch(/technician|verysecret|UsernameToken|authorization/i);
});

test("no picture is part of what is told, with the reason", async () => {
  const peer = await simulator({ faults: { encoding: "JPEG" } });
  expect(found(await probe(peer.address))).toMatchObject({
    tile: null,
    jpeg: null,
    pictureError: { code: "camera.no_usable_profile", params: { codecs: "JPEG" } },
  });
});

test("an https address shows its certificate and gets nothing until that was typed", async () => {
  const { key, cert, fingerprint } = makeSelfSigned("camera.local");
  const peer = await simulator({ https: { key, cert } });
  const { rtspPort } = peer;
  const messages = await probe(peer.address);
  const sha256 = fingerprint.replaceAll(":", "").toLowerCase();
  expect(messages).toEqual([{ type: "certificate", certificate: expect.objectContaining({ sha256 }) }]);
  expect(peer.calls.size).toBe(0);
  expect(found(await probe(peer.address, { certificate: fingerprint, rtspPort })).jpeg).not.toBeNull();
  await expect(probe(peer.address, { certificate: "0".repeat(64) })).rejects.toMatchObject({
    code: "camera.certificate_changed",
  });
});

test("a port of the streams that is not the usual one hears nothing before it was agreed to", async () => {
  const peer = await simulator();
  const camera = found(await probe(peer.address));
  expect(camera).toMatchObject({
    rtspPort: peer.rtspPort,
    jpeg: null,
    pictureError: { code: "camera.stream_port", params: { port: peer.rtspPort } },
  });
  expect(peer.calls.get("DESCRIBE")).toBeUndefined();
});

test("nobody there", async () => {
  const peer = await simulator();
  await peer.close();
  await expect(probe(peer.address)).rejects.toMatchObject({ code: "camera.unreachable" });
});
