/**
 * The page of the tile benchmark: the product's channel and tile stream, each tile drawn as the wall draws
 * it, and what was shown counted. Played by test/bench/tiles/tile-bench.ts.
 */
import { openVideoChannel } from "../../../renderer/rpc/video-channel.ts";
import type { Transport } from "../../../renderer/rpc/transport.ts";
import { drawFrame } from "../../../renderer/wall/draw-frame.ts";
import { openTileStream } from "../../../renderer/wall/tile-stream.ts";

declare global {
  interface Window {
    bench: Bench;
  }
}

interface Bench {
  /** Puts up so many tiles; a tile's cameras are `cam0` and so on. */
  open(tiles: number, width: number, height: number): void;
  /** Pictures on the screen so far, all tiles together: drawn ones that a repaint found. */
  shown(): number;
  /** Opens one more tile, and says after how many ms its first picture was painted. */
  firstPicture(cameraId: string): Promise<number>;
}

const transport = {
  openVideo: (signal: AbortSignal) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${location.host}/video`);
      socket.binaryType = "arraybuffer";
      signal.addEventListener("abort", () => socket.close(), { once: true });
      socket.onerror = () => reject(new Error("no channel"));
      socket.onopen = () =>
        resolve({
          post: (request: unknown) => socket.send(JSON.stringify(request)),
          onMessage: (listener: (message: string | ArrayBuffer) => void) =>
            (socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => listener(data)),
          onClose: (listener: () => void) => (socket.onclose = listener),
          close: () => socket.close(),
        });
    }),
} as Pick<Transport, "openVideo">;
const channel = openVideoChannel(transport as Transport);

function addCanvas(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.style.cssText = `width:${width}px;height:${height}px;display:block;float:left`;
  document.body.append(canvas);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Error("no canvas");
  return context;
}

let shown = 0;

function addTile(cameraId: string, width: number, height: number, onShown: () => void): () => void {
  const context = addCanvas(width, height);
  let isDrawn = false;
  const stream = openTileStream({
    channel,
    cameraId,
    draw(frame) {
      drawFrame(context, frame);
      // Two pictures drawn before one repaint are one picture shown.
      if (isDrawn) return;
      isDrawn = true;
      requestAnimationFrame(() => {
        isDrawn = false;
        onShown();
      });
    },
    onStatus: () => undefined,
  });
  return () => {
    stream.close();
    context.canvas.remove();
  };
}

window.bench = {
  open(tiles, width, height) {
    for (let at = 0; at < tiles; at++) addTile(`cam${at}`, width, height, () => shown++);
  },
  shown: () => shown,
  firstPicture: (cameraId) =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      const close = addTile(cameraId, 640, 360, () => {
        resolve(performance.now() - startedAt);
        close();
      });
    }),
};
