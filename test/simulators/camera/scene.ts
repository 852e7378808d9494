import { glyph } from "./glyphs.ts";

/**
 * What the simulated camera sees: a hospital corridor in grey-blue with somebody walking, the camera's
 * name, the time and the number of the picture; and that number once more as a row of black and white
 * blocks that a test reads back from decoded pixels. Planar YUV 4:2:0, limited range.
 */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Draws picture `number`; the buffer is the scene's own and is overwritten by the next call. */
  draw(number: number, time: Date): Buffer;
}

const frameNumberBits = 24;

interface Plane {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

export function makeScene(width: number, height: number, name: string): Scene {
  const size = width * height;
  const background = Buffer.alloc((size * 3) / 2);
  // Every camera has its own walker, its own corner of the corridor and its own light.
  const phase = Array.from(name).reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % 97;
  const look = { middle: 0.5 + ((phase % 7) - 3) * 0.055, light: ((phase % 5) - 2) * 7, tint: (phase % 9) - 4 };
  drawCorridor(background, width, height, look);
  const frame = Buffer.alloc(background.length);
  const luma = { bytes: frame.subarray(0, size), width, height };
  const chroma = [frame.subarray(size, (size * 5) / 4), frame.subarray((size * 5) / 4)].map((bytes) => ({
    bytes,
    width: width / 2,
    height: height / 2,
  }));
  const unit = Math.max(1, Math.round(width / 320));
  const title = name.toUpperCase();
  return {
    width,
    height,
    draw(number, time) {
      background.copy(frame);
      drawWalker(luma, chroma, number + phase * 13, look.middle);
      const clock = [time.getHours(), time.getMinutes(), time.getSeconds()]
        .map((part) => String(part).padStart(2, "0"))
        .join(":");
      const day = [time.getFullYear(), time.getMonth() + 1, time.getDate()]
        .map((part) => String(part).padStart(2, "0"))
        .join("-");
      write(luma, clock, 8 * unit, 8 * unit, 2 * unit);
      write(luma, day, 8 * unit, 27 * unit, unit);
      write(luma, title, 8 * unit, height - 34 * unit, 2 * unit);
      const digits = String(number).padStart(6, "0");
      write(luma, digits, width - (digits.length * 18 + 5) * unit, 8 * unit, 3 * unit);
      drawBlocks(luma, number);
      return frame;
    },
  };
}

interface Look {
  /** Where the corridor ends, from the left, in widths. */
  readonly middle: number;
  /** Added to the brightness of every surface. */
  readonly light: number;
  readonly tint: number;
}

/** Distance of each pixel's surface from the camera, by the rules of a straight corridor, gives its shade. */
function drawCorridor(target: Buffer, width: number, height: number, { middle, light, tint }: Look): void {
  const size = width * height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = (x - width * middle) / width;
      const down = (y - height * 0.42) / height;
      const wall = Math.abs(across) * 2;
      const level = down > 0 ? down * 1.7 : -down * 2.3;
      const near = Math.max(wall, level, 0.13);
      const depth = 1 / near;
      let shade = 62 + light + 74 * Math.sqrt(near);
      if (near === 0.13) shade = Math.abs(across) < 0.028 && down > -0.035 ? 74 : 112;
      else if (level > wall && down > 0) {
        shade += 14;
        const tile = Math.abs((depth * 2) % 1) < 0.05 * near * 6 || Math.abs(((across / near) * 5 + 40) % 1) < 0.03;
        if (tile) shade -= 9;
      } else if (level > wall) {
        shade += 4;
        if (Math.abs(across / near) < 0.16 && depth % 1.4 < 0.7) shade = 204;
      } else {
        const along = (depth * 0.9) % 2;
        const high = down / near;
        if (along > 1.25 && high > -0.28) shade -= 30;
        else if (Math.abs(high - 0.17) < 0.025) shade += 26;
      }
      target[y * width + x] = Math.max(16, Math.min(235, Math.round(shade)));
    }
  }
  target.fill(137 + tint, size, (size * 5) / 4);
  target.fill(122 - tint, (size * 5) / 4);
}

/** Somebody in a white coat walks up and down the corridor. */
function drawWalker(luma: Plane, chroma: readonly Plane[], number: number, centre: number): void {
  const turn = (number % 420) / 210;
  const nearness = 0.18 + 0.5 * (turn < 1 ? turn : 2 - turn) ** 2;
  const tall = luma.height * nearness;
  const middle = luma.width * (centre + nearness * 0.16 * Math.sin(number / 47));
  const feet = luma.height * (0.42 + nearness * 0.58);
  const stride = Math.sin(number / 2.6) * tall * 0.07;
  const top = feet - tall;
  ellipse(luma, middle, feet - tall * 0.005, tall * 0.2, tall * 0.03, 66);
  box(luma, middle - tall * 0.075 + stride, feet - tall * 0.42, tall * 0.065, tall * 0.42, 48);
  box(luma, middle + tall * 0.01 - stride, feet - tall * 0.42, tall * 0.065, tall * 0.42, 44);
  box(luma, middle - tall * 0.125, top + tall * 0.19, tall * 0.25, tall * 0.47, 186);
  box(luma, middle - tall * 0.165, top + tall * 0.21, tall * 0.05, tall * 0.36, 168);
  box(luma, middle + tall * 0.115, top + tall * 0.21, tall * 0.05, tall * 0.36, 168);
  ellipse(luma, middle, top + tall * 0.1, tall * 0.065, tall * 0.085, 128);
  ellipse(luma, middle, top + tall * 0.06, tall * 0.068, tall * 0.055, 42);
  const [blue, red] = chroma;
  if (!blue || !red) return;
  ellipse(blue, middle / 2, (top + tall * 0.1) / 2, tall * 0.032, tall * 0.042, 116);
  ellipse(red, middle / 2, (top + tall * 0.1) / 2, tall * 0.032, tall * 0.042, 146);
}

function box(plane: Plane, left: number, top: number, width: number, height: number, value: number): void {
  const fromX = clamp(left, plane.width);
  const toX = clamp(left + width, plane.width);
  if (toX <= fromX) return;
  for (let y = clamp(top, plane.height); y < clamp(top + height, plane.height); y++)
    plane.bytes.fill(value, y * plane.width + fromX, y * plane.width + toX);
}

function ellipse(plane: Plane, x: number, y: number, radiusX: number, radiusY: number, value: number): void {
  for (let row = clamp(y - radiusY, plane.height); row < clamp(y + radiusY, plane.height); row++) {
    const half = radiusX * Math.sqrt(Math.max(0, 1 - ((row - y) / radiusY) ** 2));
    box(plane, x - half, row, 2 * half, 1, value);
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(0, Math.min(limit, Math.round(value)));
}

function write(plane: Plane, text: string, left: number, top: number, dot: number): void {
  const characters = Array.from(text);
  for (const [shade, shift] of [
    [24, Math.max(1, dot >> 1)],
    [226, 0],
  ] as const)
    for (const [at, character] of characters.entries())
      for (const [index, bit] of Array.from(glyph(character)).entries())
        if (bit === "1")
          box(
            plane,
            left + (at * 6 + (index % 5)) * dot + shift,
            top + Math.floor(index / 5) * dot + shift,
            dot,
            dot,
            shade,
          );
}

/** Edge of a block, pixels: one for the white mark, one for the black, then the bits, highest first. */
function blockEdge(width: number): number {
  return Math.floor(width / 40);
}

function drawBlocks(plane: Plane, number: number): void {
  const edge = blockEdge(plane.width);
  const bits = [1, 0];
  for (let bit = frameNumberBits - 1; bit >= 0; bit--) bits.push((number >> bit) & 1);
  // Odd parity ends the row, so that a grey or torn picture does not read as a number.
  bits.push(1 - (bits.slice(2).reduce((sum, bit) => sum + bit, 0) % 2));
  for (const [at, bit] of bits.entries()) box(plane, at * edge, plane.height - edge, edge, edge, bit ? 235 : 16);
}

/** Reads the picture's number back from a decoded luma plane; null when the blocks are not there. */
export function readFrameNumber(luma: Uint8Array, width: number, height: number, stride = width): number | null {
  const edge = blockEdge(width);
  const row = height - Math.ceil(edge / 2);
  const bits: number[] = [];
  for (let at = 0; at < frameNumberBits + 3; at++) {
    const value = luma[row * stride + at * edge + (edge >> 1)] ?? 128;
    if (value > 80 && value < 170) return null;
    bits.push(value >= 170 ? 1 : 0);
  }
  const numberBits = bits.slice(2, -1);
  const ones = numberBits.reduce((sum, bit) => sum + bit, 0);
  if (bits[0] !== 1 || bits[1] !== 0 || bits.at(-1) !== 1 - (ones % 2)) return null;
  return numberBits.reduce((number, bit) => number * 2 + bit, 0);
}
