import type { ErrorData } from "../../native/contract/errors.ts";
import type { tileStates } from "../../native/contract/video.ts";
import type { VideoChannel } from "../rpc/video-channel.ts";
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
  /** Since when pictures come that show nothing, or always the same, UTC ms; null while something is seen. */
  readonly bad: { readonly content: "frozen" | "blank"; readonly sinceMs: number } | null;
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

interface Config {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
}

/** Received stamps of pictures inside the decoder, by their timestamp; more than this were lost in it. */
const mostInside = 60;
/** A decoder with so many pictures in front of it only shows the past: it starts anew at a key picture. */
const mostQueued = 25;

/**
 * One camera's pictures, decoded with the least delay. A decoder that fails is replaced and waits for
 * a key picture; so does one that was not given every picture, because the rest would be smeared.
 */
export function openTileStream(options: TileStreamOptions): TileStream {
  const { channel, cameraId, draw, onStatus } = options;
  let status: TileStatus = { state: "connecting", error: null, reason: null, codec: "", bad: null };
  let config: Config | null = null;
  let decoder: VideoDecoder | null = null;
  let needsKey = true;
  let lastNumber: number | null = null;
  let last: LastPicture | null = null;
  const inside = new Map<number, number>();
  let closed = false;

  function become(change: Partial<TileStatus>): void {
    const next = { ...status, ...change };
    if (
      next.state === status.state &&
      next.error === status.error &&
      next.reason === status.reason &&
      next.codec === status.codec &&
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

  function openDecoder(wanted: Config): VideoDecoder {
    const fresh = new VideoDecoder({
      output(frame) {
        const receivedAtMs = inside.get(frame.timestamp);
        inside.delete(frame.timestamp);
        if (!closed && receivedAtMs !== undefined) {
          last = { receivedAtMs, decodedAtMs: performance.now() };
          draw(frame);
          become({ state: "streaming", error: null, reason: null });
        }
        frame.close();
      },
      error() {
        if (decoder !== fresh) return;
        // A closed decoder cannot be used again; the next key picture gets a new one.
        dropDecoder();
        become({ reason: "decoder" });
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

  async function check(wanted: Config): Promise<void> {
    let supported: boolean;
    try {
      supported = (await VideoDecoder.isConfigSupported({ codec: wanted.codec })).supported === true;
    } catch {
      // A codec string that the browser cannot even read is one it cannot decode.
      supported = false;
    }
    if (config === wanted && !supported) {
      config = null;
      dropDecoder();
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
      become({ codec: next.codec, reason: "waiting" });
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
        dropDecoder();
        become({ reason: "decoder" });
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
