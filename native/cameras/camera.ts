import { AppError, reasonOf, toErrorData } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { backOffMs } from "../base/retry.ts";
import type { DeviceCondition, DeviceHealth } from "../contract/health.ts";
import type { CoverageCause } from "../contract/coverage.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { AnyCameraReport, CameraReport } from "../contract/reports.ts";
import type { CameraDevice } from "../contract/site.ts";
import type { VideoEncoding } from "../contract/video.ts";
import { makeAudience } from "./audience.ts";
import type { Viewer } from "./audience.ts";
import type { ClipOrder, ClipReport, ReferenceView } from "../contract/cameras-protocol.ts";
import type { ContentVerdict } from "./content/judge-content.ts";
import { reduceView } from "./content/reduce-view.ts";
import { readView, writeView } from "./content/view-store.ts";
import { watchContent } from "./content/watch-content.ts";
import { watchEvents } from "./events/watch-events.ts";
import { makeClipRecorder } from "./clips/clip-recorder.ts";
import { decodeLuma, decodeStill } from "./h264/decode-still.ts";
import { makePictureAssembler } from "./h264/picture-assembler.ts";
import type { Picture, PictureAssembler } from "./h264/picture-assembler.ts";
import { makePresence } from "./presence.ts";
import { makePictureRing, type RingBudget } from "./h264/picture-ring.ts";
import type { SequenceParameters } from "./h264/sequence-parameters.ts";
import { reencodedPerSecond } from "./reencode/picture-converter.ts";
import type { ReencodeSlots } from "./reencode/reencode-slots.ts";
import { readCamera } from "./onvif/read-camera.ts";
import { watchCameraClock } from "./onvif/watch-camera-clock.ts";
import { describeStream } from "./rtsp/describe-stream.ts";
import { readStream } from "./rtsp/read-stream.ts";
import { makeStreamRates } from "./stream-rates.ts";

export interface Camera {
  readonly device: CameraDevice;
  /** Tells the viewer at once what is known, pictures since the last key picture included; returns how to leave. */
  view(viewer: Viewer): () => void;
  /** Why what it shows now does not count as video of its place; null when it does (0016). */
  notCovered(): CoverageCause | null;
  /** To be asked about once a second: the rates are measured between calls. */
  health(): DeviceHealth;
  /**
   * The picture of that moment (UTC ms), out of what is kept, as JPEG.
   * @throws AppError `camera.no_picture`, `camera.still_failed`
   */
  still(atMs: number): Promise<{ readonly atMs: number; readonly jpeg: Buffer }>;
  /**
   * What the camera showed at that moment (UTC ms) is its right view from now on.
   * @throws AppError `camera.no_picture`, `camera.still_failed`, `camera.view_not_kept`
   */
  setReference(atMs: number): Promise<ReferenceView>;
  /** Null before one was set. @throws AppError `camera.view_not_kept` */
  reference(): Promise<ReferenceView | null>;
  /** Writes a clip; what becomes of it is told by `reportClip`. */
  record(order: ClipOrder): void;
  /** What is kept of this span (UTC ms), beginning with a key picture; empty when nothing is. */
  kept(fromMs: number, toMs: number): readonly Picture[];
  close(): Promise<void>;
}

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the rings of all cameras may keep together. */
  readonly budget: RingBudget;
  /** How many streams of all cameras may be re-encoded at once. */
  readonly slots: ReencodeSlots;
  /** Where clips are written, absolute; asked for when one begins. */
  readonly clipsFolder: () => string;
  /** Where right views are kept, absolute. */
  readonly viewsFolder: () => string;
  readonly reportClip: (report: ClipReport) => void;
}

/** Encodings that can be kept and shown, as a session description names them. */
const readable = new Set(["H264", "H265"]);
const backOff = { firstMs: 1000, mostMs: 30_000 };
/** A camera whose pictures are older than this is not ok (issue 2, part 7: "frozen since" after 3 s). */
const freshMs = 3000;
/** An outage is reported when it has lasted this long (a silent stream has), or when reconnecting fails once. */
const outageMs = 4500;
/** How far back pictures are kept (DB15/T 3968-2025 asks for the 30 s before an alarm). */
const keepMs = 35_000;
/** A picture older than this against the moment asked for does not show that moment. */
const stillFreshMs = 3000;
/** A stream that ran for so long starts the back-off anew. */
const steadyMs = 30_000;

/**
 * Keeps one camera's stream open for as long as it is configured, whether anybody watches or not, so
 * that its health is known. Reconnects for ever, but never after a refused password: cameras lock
 * accounts. The same camera with other settings is another `openCamera`.
 */
export function openCamera(
  device: CameraDevice,
  report: (report: AnyCameraReport) => void,
  { clock, logger, budget, slots, clipsFolder, viewsFolder, reportClip }: Parts,
): Camera {
  const log = logger.child({ camera: device.id });
  const stopping = new AbortController();
  const { signal } = stopping;
  const credentials = { username: device.username, password: device.password };
  const audience = makeAudience({ clock, slots, perSecond: reencodedPerSecond });
  const ring = makePictureRing(keepMs, budget);
  const recorder = makeClipRecorder(device.id, { clock, logger: log, ring, folder: clipsFolder, report: reportClip });
  const rates = makeStreamRates(clock.monotonicMs());

  const content = watchContent(onContent, { clock, logger: log });
  readView(viewsFolder(), device.id).then(
    (view) => content.setView(view?.reduced ?? null),
    (error: unknown) => log.error({ reason: reasonOf(error) }, "the right view could not be read"),
  );

  const cameraClock = watchCameraClock(device.id, report, { clock, logger: log });
  let model = "";
  let reconnects = 0;
  let bad = 0;
  const presence = makePresence();
  let lastPicture: { readonly atMs: number; readonly monotonicMs: number } | null = null;
  let condition: DeviceCondition = "starting";
  let sinceMs = clock.nowMs();

  function tell(type: CameraReport["type"], why: ErrorData | null): void {
    log.info({ type, error: why }, "camera");
    report({ type, deviceId: device.id, atMs: clock.nowMs(), error: why });
  }

  function onPicture(picture: Picture): void {
    rates.count(picture.bytes.byteLength);
    lastPicture = { atMs: picture.receivedAtMs, monotonicMs: clock.monotonicMs() };
    ring.push(picture);
    content.onPicture(picture);
    recorder.onPicture(picture);
    if (audience.state !== "streaming") audience.setState("streaming", null);
    if (presence.onPicture(clock.monotonicMs())) tell("camera.online", null);
    audience.push(picture);
  }

  function onContent(next: ContentVerdict, before: ContentVerdict | null): void {
    audience.setContent(next);
    const about = { deviceId: device.id, atMs: clock.nowMs() };
    log.info({ content: next.content }, "picture");
    if (next.content !== "seen")
      report({ ...about, type: "camera.picture_bad", content: next.content, sinceMs: next.sinceMs });
    else if (before !== null && before.content !== "seen")
      report({ ...about, type: "camera.picture_good", content: before.content, sinceMs: before.sinceMs });
  }

  function onConfig(next: SequenceParameters): void {
    recorder.onConfig(next);
    audience.setConfig(next);
  }

  async function connectOnce(): Promise<never> {
    const description = await readCamera(device.address, credentials, {
      clock,
      logger: log,
      signal,
      certificate: device.certificate,
      rtspPort: device.rtspPort,
      onConnection(connection) {
        cameraClock.connect(connection);
        events.connect(connection);
      },
    });
    model = description.model;
    const { codecs } = await describeStream(description.streamAddress, credentials, { clock, signal });
    if (!codecs.some((codec) => readable.has(codec)))
      throw new AppError("camera.no_usable_profile", { codecs: codecs.join(", ").slice(0, 200) || "-" });
    let assembler: PictureAssembler | null = null;
    return readStream(
      description.streamAddress,
      credentials,
      {
        onOpen(encoding: VideoEncoding, outOfBand) {
          assembler = makePictureAssembler(encoding, outOfBand, { onConfig, onPicture, onBad });
        },
        onPiece: (piece) => assembler?.push(piece),
      },
      { clock, signal },
    );
  }

  function onBad(reason: string): void {
    bad++;
    log.debug({ reason, bad }, "piece left out");
  }

  function failed(failure: AppError): void {
    const why = failure.toData();
    log.warn({ error: why }, "camera connection failed");
    audience.forget();
    content.forget();
    presence.onBreak();
    if (failure.code === "camera.auth_refused") {
      presence.onLost(clock.monotonicMs());
      audience.setState("refused", why);
      tell("camera.auth_refused", why);
      return;
    }
    const unsupported = failure.code === "camera.no_usable_profile";
    const lastedMs = lastPicture ? clock.monotonicMs() - lastPicture.monotonicMs : Number.POSITIVE_INFINITY;
    const mayBeShort = audience.state === "streaming" && lastedMs < outageMs && !unsupported;
    audience.setState(unsupported ? "unsupported" : mayBeShort ? "connecting" : "offline", why);
    if (!mayBeShort && presence.onLost(clock.monotonicMs())) tell("camera.offline", why);
  }

  async function run(): Promise<void> {
    let attempt = 0;
    while (!signal.aborted) {
      const startedMs = clock.monotonicMs();
      try {
        await connectOnce();
      } catch (thrown) {
        if (signal.aborted) return;
        const failure =
          thrown instanceof AppError
            ? thrown
            : new AppError("camera.stream_failed", toErrorData(thrown).params, thrown);
        failed(failure);
        if (failure.code === "camera.auth_refused") return;
      }
      const ran = lastPicture !== null && lastPicture.monotonicMs - startedMs > steadyMs;
      attempt = ran ? 0 : attempt;
      try {
        await clock.sleep(backOffMs(backOff, attempt++), signal);
      } catch (thrown) {
        if (signal.aborted) return;
        throw thrown;
      }
      reconnects++;
    }
  }

  /** The picture that stood at this moment, with those it needs to be decoded. */
  function picturesAt(atMs: number): { readonly pictures: readonly Picture[]; readonly receivedAtMs: number } {
    const pictures = ring.between(atMs, atMs);
    const last = pictures.at(-1);
    if (last === undefined || atMs - last.receivedAtMs > stillFreshMs)
      throw new AppError("camera.no_picture", { cameraId: device.id, atMs });
    return { pictures, receivedAtMs: last.receivedAtMs };
  }

  function conditionNow(): DeviceCondition {
    if (audience.state === "refused") return "refused";
    if (audience.state === "unsupported") return "degraded";
    const ageMs = lastPicture ? clock.monotonicMs() - lastPicture.monotonicMs : null;
    if (ageMs !== null && ageMs <= freshMs)
      return content.now === null || content.now.content === "seen" ? "ok" : "degraded";
    if (presence.online === "no") return "lost";
    return presence.online === "yes" ? "degraded" : "starting";
  }

  function notCovered(): CoverageCause | null {
    if (audience.state === "refused") return "refused";
    if (audience.state === "unsupported") return "unsupported";
    const ageMs = lastPicture ? clock.monotonicMs() - lastPicture.monotonicMs : Number.POSITIVE_INFINITY;
    if (ageMs > freshMs) return presence.online === "yes" ? "stalled" : "offline";
    const seen = content.now?.content ?? "seen";
    if (seen !== "seen") return seen;
    return cameraClock.isOff() ? "clock" : null;
  }

  const events = watchEvents(device, report, { clock, logger: log, signal, isAway: () => presence.online === "no" });
  const running = run().catch((thrown: unknown) => {
    // Nothing in run() is expected to fail: let the process end and be started anew.
    queueMicrotask(() => {
      throw thrown;
    });
  });

  return {
    device,
    view: (viewer) => audience.view(viewer),
    notCovered,
    health() {
      rates.tick(clock.monotonicMs());
      const next = conditionNow();
      if (next !== condition) {
        condition = next;
        sinceMs = clock.nowMs();
      }
      return {
        deviceId: device.id,
        condition,
        sinceMs,
        error: condition === "ok" ? null : audience.error,
        bytesIn: rates.bytes,
        bytesOut: 0,
        framesGood: rates.pictures,
        framesBad: bad,
        lastHeardAtMs: lastPicture?.atMs ?? null,
        reconnects,
        camera: {
          codec: audience.config?.codec ?? "",
          width: audience.config?.width ?? 0,
          height: audience.config?.height ?? 0,
          framesPerSecond: rates.framesPerSecond,
          bitsPerSecond: rates.bitsPerSecond,
          model,
          content: content.now?.content ?? null,
          clockOffsetMs: cameraClock.offsetMs(),
          events: events.health(),
        },
      };
    },
    async still(atMs) {
      const { pictures, receivedAtMs } = picturesAt(atMs);
      return { atMs: receivedAtMs, jpeg: await decodeStill(pictures) };
    },
    async setReference(atMs) {
      const { pictures, receivedAtMs } = picturesAt(atMs);
      const reduced = reduceView(await decodeLuma(pictures));
      const stored = await writeView(viewsFolder(), device.id, receivedAtMs, reduced, await decodeStill(pictures));
      content.setView(reduced);
      return stored.shown;
    },
    async reference() {
      return (await readView(viewsFolder(), device.id))?.shown ?? null;
    },
    record: (order) => recorder.record(order),
    kept: (fromMs, toMs) => ring.between(fromMs, toMs),
    async close() {
      stopping.abort(new AppError("camera.stream_failed", { reason: "closed" }));
      audience.close();
      content.close();
      cameraClock.close();
      await Promise.all([running, events.close()]);
      await recorder.close();
      ring.clear();
    },
  };
}
