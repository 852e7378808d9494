import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { WebSocket } from "ws";
import {
  encodePicture,
  type PictureContent,
  type VideoNotice,
  type VideoRequest,
  videoRequestSchema,
} from "../../native/contract/video.ts";

interface OpenTile {
  readonly tile: number;
  readonly cameraId: string;
  number: number;
}

/** The cameras process that a test plays: sends generated pictures on the real video channel. */
export class FakeCameras {
  isDown = false;
  /** Cameras that send nothing more. */
  readonly frozen = new Set<string>();
  /** Cameras that say this instead of pictures. */
  readonly states = new Map<string, Extract<VideoNotice, { type: "state" }>>();
  /** Cameras whose next delta pictures are garbage. */
  readonly garbled = new Set<string>();
  /** Pictures are stamped so much in the past, ms: as if they had waited on the way. */
  lateMs = 0;
  codec = "avc1.42C01E";
  readonly #pictures: readonly Uint8Array[];
  readonly #pages = new Map<WebSocket, Map<number, OpenTile>>();
  readonly #timer: NodeJS.Timeout;
  #tick = 0;

  constructor(pictures: readonly Uint8Array[]) {
    this.#pictures = pictures;
    this.#timer = setInterval(() => this.#sendPictures(), 100);
  }

  /** Cameras open on any page now. */
  get open(): string[] {
    return [...this.#pages.values()].flatMap((tiles) => [...tiles.values()].map((tile) => tile.cameraId));
  }

  /** Says on every tile of a camera what its pictures show. */
  tellContent(cameraId: string, content: PictureContent, sinceMs: number): void {
    for (const [socket, tiles] of this.#pages)
      for (const { tile, cameraId: shown } of tiles.values())
        if (shown === cameraId)
          socket.send(JSON.stringify({ type: "content", tile, content, sinceMs } satisfies VideoNotice));
  }

  serve(socket: WebSocket): void {
    const tiles = new Map<number, OpenTile>();
    this.#pages.set(socket, tiles);
    socket.on("close", () => this.#pages.delete(socket));
    const say = (notice: VideoNotice) => socket.send(JSON.stringify(notice));
    socket.on("message", (data) => {
      const request: VideoRequest = videoRequestSchema.parse(JSON.parse((data as Buffer).toString()));
      if (request.type === "decodes") return;
      if (request.type === "ping") say({ type: "pong", sentAtMs: request.sentAtMs, nowMs: Date.now() });
      else if (request.type === "close") tiles.delete(request.tile);
      else if (request.type === "replay")
        say({
          type: "replay-end",
          tile: request.tile,
          pictures: 0,
          error: { code: "camera.no_picture", params: { cameraId: "cam", atMs: 0 } },
        });
      else {
        tiles.set(request.tile, { tile: request.tile, cameraId: request.cameraId, number: 0 });
        const state = this.states.get(request.cameraId);
        if (state) say({ ...state, tile: request.tile });
        else {
          say({ type: "state", tile: request.tile, state: "streaming", error: null });
          say({
            type: "config",
            tile: request.tile,
            codec: this.codec,
            width: 640,
            height: 360,
            reencodedPerSecond: null,
          });
        }
      }
    });
  }

  /** Breaks the channel; while down no page gets it back. */
  setDown(down: boolean): void {
    this.isDown = down;
    if (down) for (const socket of this.#pages.keys()) socket.terminate();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sendPictures(): void {
    const at = this.#tick++ % this.#pictures.length;
    const picture = this.#pictures[at];
    if (!picture) return;
    // The file begins with a key picture and has one every ten.
    const key = at % 10 === 0;
    for (const [socket, tiles] of this.#pages)
      for (const tile of tiles.values()) {
        if (this.frozen.has(tile.cameraId) || this.states.has(tile.cameraId)) continue;
        const header = {
          tile: tile.tile,
          key,
          skipped: false,
          number: tile.number++,
          receivedAtMs: Date.now() - this.lateMs,
          timestampUs: this.#tick * 100_000,
        };
        const garbled = this.garbled.has(tile.cameraId) && !key;
        socket.send(encodePicture(header, garbled ? new Uint8Array(200).fill(0xff) : picture));
      }
  }
}

/** Ten seconds of a moving test picture, H.264 baseline 640×360, 10 a second, a key picture a second. */
export async function generatePictures(): Promise<readonly Uint8Array[]> {
  const { stdout } = await promisify(execFile)(
    "ffmpeg",
    (
      "-v error -f lavfi -i testsrc2=size=640x360:rate=10 -t 10 -c:v libx264 -profile:v baseline -pix_fmt yuv420p " +
      "-g 10 -sc_threshold 0 -x264-params aud=1:repeat-headers=1 -f h264 pipe:1"
    ).split(" "),
    { encoding: "buffer", maxBuffer: 64 * 1024 * 1024 },
  );
  const starts: number[] = [];
  // An access unit delimiter (type 9) begins each picture.
  for (let at = 0; at + 4 < stdout.length; at++)
    if (stdout.readUInt32BE(at) === 1 && ((stdout[at + 4] ?? 0) & 0x1f) === 9) starts.push(at);
  return starts.map((start, index) => new Uint8Array(stdout.subarray(start, starts[index + 1] ?? stdout.length)));
}
