import type { ErrorData } from "../../native/contract/errors.ts";
import {
  decodePicture,
  type PictureContent,
  type PictureHeader,
  type ReplaySource,
  type VideoEncoding,
  type VideoNotice,
  videoNoticeSchema,
} from "../../native/contract/video.ts";
import { pause, reconnectDelayMs } from "./back-off.ts";
import { addSample, bestOffsetMs, type ClockSample, sampleOf } from "./clock-offset.ts";
import { findDecodable } from "./find-decodable.ts";
import type { Transport, VideoLine } from "./transport.ts";

export type ChannelState = "connecting" | "open" | "down";

/** What the next pictures are. */
export interface StreamConfig {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** Made of what the camera sends, at most so many pictures a second; null: as the camera sends it. */
  readonly reencodedPerSecond: number | null;
}

export interface TileListener {
  readonly config: (config: StreamConfig) => void;
  readonly state: (state: Extract<VideoNotice, { type: "state" }>["state"], error: ErrorData | null) => void;
  readonly picture: (header: PictureHeader, picture: Uint8Array<ArrayBuffer>) => void;
  /** What the pictures show changed: `seen` until told otherwise. */
  readonly content: (content: { readonly content: PictureContent; readonly sinceMs: number }) => void;
  /** The line to the cameras process opened or broke; the tile is opened again by itself. */
  readonly channel: (state: ChannelState) => void;
}

export interface ReplayListener {
  readonly config: (config: StreamConfig) => void;
  readonly picture: (header: PictureHeader, picture: Uint8Array<ArrayBuffer>) => void;
  /** `down`: the line to the cameras process broke. */
  readonly end: (error: ErrorData | "down" | null) => void;
}

export interface VideoChannel {
  /** Shows a camera until the returned function is called. */
  readonly open: (cameraId: string, listener: TileListener) => () => void;
  /** What was: each picture once, then `end`; a broken line ends it too. Until the returned function is called. */
  readonly replay: (source: ReplaySource, listener: ReplayListener) => () => void;
  /**
   * This browser takes an encoding after all not: from now on it comes re-encoded, on every tile. False when
   * that was said before, or is of no use: there is nothing else than H.264.
   */
  readonly cannotDecode: (encoding: VideoEncoding) => boolean;
  /** The clock that stamps pictures minus this machine's, ms; null until they were compared. */
  readonly clockOffsetMs: () => number | null;
  readonly state: () => ChannelState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}

const pingEveryMs = 2000;
/**
 * A channel that left so many pings unanswered is dead, whatever the socket says. Counted in pings, not
 * in time: a hidden page pings seldom.
 */
const mostUnanswered = 4;

interface Tile {
  readonly cameraId: string;
  readonly listener: TileListener;
}

export function openVideoChannel(transport: Transport): VideoChannel {
  const closing = new AbortController();
  const tiles = new Map<number, Tile>();
  const replays = new Map<number, ReplayListener>();
  const watchers = new Set<() => void>();
  let nextTile = 0;
  let decodable: readonly VideoEncoding[] = [];
  const deciding = findDecodable().then((found) => (decodable = found));
  let samples: readonly ClockSample[] = [];
  let line: VideoLine | null = null;
  let state: ChannelState = "connecting";
  void run();

  function become(next: ChannelState): void {
    state = next;
    for (const tile of tiles.values()) tile.listener.channel(next);
    if (next === "down") for (const tile of replays.keys()) endReplay(tile, "down");
    for (const watcher of watchers) watcher();
  }

  /** A number of its own each time: pictures still under way for the old one find nobody. */
  function takeNumber(): number {
    const tile = nextTile;
    nextTile = (nextTile + 1) % 65536;
    return tile;
  }

  function endReplay(tile: number, error: ErrorData | "down" | null): void {
    const listener = replays.get(tile);
    replays.delete(tile);
    listener?.end(error);
  }

  async function run(): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt++) {
      try {
        await deciding;
        const open = await transport.openVideo(AbortSignal.any([closing.signal, AbortSignal.timeout(5000)]));
        await stayOpen(open, () => (attempt = 0));
      } catch {
        // Said on every tile by `become("down")`; the reason is the same for all: no cameras process.
      }
      line = null;
      samples = [];
      if (closing.signal.aborted) return;
      become("down");
      await pause(reconnectDelayMs(attempt), closing.signal);
    }
  }

  async function stayOpen(open: VideoLine, onAnswer: () => void): Promise<void> {
    let unanswered = 0;
    const ping = () => {
      unanswered += 1;
      if (unanswered > mostUnanswered) open.close();
      else open.post({ type: "ping", sentAtMs: Date.now() });
    };
    const timer = setInterval(ping, pingEveryMs);
    const closed = new Promise<void>((resolve) => {
      open.onClose(resolve);
      closing.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    open.onMessage((message) => {
      if (typeof message !== "string") {
        const found = decodePicture(message);
        if (!found) return;
        const { tile } = found.header;
        (tiles.get(tile)?.listener ?? replays.get(tile))?.picture(found.header, found.picture);
        return;
      }
      const notice = parseNotice(message);
      if (notice === null) return;
      unanswered = 0;
      if (notice.type === "pong") {
        onAnswer();
        samples = addSample(samples, sampleOf(notice.sentAtMs, notice.nowMs, Date.now()));
      } else if (notice.type === "config")
        (tiles.get(notice.tile)?.listener ?? replays.get(notice.tile))?.config(notice);
      else if (notice.type === "replay-end") endReplay(notice.tile, notice.error);
      else if (notice.type === "content") tiles.get(notice.tile)?.listener.content(notice);
      else tiles.get(notice.tile)?.listener.state(notice.state, notice.error);
    });
    line = open;
    ping();
    open.post({ type: "decodes", encodings: [...decodable] });
    for (const [tile, { cameraId }] of tiles) open.post({ type: "open", tile, cameraId });
    become("open");
    await closed;
    clearInterval(timer);
    open.close();
  }

  return {
    open(cameraId, listener) {
      const tile = takeNumber();
      tiles.set(tile, { cameraId, listener });
      listener.channel(state);
      line?.post({ type: "open", tile, cameraId });
      return () => {
        tiles.delete(tile);
        line?.post({ type: "close", tile });
      };
    },
    replay(source, listener) {
      const tile = takeNumber();
      if (line === null) {
        queueMicrotask(() => listener.end("down"));
        return () => undefined;
      }
      replays.set(tile, listener);
      line.post({ type: "replay", tile, source });
      return () => {
        if (replays.delete(tile)) line?.post({ type: "close", tile });
      };
    },
    cannotDecode(encoding) {
      if (encoding === "h264" || !decodable.includes(encoding)) return false;
      decodable = decodable.filter((each) => each !== encoding);
      line?.post({ type: "decodes", encodings: [...decodable] });
      return true;
    },
    clockOffsetMs: () => bestOffsetMs(samples),
    state: () => state,
    subscribe(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    close: () => closing.abort(),
  };
}

/** Null for what is no notice of ours: a newer cameras process may say more than this page knows. */
function parseNotice(text: string): VideoNotice | null {
  try {
    const parsed = videoNoticeSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not JSON: no notice.
    return null;
  }
}
