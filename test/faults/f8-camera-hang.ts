import { setTimeout as sleep } from "node:timers/promises";
import { type CameraChild, startCameraChild } from "../harness/camera-child.ts";
import { buildPage } from "../harness/desk-in-chromium.ts";
import { rounded } from "../harness/percentiles.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { freshAddress, removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { openWatchedTiles, type TileSight, type WatchedTiles } from "../harness/watched-tiles.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";

const cameraCount = 4;
const framesPerSecond = 10;
/** A tile may say that it is live for so long after its last picture, ms. */
const frozenMs = 3000;
/** And for the page's own look four times a second, and a frame. */
const lateMs = frozenMs + 250 + 50;
/** Frozen frames to look at, all faults together. */
const mostFrozen = 10_000;
/** A source that always sends the same picture is found by its content (0012): three looks over 10 s or more, each at a key picture. */
const contentWithinMs = 30_000;
const backWithinMs = 90_000;

/** Orders to a camera, and back. The refusal comes last: after it nothing is tried until the site changes. */
const faults = {
  "RTP stops": { on: ["stopRtp"], off: ["stopRtp=false"] },
  "accepts, then silent": { on: ["hang", "drop"], off: ["hang=false"] },
  "endless header": { on: ["endless", "drop"], off: ["endless=false"] },
  "401 for ever": { on: ["refuse", "drop"], off: [] },
} as const;

interface Found extends Omit<TileSight, "words" | "isLive"> {
  readonly words: readonly string[];
}

function sum(sights: readonly TileSight[]): Found {
  const all = (of: (sight: TileSight) => number): number => sights.reduce((total, sight) => total + of(sight), 0);
  return {
    frames: all(({ frames }) => frames),
    frozen: all(({ frozen }) => frozen),
    frozenAsLive: all(({ frozenAsLive }) => frozenAsLive),
    late: all(({ late }) => late),
    saidAfterMs: Math.max(0, ...sights.map(({ saidAfterMs }) => saidAfterMs)),
    words: [...new Set(sights.flatMap(({ words }) => words))],
  };
}

async function orderAll(cameras: readonly CameraChild[], lines: readonly string[]): Promise<void> {
  for (const line of lines) await Promise.all(cameras.map((camera) => camera.order(line)));
}

/** Asks the page four times a second until so many tiles say that they are live. */
async function untilLive(tiles: WatchedTiles, count: number, withinMs: number): Promise<void> {
  const endMs = performance.now() + withinMs;
  while ((await tiles.live()).length !== count) {
    if (performance.now() > endMs) throw new Error(`not ${count} live tiles within ${withinMs} ms`);
    await sleep(250);
  }
}

/** Until enough frozen frames were looked at, or a minute. */
async function watchFault(tiles: WatchedTiles, most: number): Promise<Found> {
  const sights: TileSight[] = [];
  for (let second = 0; second < 60; second++) {
    await sleep(1000);
    sights.push(...Object.values(await tiles.take()));
    if (second >= 6 && sum(sights).frozen >= most) break;
  }
  return sum(sights);
}

/** F8: what cameras do to a picture that must never look live when it is not. In the real page. */
export async function hangCameras({ say }: FaultOptions): Promise<FaultResult> {
  await buildPage();
  const cameras = await Promise.all(
    Array.from({ length: cameraCount }, (_, at) => startCameraChild(`CAM-${at + 1}`, framesPerSecond)),
  );
  const dataFolder = temporaryFolder();
  const devices = cameras.map(({ address }, at) => ({
    id: `cam${at + 1}`,
    kind: "camera",
    family: "onvif",
    address,
    username: "operator",
    password: "secret",
    area: "ed",
  }));
  const station = await startStation({ dataFolder, site: siteOfLines([], devices) });
  const tiles = await openWatchedTiles(await freshAddress(station), { frozenMs, lateMs });
  try {
    await untilLive(tiles, cameraCount, backWithinMs);
    const found: Record<string, Found> = {};

    say("a source that freezes");
    const frozenAt = performance.now();
    await orderAll(cameras, ["freeze"]);
    await untilLive(tiles, 0, 60_000);
    const contentMs = performance.now() - frozenAt;
    const contentWords = sum(Object.values(await tiles.take())).words;
    await orderAll(cameras, ["freeze=false"]);
    await untilLive(tiles, cameraCount, backWithinMs);

    say("control: a page without the rule of age");
    const blind = await openWatchedTiles(await freshAddress(station), { frozenMs, lateMs });
    await untilLive(blind, cameraCount, backWithinMs);
    await blind.stopPageClock();
    await orderAll(cameras, ["stopRtp"]);
    const control = await watchFault(blind, 100);
    await blind.close();
    await orderAll(cameras, ["stopRtp=false"]);

    for (const [name, { on, off }] of Object.entries(faults)) {
      await untilLive(tiles, cameraCount, backWithinMs);
      await tiles.take();
      say(name);
      await orderAll(cameras, on);
      found[name] = await watchFault(tiles, mostFrozen / Object.keys(faults).length);
      await orderAll(cameras, off);
    }
    const all = Object.values(found);
    const total = (of: (each: Found) => number): number => all.reduce((sums, each) => sums + of(each), 0);
    const saidAfterMs = Math.max(...all.map((each) => each.saidAfterMs));
    const frozen = total((each) => each.frozen);
    const late = total((each) => each.late);
    const saysSo = all.every(({ words }) => words.length > 0 && words.every((each) => each.includes("冻结")));
    return {
      id: "F8",
      name: "cameras that hang",
      figure:
        `${late} of ${frozen} frozen frames looked live beyond the page's look; said after ${rounded(saidAfterMs, 0)} ms at most ` +
        `(${Object.entries(found)
          .map(([name, each]) => `${name} ${rounded(each.saidAfterMs, 0)}`)
          .join(", ")}); a frozen source is told after ${rounded(contentMs / 1000, 1)} s`,
      target: `0 of ${mostFrozen}; said within ${lateMs} ms; frozen source within ${contentWithinMs / 1000} s`,
      pass: late === 0 && frozen >= mostFrozen && saidAfterMs <= lateMs && saysSo && contentMs <= contentWithinMs,
      control: {
        figure: `a page whose clock stands still shows ${control.late} of ${control.frozen} frozen frames as live`,
        pass: control.late > 0,
      },
      details: { cameraCount, found, contentMs, contentWords, control },
    };
  } finally {
    await tiles.close();
    await station.stop();
    for (const { child } of cameras) child.kill("SIGKILL");
    removeFolder(dataFolder);
  }
}
