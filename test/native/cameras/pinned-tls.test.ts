import { once } from "node:events";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { probeCertificate } from "../../../native/cameras/onvif/probe-certificate.ts";
import { readCamera } from "../../../native/cameras/onvif/read-camera.ts";
import { startCamera, type CameraOptions } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";
import { quickClock } from "./quick-clock.ts";
import { makeSelfSigned, type SelfSigned } from "./self-signed.ts";

let enrolled: SelfSigned;
let other: SelfSigned;
beforeAll(() => {
  enrolled = makeSelfSigned("camera");
  other = makeSelfSigned("intruder");
});

const parts = { clock: systemClock, logger: silentLogger, signal: new AbortController().signal };
const bare = (fingerprint: string): string => fingerprint.replaceAll(":", "").toLowerCase();

async function startHttps(options: CameraOptions = {}) {
  const peer = await startCamera({ https: enrolled, ...options });
  closing(() => peer.close());
  return peer;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing(() => void server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/onvif/device_service`;
}

test.for([
  ["as openssl prints it", {}, (fingerprint: string) => fingerprint],
  ["without colons, small", {}, bare],
  ["and HTTP Digest", { httpDigest: true }, bare],
  ["and http addresses of another host in the answers", { faults: { otherHost: "10.255.255.1" } }, bare],
] as [string, CameraOptions, (fingerprint: string) => string][])(
  "reads a camera over https: certificate %s",
  async ([, options, written]) => {
    const peer = await startHttps(options);
    const certificate = written(enrolled.fingerprint);
    const { model } = await readCamera(peer.address, peer, { ...parts, certificate });
    expect(model).toBe("Wardwatch Simulated CAM-1");
  },
);

test("without an enrolled certificate nothing is asked, and the certificate is named", async () => {
  const peer = await startHttps();
  await expect(readCamera(peer.address, peer, parts)).rejects.toMatchObject({
    code: "camera.certificate_unknown",
    params: { sha256: bare(enrolled.fingerprint) },
  });
  expect(peer.calls.size).toBe(0);
});

test("another certificate gets not one byte of a request; the enrolled one gets it whole", async () => {
  let received = "";
  const server = createTlsServer(other, (socket) => {
    socket.on("data", (chunk) => {
      received += chunk.toString();
      socket.destroy();
    });
    socket.on("error", () => undefined);
  });
  const address = await listen(server);
  const ask = (certificate: string): Promise<unknown> =>
    readCamera(address, { username: "operator", password: "secret" }, { ...parts, certificate });
  const closed = once(server, "connection").then(([socket]) => once(socket, "close"));
  await expect(ask(enrolled.fingerprint)).rejects.toMatchObject({
    code: "camera.certificate_changed",
    params: { sha256: bare(other.fingerprint) },
  });
  await closed;
  expect(received).toBe("");
  await expect(ask(other.fingerprint)).rejects.toMatchObject({ code: "camera.unreachable" });
  expect(received).toContain("GetSystemDateAndTime");
});

test("the certificate is looked at in every connection, not only the first", async () => {
  const peer = await startHttps();
  const certificate = enrolled.fingerprint;
  await readCamera(peer.address, peer, { ...parts, certificate });
  await peer.close();
  const impostor = await startHttps({ https: other, port: Number(new URL(peer.address).port) });
  await expect(readCamera(peer.address, peer, { ...parts, certificate })).rejects.toMatchObject({
    code: "camera.certificate_changed",
  });
  expect(impostor.calls.size).toBe(0);
});

test("the certificate can be read without asking anything", async () => {
  const peer = await startHttps();
  const found = await probeCertificate(peer.address, parts);
  expect(found).toMatchObject({ sha256: bare(enrolled.fingerprint), subject: "CN=camera" });
  expect((found.validToMs - found.validFromMs) / 86_400_000).toBe(30);
  expect(peer.calls.size).toBe(0);
  await expect(probeCertificate("http://127.0.0.1/", parts)).rejects.toMatchObject({ code: "camera.bad_answer" });
});

test("an end that accepts and never shakes hands is given up", async () => {
  const server = createTcpServer((socket) => socket.on("error", () => undefined));
  const sockets: { destroy(): void }[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  const address = await listen(server);
  closing(() => sockets.forEach((socket) => socket.destroy()));
  const quick = { ...parts, clock: quickClock(50) };
  await expect(probeCertificate(address, quick)).rejects.toMatchObject({ code: "camera.timed_out" });
});

test("an end that speaks no TLS is named, and closing ends a handshake", async () => {
  const peer = await startCamera();
  closing(() => peer.close());
  const address = peer.address.replace("http:", "https:");
  await expect(probeCertificate(address, parts)).rejects.toMatchObject({ code: "camera.unreachable" });
  const stopping = new AbortController();
  stopping.abort(new Error("closed"));
  await expect(probeCertificate(address, { ...parts, signal: stopping.signal })).rejects.toThrow("closed");
});
