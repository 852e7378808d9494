import type { PictureContent } from "../../contract/video.ts";

/** One look at a decoded picture. */
export interface Look {
  /** When the picture was received, UTC ms. */
  readonly atMs: number;
  /** Brightness, one byte a pixel, row by row. */
  readonly luma: Uint8Array;
}

export interface ContentVerdict {
  readonly content: PictureContent;
  /** Since when, UTC ms: of `frozen`, when the first of the equal pictures was received. */
  readonly sinceMs: number;
}

export interface ContentJudge {
  look(look: Look): ContentVerdict;
  /** The stream broke off: what was before says nothing about what comes. */
  forget(): void;
}

/** A fault must have lasted so long, ms, and have been seen so often: a lens is wiped, a scene is dark for a moment. */
const holdMs = 10_000;
const leastLooks = 3;

/**
 * No pixel of two pictures differs by more than this, of 255. A living sensor has noise: two of its
 * pictures are never the same everywhere, however still the scene is; a frozen source, encoded again,
 * is, but for what the encoder's changing quality leaves.
 */
const equalWithin = 2;

/** Standard deviation of the brightness below which there is nothing to see: covered, sprayed, or black. */
const blankBelow = 4;

/** Pure; its looks are a few seconds apart. */
export function makeContentJudge(): ContentJudge {
  let last: Look | null = null;
  let equalSinceMs = 0;
  let equalLooks = 0;
  let blankSinceMs = 0;
  let blankLooks = 0;
  let seenSinceMs: number | null = null;

  return {
    look({ atMs, luma }) {
      const look = { atMs, luma: sampleOf(luma) };
      const isEqual = last !== null && areEqual(last.luma, look.luma);
      equalSinceMs = isEqual ? equalSinceMs : look.atMs;
      equalLooks = isEqual ? equalLooks + 1 : 1;
      const isBlank = deviation(look.luma) < blankBelow;
      blankSinceMs = isBlank && blankLooks > 0 ? blankSinceMs : look.atMs;
      blankLooks = isBlank ? blankLooks + 1 : 0;
      last = look;
      const lasts = (sinceMs: number, looks: number): boolean => looks >= leastLooks && look.atMs - sinceMs >= holdMs;
      // Blank first: a black picture without noise is equal too, and "covered" helps more than "frozen".
      if (lasts(blankSinceMs, blankLooks)) {
        seenSinceMs = null;
        return { content: "blank", sinceMs: blankSinceMs };
      }
      if (lasts(equalSinceMs, equalLooks)) {
        seenSinceMs = null;
        return { content: "frozen", sinceMs: equalSinceMs };
      }
      seenSinceMs ??= look.atMs;
      return { content: "seen", sinceMs: seenSinceMs };
    },
    forget() {
      last = null;
      equalLooks = 0;
      blankLooks = 0;
      seenSinceMs = null;
    },
  };
}

/**
 * So many pixels are looked at, spread over the picture: as many as a tile has. A sensor's noise is in
 * all of them, and a large picture costs no more than a small one.
 */
const mostPixels = 230_400;

function sampleOf(luma: Uint8Array): Uint8Array {
  const least = Math.ceil(luma.length / mostPixels);
  if (least <= 1) return luma;
  // Odd: widths are even, so that the places move from row to row.
  const step = least % 2 === 0 ? least + 1 : least;
  const sample = new Uint8Array(Math.ceil(luma.length / step));
  for (let at = 0; at < sample.length; at++) sample[at] = luma[at * step] ?? 0;
  return sample;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (Math.abs((a[at] ?? 0) - (b[at] ?? 0)) > equalWithin) return false;
  return true;
}

function deviation(luma: Uint8Array): number {
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < luma.length; at++) {
    const value = luma[at] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / luma.length;
  return Math.sqrt(Math.max(0, squares / luma.length - mean * mean));
}
