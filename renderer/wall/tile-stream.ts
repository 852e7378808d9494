import type { ErrorData } from "../../native/contract/errors.ts";
import type { BadContent, tileStates } from "../../native/contract/video.ts";
import { isDecodable } from "../rpc/find-decodable.ts";
import type { StreamConfig, VideoChannel } from "../rpc/video-channel.ts";
import type { LastPicture } from "./picture-age.ts";

export type TileState = (typeof tileStates)[number] | "down";
export type TileReason = "insecure" | "codec" | "decoder" | "waiting";

export interface TileStatus {
  readonly state: TileState;
  /** Why, as the cameras process says. */
  readonly error: ErrorData | null;
  /** Why, as this page found. */
  readonly reason: TileReason | null;
  readonly codec: string;
  /** Pictures a second at most when they are not the camera's own; null when they are. */
  readonly reencodedPerSecond: number | null;
  /** Since when pictures come that show nothing, or always the same, UTC ms; null while something is seen. */
  readonly bad: { readonly content: BadContent; readonly sinceMs: number } | null;
}

export interface TileStream {
  readonly status: () => TileStatus;
  readonly last: () => LastPicture | null;
  readonly close: () => void;
}

export interface TileStreamOptions {
  readonly channel: VideoChannel;
  readonly cameraId: string;
  /** Draws it at once; the frame is closed after the call. */
  readonly draw: (frame: VideoFrame) => void;
  readonly onStatus: () => void;
}

/** Received stamps of pictures inside the decoder, by their timestamp; more than this were lost in it. */
const mostInside = 60;
/** A decoder with so many pictures in front of it only shows the past: it starts anew at a key picture. */
const mostQueued = 25;
/** A decoder that said it takes H.265 and fails so often in a row does not. */
const mostFailures = 3;

/**
 * One camera's pictures, decoded with the least delay. A decoder that fails is replaced and waits for
 * a key picture; so does one that was not given every picture, because the rest would be smeared.
 */
export function openTileStream(options: TileStreamOptions): TileStream {
  const { channel, cameraId, draw, onStatus } = options;
  let status: TileStatus = {
    state: "connecting",
    error: null,
    reason: null,
    codec: "",
    reencodedPerSecond: null,
    bad: null,
  };
  let config: StreamConfig | null = null;
  let decoder: VideoDecoder | null = null;
  let needsKey = true;
  let lastNumber: number | null = null;
  let last: LastPicture | null = null;
  const inside = new Map<number, number>();
  let closed = false;
  let failures = 0;

  function become(change: Partial<TileStatus>): void {
    const next = { ...status, ...change };
    if (
      next.state === status.state &&
      next.error === status.error &&
      next.reason === status.reason &&
      next.codec === status.codec &&
      next.reencodedPerSecond === status.reencodedPerSecond &&
      next.bad === status.bad
    )
      return;
    status = next;
    if (!closed) onStatus();
  }

  function dropDecoder(): void {
    if (decoder && decoder.state !== "closed") decoder.close();
    decoder = null;
    needsKey = true;
    inside.clear();
  }

  /** A closed decoder cannot be used again; the next key picture gets a new one, or the camera is re-encoded. */
  function failed(): void {
    dropDecoder();
    failures++;
    become({ reason: "decoder" });
    if (failures >= mostFailures && config !== null) giveUp(config);
  }

  /** True when the camera will come re-encoded instead. */
  function giveUp({ codec }: StreamConfig): boolean {
    return /^(hev1|hvc1)\./.test(codec) && channel.cannotDecode("h265");
  }

  function openDecoder(wanted: StreamConfig): VideoDecoder {
    const fresh = new VideoDecoder({
      output(frame) {
        const receivedAtMs = inside.get(frame.timestamp);
        inside.delete(frame.timestamp);
        if (!closed && receivedAtMs !== undefined) {
          last = { receivedAtMs, decodedAtMs: performance.now() };
          failures = 0;
          draw(frame);
          become({ state: "streaming", error: null, reason: null });
        }
        frame.close();
      },
      error() {
        if (decoder === fresh) failed();
      },
    });
    fresh.configure({
      codec: wanted.codec,
      codedWidth: wanted.width,
      codedHeight: wanted.height,
      optimizeForLatency: true,
    });
    return fresh;
  }

  async function check(wanted: StreamConfig): Promise<void> {
    const supported = await isDecodable(wanted.codec);
    if (config === wanted && !supported) {
      config = null;
      dropDecoder();
      if (giveUp(wanted)) return;
      become({ state: "unsupported", reason: "codec" });
    }
  }

  const stop = channel.open(cameraId, {
    channel(state) {
      if (state === "open") {
        if (status.state === "down") become({ state: "connecting", error: null });
      } else {
        dropDecoder();
        config = null;
        become({ bad: null });
        if (state === "down") become({ state: "down", error: null, reason: null });
      }
    },
    config(next) {
      if (typeof VideoDecoder === "undefined") {
        become({ state: "unsupported", reason: "insecure" });
        return;
      }
      config = next;
      dropDecoder();
      lastNumber = null;
      become({ codec: next.codec, reencodedPerSecond: next.reencodedPerSecond, reason: "waiting" });
      void check(next);
    },
    content({ content, sinceMs }) {
      become({ bad: content === "seen" ? null : { content, sinceMs } });
    },
    state(state, error) {
      if (state === "streaming") {
        // Only a decoded picture says so: until then the tile is still connecting.
        if (last === null || status.state === "down") become({ state: "connecting", error: null });
        return;
      }
      become({ state, error, reason: null });
    },
    picture(header, picture) {
      if (config === null) return;
      const gap = lastNumber !== null && header.number !== lastNumber + 1;
      lastNumber = header.number;
      if (gap || header.skipped) needsKey = true;
      if (decoder && decoder.decodeQueueSize > mostQueued) dropDecoder();
      if (needsKey && !header.key) return;
      try {
        decoder ??= openDecoder(config);
        needsKey = false;
        if (inside.size > mostInside) inside.clear();
        const timestamp = Math.round(header.timestampUs);
        inside.set(timestamp, header.receivedAtMs);
        decoder.decode(new EncodedVideoChunk({ type: header.key ? "key" : "delta", timestamp, data: picture }));
      } catch {
        // A decoder that closed between two pictures throws here: the same as its error.
        failed();
      }
    },
  });

  return {
    status: () => status,
    last: () => last,
    close() {
      closed = true;
      stop();
      dropDecoder();
    },
  };
}
