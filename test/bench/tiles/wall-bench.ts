import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { atLeast, atMost, type BenchResult } from "../bench-result.ts";
import { cpuPercent } from "../video-bench.ts";
import { Closers, openPage, servePageOf, startCameras, startPython } from "./cameras-and-page.ts";

interface Shown {
  /** Pictures painted of those that came, percent. */
  readonly percent: number;
  /** Of one core, all processes of the browser. */
  readonly browserCpu: number;
}

const screenWidth = 1920;
const screenHeight = 1080;

/**
 * P7, wall: so many tiles of 640×360 on one page without a GPU, and how many of the pictures that came were
 * painted; the same tiles by jsmpeg, which decodes MPEG-1 in the page's own thread, from an ffmpeg of the
 * same size and rate, on the same page size.
 */
export async function benchWall(say: (text: string) => void, seconds: number): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const [tiles, fps, least] of [
    [16, 25, 98],
    [36, 10, 98],
  ] as const) {
    const ours = await measureOurs(tiles, fps, seconds);
    say(`${tiles} tiles: ${ours.percent.toFixed(1)} % shown`);
    const jsmpeg = await measureJsmpeg(tiles, fps, seconds);
    say(`${tiles} tiles of jsmpeg: ${jsmpeg.percent.toFixed(1)} % shown`);
    const name = `P7 ${tiles} tiles of 360p${fps}`;
    results.push(
      atLeast(`${name}, pictures shown`, ours.percent, "%", least, { name: "jsmpeg", value: jsmpeg.percent }),
      atMost(`${name}, the browser's share of a core`, ours.browserCpu, "%", null, {
        name: "jsmpeg",
        value: jsmpeg.browserCpu,
      }),
    );
  }
  return results;
}

/** As many columns as make the tiles fit. */
function tileSize(tiles: number): { width: number; height: number } {
  const columns = Math.ceil(Math.sqrt(tiles));
  return { width: Math.floor(screenWidth / columns), height: Math.floor(screenHeight / columns) };
}

async function measureOurs(tiles: number, fps: number, seconds: number): Promise<Shown> {
  const closers = new Closers();
  try {
    const { port } = await startPython("../../native/cameras/peers/rtsp-peer.py", [640, 360, fps, 700], {}, closers);
    const cameras = await startCameras(`rtsp://127.0.0.1:${port}/live`, tiles, closers);
    const url = await servePageOf("tile-page.ts", cameras.child, closers);
    const { page, pids } = await openPage(url, null, closers);
    const { width, height } = tileSize(tiles);
    await page.evaluate(([count, w, h]) => window.bench.open(count, w, h), [tiles, width, height] as const);
    await sleep(5000);
    const [cameBefore, shownBefore] = await Promise.all([
      cameras.pictures(),
      page.evaluate(() => window.bench.shown()),
    ]);
    const { percent: browserCpu } = await cpuPercent(pids(), seconds);
    const [came, shown] = await Promise.all([cameras.pictures(), page.evaluate(() => window.bench.shown())]);
    return { percent: ((shown - shownBefore) / (came - cameBefore)) * 100, browserCpu };
  } finally {
    await closers.close();
  }
}

async function measureJsmpeg(tiles: number, fps: number, seconds: number): Promise<Shown> {
  const closers = new Closers();
  try {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    closers.add(() => server.close());
    await once(server, "listening");
    // MPEG-1 knows no 10 pictures a second: every second and third picture is a repetition that costs nothing.
    const source = `testsrc2=size=640x360:rate=${fps}`;
    const args = ["-v", "error", "-re", "-f", "lavfi", "-i", source, "-c:v", "mpeg1video", "-b:v", "700k", "-bf", "0"];
    const encoder = spawn("ffmpeg", [...args, "-r", String(Math.max(fps, 25)), "-f", "mpegts", "-"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    closers.add(() => encoder.kill("SIGKILL"));
    encoder.stdout.on("data", (bytes: Buffer) => {
      for (const client of server.clients) client.send(bytes);
    });
    const { page, pids } = await openPage(await servePageOf("jsmpeg-page.ts", null, closers), null, closers);
    const { width, height } = tileSize(tiles);
    const { port } = server.address() as AddressInfo;
    await page.evaluate(([count, w, h, at]) => window.jsmpegBench.open(count, w, h, at), [
      tiles,
      width,
      height,
      port,
    ] as const);
    await sleep(5000);
    const before = await page.evaluate(() => window.jsmpegBench.shown());
    const startedAt = performance.now();
    const { percent: browserCpu } = await cpuPercent(pids(), seconds);
    const shown = (await page.evaluate(() => window.jsmpegBench.shown())) - before;
    const came = ((performance.now() - startedAt) / 1000) * Math.max(fps, 25) * tiles;
    return { percent: (shown / came) * 100, browserCpu };
  } finally {
    await closers.close();
  }
}
