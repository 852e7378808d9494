import type { Socket } from "node:net";
import { availableParallelism } from "node:os";
import { AppError, reasonOf, toErrorData } from "../base/app-error.ts";
import { Disposer } from "../base/disposer.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ClipOrder, FromCameras, ReferenceView, ToCameras } from "../contract/cameras-protocol.ts";
import type { CameraDevice } from "../contract/site.ts";
import { answerQuestions } from "./answer-questions.ts";
import { openCamera } from "./camera.ts";
import type { Camera } from "./camera.ts";
import type { PtzAct, PtzPreset } from "../contract/ptz.ts";
import { makePtzCameras } from "./ptz/ptz-cameras.ts";
import { openPortWire } from "./pages/port-wire.ts";
import type { ElectronPort } from "./pages/port-wire.ts";
import { makeCoverageMeter } from "./coverage-meter.ts";
import { clipPath, parseClipId } from "./clips/clip-path.ts";
import { findClips } from "./clips/find-clips.ts";
import { finishLeftClips } from "./clips/finish-left-clips.ts";
import { makeExporter } from "./evidence/exporter.ts";
import { makeRingBudget } from "./h264/picture-ring.ts";
import { makeReencodeSlots } from "./reencode/reencode-slots.ts";
import type { PageWire } from "./pages/page-wire.ts";
import { servePage } from "./pages/serve-page.ts";
import { openSocketWire } from "./pages/socket-wire.ts";

/** What can travel with a message. */
export interface Attachment {
  readonly socket?: Socket | undefined;
  readonly port?: ElectronPort | undefined;
}

export interface CameraProcess {
  /** Handles one message of the parent, in order of arrival. `stop` is the caller's. */
  receive(message: ToCameras, attachment: Attachment): void;
  close(): Promise<void>;
}

const mostPages = 64;
const healthEveryMs = 1000;

/** All cameras and all pages. Says `hello` and then, once a second, how every camera is. */
export function openCameraProcess(
  send: (message: FromCameras) => void,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): CameraProcess {
  const disposer = new Disposer();
  const cameras = new Map<string, { readonly settings: string; readonly camera: Camera }>();
  const listeners = new Set<() => void>();
  const pages = new Set<PageWire>();
  const budget = makeRingBudget();
  const meter = makeCoverageMeter();
  const slots = makeReencodeSlots(availableParallelism());
  const exporter = makeExporter(send, { clock, logger });
  disposer.add(() => exporter.close());
  let clipsFolder = "";
  let viewsFolder = "";
  /** Done once a life, before the first camera is opened: nothing of ours is being written then. */
  let leftClips: Promise<void> | null = null;
  const cameraSet = {
    slots,
    get: (id: string) => cameras.get(id)?.camera,
    clipsAbout: (cameraId: string, fromMs: number, toMs: number) => findClips(clipsFolder, cameraId, fromMs, toMs),
    clipFile(clipId: string) {
      const id = parseClipId(clipId);
      if (id === null || clipsFolder === "") return null;
      return { path: clipPath(clipsFolder, id.cameraId, id.startMs).path, startMs: id.startMs };
    },
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function configure(devices: readonly CameraDevice[], folder: string, folderOfViews: string): void {
    clipsFolder = folder;
    viewsFolder = folderOfViews;
    leftClips ??= finishLeftClips(folder, (clip) => send({ type: "clip", report: clip }), logger).catch(
      (error: unknown) => logger.error({ reason: reasonOf(error) }, "unfinished clips not looked through"),
    );
    const wanted = new Map(devices.map((device) => [device.id, device]));
    for (const [id, { camera, settings }] of cameras) {
      const device = wanted.get(id);
      if (device && settingsOf(device) === settings) continue;
      cameras.delete(id);
      void camera.close();
    }
    for (const device of wanted.values()) {
      if (cameras.has(device.id)) continue;
      const camera = openCamera(
        device,
        (report) => {
          // A camera that was just replaced may still fail; that is no news of its successor.
          if (cameras.get(device.id)?.camera === camera) send({ type: "report", report });
        },
        {
          clock,
          logger,
          budget,
          slots,
          clipsFolder: () => clipsFolder,
          viewsFolder: () => viewsFolder,
          reportClip: (clip) => send({ type: "clip", report: clip }),
        },
      );
      cameras.set(device.id, { settings: settingsOf(device), camera });
    }
    for (const listener of listeners) listener();
  }

  function addPage(wire: PageWire): void {
    if (disposer.isClosed || pages.size >= mostPages) {
      logger.warn({ pages: pages.size }, "page refused");
      wire.close();
      return;
    }
    pages.add(wire);
    wire.onClose(() => pages.delete(wire));
    servePage(wire, cameraSet, { clock, logger });
  }

  function record(order: ClipOrder): void {
    const camera = cameras.get(order.cameraId)?.camera;
    if (camera !== undefined) return camera.record(order);
    const error = new AppError("camera.not_found", { id: order.cameraId }).toData();
    send({ type: "clip", report: { cameraId: order.cameraId, causes: [order.cause], clip: null, error } });
  }

  async function takeStill(request: number, cameraId: string, atMs: number): Promise<void> {
    try {
      const camera = cameras.get(cameraId)?.camera;
      if (camera === undefined) throw new AppError("camera.not_found", { id: cameraId });
      const still = await camera.still(atMs);
      send({ type: "still", request, still: { atMs: still.atMs, jpeg: still.jpeg.toString("base64") } });
    } catch (error) {
      send({ type: "still", request, still: null, error: toErrorData(error) });
    }
  }

  async function movePtz(cameraId: string, act: PtzAct): Promise<readonly PtzPreset[] | null> {
    const camera = cameras.get(cameraId)?.camera;
    if (camera === undefined) throw new AppError("camera.not_found", { id: cameraId });
    // One password refused is enough.
    const { condition, error } = camera.health();
    if (condition === "refused") throw new AppError("camera.auth_refused", error?.params ?? {});
    return ptz.act(camera, act);
  }

  const ptz = makePtzCameras({ clock, logger });
  disposer.add(() => ptz.close());
  const questions = answerQuestions(send, movePtz, { clock, logger });
  disposer.add(() => questions.close());
  async function tellView(
    request: number,
    cameraId: string,
    ask: (camera: Camera) => Promise<ReferenceView | null>,
  ): Promise<void> {
    try {
      const camera = cameras.get(cameraId)?.camera;
      if (camera === undefined) throw new AppError("camera.not_found", { id: cameraId });
      send({ type: "view", request, view: await ask(camera) });
    } catch (error) {
      send({ type: "view", request, view: null, error: toErrorData(error) });
    }
  }

  let cancelHealth = (): void => undefined;
  const tellHealth = (): void => {
    cancelHealth = clock.after(healthEveryMs, tellHealth);
    const causes = new Map(Array.from(cameras, ([id, { camera }]) => [id, camera.notCovered()] as const));
    const minute = meter.look(clock.nowMs(), clock.monotonicMs(), causes);
    if (minute !== null) send({ type: "minute", minute });
    send({ type: "health", cameras: Array.from(cameras.values(), ({ camera }) => camera.health()) });
  };
  disposer.add(async () => {
    await Promise.all(Array.from(cameras.values(), ({ camera }) => camera.close()));
  });
  disposer.add(() => {
    for (const page of pages) page.close();
  });
  disposer.add(() => cancelHealth());

  send({ type: "hello", pid: process.pid });
  cancelHealth = clock.after(healthEveryMs, tellHealth);

  return {
    receive(message, { socket, port }) {
      if (disposer.isClosed) {
        socket?.destroy();
        port?.close();
        return;
      }
      switch (message.type) {
        case "configure":
          return configure(message.cameras, message.clipsFolder, message.viewsFolder);
        case "page-socket":
          // The page may have gone while its socket was on its way here.
          if (!socket) return logger.warn({}, "page socket gone");
          return openSocketWire(message, socket, addPage);
        case "page-port":
          if (port) addPage(openPortWire(port));
          return;
        case "take-still":
          return void takeStill(message.request, message.cameraId, message.atMs);
        case "set-view":
          return void tellView(message.request, message.cameraId, (camera) => camera.setReference(message.atMs));
        case "read-view":
          return void tellView(message.request, message.cameraId, (camera) => camera.reference());
        case "record":
          return record(message.order);
        case "ask":
          return questions.ask(message);
        case "leave":
          return questions.leave(message.request);
        case "export":
          return exporter.begin(message.order);
        case "seal-export": {
          const { exportId, manifest, signature } = message;
          return exporter.seal(exportId, { manifest, signature: Buffer.from(signature, "base64") });
        }
        case "cancel-export":
          return exporter.cancel(message.exportId);
        case "stop":
          return;
      }
    },
    close: () => disposer.close(),
  };
}

/** Settings that make it another connection; a new name or area does not. */
function settingsOf(device: CameraDevice): string {
  const { family, address, certificate, rtspPort, username, password, inputs, events } = device;
  return JSON.stringify([family, address, certificate, rtspPort, username, password, inputs, events]);
}
