import type { Page } from "playwright-core";
import { type DeskInChromium, openDesk } from "./desk-in-chromium.ts";

/** What was seen of one tile, looked at with every frame that the browser draws. */
export interface TileSight {
  /** Frames looked at, and those of them that showed a picture that had not changed for 3 s. */
  readonly frames: number;
  readonly frozen: number;
  /** Of the frozen ones: said to be live, and that for longer than the page's own look needs. */
  readonly frozenAsLive: number;
  readonly late: number;
  /** How old the picture was when the tile stopped saying that it is live, ms; the oldest. */
  readonly saidAfterMs: number;
  /** What stood on the tile then. */
  readonly words: readonly string[];
  readonly isLive: boolean;
}

export interface WatchedTiles {
  readonly desk: DeskInChromium;
  /** By camera; what was seen since the last call. */
  take(): Promise<Readonly<Record<string, TileSight>>>;
  /** By camera, without taking it. */
  live(): Promise<readonly string[]>;
  /** Time stands still for the page from now on, as for a tile without the rule of age; not for who watches it. */
  stopPageClock(): Promise<void>;
  close(): Promise<void>;
}

declare global {
  interface Window {
    wardwatchTiles?: { take(): Record<string, TileSight>; live(): string[]; stopClock(): void };
  }
}

/** Runs in the page before anything of its own. */
function watchTiles(bounds: { readonly frozenMs: number; readonly lateMs: number }): void {
  interface Seen {
    picture: string;
    changedMs: number;
    isLive: boolean;
    frames: number;
    frozen: number;
    frozenAsLive: number;
    late: number;
    saidAfterMs: number;
    words: Set<string>;
  }
  const now = performance.now.bind(performance);
  const seen = new Map<string, Seen>();

  /** The row of blocks that holds the picture's number (scene.ts), as text. */
  function pictureOf(canvas: HTMLCanvasElement): string {
    const { width, height } = canvas;
    const edge = Math.floor(width / 40);
    if (edge < 2 || height < 2) return "";
    const row = canvas.getContext("2d")?.getImageData(0, height - Math.ceil(edge / 2), edge * 27, 1).data;
    if (row === undefined) return "";
    let text = "";
    for (let at = 0; at < 27; at++) text += (row[(at * edge + (edge >> 1)) * 4] ?? 0) > 127 ? "1" : "0";
    return text;
  }

  function look(): void {
    for (const tile of document.querySelectorAll<HTMLElement>("[data-camera][data-live]")) {
      const canvas = tile.querySelector("canvas");
      const id = tile.dataset["camera"] ?? "";
      if (canvas === null) continue;
      const picture = pictureOf(canvas);
      const isLive = tile.dataset["live"] === "true";
      let of = seen.get(id);
      if (of === undefined) {
        of = {
          picture,
          changedMs: now(),
          isLive,
          frames: 0,
          frozen: 0,
          frozenAsLive: 0,
          late: 0,
          saidAfterMs: 0,
          words: new Set(),
        };
        seen.set(id, of);
      }
      if (picture !== of.picture) {
        of.picture = picture;
        of.changedMs = now();
      }
      const ageMs = now() - of.changedMs;
      of.frames += 1;
      if (ageMs > bounds.frozenMs) of.frozen += 1;
      if (ageMs > bounds.frozenMs && isLive) of.frozenAsLive += 1;
      if (ageMs > bounds.lateMs && isLive) of.late += 1;
      if (of.isLive && !isLive) {
        of.saidAfterMs = Math.max(of.saidAfterMs, ageMs);
        of.words.add(tile.querySelector("output")?.textContent ?? "");
      }
      of.isLive = isLive;
    }
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);

  window.wardwatchTiles = {
    take() {
      const taken = Object.fromEntries(Array.from(seen, ([id, of]) => [id, { ...of, words: [...of.words] }]));
      for (const of of seen.values()) {
        Object.assign(of, { frames: 0, frozen: 0, frozenAsLive: 0, late: 0, saidAfterMs: 0 });
        of.words = new Set();
      }
      return taken;
    },
    live: () => Array.from(seen).flatMap(([id, { isLive }]) => (isLive ? [id] : [])),
    stopClock() {
      const atMs = Date.now();
      const monotonicMs = now();
      Date.now = () => atMs;
      performance.now = () => monotonicMs;
    },
  };
}

/** Opens the real page and watches what its tiles show, against what they say. */
export async function openWatchedTiles(
  url: string,
  bounds: { readonly frozenMs: number; readonly lateMs: number },
): Promise<WatchedTiles> {
  const desk = await openDesk(url, async (page: Page) => {
    await page.addInitScript(watchTiles, bounds);
  });
  return {
    desk,
    take: () => desk.page.evaluate(() => window.wardwatchTiles?.take() ?? {}),
    live: () => desk.page.evaluate(() => window.wardwatchTiles?.live() ?? []),
    stopPageClock: () => desk.page.evaluate(() => window.wardwatchTiles?.stopClock()),
    close: () => desk.close(),
  };
}
