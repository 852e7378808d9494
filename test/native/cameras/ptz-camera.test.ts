import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import { makePtzCamera, type PtzCamera } from "../../../native/cameras/ptz/ptz-camera.ts";
import { closing } from "../../set-up.ts";
import { startCamera, type SimulatedCamera } from "../../simulators/camera/start-camera.ts";
import { quickClock } from "./quick-clock.ts";
import { cameraDevice } from "./watched-camera.ts";

async function open(canMove = true, times = 1): Promise<{ peer: SimulatedCamera; ptz: PtzCamera }> {
  const peer = await startCamera({ canMove });
  closing(() => peer.close());
  const ptz = makePtzCamera(cameraDevice(peer), { clock: quickClock(times), logger: silentLogger });
  closing(() => ptz.close());
  return { peer, ptz };
}

const right = { type: "move", vector: { pan: 1, tilt: 0, zoom: 0 } } as const;
const stop = { type: "move", vector: { pan: 0, tilt: 0, zoom: 0 } } as const;

test("turns while it is told to, and stops when told", async () => {
  const { peer, ptz } = await open();
  await ptz.act(right);
  expect(peer.ptz?.isMoving()).toBe(true);
  await ptz.act(stop);
  expect(peer.ptz?.isMoving()).toBe(false);
  expect(peer.ptz?.now().x).toBeGreaterThan(0);
});

test("stops by itself when nobody says so again", async () => {
  // Two seconds of ours take a twentieth; the camera's own limit is not what ends it.
  const { peer, ptz } = await open(true, 20);
  await ptz.act(right);
  await expect.poll(() => peer.calls.get("Stop")).toBe(1);
  expect(peer.ptz?.isMoving()).toBe(false);
});

test("the camera is told the limit too: without this process it stops as well", async () => {
  const { peer, ptz } = await open();
  await ptz.act(right);
  ptz.close();
  await expect.poll(() => peer.ptz?.isMoving(), { timeout: 10_000 }).toBe(false);
  expect(peer.calls.get("Stop")).toBeUndefined();
});

test("of orders that wait only the last move counts; a stop is never lost", async () => {
  const { peer, ptz } = await open();
  await Promise.all([...Array.from({ length: 20 }, () => ptz.act(right)), ptz.act(stop)]);
  expect(peer.ptz?.isMoving()).toBe(false);
  expect(peer.calls.get("ContinuousMove") ?? 0).toBeLessThan(5);
});

test("presets: listed, gone to, made with a name that is XML and Chinese, removed", async () => {
  const { peer, ptz } = await open();
  expect(await ptz.act({ type: "presets" })).toEqual([
    { token: "1", name: "门口" },
    { token: "2", name: "走廊" },
  ]);
  await ptz.act({ type: "goTo", preset: "1" });
  expect(peer.ptz?.now()).toEqual({ x: -0.6, y: 0, zoom: 1.5 });
  await ptz.act({ type: "goHome" });
  expect(peer.ptz?.now()).toEqual({ x: 0, y: 0, zoom: 1 });
  const made = await ptz.act({ type: "setPreset", preset: null, name: "药库<门>" });
  expect(made?.map(({ name }) => name)).toEqual(["门口", "走廊", "药库<门>"]);
  expect(await ptz.act({ type: "removePreset", preset: "1" })).toHaveLength(2);
});

test("a camera that cannot be moved says so", async () => {
  const { ptz } = await open(false);
  await expect(ptz.act(right)).rejects.toMatchObject({ code: "camera.no_ptz" });
});

test("a camera that was away is reached anew", async () => {
  const { peer, ptz } = await open();
  await ptz.act({ type: "goHome" });
  await peer.reboot(10);
  peer.setFaults({ hang: false });
  await ptz.act({ type: "goTo", preset: "2" });
  expect(peer.ptz?.now().zoom).toBe(2.5);
});
