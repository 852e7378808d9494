import { toErrorData } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ClipWork, ClipWorkResult } from "../contract/clip-work.ts";
import type { FromCameras, ToCameras } from "../contract/cameras-protocol.ts";
import type { PtzAct, PtzPreset } from "../contract/ptz.ts";
import { doClipWork } from "./clips/clip-work.ts";
import { discoverCameras } from "./discovery/discover-cameras.ts";
import { clipStill } from "./evidence/clip-still.ts";
import { probeCamera } from "./enrol/probe-camera.ts";

type Ask = Extract<ToCameras, { type: "ask" }>;

export interface AnsweredQuestions {
  ask(ask: Ask): void;
  /** Ends the work on it; nothing more is said. */
  leave(request: number): void;
  close(): Promise<void>;
}

type MovePtz = (cameraId: string, act: PtzAct) => Promise<readonly PtzPreset[] | null>;

/** Works on what the station asks and says how it ends, whatever happens. */
export function answerQuestions(
  send: (message: FromCameras) => void,
  movePtz: MovePtz,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): AnsweredQuestions {
  const open = new Map<number, { readonly stopping: AbortController; readonly done: Promise<void> }>();

  /** Files are read and removed one after the other: that must not crowd out what is being recorded. */
  let lastClipWork: Promise<void> = Promise.resolve();
  async function workOnClips(asked: ClipWork, folder: string, signal: AbortSignal): Promise<ClipWorkResult> {
    const before = lastClipWork;
    const done = Promise.withResolvers<void>();
    lastClipWork = done.promise;
    try {
      await before;
      return await doClipWork(asked, folder, { clock, signal });
    } finally {
      done.resolve();
    }
  }

  async function work(ask: Ask, signal: AbortSignal): Promise<void> {
    const { request } = ask;
    const tell = (answer: Extract<FromCameras, { type: "answer" }>["answer"]): void => {
      if (!signal.aborted) send({ type: "answer", request, answer });
    };
    try {
      if (ask.question === "search") await discoverCameras(tell, { clock, signal });
      else if (ask.question === "ptz") tell({ presets: await movePtz(ask.cameraId, ask.act) });
      else if (ask.question === "clip-still") {
        const { atMs, jpeg } = await clipStill(ask.path, ask.fromMs, ask.atMs);
        tell({ atMs, jpeg: jpeg.toString("base64") });
      } else if (ask.question === "clipWork") tell(await workOnClips(ask.work, ask.clipsFolder, signal));
      else await probeCamera(ask.camera, tell, { clock, logger, signal });
      if (!signal.aborted) send({ type: "ended", request, error: null });
    } catch (error) {
      if (signal.aborted) return;
      const data = toErrorData(error);
      logger.info({ question: ask.question, error: data }, "question not answered");
      send({ type: "ended", request, error: data });
    } finally {
      open.delete(request);
    }
  }

  return {
    ask(message) {
      const stopping = new AbortController();
      open.set(message.request, { stopping, done: work(message, stopping.signal) });
    },
    leave: (request) => open.get(request)?.stopping.abort(),
    async close() {
      const all = [...open.values()];
      for (const { stopping } of all) stopping.abort();
      await Promise.all(all.map(({ done }) => done));
    },
  };
}
