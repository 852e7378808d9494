import { beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { watchEvents, type EventWatch } from "../../../native/cameras/events/watch-events.ts";
import { readCamera } from "../../../native/cameras/onvif/read-camera.ts";
import type { AnyCameraReport } from "../../../native/contract/reports.ts";
import { cameraDeviceSchema } from "../../../native/contract/site.ts";
import { waitUntil } from "../../harness/wait-until.ts";
import { type CameraOptions, type SimulatedCamera, startCamera } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";
import { makeSelfSigned, type SelfSigned } from "./self-signed.ts";

let selfSigned: SelfSigned;
beforeAll(() => {
  selfSigned = makeSelfSigned("camera");
});

interface Watched {
  readonly peer: SimulatedCamera;
  readonly watch: EventWatch;
  readonly reports: AnyCameraReport[];
  readonly connect: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The simulator's events as the cameras process reads them, without its pictures. */
async function watching(options: CameraOptions = {}, site: object = {}): Promise<Watched> {
  const peer = await startCamera(options);
  closing(() => peer.close());
  const device = cameraDeviceSchema.parse({
    id: "cam1",
    kind: "camera",
    family: "onvif",
    area: "ed",
    address: peer.address,
    inputs: [
      { token: "DigitInput_1", class: "panic" },
      { token: "DigitInput_2", class: "intrusion", inverted: true },
    ],
    ...site,
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const reports: AnyCameraReport[] = [];
  const parts = { clock: systemClock, logger: silentLogger, signal };
  const watch = watchEvents(device, (report) => reports.push(report), { ...parts, isAway: () => false });
  async function close(): Promise<void> {
    stopping.abort(new Error("closed"));
    await watch.close();
  }
  closing(close);
  return {
    peer,
    watch,
    reports,
    close,
    async connect() {
      const certificate = device.certificate;
      const { connection } = await readCamera(peer.address, peer, { ...parts, certificate });
      watch.connect(connection);
    },
  };
}

const input = (token: string, state: string) => ({
  topic: "tns1:Device/tns1:Trigger/tns1:DigitalInput",
  source: { InputToken: token },
  data: { LogicalState: state },
});

test.for([
  ["plain", {}],
  ["HTTPS with the certificate enrolled", { https: true }],
  ["HTTP Digest only", { digestOnly: true }],
  ["a clock an hour wrong", { faults: { clockOffsetMs: -3_600_000 } }],
  ["another host in every address", { faults: { otherHost: "10.255.255.1" } }],
  ["no GetServices", { faults: { noServices: true } }],
  ["a password in Chinese", { password: "急诊<&>密码" }],
] as [string, CameraOptions & { https?: unknown }][])("a press on a contact arrives: %s", async ([, options]) => {
  const secured = options.https ? { certificate: selfSigned.fingerprint } : {};
  const { peer, watch, reports, connect, close } = await watching(
    { ...options, ...(options.https ? { https: selfSigned } : {}) },
    secured,
  );
  peer.events.change(input("DigitInput_1", "true"));
  await connect();
  await waitUntil("the state at the beginning", () => reports.some(({ type }) => type === "camera.input"));
  await waitUntil("up", () => watch.health().state === "up");
  const inputs = () => reports.flatMap((each) => (each.type === "camera.input" ? [each] : []));
  for (const [token, state] of [
    ["DigitInput_1", "false"],
    ["DigitInput_1", "1"],
    ["DigitInput_2", "inactive"],
  ] as const) {
    const before = inputs().length;
    peer.events.change(input(token, state));
    await waitUntil(`${token} ${state}`, () => inputs().length > before);
  }
  expect(inputs().map((each) => [each.pointId, each.change, each.already])).toEqual([
    ["DigitInput_1", "on", true],
    ["DigitInput_1", "off", false],
    ["DigitInput_1", "on", false],
    ["DigitInput_2", "on", false],
  ]);
  expect(peer.events.subscriptions).toBe(1);
  await close();
  expect(peer.events.subscriptions).toBe(0);
});

test("after a reboot it subscribes anew, and what began meanwhile is told as already so", async () => {
  const { peer, watch, reports, connect } = await watching();
  await connect();
  await waitUntil("up", () => watch.health().state === "up");
  peer.events.change(input("DigitInput_1", "false"));
  await waitUntil("the first event", () => watch.health().lastEventAtMs !== null);
  const reboot = peer.reboot(200);
  await waitUntil("lost", () => watch.health().state === "lost");
  peer.events.change(input("DigitInput_1", "true"));
  await reboot;
  await waitUntil("the press", () => reports.some((each) => each.type === "camera.input" && each.change === "on"));
  expect(reports.at(-1)).toMatchObject({ type: "camera.input", pointId: "DigitInput_1", already: true });
  expect(watch.health()).toMatchObject({ lost: 1, lastGap: { fromMs: expect.any(Number) } });
});

test("a subscription that the camera forgot is noticed and made anew", async () => {
  const { peer, watch, connect } = await watching();
  await connect();
  await waitUntil("up", () => watch.health().state === "up");
  peer.events.forget();
  await waitUntil("lost", () => watch.health().lost === 1);
  await waitUntil("up again", () => watch.health().state === "up");
  expect(peer.calls.get("CreatePullPointSubscription")).toBe(2);
});

test.for([
  ["eventsFault", "lost"],
  ["pullFault", "lost"],
  ["eventsRefused", "refused"],
  ["noEvents", "none"],
  ["silentEvents", "up"],
] as const)("fault %s: %s", async ([fault, state]) => {
  const { watch, connect } = await watching({ faults: { [fault]: true } });
  await connect();
  await waitUntil(state, () => watch.health().state === state);
  expect(watch.health().counts).toEqual({});
});
