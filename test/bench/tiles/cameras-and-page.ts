import { fork, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { build } from "vite";
import { camerasEnvironment } from "../../../native/base/cameras-environment.ts";
import type { FromCameras, ToCameras } from "../../../native/contract/cameras-protocol.ts";
import { cameraDeviceSchema } from "../../../native/contract/site.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What is closed after a measurement, the last first. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (let next = this.#closers.pop(); next !== undefined; next = this.#closers.pop()) await next();
  }
}

/** Debian's Python, whatever else is on the path. The line that it says first, and the others as they come. */
export async function startPython(
  script: string,
  args: readonly (string | number)[],
  env: Readonly<Record<string, string>>,
  closers: Closers,
  onLine: (line: string) => void = () => undefined,
): Promise<{ readonly port: number }> {
  const child = spawn("/usr/bin/python3", [path(script), ...args.map(String)], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  closers.add(() => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout });
  const [first] = (await once(lines, "line")) as [string];
  lines.on("line", onLine);
  return JSON.parse(first) as { port: number };
}

/** The cameras process with so many cameras on one stream; resolves when all of them deliver. */
export async function startCameras(address: string, count: number, closers: Closers) {
  const child = fork(path("../../../native/cameras/main.ts"), {
    env: { ...process.env, ...camerasEnvironment(count), WARDWATCH_LOG_LEVEL: "error" },
  });
  closers.add(() => child.kill("SIGKILL"));
  const front = await startCamera({ streamAddress: address, username: "" });
  closers.add(() => front.close());
  const pictures = new Map<string, number>();
  child.on("message", (message: FromCameras) => {
    if (message.type === "health") for (const each of message.cameras) pictures.set(each.deviceId, each.framesGood);
  });
  const configure = (numbers: readonly number[]): void => {
    const cameras = numbers.map((number) =>
      cameraDeviceSchema.parse({
        id: `cam${number}`,
        kind: "camera",
        family: "onvif",
        area: "a",
        address: front.address,
      }),
    );
    child.send({ type: "configure", cameras, clipsFolder: "", viewsFolder: "" } satisfies ToCameras);
  };
  // One first: gst-rtsp-server ends when many ask for a stream that has not begun.
  configure([0]);
  while ((pictures.get("cam0") ?? 0) < 10) await once(child, "message");
  configure(Array.from({ length: count }, (_, at) => at));
  while (pictures.size < count || [...pictures.values()].some((each) => each < 10)) await once(child, "message");
  return {
    child,
    /** Other cameras in the place of those. */
    configure,
    /** Pictures that all cameras have received so far; told once a second. */
    async pictures(): Promise<number> {
      await once(child, "message");
      return [...pictures.values()].reduce((sum, each) => sum + each, 0);
    },
  };
}

/** Builds a page of this folder and serves it, with `/video` handed to the cameras process as the station does it. */
export async function servePageOf(entry: string, child: ChildProcess | null, closers: Closers): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wardwatch-bench-"));
  closers.add(() => rm(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: "error",
    build: { outDir: folder, lib: { entry: path(entry), formats: ["es"], fileName: "page" } },
  });
  const script = readFileSync(join(folder, "page.js"));
  const html =
    '<!doctype html><style>body{margin:0;background:#000}</style><body><script type="module" src="/page.js"></script>';
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? script : html);
  });
  if (child !== null)
    server.on("upgrade", (request, socket: Socket, head: Buffer) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const asked = { method: "GET", url: "/video", headers };
      child.send({ type: "page-socket", request: asked, head: head.toString("base64") } satisfies ToCameras, socket);
    });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.add(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export interface OpenPage {
  readonly page: Page;
  /** All processes of the browser. */
  readonly pids: () => readonly number[];
}

/** A browser without a GPU; on an X display, over its whole screen, when one is given. */
export async function openPage(url: string, display: string | null, closers: Closers): Promise<OpenPage> {
  const profile = await mkdtemp(join(tmpdir(), "wardwatch-browser-"));
  closers.add(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    headless: display === null,
    viewport: display === null ? { width: 1920, height: 1080 } : null,
    env: { ...(process.env as Record<string, string>), ...(display === null ? {} : { DISPLAY: display }) },
    ignoreDefaultArgs: ["--enable-automation"],
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      ...(display === null ? [] : ["--kiosk", "--window-size=1920,1080", "--window-position=0,0"]),
    ],
  });
  closers.add(() => context.close());
  const [page = await context.newPage()] = context.pages();
  await page.goto(url);
  return { page, pids: () => treeOf(profile) };
}

/** The first process with this text in its arguments, and all that descend from it. */
function treeOf(text: string): readonly number[] {
  const parents = new Map<number, number>();
  let root: number | null = null;
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\) /s, "");
      parents.set(pid, Number(stat.split(" ")[1]));
      if (readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(text)) root = Math.min(root ?? pid, pid);
    } catch {
      // It ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(isBelow);
}
