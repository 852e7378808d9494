import { execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { atMost, type BenchResult } from "../bench-result.ts";
import { Closers, openPage, servePageOf, startCameras, startPython } from "./cameras-and-page.ts";
import { openScreen, type Screen } from "./screen.ts";

const pollMs = 2;

/**
 * P4, glass to screen: a number stands in each picture of a 1080p25 stream; a program that only looks at
 * the screen notes when it sees which. Ours (the product's cameras process and tile stream in a browser
 * without a GPU), `ffplay -fflags nobuffer` and VLC with its own buffer, each over the whole of an X screen, from
 * one gst-rtsp-server, one after the other.
 */
export async function benchGlass(say: (text: string) => void, seconds: number): Promise<readonly BenchResult[]> {
  const closers = new Closers();
  try {
    const madeAt = new Map<number, number>();
    const { port } = await startPython(
      "numbered-peer.py",
      [1920, 1080, 25, 4000, scenery(closers)],
      {},
      closers,
      (line) => {
        const { number, atMs } = JSON.parse(line) as { number: number; atMs: number };
        madeAt.set(number, atMs);
      },
    );
    const address = `rtsp://127.0.0.1:${port}/live`;
    const seen: Record<string, readonly number[]> = {};
    for (const [name, show] of Object.entries(programs)) {
      const own = new Closers();
      try {
        const screen = await openScreen(own);
        await show(address, screen, own);
        seen[name] = await watch(screen, madeAt, seconds, name);
      } finally {
        await own.close();
      }
      say(`${name}: ${seen[name]?.length ?? 0} pictures seen`);
    }
    const { ours = [], ffplay = [], vlc = [] } = seen;
    return [
      atMost("P4 glass to screen p50, against ffplay", nearestRank(ours, 0.5), "ms", 250, {
        name: "ffplay nobuffer",
        value: nearestRank(ffplay, 0.5),
      }),
      atMost("P4 glass to screen p95, against ffplay", nearestRank(ours, 0.95), "ms", 400, {
        name: "ffplay nobuffer",
        value: nearestRank(ffplay, 0.95),
      }),
      atMost("P4 glass to screen p50, against VLC", nearestRank(ours, 0.5), "ms", 250, {
        name: "VLC default",
        value: nearestRank(vlc, 0.5),
      }),
      atMost("P4 pictures not seen", (1 - ours.length / (25 * seconds)) * 100, "%", null, {
        name: "ffplay nobuffer",
        value: (1 - ffplay.length / (25 * seconds)) * 100,
      }),
    ];
  } finally {
    await closers.close();
  }
}

function nearestRank(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A second of a moving picture, raw. */
function scenery(closers: Closers): string {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-scene-"));
  closers.add(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "scene.yuv");
  const source = "testsrc2=size=1920x1080:rate=25";
  execFileSync("ffmpeg", [
    "-v",
    "error",
    "-f",
    "lavfi",
    "-i",
    source,
    "-t",
    "1",
    "-pix_fmt",
    "yuv420p",
    "-f",
    "rawvideo",
    file,
  ]);
  return file;
}

const programs: Record<string, (address: string, screen: Screen, closers: Closers) => Promise<void>> = {
  async ours(address, { display }, closers) {
    const cameras = await startCameras(address, 1, closers);
    const url = await servePageOf("tile-page.ts", cameras.child, closers);
    const { page } = await openPage(url, display, closers);
    await page.evaluate(() => window.bench.open(1, 1920, 1080));
  },
  async ffplay(address, { display }, closers) {
    const args = ["-v", "error", "-an", "-fflags", "nobuffer", "-rtsp_transport", "tcp", "-noborder"];
    const place = ["-left", "0", "-top", "0", "-x", "1920", "-y", "1080"];
    const child = spawn("ffplay", [...args, ...place, address], {
      env: { ...process.env, DISPLAY: display },
      stdio: "ignore",
    });
    closers.add(() => child.kill("SIGKILL"));
    await Promise.race([once(child, "spawn"), once(child, "error")]);
  },
  async vlc(address, { display }, closers) {
    // Debian's VLC has no RTSP: ffmpeg hands it the same pictures by copy as MPEG-TS over UDP, as it would get
    // them from a multicast camera. Its own buffer (1 s for the network) is as it comes.
    const port = await freePort();
    const stream = ["-c", "copy", "-muxdelay", "0", "-muxpreload", "0", "-flush_packets", "1", "-f", "mpegts"];
    const input = ["-v", "error", "-fflags", "nobuffer", "-rtsp_transport", "tcp", "-i", address];
    const relay = spawn("ffmpeg", [...input, ...stream, `udp://127.0.0.1:${port}?pkt_size=1316`], { stdio: "ignore" });
    closers.add(() => relay.kill("SIGKILL"));
    const vlc = ["cvlc", "--no-audio", "--fullscreen", "--no-video-title-show", `udp://@127.0.0.1:${port}`];
    // VLC refuses to run as root.
    const home = mkdtempSync(join(tmpdir(), "wardwatch-vlc-"));
    closers.add(() => rmSync(home, { recursive: true, force: true }));
    if (process.getuid?.() === 0) execFileSync("chown", ["65534", home]);
    const [program = "", ...args] =
      process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ...vlc] : vlc;
    const child = spawn(program, args, {
      env: { ...process.env, DISPLAY: display, HOME: home, XDG_RUNTIME_DIR: home },
      stdio: "ignore",
    });
    closers.add(() => child.kill("SIGKILL"));
    await Promise.race([once(child, "spawn"), once(child, "error")]);
  },
};

/** How old each picture was when it first stood on the screen, ms. Begins three seconds after the first. */
async function watch(
  screen: Screen,
  madeAt: ReadonlyMap<number, number>,
  seconds: number,
  name: string,
): Promise<readonly number[]> {
  const patienceMs = 60_000;
  const startedAt = performance.now();
  while (screen.readNumber() === null) {
    if (performance.now() - startedAt > patienceMs) throw new Error(`${name} shows nothing`);
    await sleep(50);
  }
  await sleep(3000);
  const ages: number[] = [];
  let last = screen.readNumber();
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const number = screen.readNumber();
    if (number !== null && number !== last) {
      const nowMs = Date.now();
      last = number;
      const made = madeAt.get(number);
      if (made !== undefined) ages.push(nowMs - made);
    }
    await sleep(pollMs);
  }
  return ages;
}
