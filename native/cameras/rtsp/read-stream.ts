import {
  AV_LOG_QUIET,
  AV_NOPTS_VALUE,
  AVERROR_EAGAIN,
  Dictionary,
  FFmpegError,
  FormatContext,
  Log,
  Packet,
} from "node-av";
import { AppError } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { VideoEncoding } from "../../contract/video.ts";
import { encodingOf } from "../codec-id.ts";
import { withCredentials } from "../enrolled-address.ts";
import { openGuardedLine } from "./guarded-line.ts";
import type { Piece } from "../h264/picture-assembler.ts";
import type { Credentials } from "../http-digest.ts";
import { makePacketStore } from "./packet-store.ts";

/** Opening takes a few answers of the camera; longer than this is a hang. */
const openTimeoutMs = 8000;
/** A live stream that delivers nothing for so long is dead (issue: no data 5 s = reconnect). */
const silenceTimeoutMs = 5000;
/** The socket's own limit, behind our watchdog: a thread is never held for longer. */
const socketTimeoutUs = 6_000_000;

/** AVERROR_HTTP_UNAUTHORIZED and _FORBIDDEN: FFERRTAG(0xF8, '4', '0', '1' or '3'). */
const unauthorized = -(0xf8 | (0x34 << 8) | (0x30 << 16) | (0x31 << 24));
const forbidden = -(0xf8 | (0x34 << 8) | (0x30 << 16) | (0x33 << 24));

export interface StreamListener {
  /** With the parameter sets of the session description in Annex B form, if it has any. Called once, before the pieces. */
  onOpen(encoding: VideoEncoding, outOfBand: Uint8Array | null): void;
  onPiece(piece: Piece): void;
}

// FFmpeg writes to stderr what cameras send, addresses with passwords included.
Log.setLevel(AV_LOG_QUIET);

/**
 * Reads an H.264 or H.265 stream over RTSP and TCP through FFmpeg until it ends: never resolves, rejects with
 * `camera.timed_out`, `camera.auth_refused`, `camera.stream_failed`, `camera.no_usable_profile` or the
 * signal's reason. FFmpeg's own stream analysis is left out: it takes up to a second and delivers the
 * pictures it used for it late; the parameter sets are read from the stream instead.
 *
 * The lower level of node-av is used and not its Demuxer, because an opening that hangs can only be
 * interrupted through the context, and because the Demuxer rewrites timestamps.
 */
export async function readStream(
  address: string,
  credentials: Credentials,
  listener: StreamListener,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<never> {
  signal.throwIfAborted();
  const { hostname, port } = new URL(address);
  const line = await openGuardedLine(hostname.replace(/^\[(.*)\]$/, "$1"), Number(port || "554"));
  const guarded = address.replace(/^rtsp:\/\/[^/]*/, `rtsp://127.0.0.1:${line.port}`);
  const context = new FormatContext();
  context.allocContext();
  let timedOut = false;
  const interrupt = (): void => context.interrupt();
  let cancelTimer: () => void = () => undefined;
  const watch = (delayMs: number): void => {
    cancelTimer();
    cancelTimer = clock.after(delayMs, () => {
      timedOut = true;
      interrupt();
    });
  };
  const check = (code: number): void => {
    if (signal.aborted) throw signal.reason;
    if (timedOut) throw new AppError("camera.timed_out", { reason: "RTSP" });
    if (code >= 0) return;
    const refused = line.failure();
    if (refused !== null) throw refused;
    if (code === unauthorized || code === forbidden) throw new AppError("camera.auth_refused", { reason: "RTSP 401" });
    throw new AppError("camera.stream_failed", { reason: new FFmpegError(code).message.slice(0, 200) });
  };
  signal.addEventListener("abort", interrupt, { once: true });
  const options = Dictionary.fromObject({
    rtsp_transport: "tcp",
    allowed_media_types: "video",
    timeout: String(socketTimeoutUs),
    fflags: "nobuffer",
    max_delay: "0",
    reorder_queue_size: "0",
    protocol_whitelist: "rtsp,rtp,tcp",
  });
  const store = makePacketStore();
  const packet = new Packet();
  packet.alloc();
  try {
    watch(openTimeoutMs);
    check(await context.openInput(withCredentials(guarded, credentials.username, credentials.password), null, options));
    // FFmpeg follows an RTSP redirect; the address it ended at tells, should the line ever have let one through.
    if (new URL(context.url ?? guarded).host !== new URL(guarded).host)
      throw new AppError("camera.bad_answer", { reason: "RTSP redirect" });
    const found = context.streams
      .map((stream) => ({ stream, encoding: encodingOf(stream.codecpar.codecId) }))
      .toSorted((a, b) => Number(b.encoding === "h264") - Number(a.encoding === "h264"))
      .find(({ encoding }) => encoding !== null);
    if (!found?.encoding) throw new AppError("camera.no_usable_profile", { codecs: "-" });
    const { stream, encoding } = found;
    const { num, den } = stream.timeBase;
    const microsecondsPerTick = (num / den) * 1e6;
    const { index } = stream;
    const isAlone = context.streams.length === 1;
    const { extradata } = stream.codecpar;
    listener.onOpen(encoding, extradata ? new Uint8Array(extradata) : null);
    watch(silenceTimeoutMs);
    while (true) {
      const code = await context.readFrame(packet);
      const receivedAtMs = clock.nowMs();
      if (code === AVERROR_EAGAIN && !timedOut) {
        await clock.sleep(10, signal);
        continue;
      }
      check(code);
      const data = isAlone || packet.streamIndex === index ? packet.data : null;
      if (data !== null) {
        watch(silenceTimeoutMs);
        const ticks = packet.pts === AV_NOPTS_VALUE ? null : Number(packet.pts);
        listener.onPiece({
          bytes: store.copy(data),
          timestampUs: ticks === null ? null : ticks * microsecondsPerTick,
          receivedAtMs,
        });
      }
      packet.unref();
    }
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", interrupt);
    packet.free();
    options.free();
    // TEARDOWN waits for the camera's answer; one that does not answer must not hold a thread.
    const cancel = clock.after(1000, interrupt);
    await context.closeInput();
    cancel();
    line.close();
  }
}
