import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { waitUntil } from "../../harness/wait-until.ts";
import { type CameraOptions, startCamera } from "../../simulators/camera/start-camera.ts";
import { closing } from "../../set-up.ts";

/**
 * npm onvif 0.8.3, an ONVIF client that is not ours, against our simulator: the simulator is not only our
 * own idea of a camera. It has no types; what is declared here is what is used.
 */
type Answer<T> = (error: Error | null, answer: T) => void;
interface Cam {
  getDeviceInformation(answer: Answer<{ manufacturer: string; model: string }>): void;
  getSystemDateAndTime(answer: Answer<Date>): void;
  getStreamUri(which: { protocol: "RTSP"; profileToken: string }, answer: Answer<{ uri: string }>): void;
  getProfiles(answer: Answer<readonly { readonly $: { readonly token: string } }[]>): void;
  on(event: "event" | "eventsError", listener: (message: unknown) => void): void;
  removeAllListeners(): void;
}
interface OnvifModule {
  readonly Cam: new (
    options: Readonly<Record<string, string | number | boolean>>,
    ready: (error: Error | null) => void,
  ) => Cam;
}
const require = createRequire(import.meta.url);
const { Cam: CamOf } = require("onvif") as OnvifModule;

async function opened(options: CameraOptions = {}) {
  const peer = await startCamera(options);
  closing(() => peer.close());
  const { hostname, port, pathname } = new URL(peer.address);
  const { username, password } = peer;
  const where = { hostname, port: Number(port), path: pathname, username, password, timeout: 5000 };
  const cam = await new Promise<Cam>((resolve, reject) => {
    const made = new CamOf(where, (error) => (error ? reject(error) : resolve(made)));
  });
  closing(() => cam.removeAllListeners());
  return { peer, cam };
}
const asked = <T>(ask: (answer: Answer<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => ask((error, answer) => (error ? reject(error) : resolve(answer))));

test.for([
  ["Media2 beside Media1", {}],
  ["Media1 only", { faults: { noMedia2: true } }],
] as [string, CameraOptions][])("another client reads the simulated camera: %s", async ([, options]) => {
  const { peer, cam } = await opened(options);
  expect(await asked((answer) => cam.getDeviceInformation(answer))).toMatchObject({ manufacturer: "Wardwatch" });
  const time = await asked<Date>((answer) => cam.getSystemDateAndTime(answer));
  expect(Math.abs(time.getTime() - Date.now())).toBeLessThan(60_000);
  const profiles = await asked<readonly { readonly $: { readonly token: string } }[]>((answer) =>
    cam.getProfiles(answer),
  );
  expect(profiles.map(({ $ }) => $.token)).toEqual(["main", "sub"]);
  const { uri } = await asked<{ uri: string }>((answer) =>
    cam.getStreamUri({ protocol: "RTSP", profileToken: "sub" }, answer),
  );
  expect(uri).toBe(`rtsp://127.0.0.1:${peer.rtspPort}/sub`);
});

test("another client is told a press by the simulated camera", async () => {
  const { peer, cam } = await opened({ faults: { noReference: true, refusesDurations: false } });
  const events: unknown[] = [];
  cam.on("event", (message) => events.push(message));
  await waitUntil("a subscription", () => peer.events.subscriptions > 0);
  peer.events.change({
    topic: "tns1:Device/tns1:Trigger/tns1:DigitalInput",
    source: { InputToken: "DigitInput_1" },
    data: { LogicalState: "true" },
  });
  await waitUntil("the press", () => events.length > 0);
  expect(JSON.stringify(events[0])).toContain("DigitInput_1");
});
