import { createSocket } from "node:dgram";
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { discoverCameras } from "../../../native/cameras/discovery/discover-cameras.ts";
import { makeFoundCameras } from "../../../native/cameras/discovery/found-cameras.ts";
import { bareId, readProbeMatches } from "../../../native/cameras/discovery/read-probe-matches.ts";
import type { FoundCamera, SearchMessage } from "../../../native/contract/enrol.ts";
import { closing } from "../../set-up.ts";
import { probeMatches } from "../../simulators/camera/discovery-responder.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import { quickClock } from "./quick-clock.ts";

const id = "uuid:0B5E2C9A-1111-4222-8333-444455556666";
const asked = new Set([bareId(id)]);
const answer = (addresses: string, endpoints: readonly string[] = ["urn:uuid:one"], relatesTo = id): Buffer =>
  Buffer.from(probeMatches(relatesTo, endpoints, { name: "Door 门 1", addresses: () => addresses }));

test("several matches in one message, several addresses, names decoded", () => {
  const matches = readProbeMatches(
    answer("http://10.0.0.7/onvif/device_service http://[fe80::7]/onvif/device_service", ["urn:a", "urn:b"]),
    asked,
  );
  expect(matches?.map(({ endpoint }) => endpoint)).toEqual(["urn:a", "urn:b"]);
  expect(matches?.[0]).toMatchObject({ name: "Door 门 1", hardware: "Simulated" });
  expect(matches?.[0]?.addresses.map(({ host }) => host)).toEqual(["10.0.0.7", "[fe80::7]"]);
});

test("an id is the same with and without its scheme, in any case", () => {
  const other = answer("http://10.0.0.7/", undefined, "urn:uuid:0b5e2c9a-1111-4222-8333-444455556666");
  expect(readProbeMatches(other, asked)).toHaveLength(1);
});

test.each([
  ["another question's answer", answer("http://10.0.0.7/", undefined, "uuid:somebody-else")],
  [
    "a document type",
    Buffer.from(answer("http://10.0.0.7/").toString().replace("<s:Env", '<!DOCTYPE a [<!ENTITY b "c">]><s:Env')),
  ],
  ["no HTTP address", answer("file:///etc/passwd gopher://10.0.0.7/")],
  ["no XML", Buffer.from("\u0000\u0001 nothing")],
  ["an empty packet", Buffer.alloc(0)],
  ["deep nesting", Buffer.from(`${"<a>".repeat(5000)}${answer("http://10.0.0.7/").toString()}`)],
])("%s makes no row", (_, bytes) => {
  expect(readProbeMatches(bytes, asked)).toBeNull();
});

test("control and direction characters of a name do not reach the page", () => {
  const text = answer("http://10.0.0.7/")
    .toString()
    .replace(/name\/[^ ]+/, "name/a%E2%80%AEb%0D%0Ac%00");
  expect(readProbeMatches(Buffer.from(text), asked)?.[0]?.name).toBe("abc");
});

test("a row proposes the packet's source and says what other hosts were named", () => {
  const found = makeFoundCameras();
  const match = readProbeMatches(answer("http://192.0.2.9:8899/onvif/device_service"), asked)?.[0];
  if (!match) throw new Error("no match");
  expect(found.add(match, "10.0.0.7")).toMatchObject([
    { address: "http://10.0.0.7:8899/onvif/device_service", otherHosts: ["192.0.2.9"], sharesEndpoint: false },
  ]);
  expect(found.add(match, "10.0.0.7")).toEqual([]);
  // Somebody who takes another's identity does not take its row, and both are marked.
  expect(
    found.add(match, "10.0.0.66").map(({ sourceAddress, sharesEndpoint }) => [sourceAddress, sharesEndpoint]),
  ).toEqual([
    ["10.0.0.66", true],
    ["10.0.0.7", true],
  ]);
});

test("one address cannot fill the list", () => {
  const found = makeFoundCameras();
  const match = readProbeMatches(answer("http://10.0.0.7/"), asked)?.[0];
  if (!match) throw new Error("no match");
  const rows = Array.from({ length: 1000 }, (_, at) => found.add({ ...match, endpoint: `urn:${at}` }, "10.0.0.66"));
  expect(rows.flat()).toHaveLength(64);
  expect(found.isFull).toBe(true);
  expect(found.add(match, "10.0.0.7")).toHaveLength(1);
});

async function search(clock = quickClock(1)): Promise<{ rows: FoundCamera[]; messages: SearchMessage[] }> {
  const messages: SearchMessage[] = [];
  await discoverCameras((message) => messages.push(message), {
    clock,
    signal: new AbortController().signal,
    interfaces: [{ name: "lo", address: "127.0.0.1" }],
  });
  return { messages, rows: messages.flatMap((message) => (message.type === "found" ? message.cameras : [])) };
}

test("a simulated camera answers over loopback, to both types, and is one row", async () => {
  const endpoint = `urn:uuid:${randomUUID()}`;
  const camera = await startCamera({ name: "WARD 3", endpoint });
  closing(() => camera.close());
  const { rows, messages } = await search();
  expect(rows.filter((row) => row.endpoint === endpoint)).toEqual([
    expect.objectContaining({
      name: "WARD 3",
      hardware: "Simulated",
      sourceAddress: "127.0.0.1",
      address: camera.address,
      otherHosts: [],
    }),
  ]);
  expect(camera.calls.get("Probe NetworkVideoTransmitter")).toBe(3);
  expect(camera.calls.get("Probe Device")).toBe(3);
  expect(messages[0]).toMatchObject({ type: "begun", interfaces: [{ name: "lo", reason: null }] });
  expect(messages.at(-1)).toMatchObject({ type: "done", full: false });
});

test("an answer that names another host gives a row at its own source, and that host hears nothing", async () => {
  const packets: string[] = [];
  const listener = createSocket("udp4");
  listener.on("message", (bytes) => packets.push(bytes.toString()));
  await new Promise<void>((resolve) => listener.bind(0, "127.0.0.9", resolve));
  closing(() => void listener.close());
  const endpoint = `urn:uuid:${randomUUID()}`;
  const camera = await startCamera({
    endpoint,
    faults: { xaddrs: `http://127.0.0.9:${listener.address().port}/onvif/device_service` },
  });
  closing(() => camera.close());
  const { rows } = await search();
  expect(rows.find((row) => row.endpoint === endpoint)).toMatchObject({
    address: `http://127.0.0.1:${listener.address().port}/onvif/device_service`,
    otherHosts: ["127.0.0.9"],
  });
  expect(packets).toEqual([]);
});

test("an interface that cannot be used says why, and the search goes on", async () => {
  const messages: SearchMessage[] = [];
  await discoverCameras((message) => messages.push(message), {
    clock: quickClock(50),
    signal: new AbortController().signal,
    interfaces: [{ name: "gone", address: "203.0.113.200" }],
  });
  expect(messages[0]).toEqual({
    type: "begun",
    interfaces: [{ name: "gone", address: "203.0.113.200", reason: "EADDRNOTAVAIL" }],
    withinMs: 4000,
  });
});
