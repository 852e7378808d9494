import { useEffect, useState } from "react";
import { useVideo } from "../rpc/use-station.tsx";
import { drawFrame } from "./draw-frame.ts";
import { frozenAfterMs, pictureAgeMs } from "./picture-age.ts";
import { openTileStream, type TileStatus, type TileStream } from "./tile-stream.ts";

const lookEveryMs = 250;

export interface TileSeen {
  readonly status: TileStatus;
  /** Null before the first picture. */
  readonly ageMs: number | null;
  /** Of the last picture, UTC ms. */
  readonly receivedAtMs: number;
}

const nothing: TileSeen = {
  status: { state: "connecting", error: null, reason: null, codec: "", reencodedPerSecond: null, bad: null },
  ageMs: null,
  receivedAtMs: 0,
};

/**
 * Opens the camera's stream onto the canvas as long as the tile is there. Looks four times a second how old the
 * picture is; a page that was hidden counts no picture from before its return.
 */
export function useTileStream(cameraId: string, canvas: React.RefObject<HTMLCanvasElement | null>): TileSeen {
  const channel = useVideo();
  const [seen, setSeen] = useState<TileSeen>(nothing);
  useEffect(() => {
    let shownAgainAtMs = 0;
    // The channel may say how it is (down) before the stream below has a name.
    let opening = true;
    const context = canvas.current?.getContext("2d", { alpha: false }) ?? null;
    const stream: TileStream = openTileStream({
      channel,
      cameraId,
      draw(frame) {
        if (context && !document.hidden) drawFrame(context, frame);
      },
      onStatus: look,
    });
    function look(): void {
      if (opening) return;
      const last = stream.last();
      let ageMs = last && pictureAgeMs(last, channel.clockOffsetMs(), Date.now(), performance.now());
      // What the canvas shows then is from before: frozen, however young the newest decoded picture is.
      if (last && ageMs !== null && (document.hidden || last.decodedAtMs < shownAgainAtMs))
        ageMs = Math.max(ageMs, frozenAfterMs + 1);
      setSeen({ status: stream.status(), ageMs, receivedAtMs: last?.receivedAtMs ?? 0 });
    }
    opening = false;
    look();
    const returned = () => {
      shownAgainAtMs = performance.now();
      look();
    };
    const timer = setInterval(look, lookEveryMs);
    document.addEventListener("visibilitychange", returned);
    window.addEventListener("pageshow", returned);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", returned);
      window.removeEventListener("pageshow", returned);
      stream.close();
      context?.reset();
      setSeen(nothing);
    };
  }, [channel, cameraId, canvas]);
  return seen;
}
