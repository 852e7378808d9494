/** A picture in YUV 4:2:0 as three planes, each row `stride` bytes apart. */
export interface PicturePlanes {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly [Plane, Plane, Plane];
}
export interface Plane {
  readonly bytes: Uint8Array;
  readonly stride: number;
}

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is laid over a picture: brightness and opacity, a byte a pixel each, as big as the picture. */
export interface Overlay {
  readonly luma: Uint8Array;
  readonly alpha: Uint8Array;
}

/** No face is known again out of fewer than eight squares a side; small boxes get squares of this many pixels. */
const leastSquare = 16;
const mostSquares = 8;

/**
 * Turns a rectangle into a mosaic of squares of one colour each. A blur proper can be computed back in part; the
 * mean of a square cannot.
 */
export function pixelate({ width, height, planes }: PicturePlanes, box: Box): void {
  // Even, so that colour, of half the size, has the same squares.
  const side = Math.max(leastSquare, Math.ceil(Math.max(box.width, box.height) / mostSquares / 2) * 2);
  const left = Math.max(0, Math.floor(box.x / 2) * 2);
  const top = Math.max(0, Math.floor(box.y / 2) * 2);
  const right = Math.min(width, Math.ceil((box.x + box.width) / 2) * 2);
  const bottom = Math.min(height, Math.ceil((box.y + box.height) / 2) * 2);
  for (let y = top; y < bottom; y += side)
    for (let x = left; x < right; x += side) {
      const [toX, toY] = [Math.min(right, x + side), Math.min(bottom, y + side)];
      for (const [index, plane] of planes.entries()) {
        const half = index === 0 ? 1 : 2;
        even(plane, Math.ceil(x / half), Math.ceil(y / half), Math.ceil(toX / half), Math.ceil(toY / half));
      }
    }
}

function even({ bytes, stride }: Plane, left: number, top: number, right: number, bottom: number): void {
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += bytes[y * stride + x] ?? 0;
  const mean = Math.round(sum / Math.max(1, (right - left) * (bottom - top)));
  for (let y = top; y < bottom; y++) bytes.fill(mean, y * stride + left, y * stride + right);
}

/** Lays it over the picture. */
export function overlay({ width, height, planes }: PicturePlanes, { luma, alpha }: Overlay): void {
  const [bright, ...colours] = planes;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const opacity = alpha[y * width + x] ?? 0;
      if (opacity === 0) continue;
      const at = y * bright.stride + x;
      bright.bytes[at] = mix(bright.bytes[at] ?? 0, luma[y * width + x] ?? 0, opacity);
      // One colour sample stands for four pixels: the one at the top left decides.
      if (((x | y) & 1) === 0)
        for (const { bytes, stride } of colours) {
          const place = (y >> 1) * stride + (x >> 1);
          bytes[place] = mix(bytes[place] ?? 0, 128, opacity);
        }
    }
}

function mix(below: number, above: number, opacity: number): number {
  return Math.round((below * (255 - opacity) + above * opacity) / 255);
}

/** RGBA, rows without padding. */
export interface Stamp {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Repeats a stamp over the whole picture, every second row of stamps moved by half. */
export function tileStamp(
  { width: stampWidth, height: stampHeight, rgba }: Stamp,
  width: number,
  height: number,
): Overlay {
  const luma = new Uint8Array(width * height);
  const alpha = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / stampHeight);
    const moved = row % 2 === 0 ? 0 : Math.floor(stampWidth / 2);
    for (let x = 0; x < width; x++) {
      const from = ((y % stampHeight) * stampWidth + ((x + moved) % stampWidth)) * 4;
      const [r = 0, g = 0, b = 0, a = 0] = rgba.subarray(from, from + 4);
      // BT.601, limited range, as cameras send it.
      luma[y * width + x] = Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b);
      alpha[y * width + x] = a;
    }
  }
  return { luma, alpha };
}
