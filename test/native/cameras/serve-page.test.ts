import { MessageChannel } from "node:worker_threads";
import { once } from "node:events";
import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { Viewer } from "../../../native/cameras/audience.ts";
import type { Camera } from "../../../native/cameras/camera.ts";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import { makeReencodeSlots } from "../../../native/cameras/reencode/reencode-slots.ts";
import type { ReencodeSlots } from "../../../native/cameras/reencode/reencode-slots.ts";
import { openPortWire } from "../../../native/cameras/pages/port-wire.ts";
import { servePage } from "../../../native/cameras/pages/serve-page.ts";
import { decodePicture } from "../../../native/contract/video.ts";
import { closing } from "../../set-up.ts";

const picture = (key: boolean): Picture => ({
  encoding: "h264",
  bytes: Uint8Array.of(1, 2, 3),
  key,
  receivedAtMs: 5,
  timestampUs: 6,
});

function oneCamera(): {
  slots: ReencodeSlots;
  clipFile: () => null;
  clipsAbout: () => Promise<[]>;
  get: () => Camera;
  viewers: Viewer[];
  onChange: () => () => void;
} {
  const viewers: Viewer[] = [];
  const camera = { view: (viewer: Viewer) => (viewers.push(viewer), () => undefined) } as unknown as Camera;
  return {
    slots: makeReencodeSlots(2),
    clipFile: () => null,
    clipsAbout: async () => [],
    get: () => camera,
    viewers,
    onChange: () => () => undefined,
  };
}

test("a page that does not keep up gets no pictures until it has, and then a key picture marked as after a gap", () => {
  const cameras = oneCamera();
  const sent: { key: boolean; skipped: boolean; number: number }[] = [];
  let buffered = 0;
  let say = (_message: unknown): void => undefined;
  servePage(
    {
      sendText: () => undefined,
      sendPicture: ({ key, skipped, number }) => void sent.push({ key, skipped, number }),
      bufferedBytes: () => buffered,
      onMessage: (listener) => (say = listener),
      onClose: () => undefined,
      close: () => undefined,
    },
    cameras,
    { clock: systemClock, logger: silentLogger },
  );
  say(JSON.stringify({ type: "open", tile: 3, cameraId: "cam1" }));
  const [viewer] = cameras.viewers;
  const push = (key: boolean): void => viewer?.onPicture(picture(key), false);
  push(true);
  push(false);
  buffered = 2_000_001;
  push(false);
  buffered = 0;
  push(false);
  push(true);
  push(false);
  expect(sent).toEqual([
    { key: true, skipped: false, number: 0 },
    { key: false, skipped: false, number: 1 },
    { key: true, skipped: true, number: 2 },
    { key: false, skipped: false, number: 3 },
  ]);
});

test("a MessagePort carries the same channel", async () => {
  const { port1, port2 } = new MessageChannel();
  closing(() => port1.close());
  const cameras = oneCamera();
  // Electron's port wraps what came in an event; Node's does not.
  const wire = openPortWire({
    postMessage: (message) => port1.postMessage(message),
    on: (event: string, listener: (event: { data: unknown }) => void) =>
      port1.on(event, (data: unknown) => listener({ data })),
    start: () => port1.start(),
    close: () => port1.close(),
  });
  servePage(wire, cameras, { clock: systemClock, logger: silentLogger });
  port2.postMessage(JSON.stringify({ type: "ping", sentAtMs: 1 }));
  const [pong] = (await once(port2, "message")) as [string];
  expect(JSON.parse(pong)).toMatchObject({ type: "pong", sentAtMs: 1 });
  port2.postMessage(JSON.stringify({ type: "open", tile: 0, cameraId: "cam1" }));
  port2.postMessage(JSON.stringify({ type: "ping", sentAtMs: 2 }));
  await once(port2, "message");
  cameras.viewers[0]?.onPicture(picture(true), false);
  const [message] = (await once(port2, "message")) as [ArrayBuffer];
  expect(decodePicture(message)).toMatchObject({
    header: { tile: 0, key: true, number: 0 },
    picture: Uint8Array.of(1, 2, 3),
  });
});

test("a page is taken to decode H.264 alone until it says more; then every tile begins anew", () => {
  const cameras = oneCamera();
  let say = (_message: unknown): void => undefined;
  servePage(
    {
      sendText: () => undefined,
      sendPicture: () => undefined,
      bufferedBytes: () => 0,
      onMessage: (listener) => (say = listener),
      onClose: () => undefined,
      close: () => undefined,
    },
    cameras,
    { clock: systemClock, logger: silentLogger },
  );
  say(JSON.stringify({ type: "open", tile: 3, cameraId: "cam1" }));
  say(JSON.stringify({ type: "decodes", encodings: ["h264", "h265"] }));
  expect(cameras.viewers.map((viewer) => [viewer.decodes("h264"), viewer.decodes("h265")])).toEqual([
    [true, false],
    [true, true],
  ]);
});
