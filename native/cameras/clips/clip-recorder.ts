import { mkdir, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError, toErrorData } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ClipOrder, ClipReport } from "../../contract/cameras-protocol.ts";
import type { ClipCause } from "../../contract/clips.ts";
import type { Picture } from "../h264/picture-assembler.ts";
import type { PictureRing } from "../h264/picture-ring.ts";
import type { SequenceParameters } from "../h264/sequence-parameters.ts";
import { type ClipFile, openClipFile, settleClip } from "./clip-file.ts";
import { clipPath } from "./clip-path.ts";

/** A clip that is asked for again and again ends here; the next alarm begins another. */
const mostMs = 600_000;
const gapMs = 1_000;
const mostGaps = 200;
const mostCauses = 20;
/** Waiting for a slow disk; beyond that the clip ends rather than fill the memory. */
const mostWaitingBytes = 32_000_000;
/** Below this no clip is begun: the log on the same disk comes first. */
const leastFreeBytes = 2_000_000_000;
/** Pictures of the last moment may still be on their way. */
const graceMs = 500;
/** The stream's clock may differ from ours by so much before it is anchored anew. */
const mostDriftUs = 2_000_000;

export interface ClipRecorder {
  record(order: ClipOrder): void;
  onPicture(picture: Picture): void;
  /** Another size or profile: what is being written ends. */
  onConfig(config: SequenceParameters): void;
  /** Ends what is being written; resolves when it is on the disk and told. */
  close(): Promise<void>;
}

export interface ClipRecorderParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ring: PictureRing;
  readonly folder: () => string;
  readonly report: (report: ClipReport) => void;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

interface Recording {
  readonly causes: ClipCause[];
  readonly fromMs: number;
  endMs: number;
  config: SequenceParameters | null;
  first: Picture | null;
  last: { readonly receivedAtMs: number; readonly timestampUs: number; readonly timeUs: number } | null;
  pictures: number;
  readonly gaps: { readonly fromMs: number; readonly toMs: number }[];
  file: ClipFile | null;
  /** Opening and writing, one after the other. */
  work: Promise<void>;
  waitingBytes: number;
  failure: AppError | null;
  over: boolean;
  cancelEnd: () => void;
}

/** One camera's clips: one at a time, extended by alarms that come meanwhile. */
export function makeClipRecorder(cameraId: string, parts: ClipRecorderParts): ClipRecorder {
  const { clock, logger, ring, folder, report } = parts;
  const freeBytes = parts.freeBytes ?? freeBytesOf;
  const endings = new Set<Promise<void>>();
  let config: SequenceParameters | null = null;
  let current: Recording | null = null;

  function planEnd(recording: Recording): void {
    recording.cancelEnd();
    const waitMs = Math.max(0, recording.endMs + graceMs - clock.nowMs());
    recording.cancelEnd = clock.after(waitMs, () => end(recording, null));
  }

  function record({ cause, fromMs, toMs }: ClipOrder): void {
    if (current !== null) {
      const beganMs = current.first?.receivedAtMs ?? current.fromMs;
      current.endMs = Math.max(current.endMs, Math.min(toMs, beganMs + mostMs));
      if (current.causes.length < mostCauses) current.causes.push(cause);
      return planEnd(current);
    }
    const recording: Recording = {
      causes: [cause],
      fromMs,
      endMs: toMs,
      config,
      first: null,
      last: null,
      pictures: 0,
      gaps: [],
      file: null,
      work: Promise.resolve(),
      waitingBytes: 0,
      failure: null,
      over: false,
      cancelEnd: () => undefined,
    };
    current = recording;
    planEnd(recording);
    for (const picture of ring.between(fromMs, toMs)) add(recording, picture);
  }

  function add(recording: Recording, picture: Picture): void {
    if (recording.over || picture.receivedAtMs > recording.endMs) return;
    if (recording.first === null) {
      if (!picture.key || config === null) return;
      recording.first = picture;
      recording.config = config;
      const { width, height } = config;
      recording.work = recording.work.then(() => begin(recording, picture, width, height));
    }
    const timeUs = timeOf(recording, picture);
    recording.pictures++;
    const size = picture.bytes.byteLength;
    recording.waitingBytes += size;
    if (recording.waitingBytes > mostWaitingBytes)
      return end(recording, new AppError("clip.write_failed", { reason: "disk too slow" }));
    recording.work = recording.work.then(async () => {
      recording.waitingBytes -= size;
      if (recording.failure === null) await recording.file?.write(picture, timeUs);
    });
    // A failure ends the clip at once; what was written before it stands.
    recording.work = recording.work.catch((error: unknown) => {
      recording.failure ??= toAppError(error);
      if (!recording.over) end(recording, recording.failure);
    });
  }

  /** Of the clip, µs: the stream's time, anchored anew to ours where the two part. */
  function timeOf(recording: Recording, { receivedAtMs, timestampUs }: Picture): number {
    const { first, last } = recording;
    const oursUs = (receivedAtMs - (first?.receivedAtMs ?? receivedAtMs)) * 1000;
    let timeUs = last === null ? 0 : last.timeUs + (timestampUs - last.timestampUs);
    if (last !== null && (timeUs <= last.timeUs || Math.abs(timeUs - oursUs) > mostDriftUs))
      timeUs = Math.max(last.timeUs + 1000, oursUs);
    if (last !== null && receivedAtMs - last.receivedAtMs > gapMs && recording.gaps.length < mostGaps)
      recording.gaps.push({ fromMs: last.receivedAtMs, toMs: receivedAtMs });
    recording.last = { receivedAtMs, timestampUs, timeUs };
    return timeUs;
  }

  async function begin(recording: Recording, first: Picture, width: number, height: number): Promise<void> {
    const { part } = clipPath(folder(), cameraId, first.receivedAtMs);
    await mkdir(dirname(part), { recursive: true });
    const free = await freeBytes(dirname(part));
    if (free < leastFreeBytes) throw new AppError("clip.no_space", { freeMb: Math.floor(free / 1e6) });
    recording.file = await openClipFile(part, first, { width, height });
  }

  function end(recording: Recording, early: AppError | null): void {
    if (recording.over) return;
    recording.over = true;
    recording.cancelEnd();
    if (current === recording) current = null;
    const ending = finish(recording, early).then(report, (error: unknown) => {
      const failure = toAppError(error);
      logger.error({ cameraId, error: failure.toData() }, "clip not written");
      report({ cameraId, causes: recording.causes, clip: null, error: failure.toData() });
    });
    endings.add(ending);
    void ending.finally(() => endings.delete(ending));
  }

  async function finish(recording: Recording, early: AppError | null): Promise<ClipReport> {
    await recording.work;
    const { first, last, file, causes, pictures, gaps } = recording;
    // What went wrong first; that it was stopped as well says less.
    const failure = recording.failure ?? early;
    if (first === null || last === null || file === null)
      throw failure ?? new AppError("camera.no_picture", { cameraId, atMs: recording.fromMs });
    const { clipId, part, path } = clipPath(folder(), cameraId, first.receivedAtMs);
    await file.close();
    const facts = await settleClip(part, path);
    const clip = {
      clipId,
      fromMs: first.receivedAtMs,
      toMs: last.receivedAtMs,
      pictures,
      gaps,
      whole: failure === null,
      ...facts,
    };
    return { cameraId, causes, clip, error: failure?.toData() ?? null };
  }

  return {
    record,
    onPicture(picture) {
      if (current !== null) add(current, picture);
    },
    onConfig(next) {
      // Every new connection tells its size; only another one ends the clip.
      const isSame = config !== null && config.width === next.width && config.height === next.height;
      config = next;
      if (!isSame && current !== null && current.first !== null)
        end(current, new AppError("clip.write_failed", { reason: "picture size changed" }));
    },
    async close() {
      if (current !== null) end(current, new AppError("clip.write_failed", { reason: "stopped" }));
      await Promise.all(endings);
    },
  };
}

function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("clip.write_failed", toErrorData(error).params, error);
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
