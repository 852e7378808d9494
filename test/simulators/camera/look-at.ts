import type { View } from "./ptz-state.ts";

/** The part of a picture (planar YUV 4:2:0) that a camera turned to this view sees, in its full size; nearest pixels. */
export function lookAt(picture: Buffer, width: number, height: number, { x, y, zoom }: View): Buffer {
  if (x === 0 && y === 0 && zoom === 1) return picture;
  const shown = Buffer.allocUnsafe(picture.length);
  const size = width * height;
  const planes = [
    { from: 0, wide: width, high: height },
    { from: size, wide: width / 2, high: height / 2 },
    { from: (size * 5) / 4, wide: width / 2, high: height / 2 },
  ];
  for (const { from, wide, high } of planes) {
    // A quarter of the picture to each side: beyond its edge the edge goes on.
    const left = wide / 2 - wide / 2 / zoom + (x * wide) / 4;
    const top = high / 2 - high / 2 / zoom - (y * high) / 4;
    for (let row = 0; row < high; row++) {
      const sourceRow = clamp(Math.floor(top + row / zoom), high);
      for (let column = 0; column < wide; column++)
        shown[from + row * wide + column] =
          picture[from + sourceRow * wide + clamp(Math.floor(left + column / zoom), wide)] ?? 0;
    }
  }
  return shown;
}

function clamp(value: number, limit: number): number {
  return Math.max(0, Math.min(limit - 1, value));
}
