import {
  AV_CODEC_FLAG_LOW_DELAY,
  AV_CODEC_ID_H264,
  AV_PIX_FMT_YUV420P,
  AVERROR_EAGAIN,
  Codec,
  CodecContext,
  FFmpegError,
  Frame,
  Packet,
  Rational,
  SWS_FAST_BILINEAR,
  SoftwareScaleContext,
  type AVPixelFormat,
} from "node-av";
import { AppError } from "../../base/app-error.ts";
import { codecIdOf } from "../codec-id.ts";
import { readAccessUnitHead } from "../h264/access-unit.ts";
import type { Picture } from "../h264/picture-assembler.ts";
import { readSequenceParameters } from "../h264/sequence-parameters.ts";
import type { SequenceParameters } from "../h264/sequence-parameters.ts";

/** What comes out: a tile's size and rate, at a price that a page can pay 36 times. */
export const reencodedPerSecond = 10;
const mostWidth = 640;
const bitsPerSecond = 400_000;
const keyEveryPictures = 2 * reencodedPerSecond;
/** Pixel edges beyond which a picture is taken as damaged: 8K and a little. */
const mostEdge = 8192;
/** So many pictures in a row that give nothing: this encoding is not understood. */
const mostFailures = 100;

/**
 * Makes small H.264 pictures of what a camera sends in H.265, one at a time. Every step runs on a
 * thread of libuv's pool, never on the loop. What comes out carries the times of the picture it was
 * made of.
 */
export interface PictureConverter {
  /**
   * None, or one: more come in than go out. `mayShow` false: it is decoded, because later ones need it,
   * and no more. Not to be called again before it has answered. Throws `camera.reencode_failed`.
   */
  convert(picture: Picture, mayShow: boolean): Promise<Picture | null>;
  /** Of what came out last; null before. */
  readonly config: SequenceParameters | null;
  /** Not while `convert` is under way. */
  close(): void;
}

function check(code: number, what: string): void {
  if (code < 0) throw failure(`${what}: ${new FFmpegError(code).message.slice(0, 200)}`);
}

function failure(reason: string): AppError {
  return new AppError("camera.reencode_failed", { reason });
}

export function openPictureConverter(): PictureConverter {
  const frame = new Frame();
  frame.alloc();
  const packet = new Packet();
  packet.alloc();
  const receivedAt = new Map<bigint, number>();
  let decoder: CodecContext | null = null;
  let small: SmallEncoder | null = null;
  let config: SequenceParameters | null = null;
  let nextUs = 0;
  let failures = 0;

  async function openDecoder(picture: Picture): Promise<CodecContext> {
    const codec = Codec.findDecoder(codecIdOf(picture.encoding));
    const fresh = new CodecContext();
    fresh.allocContext3(codec);
    fresh.threadCount = 1;
    fresh.setFlags(AV_CODEC_FLAG_LOW_DELAY);
    decoder = fresh;
    check(await fresh.open2(codec, null), "decoder");
    return fresh;
  }

  /** The rate is kept by the stream's own time; a clock that jumps begins anew. */
  function isDue(timestampUs: number): boolean {
    const stepUs = 1_000_000 / reencodedPerSecond;
    if (Math.abs(timestampUs - nextUs) > 10 * stepUs) nextUs = timestampUs;
    if (timestampUs < nextUs) return false;
    nextUs += stepUs;
    return true;
  }

  async function encode(): Promise<Picture | null> {
    const { width, height, pts } = frame;
    if (width < 1 || height < 1 || width > mostEdge || height > mostEdge) throw failure(`picture ${width}x${height}`);
    if (small !== null && (small.from.width !== width || small.from.height !== height)) {
      small.close();
      small = null;
    }
    small ??= await openSmallEncoder(width, height);
    const bytes = await small.encode(frame);
    const receivedAtMs = receivedAt.get(pts);
    if (bytes === null || receivedAtMs === undefined) return null;
    const { sps, key } = readAccessUnitHead(bytes);
    if (sps !== null) config = readSequenceParameters(sps);
    return { encoding: "h264", bytes, key, receivedAtMs, timestampUs: Number(pts) };
  }

  return {
    get config() {
      return config;
    },
    async convert(picture, mayShow) {
      const open = decoder ?? (await openDecoder(picture));
      const pts = BigInt(Math.round(picture.timestampUs));
      if (receivedAt.size > 64) receivedAt.clear();
      receivedAt.set(pts, picture.receivedAtMs);
      packet.unref();
      packet.data = Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength);
      packet.pts = pts;
      packet.dts = pts;
      // A damaged picture is left out; only when nothing comes any more has it failed.
      const sent = await open.sendPacket(packet);
      let shown: Picture | null = null;
      failures = sent < 0 ? failures + 1 : 0;
      if (failures > mostFailures) check(sent, "decode");
      while ((await open.receiveFrame(frame)) >= 0) {
        if (mayShow && isDue(Number(frame.pts))) shown = (await encode()) ?? shown;
        receivedAt.delete(frame.pts);
        frame.unref();
      }
      return shown;
    },
    close() {
      packet.free();
      frame.free();
      small?.close();
      decoder?.freeContext();
    },
  };
}

interface SmallEncoder {
  readonly from: { readonly width: number; readonly height: number };
  encode(frame: Frame): Promise<Uint8Array | null>;
  close(): void;
}

async function openSmallEncoder(fromWidth: number, fromHeight: number): Promise<SmallEncoder> {
  const width = Math.max(16, Math.min(mostWidth, fromWidth) & ~1);
  const height = Math.max(16, Math.round((fromHeight * width) / fromWidth / 2) * 2);
  const codec = Codec.findEncoder(AV_CODEC_ID_H264);
  if (codec === null) throw failure("no encoder");
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.width = width;
  encoder.height = height;
  encoder.pixelFormat = AV_PIX_FMT_YUV420P;
  encoder.timeBase = new Rational(1, 1_000_000);
  encoder.framerate = new Rational(reencodedPerSecond, 1);
  encoder.bitRate = BigInt(bitsPerSecond);
  encoder.rcMaxRate = BigInt(bitsPerSecond);
  encoder.rcBufferSize = bitsPerSecond;
  encoder.gopSize = keyEveryPictures;
  encoder.maxBFrames = 0;
  encoder.threadCount = 1;
  // Through the options of the context: node-av frees a dictionary given to open2 twice.
  for (const [name, value] of [
    ["preset", "ultrafast"],
    ["tune", "zerolatency"],
  ] as const)
    check(encoder.setOption(name, value), name);
  const scaler = new SoftwareScaleContext();
  const small = new Frame();
  small.alloc();
  const packet = new Packet();
  packet.alloc();
  const close = (): void => {
    packet.free();
    small.free();
    scaler.freeContext();
    encoder.freeContext();
  };
  let format: AVPixelFormat | null = null;
  try {
    check(await encoder.open2(codec, null), "encoder");
  } catch (error) {
    close();
    throw error;
  }
  return {
    from: { width: fromWidth, height: fromHeight },
    async encode(frame) {
      if (format !== frame.format) {
        format = frame.format as AVPixelFormat;
        scaler.getContext(fromWidth, fromHeight, format, width, height, AV_PIX_FMT_YUV420P, SWS_FAST_BILINEAR);
      }
      // A buffer of its own each time: the encoder may still hold the last one.
      small.unref();
      small.format = AV_PIX_FMT_YUV420P;
      small.width = width;
      small.height = height;
      check(small.getBuffer(), "frame");
      check(await scaler.scaleFrame(small, frame), "scale");
      small.pts = frame.pts;
      check(await encoder.sendFrame(small), "encode");
      const code = await encoder.receivePacket(packet);
      if (code === AVERROR_EAGAIN) return null;
      check(code, "encode");
      const bytes = packet.data === null ? null : new Uint8Array(packet.data);
      packet.unref();
      return bytes;
    },
    close,
  };
}
