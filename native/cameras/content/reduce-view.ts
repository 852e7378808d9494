import type { Luma } from "../h264/decode-still.ts";

/** Pixels of a reduced picture: enough to know a view again, too few to know a face. */
export const viewWidth = 96;
export const viewHeight = 54;

/** A picture's brightness reduced to `viewWidth` × `viewHeight`, whatever its size and shape were; row by row, 0 to 255. */
export type ReducedView = Uint8Array;

/** Means of the pixels under each reduced one: noise and compression go, edges stay. */
export function reduceView({ luma, width, height }: Luma): ReducedView {
  const reduced = new Uint8Array(viewWidth * viewHeight);
  for (let row = 0; row < viewHeight; row++) {
    const top = Math.floor((row * height) / viewHeight);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / viewHeight));
    for (let column = 0; column < viewWidth; column++) {
      const left = Math.floor((column * width) / viewWidth);
      const right = Math.max(left + 1, Math.floor(((column + 1) * width) / viewWidth));
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += luma[y * width + x] ?? 0;
      reduced[row * viewWidth + column] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return reduced;
}
