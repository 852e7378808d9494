import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import {
  AV_CODEC_ID_PNG,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  AVMEDIA_TYPE_VIDEO,
  AVERROR_EOF,
  AVERROR_EAGAIN,
  Codec,
  CodecContext,
  FF_ENCODER_LIBX264,
  FFmpegError,
  FormatContext,
  Frame,
  Packet,
  Rational,
  SWS_BILINEAR,
  SoftwareScaleContext,
  type AVPixelFormat,
} from "node-av";
import { AppError } from "../../base/app-error.ts";
import type { ClipTreatment, OrderedClip } from "../../contract/cameras-protocol.ts";
import type { Region } from "../../contract/exports.ts";
import { type ClipFile, openClipFile } from "../clips/clip-file.ts";
import { type Overlay, overlay, pixelate, type PicturePlanes, type Stamp, tileStamp } from "./treat-picture.ts";

/** Milliseconds are the unit of every time in here. */
const milliseconds = new Rational(1, 1000);
/** Key pictures so far apart, in pictures: the player can go to any second. */
const groupLength = 25;
/** An export runs beside the cameras of the house. */
const threads = 1;

/**
 * Encodes a clip anew as H.264, with the regions made unrecognisable and the watermark over all of it; every picture
 * keeps its time. @throws AppError `evidence.treat_failed` {clipId, reason}; the signal's reason.
 */
export async function treatClip(
  clip: OrderedClip,
  to: string,
  { watermark, regions }: ClipTreatment,
  { signal, onDone }: { readonly signal: AbortSignal; readonly onDone: (share: number) => void },
): Promise<void> {
  const check = (code: number, what: string): void => {
    if (code >= 0) return;
    const reason = `${what}: ${new FFmpegError(code).message.slice(0, 200)}`;
    throw new AppError("evidence.treat_failed", { clipId: clip.clipId, reason });
  };
  const stamp = watermark === null ? null : await decodeStamp(watermark, check);
  const own = regions.filter(({ cameraId }) => cameraId === clip.cameraId);
  await mkdir(dirname(to), { recursive: true });
  const input = new FormatContext();
  input.allocContext();
  const decoder = new CodecContext();
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const encoder: { opened: PictureEncoder | null } = { opened: null };
  try {
    check(await input.openInput(clip.path), "open");
    const stream = input.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
    if (stream === undefined) throw new AppError("evidence.treat_failed", { clipId: clip.clipId, reason: "no stream" });
    decoder.allocContext3(Codec.findDecoder(stream.codecpar.codecId));
    check(decoder.parametersToContext(stream.codecpar), "parameters");
    decoder.threadCount = threads;
    check(await decoder.open2(null, null), "decoder");
    const { num, den } = stream.timeBase;
    const take = async (): Promise<void> => {
      while (true) {
        const code = await decoder.receiveFrame(frame);
        if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return;
        check(code, "decode");
        const timeMs = Math.round((Number(frame.bestEffortTimestamp) * num * 1000) / den);
        encoder.opened ??= await openPictureEncoder(frame, to, stamp, check);
        await encoder.opened.add(frame, timeMs, regionsAt(own, clip.fromMs + timeMs));
        onDone(Math.min(1, timeMs / Math.max(1, clip.toMs - clip.fromMs)));
        frame.unref();
      }
    };
    while (true) {
      signal.throwIfAborted();
      const code = await input.readFrame(packet);
      if (code === AVERROR_EOF) break;
      check(code, "read");
      if (packet.streamIndex === stream.index) {
        check(await decoder.sendPacket(packet), "decode");
        await take();
      }
      packet.unref();
    }
    check(await decoder.sendPacket(null), "flush");
    await take();
    if (encoder.opened === null)
      throw new AppError("evidence.treat_failed", { clipId: clip.clipId, reason: "no picture" });
    await encoder.opened.finish();
  } finally {
    encoder.opened?.free();
    frame.free();
    packet.free();
    decoder.freeContext();
    await input.closeInput();
  }
}

function regionsAt(regions: readonly Region[], atMs: number): readonly Region[] {
  return regions.filter(({ fromMs, toMs }) => (fromMs === null || atMs >= fromMs) && (toMs === null || atMs <= toMs));
}

type Check = (code: number, what: string) => void;

interface PictureEncoder {
  add(frame: Frame, timeMs: number, regions: readonly Region[]): Promise<void>;
  finish(): Promise<void>;
  free(): void;
}

async function openPictureEncoder(
  first: Frame,
  to: string,
  stamp: Stamp | null,
  check: Check,
): Promise<PictureEncoder> {
  // H.264 in 4:2:0 has even edges only; a line more or less is nobody's evidence.
  const width = first.width & ~1;
  const height = first.height & ~1;
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.width = width;
  encoder.height = height;
  encoder.pixelFormat = AV_PIX_FMT_YUV420P;
  encoder.timeBase = milliseconds;
  // Only for the level in the stream: from the time base it would be taken for a thousand pictures a second.
  encoder.framerate = new Rational(25, 1);
  encoder.gopSize = groupLength;
  encoder.maxBFrames = 0;
  encoder.threadCount = threads;
  encoder.setOption("preset", "veryfast");
  // Key pictures only where a group begins: a file reader takes an I picture that is none for one.
  encoder.setOption("x264-params", "scenecut=0");
  check(await encoder.open2(codec, null), "encoder");
  const scaler = new SoftwareScaleContext();
  const format = first.format as AVPixelFormat;
  scaler.getContext(first.width, first.height, format, width, height, AV_PIX_FMT_YUV420P, SWS_BILINEAR);
  const mask: Overlay | null = stamp === null ? null : tileStamp(stamp, width, height);
  const packet = new Packet();
  packet.alloc();
  let file: ClipFile | null = null;

  const write = async (): Promise<void> => {
    while (true) {
      const code = await encoder.receivePacket(packet);
      if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return;
      check(code, "encode");
      const bytes = Buffer.from(packet.data ?? []);
      const timeMs = Number(packet.pts);
      const picture = {
        encoding: "h264" as const,
        bytes,
        key: packet.isKeyframe,
        receivedAtMs: timeMs,
        timestampUs: timeMs * 1000,
      };
      file ??= await openClipFile(to, picture, { width, height });
      await file.write(picture, picture.timestampUs);
      packet.unref();
    }
  };

  return {
    async add(frame, timeMs, regions) {
      const picture = new Frame();
      picture.alloc();
      try {
        picture.format = AV_PIX_FMT_YUV420P;
        picture.width = width;
        picture.height = height;
        check(picture.getBuffer(), "frame");
        check(await scaler.scaleFrame(picture, frame), "convert");
        const planes = planesOf(picture);
        for (const { x, y, width: wide, height: high } of regions)
          pixelate(planes, { x: x * width, y: y * height, width: wide * width, height: high * height });
        if (mask !== null) overlay(planes, mask);
        picture.pts = BigInt(timeMs);
        check(await encoder.sendFrame(picture), "encode");
      } finally {
        picture.free();
      }
      await write();
    },
    async finish() {
      check(await encoder.sendFrame(null), "encode");
      await write();
      await file?.close();
      file = null;
    },
    free() {
      packet.free();
      scaler.freeContext();
      encoder.freeContext();
    },
  };
}

/** The planes are the frame's own memory: what is written there is what is encoded. */
function planesOf(frame: Frame): PicturePlanes {
  const { width, height, data, linesize } = frame;
  const plane = (index: number) => ({ bytes: data?.[index] ?? new Uint8Array(), stride: linesize[index] ?? 0 });
  return { width, height, planes: [plane(0), plane(1), plane(2)] };
}

async function decodeStamp(base64: string, check: Check): Promise<Stamp> {
  const codec = Codec.findDecoder(AV_CODEC_ID_PNG);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const scaler = new SoftwareScaleContext();
  const plain = new Frame();
  plain.alloc();
  try {
    check(await decoder.open2(codec, null), "watermark");
    packet.data = Buffer.from(base64, "base64");
    check(await decoder.sendPacket(packet), "watermark");
    check(await decoder.sendPacket(null), "watermark");
    check(await decoder.receiveFrame(frame), "watermark");
    const { width, height } = frame;
    plain.format = AV_PIX_FMT_RGBA;
    plain.width = width;
    plain.height = height;
    check(plain.getBuffer(), "watermark");
    scaler.getContext(width, height, frame.format as AVPixelFormat, width, height, AV_PIX_FMT_RGBA, SWS_BILINEAR);
    check(await scaler.scaleFrame(plain, frame), "watermark");
    const stride = plain.linesize[0] ?? 0;
    const rgba = new Uint8Array(width * height * 4);
    for (let row = 0; row < height; row++)
      rgba.set(plain.data?.[0]?.subarray(row * stride, row * stride + width * 4) ?? [], row * width * 4);
    return { width, height, rgba };
  } finally {
    plain.free();
    scaler.freeContext();
    frame.free();
    packet.free();
    decoder.freeContext();
  }
}
