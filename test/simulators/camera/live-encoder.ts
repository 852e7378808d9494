import {
  AV_LOG_QUIET,
  AV_OPT_SEARCH_CHILDREN,
  AV_OPT_TYPE_STRING,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  Codec,
  CodecContext,
  FF_ENCODER_LIBOPENH264,
  FF_ENCODER_LIBX264,
  FFmpegError,
  Frame,
  Log,
  Packet,
  Rational,
} from "node-av";
import { lookAt } from "./look-at.ts";
import type { View } from "./ptz-state.ts";
import { makeScene } from "./scene.ts";

export interface LiveEncoderOptions {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly bitsPerSecond: number;
  /** Same picture over and over when true; asked before each. */
  readonly isFrozen: () => boolean;
  /** Where it looks; null for a camera that cannot be moved. */
  readonly view: () => View | null;
}

/** H.264 in Annex B form, and its time in the 90 kHz clock of RTP. */
export type OnAccessUnit = (unit: Buffer, timestamp: number) => void;

/** Encodes the scene once for everybody, and only while somebody watches. */
export interface LiveEncoder {
  /** The next picture is a key picture. */
  watch(listener: OnAccessUnit): () => void;
  close(): void;
}

Log.setLevel(AV_LOG_QUIET);

export function makeLiveEncoder(options: LiveEncoderOptions): LiveEncoder {
  const listeners = new Set<OnAccessUnit>();
  const scene = makeScene(options.width, options.height, options.name);
  const startedMs = performance.now();
  let open: { context: CodecContext; timer: NodeJS.Timeout } | null = null;
  let number = 0;
  /** The clock in the picture stands too when the picture is frozen. */
  let drawnAt = new Date();
  let keyWanted = true;

  function start(): void {
    const context = openEncoder(options);
    const packet = new Packet();
    packet.alloc();
    const drawn = (): Buffer => {
      const picture = scene.draw(number, drawnAt);
      const view = options.view();
      return view === null ? picture : lookAt(picture, options.width, options.height, view);
    };
    const timer = setInterval(() => {
      if (!options.isFrozen()) {
        number++;
        drawnAt = new Date();
      }
      const timestamp = Math.round((performance.now() - startedMs) * 90);
      const frame = Frame.fromVideoBuffer(drawn(), {
        width: options.width,
        height: options.height,
        format: AV_PIX_FMT_YUV420P,
        timeBase: { num: 1, den: 90_000 },
        pts: BigInt(timestamp),
      });
      frame.pictType = keyWanted ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
      keyWanted = false;
      FFmpegError.throwIfError(context.sendFrameSync(frame), "sendFrame");
      frame.free();
      while (context.receivePacketSync(packet) >= 0) {
        const unit = Buffer.from(packet.data ?? []);
        for (const listener of listeners) listener(unit, timestamp >>> 0);
        packet.unref();
      }
    }, 1000 / options.framesPerSecond);
    open = { context, timer };
  }

  function stop(): void {
    if (!open) return;
    clearInterval(open.timer);
    open.context.freeContext();
    open = null;
  }

  return {
    watch(listener) {
      listeners.add(listener);
      keyWanted = true;
      if (!open) start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    close() {
      listeners.clear();
      stop();
    },
  };
}

function openEncoder({ width, height, framesPerSecond, bitsPerSecond }: LiveEncoderOptions): CodecContext {
  const x264 = Codec.findEncoderByName(FF_ENCODER_LIBX264);
  const codec = x264 ?? Codec.findEncoderByName(FF_ENCODER_LIBOPENH264);
  if (!codec) throw new Error("this build of FFmpeg has no H.264 encoder");
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = width;
  context.height = height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(1, 90_000);
  context.framerate = new Rational(framesPerSecond, 1);
  context.gopSize = framesPerSecond * 2;
  context.maxBFrames = 0;
  context.threadCount = 1;
  context.bitRate = BigInt(bitsPerSecond);
  const settings = x264
    ? { preset: "ultrafast", tune: "zerolatency", "forced-idr": "1", "x264-params": "scenecut=0:repeat-headers=1" }
    : { allow_skip_frames: "0" };
  // Not through a Dictionary: open2 of node-av 6.1.1 takes it over and its own finaliser frees it once
  // more, which ends the process.
  for (const [name, value] of Object.entries(settings))
    FFmpegError.throwIfError(context.setOption(name, value, AV_OPT_TYPE_STRING, AV_OPT_SEARCH_CHILDREN), name);
  FFmpegError.throwIfError(context.open2Sync(codec), "open encoder");
  return context;
}
