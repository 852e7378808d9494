import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { videoRequestSchema } from "../../contract/video.ts";
import type { ReplaySource, VideoEncoding, VideoNotice, VideoRequest } from "../../contract/video.ts";
import type { ClipOnDisk } from "../clips/find-clips.ts";
import type { Viewer } from "../audience.ts";
import type { Camera } from "../camera.ts";
import type { ReencodeSlots } from "../reencode/reencode-slots.ts";
import type { PageWire } from "./page-wire.ts";
import { sendReplay } from "./send-replay.ts";

/** Where tiles find their cameras. */
export interface CameraSet {
  /** How many streams, live and replayed, may be re-encoded at once. */
  readonly slots: ReencodeSlots;
  get(cameraId: string): Camera | undefined;
  /** A clip's file; null for an id that is none. It may not be there. */
  clipFile(clipId: string): { readonly path: string; readonly startMs: number } | null;
  /** Clips of a camera, finished or being written, that may hold pictures of this span (UTC ms), oldest first. */
  clipsAbout(cameraId: string, fromMs: number, toMs: number): Promise<readonly ClipOnDisk[]>;
  /** Called after cameras came, went or changed; returns how to stop being called. */
  onChange(listener: () => void): () => void;
}

/** Above this the page does not keep up: pictures are left out until it has caught up, up to a key picture. */
const mostBufferedBytes = 2_000_000;
const mostTiles = 256;
/** A page that sends so much nonsense is not ours. */
const mostMistakes = 20;

interface Tile {
  /** Null: a replay. */
  readonly cameraId: string | null;
  camera: Camera | undefined;
  leave: () => void;
}

/** Serves one page: opens and closes its tiles until its wire closes. */
export function servePage(
  wire: PageWire,
  cameras: CameraSet,
  { clock, logger }: { clock: Clock; logger: Logger },
): void {
  const tiles = new Map<number, Tile>();
  /** Until the page says more: every page of ours decodes it. */
  let decodable: ReadonlySet<VideoEncoding> = new Set(["h264"]);
  let mistakes = 0;
  let closed = false;

  const notify = (notice: VideoNotice): void => {
    if (!closed) wire.sendText(JSON.stringify(notice));
  };

  function attach(tile: number, entry: Tile, cameraId: string): void {
    entry.leave();
    entry.camera = cameras.get(cameraId);
    if (entry.camera) entry.leave = entry.camera.view(makeTileViewer(tile, decodable, wire, notify));
    else {
      entry.leave = () => undefined;
      const error = { code: "camera.not_found", params: { id: cameraId } } as const;
      notify({ type: "state", tile, state: "offline", error });
    }
  }

  function replay(tile: number, source: ReplaySource): void {
    const stopping = new AbortController();
    // Not a camera's: cameras that come and go leave it alone.
    tiles.set(tile, { cameraId: null, camera: undefined, leave: () => stopping.abort() });
    void sendReplay(source, cameras, {
      signal: stopping.signal,
      decodable,
      send: (header, bytes) => {
        if (!closed) wire.sendPicture(header, bytes);
      },
      notify,
      tile,
      isBusy: () => wire.bufferedBytes() > mostBufferedBytes,
      clock,
    });
  }

  function closeTile(tile: number): void {
    tiles.get(tile)?.leave();
    tiles.delete(tile);
  }

  function leave(): void {
    closed = true;
    stopFollowing();
    for (const tile of tiles.keys()) closeTile(tile);
  }

  function mistake(reason: string): void {
    mistakes++;
    if (mistakes === 1) logger.warn({ reason }, "page sent a malformed message");
    if (mistakes < mostMistakes) return;
    logger.warn({ mistakes }, "page closed after malformed messages");
    leave();
    wire.close();
  }

  function answer(request: VideoRequest): void {
    switch (request.type) {
      case "decodes":
        decodable = new Set(request.encodings);
        for (const [tile, entry] of tiles) if (entry.cameraId !== null) attach(tile, entry, entry.cameraId);
        return;
      case "open": {
        closeTile(request.tile);
        if (tiles.size >= mostTiles) return mistake("too many tiles");
        const entry: Tile = { cameraId: request.cameraId, camera: undefined, leave: () => undefined };
        tiles.set(request.tile, entry);
        return attach(request.tile, entry, request.cameraId);
      }
      case "replay":
        closeTile(request.tile);
        if (tiles.size >= mostTiles) return mistake("too many tiles");
        return replay(request.tile, request.source);
      case "close":
        return closeTile(request.tile);
      case "ping":
        return notify({ type: "pong", sentAtMs: request.sentAtMs, nowMs: clock.nowMs() });
    }
  }

  const stopFollowing = cameras.onChange(() => {
    for (const [tile, entry] of tiles)
      if (entry.cameraId !== null && cameras.get(entry.cameraId) !== entry.camera) attach(tile, entry, entry.cameraId);
  });
  wire.onClose(leave);
  wire.onMessage((message) => {
    if (closed) return;
    const request = parseRequest(message);
    if (request) answer(request);
    else mistake("not a video request");
  });
}

function parseRequest(message: unknown): VideoRequest | null {
  if (typeof message !== "string" || message.length > 4096) return null;
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    // Not JSON: the caller counts it as the page's mistake.
    return null;
  }
  return videoRequestSchema.safeParse(value).data ?? null;
}

/** One tile: numbers its pictures and leaves some out when the page does not keep up. */
function makeTileViewer(
  tile: number,
  decodable: ReadonlySet<VideoEncoding>,
  wire: PageWire,
  notify: (notice: VideoNotice) => void,
): Viewer {
  let number = 0;
  let waitingForKey = true;
  let skipped = false;
  return {
    decodes: (encoding) => decodable.has(encoding),
    onState: (state, error) => notify({ type: "state", tile, state, error }),
    onContent: ({ content, sinceMs }) => notify({ type: "content", tile, content, sinceMs }),
    onConfig({ codec, width, height }, reencodedPerSecond) {
      waitingForKey = true;
      notify({ type: "config", tile, codec, width, height, reencodedPerSecond });
    },
    onPicture(picture, kept) {
      // The kept pictures are one burst that the page asked for; their size is bounded where they are kept.
      const late = !kept && wire.bufferedBytes() > mostBufferedBytes;
      if (late || (waitingForKey && !picture.key)) {
        skipped ||= late;
        waitingForKey = true;
        return;
      }
      const { key, receivedAtMs, timestampUs } = picture;
      wire.sendPicture({ tile, key, skipped, number: number++, receivedAtMs, timestampUs }, picture.bytes);
      waitingForKey = false;
      skipped = false;
    },
  };
}
