import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { camerasEnvironment } from "../../../native/base/cameras-environment.ts";
import type { FromCameras, ToCameras } from "../../../native/contract/cameras-protocol.ts";
import type { CameraDevice } from "../../../native/contract/site.ts";
import { decodePicture, videoNoticeSchema } from "../../../native/contract/video.ts";
import type { PictureHeader, VideoNotice, VideoRequest } from "../../../native/contract/video.ts";
import { closing } from "../../set-up.ts";

const entry = fileURLToPath(new URL("../../../native/cameras/main.ts", import.meta.url));

export interface ForkedProcess {
  readonly child: ChildProcess;
  readonly messages: FromCameras[];
  send(message: ToCameras): void;
  /** With a folder for clips of its own, removed after the test. */
  configure(cameras: readonly CameraDevice[]): void;
  readonly clipsFolder: string;
  /** Where right views are kept. */
  readonly viewsFolder: string;
  until(holds: (messages: readonly FromCameras[]) => boolean): Promise<void>;
  /** Opens a page: a socket accepted here, and handed over with the request that came on it. */
  openPage(): Promise<TestPage>;
}

export interface TestPage {
  readonly notices: VideoNotice[];
  readonly pictures: { readonly header: PictureHeader; readonly picture: Uint8Array }[];
  ask(request: VideoRequest): void;
  sendRaw(data: string | Uint8Array): void;
  until(holds: (page: TestPage) => boolean): Promise<void>;
  readonly closed: Promise<unknown>;
}

/** Removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-"));
  closing(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The cameras process as the station starts it. Ended after the test. */
export function forkCameras(folder?: string): ForkedProcess {
  const child = fork(entry, { env: { ...process.env, ...camerasEnvironment(4), WARDWATCH_LOG_LEVEL: "silent" } });
  const clipsFolder = folder ?? temporaryFolder();
  const viewsFolder = temporaryFolder();
  const news = new EventEmitter();
  const messages: FromCameras[] = [];
  child.on("message", (message) => {
    messages.push(message as FromCameras);
    news.emit("news");
  });
  closing(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  return {
    child,
    messages,
    clipsFolder,
    viewsFolder,
    send: (message) => void child.send(message),
    configure: (cameras) =>
      void child.send({ type: "configure", cameras, clipsFolder, viewsFolder } satisfies ToCameras),
    async until(holds) {
      while (!holds(messages)) await once(news, "news");
    },
    openPage: () => openPage(child),
  };
}

async function openPage(child: ChildProcess): Promise<TestPage> {
  const server = createServer();
  server.on("upgrade", (request, socket: Socket, head: Buffer) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const message: ToCameras = {
      type: "page-socket",
      request: { method: request.method ?? "", url: request.url ?? "", headers },
      head: head.toString("base64"),
    };
    child.send(message, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing(() => void server.close());
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/video`);
  client.binaryType = "arraybuffer";
  closing(() => client.terminate());
  const news = new EventEmitter();
  const page: TestPage = {
    notices: [],
    pictures: [],
    ask: (request) => client.send(JSON.stringify(request)),
    sendRaw: (data) => client.send(data),
    closed: once(client, "close"),
    async until(holds) {
      while (!holds(page)) await once(news, "news");
    },
  };
  client.on("message", (data, isBinary) => {
    if (isBinary) {
      const decoded = decodePicture(data as ArrayBuffer);
      if (decoded) page.pictures.push(decoded);
    } else page.notices.push(videoNoticeSchema.parse(JSON.parse(Buffer.from(data as ArrayBuffer).toString("utf8"))));
    news.emit("news");
  });
  await once(client, "open");
  return page;
}
