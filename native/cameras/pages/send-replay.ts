import { AppError, reasonOf, toErrorData } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { PictureHeader, ReplaySource, VideoEncoding, VideoNotice } from "../../contract/video.ts";
import { readClip } from "../clips/read-clip.ts";
import { encodingRules } from "../encoding-rules.ts";
import type { Picture } from "../h264/picture-assembler.ts";
import { openPictureConverter, reencodedPerSecond } from "../reencode/picture-converter.ts";
import type { ReencodeSlots } from "../reencode/reencode-slots.ts";
import type { CameraSet } from "./serve-page.ts";

/** A page that is busy is looked at again after this, ms. */
const busyMs = 20;

export interface ReplayParts {
  readonly tile: number;
  readonly signal: AbortSignal;
  /** What the page can show; other pictures are re-encoded for it. */
  readonly decodable: ReadonlySet<VideoEncoding>;
  readonly send: (header: PictureHeader, picture: Uint8Array) => void;
  readonly notify: (notice: VideoNotice) => void;
  /** The page has enough to do. */
  readonly isBusy: () => boolean;
  readonly clock: Clock;
}

/** Sends what was, no faster than the page takes it, and says when that was all. Never rejects. */
export async function sendReplay(source: ReplaySource, cameras: CameraSet, parts: ReplayParts): Promise<void> {
  const { tile, signal, notify } = parts;
  let pictures = 0;
  try {
    let size = "";
    const asKept = picturesOf(source, cameras);
    for await (const { picture, isReencoded } of asDecodable(asKept, parts.decodable, cameras.slots, signal)) {
      while (parts.isBusy() && !signal.aborted) await parts.clock.sleep(busyMs);
      if (signal.aborted) return;
      const { readHead, readParameters } = encodingRules[picture.encoding];
      const { sps } = picture.key ? readHead(picture.bytes) : { sps: null };
      if (sps !== null) {
        const { codec, width, height } = readParameters(sps);
        const config = { codec, width, height, reencodedPerSecond: isReencoded ? reencodedPerSecond : null };
        if (JSON.stringify(config) !== size) notify({ type: "config", tile, ...config });
        size = JSON.stringify(config);
      }
      const { key, receivedAtMs, timestampUs, bytes } = picture;
      parts.send({ tile, key, skipped: false, number: pictures++, receivedAtMs, timestampUs }, bytes);
    }
    if (pictures === 0) throw nothingKept(source);
    notify({ type: "replay-end", tile, pictures, error: null });
  } catch (error) {
    if (!signal.aborted) notify({ type: "replay-end", tile, pictures, error: toErrorData(error) });
  }
}

interface Sent {
  readonly picture: Picture;
  readonly isReencoded: boolean;
}

/** As they are while the page can decode them; the others as small H.264, which takes a slot. */
async function* asDecodable(
  pictures: AsyncIterable<Picture>,
  decodable: ReadonlySet<VideoEncoding>,
  slots: ReencodeSlots,
  signal: AbortSignal,
): AsyncGenerator<Sent, void> {
  let converter: ReturnType<typeof openPictureConverter> | null = null;
  let giveBack: (() => void) | null = null;
  const notWaiting = (): void => undefined;
  try {
    for await (const picture of pictures) {
      if (signal.aborted) return;
      if (decodable.has(picture.encoding)) {
        yield { picture, isReencoded: false };
        continue;
      }
      giveBack ??= slots.take(notWaiting);
      if (giveBack === null) {
        slots.leave(notWaiting);
        throw new AppError("camera.reencode_limit", { most: slots.most });
      }
      converter ??= openPictureConverter();
      const shown = await converter.convert(picture, true);
      if (shown !== null) yield { picture: shown, isReencoded: true };
    }
  } finally {
    converter?.close();
    giveBack?.();
  }
}

function nothingKept(source: ReplaySource): AppError {
  return source.of === "clip"
    ? new AppError("clip.unreadable", { reason: "no picture" })
    : new AppError("camera.no_picture", { cameraId: source.cameraId, atMs: source.fromMs });
}

async function* picturesOf(source: ReplaySource, cameras: CameraSet): AsyncGenerator<Picture, void> {
  if (source.of === "span") {
    yield* picturesOfSpan(source, cameras);
    return;
  }
  const file = cameras.clipFile(source.clipId);
  if (file === null) throw new AppError("clip.not_found", { clipId: source.clipId });
  try {
    yield* readClip(file.path, file.startMs);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("clip.unreadable", { reason: reasonOf(error) }, error);
  }
}

type Span = Extract<ReplaySource, { of: "span" }>;

/** First what clips have of it, then what only memory has; each picture once. */
async function* picturesOfSpan(span: Span, cameras: CameraSet): AsyncGenerator<Picture, void> {
  const camera = cameras.get(span.cameraId);
  if (camera === undefined) throw new AppError("camera.not_found", { id: span.cameraId });
  let lastMs = -1;
  for (const { path, startMs } of await cameras.clipsAbout(span.cameraId, span.fromMs, span.toMs))
    for await (const picture of inSpan(readClipOrItsBeginning(path, startMs), span)) {
      // Clips of one camera do not overlap, but a clock that was set back may make it so.
      if (picture.receivedAtMs <= lastMs) continue;
      lastMs = picture.receivedAtMs;
      yield picture;
    }
  const kept = camera.kept(Math.max(span.fromMs, lastMs), span.toMs);
  const later = kept.findIndex(({ receivedAtMs, key }) => receivedAtMs > lastMs && (key || lastMs >= 0));
  if (later >= 0) yield* kept.slice(later);
}

/** A clip that is being written ends in a fragment that is not whole yet: there its beginning is all there is. */
async function* readClipOrItsBeginning(path: string, startMs: number): AsyncGenerator<Picture, void> {
  try {
    yield* readClip(path, startMs);
  } catch (error) {
    if (!path.endsWith(".part")) throw error;
  }
}

/** From the last key picture at or before the span's beginning to its end. */
async function* inSpan(pictures: AsyncIterable<Picture>, { fromMs, toMs }: Span): AsyncGenerator<Picture, void> {
  let group: Picture[] = [];
  let hasBegun = false;
  for await (const picture of pictures) {
    if (picture.receivedAtMs > toMs) return;
    if (hasBegun) {
      yield picture;
      continue;
    }
    if (picture.key) group = [];
    group.push(picture);
    if (picture.receivedAtMs < fromMs) continue;
    hasBegun = true;
    yield* group;
  }
}
