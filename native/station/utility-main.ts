/**
 * The station as an Electron utility process. Nothing listens: the main process sends the options,
 * then a port to the cameras process, then a port for every window.
 */
import { AppError, toErrorData } from "../base/app-error.ts";
import { systemClock } from "../base/clock.ts";
import { openLogger } from "../base/logger.ts";
import type { FromCameras } from "../contract/cameras-protocol.ts";
import type { StationToShell, ShellToStation } from "../contract/shell-protocol.ts";
import { servePort } from "../rpc/serve.ts";
import type { CamerasChild } from "./cameras-process.ts";
import { openStation, type Station } from "./station.ts";

/** Electron's MessagePortMain, as far as it is used here; Electron itself is not imported outside electron/. */
interface Port {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { readonly data: unknown; readonly ports: readonly Port[] }) => void): void;
  on(event: "close", listener: () => void): void;
  start(): void;
  close(): void;
}
interface ParentPort {
  postMessage(message: StationToShell): void;
  on(
    event: "message",
    listener: (event: { readonly data: ShellToStation; readonly ports: readonly Port[] }) => void,
  ): void;
}

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;
if (parentPort === undefined) throw new AppError("internal", { reason: "not an Electron utility process" });
const shell = parentPort;
// The log and the site file name people and hold passwords: nobody else on the machine reads them.
process.umask(0o077);
const logger = openLogger("warn");
let station: Station | null = null;
/** Ports that came while the station was opening. */
let waiting: Port[] = [];
let windows = 0;

/** One life of the cameras process is one port; the main process starts it and sends the next port. */
let giveCamerasPort: (port: Port) => void = () => undefined;

function camerasOverPort(cameraCount: number): CamerasChild {
  let port: Port | null = null;
  let messageListener: (message: FromCameras) => void = () => undefined;
  const exitListeners: ((reason: string) => void)[] = [];
  let ended: string | null = null;
  giveCamerasPort = (given) => {
    port = given;
    given.on("message", (event) => messageListener(event.data as FromCameras));
    given.on("close", () => {
      ended = "port closed";
      for (const listener of exitListeners) listener(ended);
    });
    given.start();
  };
  shell.postMessage({ type: "start-cameras", cameraCount });
  return {
    post: (message) => port?.postMessage(message),
    onMessage(listener) {
      messageListener = listener;
    },
    onExit(listener) {
      if (ended === null) exitListeners.push(listener);
      else listener(ended);
    },
    kill: () => shell.postMessage({ type: "kill-cameras" }),
  };
}

function serveWindow(port: Port): void {
  if (station === null) {
    waiting.push(port);
    return;
  }
  windows += 1;
  const session = { id: `window-${windows}`, actor: null };
  servePort(port, { services: station.services, session });
  port.start();
}

async function start(options: Extract<ShellToStation, { type: "start" }>): Promise<void> {
  const { dataFolder, siteText, simulated, version } = options;
  station = await openStation(
    { dataFolder, version, siteText, simulated, startCameras: camerasOverPort },
    { clock: systemClock, logger },
  );
  for (const port of waiting.splice(0)) serveWindow(port);
  shell.postMessage({ type: "ready" });
}

function crash(error: unknown): void {
  logger.error({ error: error instanceof Error ? error.stack : String(error) }, "unexpected error");
  shell.postMessage({ type: "fatal", error: toErrorData(error) });
  process.exit(1);
}
process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);

shell.on("message", ({ data, ports }) => {
  const [port] = ports;
  switch (data.type) {
    case "start":
      start(data).catch(crash);
      break;
    case "page-port":
      if (port !== undefined) serveWindow(port);
      break;
    case "cameras-port":
      if (port !== undefined) giveCamerasPort(port);
      break;
    case "stop":
      (station?.close("quit") ?? Promise.resolve()).then(() => process.exit(0)).catch(crash);
      break;
  }
});
