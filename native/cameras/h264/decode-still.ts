import {
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUVJ420P,
  Codec,
  CodecContext,
  FFmpegError,
  Frame,
  Packet,
  Rational,
  SWS_BILINEAR,
  SoftwareScaleContext,
  type AVPixelFormat,
} from "node-av";
import { AppError } from "../../base/app-error.ts";
import { codecIdOf } from "../codec-id.ts";
import type { Picture } from "./picture-assembler.ts";

/** Pixel edges beyond which a picture is taken as damaged: 8K and a little. */
const mostEdge = 8192;

/** Brightness of a picture: a byte a pixel, row by row without padding. */
export interface Luma {
  readonly luma: Uint8Array;
  readonly width: number;
  readonly height: number;
}

function check(code: number, what: string): void {
  if (code < 0)
    throw new AppError("camera.still_failed", { reason: `${what}: ${new FFmpegError(code).message.slice(0, 200)}` });
}

/**
 * The last of the pictures as JPEG, in its own size. They begin with a key picture and have no gap.
 * @throws AppError `camera.still_failed` {reason}
 */
export async function decodeStill(pictures: readonly Picture[]): Promise<Buffer> {
  const frame = new Frame();
  frame.alloc();
  try {
    await decodeLast(pictures, frame);
    if (frame.width < 1 || frame.height < 1 || frame.width > mostEdge || frame.height > mostEdge)
      throw new AppError("camera.still_failed", { reason: "no picture" });
    return await encodeJpeg(frame);
  } finally {
    frame.free();
  }
}

/**
 * Brightness of the last of the pictures. They begin with a key picture and have no gap.
 * @throws AppError `camera.still_failed` {reason}
 */
export async function decodeLuma(pictures: readonly Picture[]): Promise<Luma> {
  const frame = new Frame();
  frame.alloc();
  try {
    await decodeLast(pictures, frame);
    const { width, height, linesize, data } = frame;
    const [plane] = data ?? [];
    const [stride = 0] = linesize;
    if (plane === undefined || width < 1 || height < 1 || stride < width)
      throw new AppError("camera.still_failed", { reason: "no picture" });
    const luma = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) luma.set(plane.subarray(row * stride, row * stride + width), row * width);
    return { luma, width, height };
  } finally {
    frame.free();
  }
}

async function decodeLast(pictures: readonly Picture[], last: Frame): Promise<void> {
  const codec = Codec.findDecoder(codecIdOf(pictures[0]?.encoding ?? "h264"));
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.threadCount = 1;
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const take = async (): Promise<void> => {
    // Every answer below 0 is "no more for now", the end, or damage: damage shows in what comes last.
    while ((await decoder.receiveFrame(frame)) >= 0) {
      last.unref();
      check(last.ref(frame), "frame");
      frame.unref();
    }
  };
  try {
    check(await decoder.open2(codec, null), "decoder");
    for (const picture of pictures) {
      packet.unref();
      packet.data = Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength);
      check(await decoder.sendPacket(packet), "decode");
      await take();
    }
    check(await decoder.sendPacket(null), "flush");
    await take();
  } finally {
    frame.free();
    packet.free();
    decoder.freeContext();
  }
}

async function encodeJpeg(source: Frame): Promise<Buffer> {
  const { width, height } = source;
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  const scaler = new SoftwareScaleContext();
  const full = new Frame();
  full.alloc();
  const packet = new Packet();
  packet.alloc();
  try {
    full.format = AV_PIX_FMT_YUVJ420P;
    full.width = width;
    full.height = height;
    check(full.getBuffer(), "frame");
    const format = source.format as AVPixelFormat;
    scaler.getContext(width, height, format, width, height, AV_PIX_FMT_YUVJ420P, SWS_BILINEAR);
    check(await scaler.scaleFrame(full, source), "convert");
    full.pts = 0n;
    encoder.width = width;
    encoder.height = height;
    encoder.pixelFormat = AV_PIX_FMT_YUVJ420P;
    encoder.timeBase = new Rational(1, 25);
    encoder.qMin = 3;
    encoder.qMax = 3;
    check(await encoder.open2(codec, null), "encoder");
    check(await encoder.sendFrame(full), "encode");
    check(await encoder.receivePacket(packet), "encode");
    if (packet.data === null) throw new AppError("camera.still_failed", { reason: "empty" });
    return Buffer.from(packet.data);
  } finally {
    packet.free();
    full.free();
    scaler.freeContext();
    encoder.freeContext();
  }
}
