import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { backOffMs } from "../base/retry.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { AppError } from "../base/app-error.ts";
import type {
  CamerasAnswers,
  CamerasQuestion,
  ClipOrder,
  ClipReport,
  CoveredMinute,
  FromCameras,
  ReferenceView,
  TakenStill,
  ToCameras,
} from "../contract/cameras-protocol.ts";
import type { ClipWork, ClipWorkResult } from "../contract/clip-work.ts";
import type { DeviceHealth } from "../contract/health.ts";
import type { AnyCameraReport } from "../contract/reports.ts";
import type { PtzAct, PtzPreset } from "../contract/ptz.ts";
import type { CameraDevice } from "../contract/site.ts";
import { CamerasQuestions } from "./cameras-questions.ts";

/** One life of the cameras process, however the shell started it. */
export interface CamerasChild {
  post(message: ToCameras, handle?: Socket): void;
  onMessage(listener: (message: FromCameras) => void): void;
  /** Called once, when it has ended or could not be started. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
}

export interface CamerasListener {
  onReport(report: AnyCameraReport): void;
  onDown(reason: string): void;
  onUp(restarts: number): void;
  onClip(report: ClipReport): void;
  onMinute(minute: CoveredMinute): void;
  onExport(message: Extract<FromCameras, { readonly type: `export-${string}` }>): void;
}

const restartBackOff = { firstMs: 500, mostMs: 30_000 };
/** A life longer than this was a good one: the next restart is quick again. */
const goodLifeMs = 60_000;
const stopWithinMs = 2000;
/** Decoding a group of pictures takes a tenth of a second; a cameras process that is too busy is told of. */
const answerWithinMs = 5000;

/** What is asked of the process and answered with the same number. */
type Question = Extract<ToCameras, { readonly type: "take-still" | "set-view" | "read-view" }>;
type Answer = Extract<FromCameras, { readonly type: "still" | "view" }>;
/** A union stays one when a field is left out of each of its members. */
type WithoutNumber<T> = T extends unknown ? Omit<T, "request"> : never;

/** Reaching a slow camera takes half a dozen calls. */
const ptzWithinMs = 10_000;

/** Keeps the cameras process alive; the station goes on without it. */
export class CamerasProcess {
  readonly #start: (cameraCount: number) => CamerasChild;
  readonly #folders: { readonly clipsFolder: string; readonly viewsFolder: string };
  readonly #listener: CamerasListener;
  readonly #parts: { clock: Clock; logger: Logger };
  #child: CamerasChild | null = null;
  #cameras: readonly CameraDevice[] = [];
  #health: readonly DeviceHealth[] = [];
  /** When the list of cameras last changed. */
  #configuredAtMs = 0;
  #restarts = 0;
  #attempt = 0;
  #stopping = false;
  #cancelRestart: (() => void) | null = null;
  readonly #questions = new CamerasQuestions();
  #lastRequest = 0;
  readonly #asked = new Map<number, (answer: Answer | AppError) => void>();

  constructor(
    start: (cameraCount: number) => CamerasChild,
    listener: CamerasListener,
    parts: { clock: Clock; logger: Logger; clipsFolder: string; viewsFolder: string },
  ) {
    this.#folders = { clipsFolder: parts.clipsFolder, viewsFolder: parts.viewsFolder };
    this.#start = start;
    this.#listener = listener;
    this.#parts = parts;
  }

  /** Starts it if there is a camera to watch; afterwards replaces the list of cameras. */
  configure(cameras: readonly CameraDevice[]): void {
    this.#cameras = cameras;
    this.#configuredAtMs = this.#parts.clock.nowMs();
    this.#health = this.#health.filter((each) => cameras.some((camera) => camera.id === each.deviceId));
    if (this.#child !== null) this.#child.post({ type: "configure", cameras, ...this.#folders });
    else if (cameras.length > 0 && this.#cancelRestart === null) this.#launch();
  }

  /** As last reported; while the process is down every camera is lost. */
  health(): readonly DeviceHealth[] {
    return this.#cameras.map(
      (camera) => this.#health.find((each) => each.deviceId === camera.id) ?? unknown(camera, this.#configuredAtMs),
    );
  }

  /** Hands a page's connection over; closes it when there is no process to take it. */
  passVideo(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (this.#child === null) {
      socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : (value ?? ""),
      ]),
    );
    delete headers["cookie"];
    const { method = "GET", url = "/" } = request;
    this.#child.post({ type: "page-socket", request: { method, url, headers }, head: head.toString("base64") }, socket);
  }

  /**
   * The picture that was on a camera's line at this moment (UTC ms), for as long as it is kept there.
   * @throws AppError `cameras.process_down`, `camera.timed_out`, `camera.not_found`, `camera.no_picture`,
   * `camera.still_failed`
   */
  async takeStill(cameraId: string, atMs: number): Promise<TakenStill> {
    const answer = await this.#ask({ type: "take-still", cameraId, atMs });
    if (answer.type === "still" && answer.still !== null) return answer.still;
    throw unanswered(answer);
  }

  /**
   * The picture that was on the line at this moment (UTC ms) shows the camera's right view from now on.
   * @throws AppError as `takeStill`, and `camera.view_not_kept`
   */
  async setReference(cameraId: string, atMs: number): Promise<ReferenceView> {
    const answer = await this.#ask({ type: "set-view", cameraId, atMs });
    if (answer.type === "view" && answer.view !== null) return answer.view;
    throw unanswered(answer);
  }

  /**
   * Null before one was set.
   * @throws AppError `cameras.process_down`, `camera.timed_out`, `camera.not_found`, `camera.view_not_kept`
   */
  async reference(cameraId: string): Promise<ReferenceView | null> {
    const answer = await this.#ask({ type: "read-view", cameraId });
    if (answer.type === "view" && answer.error === undefined) return answer.view;
    throw unanswered(answer);
  }

  #ask(question: WithoutNumber<Question>): Promise<Answer> {
    const child = this.#child;
    if (child === null) return Promise.reject(new AppError("cameras.process_down", { reason: "not running" }));
    const request = ++this.#lastRequest;
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer | AppError): void => {
        this.#asked.delete(request);
        cancel();
        if (answer instanceof AppError) reject(answer);
        else resolve(answer);
      };
      const cancel = this.#parts.clock.after(answerWithinMs, () =>
        settle(new AppError("camera.timed_out", { reason: question.type })),
      );
      this.#asked.set(request, settle);
      child.post({ ...question, request });
    });
  }

  /** Asks for a clip of each camera; what becomes of it comes as `onClip`. False: nobody is there to write it. */
  record(order: ClipOrder): boolean {
    this.#child?.post({ type: "record", order });
    return this.#child !== null;
  }

  /**
   * The answers to a question as they come; leaving the loop takes the question back. Starts the process where no
   * camera was there to need one.
   * @throws AppError `cameras.process_down`, and what the question fails with
   */
  ask<Q extends CamerasQuestion>(
    question: Q,
    signal: AbortSignal,
  ): AsyncGenerator<CamerasAnswers[Q["question"]], void> {
    if (this.#child === null && this.#cancelRestart === null && !this.#stopping) this.#launch();
    const child = this.#child;
    if (child === null) throw new AppError("cameras.process_down", { reason: "not running" });
    return this.#questions.ask((message) => child.post(message), question, signal);
  }

  /**
   * Puts an export together; what becomes of it comes as `onExport`. Starts the process where no camera was there
   * to need one. False: nobody is there to do it.
   */
  sendExport(message: Extract<ToCameras, { readonly type: "export" | "seal-export" | "cancel-export" }>): boolean {
    if (this.#child === null && this.#cancelRestart === null && !this.#stopping) this.#launch();
    this.#child?.post(message);
    return this.#child !== null;
  }

  /** Presets for acts about presets, else null. Throws also `camera.timed_out` when no answer comes within 10 s. */
  async movePtz(cameraId: string, act: PtzAct): Promise<readonly PtzPreset[] | null> {
    const late = new AbortController();
    const cancel = this.#parts.clock.after(ptzWithinMs, () => late.abort());
    try {
      for await (const { presets } of this.ask({ question: "ptz", cameraId, act }, late.signal)) return presets;
      throw new AppError("camera.timed_out", { reason: "PTZ" });
    } finally {
      cancel();
    }
  }

  /**
   * Work on the files of clips. It may take minutes: only the end of the process ends the waiting.
   * @throws AppError `cameras.process_down`, and what the work itself refuses
   */
  async clipWork<W extends ClipWork>(work: W): Promise<Extract<ClipWorkResult, { of: W["of"] }>> {
    const { clipsFolder } = this.#folders;
    const stopping = new AbortController();
    for await (const result of this.ask({ question: "clipWork", work, clipsFolder }, stopping.signal))
      // The process answers each work with a result of its own kind.
      return result as Extract<ClipWorkResult, { of: W["of"] }>;
    throw new AppError("cameras.process_down", { reason: "no answer" });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelRestart?.();
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise<void>((resolve) => child.onExit(() => resolve()));
    child.post({ type: "stop" });
    const cancel = this.#parts.clock.after(stopWithinMs, () => child.kill());
    await ended;
    cancel();
  }

  #launch(): void {
    const { clock, logger } = this.#parts;
    const startedAtMs = clock.monotonicMs();
    const child = this.#start(this.#cameras.length);
    this.#child = child;
    child.onMessage((message) => {
      switch (message.type) {
        case "hello":
          child.post({ type: "configure", cameras: this.#cameras, ...this.#folders });
          if (this.#restarts > 0) this.#listener.onUp(this.#restarts);
          break;
        case "report":
          this.#listener.onReport(message.report);
          break;
        case "health":
          this.#health = message.cameras;
          break;
        case "minute":
          this.#listener.onMinute(message.minute);
          break;
        case "clip":
          this.#listener.onClip(message.report);
          break;
        case "answer":
        case "ended":
          this.#questions.onMessage(message);
          break;
        case "export-progress":
        case "export-gathered":
        case "export-done":
        case "export-failed":
          this.#listener.onExport(message);
          break;
        case "still":
        case "view":
          this.#asked.get(message.request)?.(message);
          break;
      }
    });
    child.onExit((reason) => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#questions.failAll(new AppError("cameras.process_down", { reason }));
      for (const settle of this.#asked.values()) settle(new AppError("cameras.process_down", { reason }));
      this.#health = this.#cameras.map((camera) => ({
        ...unknown(camera, this.#configuredAtMs),
        condition: "lost" as const,
        sinceMs: clock.nowMs(),
        error: { code: "cameras.process_down" as const, params: { reason } },
      }));
      if (this.#stopping) return;
      this.#restarts += 1;
      this.#attempt = clock.monotonicMs() - startedAtMs > goodLifeMs ? 0 : this.#attempt + 1;
      logger.error({ reason, restarts: this.#restarts }, "cameras process ended");
      this.#listener.onDown(reason);
      this.#cancelRestart = clock.after(backOffMs(restartBackOff, Math.max(0, this.#attempt - 1)), () => {
        this.#cancelRestart = null;
        this.#launch();
      });
    });
  }
}

/** Of a camera that nobody has told about since `sinceMs`. */
function unknown(camera: CameraDevice, sinceMs: number): DeviceHealth {
  return {
    deviceId: camera.id,
    condition: "starting",
    sinceMs,
    error: null,
    bytesIn: 0,
    bytesOut: 0,
    framesGood: 0,
    framesBad: 0,
    lastHeardAtMs: null,
    reconnects: 0,
    camera: null,
  };
}

/** What the process said instead of an answer. */
function unanswered(answer: Answer): AppError {
  const { code, params } = ("error" in answer ? answer.error : undefined) ?? { code: "internal", params: {} };
  return new AppError(code, params);
}
