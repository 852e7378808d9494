import { fork, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";
import { camerasEnvironment } from "../../native/base/cameras-environment.ts";
import type { FromCameras, ToCameras } from "../../native/contract/cameras-protocol.ts";
import { cameraDeviceSchema } from "../../native/contract/site.ts";
import { startCamera } from "../simulators/camera/start-camera.ts";

/**
 * Ingest of many streams (figure P6): the cameras process with one tile a stream on one page, against
 * one `ffmpeg -c copy` a stream, from the same gst-rtsp-server, one after the other in the same run.
 * CPU and memory are read from /proc. Prints a table, and JSON after it.
 */
export interface VideoFigures {
  readonly streams: number;
  /** Share of one core, percent, a stream. */
  readonly oursCpuPercent: number;
  readonly ffmpegCpuPercent: number;
  /** Growth of the resident set a stream; for ffmpeg its whole resident set. */
  readonly oursMegabytes: number;
  /** Of that, the pictures that are kept for replay, as far as the 35 s had filled. */
  readonly oursKeptMegabytes: number;
  readonly ffmpegMegabytes: number;
  /** Pictures a second that reached the page, a stream. */
  readonly pagePicturesPerSecond: number;
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const ticksPerSecond = 100;

interface Usage {
  readonly atMs: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

function usageOf(pids: readonly number[]): Usage {
  let ticks = 0;
  let pages = 0;
  for (const pid of pids) {
    // Behind the command's closing bracket; fields 14 and 15 of proc(5) are utime and stime.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
    pages += Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]);
  }
  return { atMs: performance.now(), cpuSeconds: ticks / ticksPerSecond, megabytes: (pages * 4096) / 1e6 };
}

/** Share of one core of all these processes together, over so many seconds. */
export async function cpuPercent(
  pids: readonly number[],
  seconds: number,
): Promise<{ percent: number; megabytes: number }> {
  const before = usageOf(pids);
  await sleep(seconds * 1000);
  const after = usageOf(pids);
  const percent = ((after.cpuSeconds - before.cpuSeconds) / ((after.atMs - before.atMs) / 1000)) * 100;
  return { percent, megabytes: after.megabytes };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("no stdout");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return line;
}

async function measureFfmpeg(address: string, streams: number, seconds: number) {
  const children = Array.from({ length: streams }, () =>
    spawn("ffmpeg", ["-v", "error", "-rtsp_transport", "tcp", "-i", address, "-c", "copy", "-f", "null", "-"], {
      stdio: "ignore",
    }),
  );
  try {
    // Its analysis of the stream is over by then.
    await sleep(8000);
    return await cpuPercent(
      children.map(({ pid }) => pid ?? 0),
      seconds,
    );
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
}

/** The page: a socket handed over as the station does it, one tile a camera, pictures counted. */
async function openPage(child: ChildProcess, streams: number) {
  const server = createServer();
  server.on("upgrade", (request, socket: Socket, head: Buffer) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const message: ToCameras = {
      type: "page-socket",
      request: { method: "GET", url: "/video", headers },
      head: head.toString("base64"),
    };
    child.send(message, socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/video`);
  await once(client, "open");
  let pictures = 0;
  let bytes = 0;
  client.on("message", (data, isBinary) => {
    if (!isBinary) return;
    pictures++;
    bytes += (data as Buffer).byteLength;
  });
  for (let tile = 0; tile < streams; tile++)
    client.send(JSON.stringify({ type: "open", tile, cameraId: `cam${tile}` }));
  return {
    pictures: () => pictures,
    /** What came in all: the rings hold as much, until they are full. */
    megabytes: () => bytes / 1e6,
    close() {
      client.terminate();
      server.close();
    },
  };
}

async function measureOurs(address: string, streams: number, seconds: number) {
  const child = fork(path("../../native/cameras/main.ts"), {
    env: { ...process.env, ...camerasEnvironment(streams) },
  });
  const front = await startCamera({ streamAddress: address, username: "" });
  try {
    const pids = [child.pid ?? 0];
    const page = await openPage(child, streams);
    await sleep(1500);
    const empty = usageOf(pids);
    const cameras = Array.from({ length: streams }, (_, at) =>
      cameraDeviceSchema.parse({ id: `cam${at}`, kind: "camera", family: "onvif", area: "a", address: front.address }),
    );
    child.send({ type: "configure", cameras, clipsFolder: "", viewsFolder: "" } satisfies ToCameras);
    while (true) {
      const [message] = (await once(child, "message")) as [FromCameras];
      if (
        message.type === "health" &&
        message.cameras.length === streams &&
        message.cameras.every((c) => c.condition === "ok")
      )
        break;
    }
    await sleep(5000);
    const before = page.pictures();
    const { percent, megabytes } = await cpuPercent(pids, seconds);
    const pictures = (page.pictures() - before) / seconds;
    const kept = page.megabytes();
    page.close();
    return { percent, megabytes: megabytes - empty.megabytes, kept, pictures };
  } finally {
    child.kill("SIGKILL");
    await front.close();
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Runs the whole comparison; about 40 s for each number of streams. */
export async function benchVideo(counts: readonly number[], seconds: number): Promise<readonly VideoFigures[]> {
  const server = spawn(
    "/usr/bin/python3",
    [path("../native/cameras/peers/rtsp-peer.py"), "1920", "1080", "25", "4000"],
    {
      // Bars with a patch of noise: an encoder spends all its bits on it.
      env: { ...process.env, SCENE: "still" },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  try {
    const { port } = JSON.parse(await firstLine(server)) as { port: number };
    const address = `rtsp://127.0.0.1:${port}/live`;
    const figures: VideoFigures[] = [];
    for (const streams of counts) {
      const ffmpeg = await measureFfmpeg(address, streams, seconds);
      const ours = await measureOurs(address, streams, seconds);
      figures.push({
        streams,
        oursCpuPercent: round(ours.percent / streams),
        ffmpegCpuPercent: round(ffmpeg.percent / streams),
        oursMegabytes: round(ours.megabytes / streams),
        oursKeptMegabytes: round(ours.kept / streams),
        ffmpegMegabytes: round(ffmpeg.megabytes / streams),
        pagePicturesPerSecond: round(ours.pictures / streams),
      });
    }
    return figures;
  } finally {
    server.kill("SIGKILL");
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { streams: { type: "string", default: "1,8,16,32" }, seconds: { type: "string", default: "15" } },
  });
  const figures = await benchVideo(values.streams.split(",").map(Number), Number(values.seconds));
  console.table(figures);
  console.log(JSON.stringify({ bench: "video", figures }));
}
