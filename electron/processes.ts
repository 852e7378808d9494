import { join } from "node:path";
import { MessageChannelMain, type MessagePortMain } from "electron";
import { camerasEnvironment } from "../native/base/cameras-environment.ts";
import type { ToCameras } from "../native/contract/cameras-protocol.ts";
import type { ErrorData } from "../native/contract/errors.ts";
import type { ShellToStation, StationToShell } from "../native/contract/shell-protocol.ts";
import type { ProcessNotice } from "./channels.ts";
import { failuresAfter, nextRestartDelayMs } from "./policy.ts";
import { forkUtility, type Utility } from "./utility.ts";

/** Longer than the station's own deadline, so that it can say what hindered it. */
const stationStopMs = 5000;
const camerasStopMs = 1000;

export interface ProcessesOptions {
  /** Where the compiled native/ lies, absolute. */
  readonly nativeFolder: string;
  readonly dataFolder: string;
  readonly version: string;
  readonly siteText: string | null;
  readonly simulated: boolean;
  readonly onNotice: (notice: ProcessNotice) => void;
}

export interface Processes {
  /**
   * A new pair of ports for a window: its calls and its video. The other ends go to the processes,
   * at once or as soon as they run again; an earlier pair of the same window that still waits is closed.
   */
  openPagePorts(windowId: number): readonly [rpc: MessagePortMain, video: MessagePortMain];
  /** The station first, so that it can still tell its cameras to stop; then what is left of them. Idempotent. */
  stop(): Promise<void>;
}

/** Runs the station, restarts it with back-off, and starts the cameras process whenever the station asks. */
export function openProcesses(options: ProcessesOptions): Processes {
  const waiting = {
    station: new Map<number, MessagePortMain>(),
    cameras: new Map<number, MessagePortMain>(),
  };
  let station: Utility | null = null;
  let cameras: Utility | null = null;
  let failures = 0;
  let fatal: ErrorData | null = null;
  let restart: NodeJS.Timeout | null = null;
  let stopping: Promise<void> | null = null;
  // A site file given at the start is installed once: a restart must not undo what was installed since.
  let siteText = options.siteText;

  function postToStation(message: ShellToStation, ports?: MessagePortMain[]): void {
    station?.post(message, ports);
  }

  function startStation(): void {
    restart = null;
    fatal = null;
    const startedAtMs = performance.now();
    station = forkUtility({
      name: "station",
      file: join(options.nativeFolder, "station", "utility-main.js"),
      env: process.env,
      onMessage: (message) => onStationMessage(message as StationToShell),
      onExit: (code) => {
        station = null;
        cameras?.kill();
        if (stopping !== null) return;
        failures = failuresAfter(failures, performance.now() - startedAtMs);
        const restartInMs = nextRestartDelayMs(failures);
        restart = setTimeout(startStation, restartInMs);
        const error = fatal ?? ({ code: "internal", params: { reason: `exit ${code}` } } as const);
        options.onNotice({ process: "station", state: "down", error, restartInMs });
      },
    });
    const { dataFolder, simulated, version } = options;
    postToStation({ type: "start", dataFolder, version, siteText, simulated });
    for (const port of takeAll(waiting.station)) postToStation({ type: "page-port" }, [port]);
  }

  function onStationMessage(message: StationToShell): void {
    switch (message.type) {
      case "ready":
        siteText = null;
        options.onNotice({ process: "station", state: "up", error: null, restartInMs: null });
        break;
      case "fatal":
        fatal = message.error;
        break;
      case "start-cameras":
        startCameras(message.cameraCount);
        break;
      case "kill-cameras":
        cameras?.kill();
        break;
    }
  }

  function startCameras(cameraCount: number): void {
    cameras?.kill();
    // The cameras process talks to whoever started it, in plain Node as here: the shell passes its few
    // messages on. Pictures go straight to the page by the page's own port.
    const { port1: toStation, port2: stationEnd } = new MessageChannelMain();
    const started = forkUtility({
      name: "cameras",
      file: join(options.nativeFolder, "cameras", "main.js"),
      env: { ...process.env, ...camerasEnvironment(cameraCount) },
      onMessage: (message) => toStation.postMessage(message),
      onExit: (code) => {
        toStation.close();
        if (cameras === started) cameras = null;
        if (stopping !== null || station === null) return;
        const error = { code: "cameras.process_down", params: { reason: `exit ${code}` } } as const;
        options.onNotice({ process: "cameras", state: "down", error, restartInMs: null });
      },
    });
    cameras = started;
    toStation.on("message", (event) => started.post(event.data as ToCameras));
    toStation.start();
    postToStation({ type: "cameras-port" }, [stationEnd]);
    for (const port of takeAll(waiting.cameras)) started.post({ type: "page-port" }, [port]);
    options.onNotice({ process: "cameras", state: "up", error: null, restartInMs: null });
  }

  function hold(held: Map<number, MessagePortMain>, windowId: number, port: MessagePortMain): void {
    held.get(windowId)?.close();
    held.set(windowId, port);
  }

  async function end(): Promise<void> {
    if (restart !== null) clearTimeout(restart);
    await station?.stop(stationStopMs);
    await cameras?.stop(camerasStopMs);
  }

  startStation();
  return {
    openPagePorts(windowId) {
      const rpc = new MessageChannelMain();
      const video = new MessageChannelMain();
      if (station === null) hold(waiting.station, windowId, rpc.port2);
      else postToStation({ type: "page-port" }, [rpc.port2]);
      if (cameras === null) hold(waiting.cameras, windowId, video.port2);
      else cameras.post({ type: "page-port" }, [video.port2]);
      return [rpc.port1, video.port1];
    },
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}

function takeAll(held: Map<number, MessagePortMain>): readonly MessagePortMain[] {
  const ports = [...held.values()];
  held.clear();
  return ports;
}
