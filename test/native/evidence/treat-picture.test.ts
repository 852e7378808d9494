import fc from "fast-check";
import { expect, test } from "vitest";
import { overlay, pixelate, type PicturePlanes, tileStamp } from "../../../native/cameras/evidence/treat-picture.ts";

function noise(width: number, height: number, padding: number): PicturePlanes {
  let state = 7;
  const plane = (wide: number, high: number) => {
    const stride = wide + padding;
    const bytes = Uint8Array.from({ length: stride * high }, () => (state = (state * 1_103_515_245 + 12_345) & 255));
    return { bytes, stride };
  };
  return { width, height, planes: [plane(width, height), plane(width / 2, height / 2), plane(width / 2, height / 2)] };
}

const copyOf = ({ planes }: PicturePlanes): Uint8Array[] => planes.map(({ bytes }) => bytes.slice());

test("a mosaic covers all of its box with few squares, and nothing far outside it", () => {
  const edge = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(edge, edge, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), (x, y, wide, high) => {
      const picture = noise(200, 120, 8);
      const before = copyOf(picture);
      pixelate(picture, { x, y, width: wide, height: high });
      const [luma] = picture.planes;
      const colours = new Set<number>();
      let strayed = 0;
      for (let row = 0; row < 120; row++)
        for (let column = 0; column < 208; column++) {
          const at = row * 208 + column;
          const isInside = column >= x && column < Math.min(200, x + wide) && row >= y && row < y + high;
          if (isInside) colours.add(luma.bytes[at] ?? -1);
          const isNear = column >= x - 2 && column <= x + wide + 1 && row >= y - 2 && row <= y + high + 1;
          if ((!isNear || column >= 200) && luma.bytes[at] !== before[0]?.[at]) strayed++;
        }
      expect(strayed).toBe(0);
      // At most 8 and a cut one in each direction.
      expect(colours.size).toBeLessThanOrEqual(81);
    }),
    { numRuns: 200 },
  );
});

test("a stamp is repeated over the whole picture, and changes nothing where it is clear", () => {
  const rgba = new Uint8Array(20 * 10 * 4);
  rgba.set([255, 255, 255, 128], (3 * 20 + 4) * 4);
  const mask = tileStamp({ width: 20, height: 10, rgba }, 64, 32);
  const marked = [...mask.alpha].filter((alpha) => alpha === 128).length;
  // Three rows and a bit of three or four stamps each.
  expect(marked).toBeGreaterThanOrEqual(9);
  const picture = noise(64, 32, 0);
  const [before = new Uint8Array()] = copyOf(picture);
  overlay(picture, mask);
  const after = picture.planes[0].bytes;
  const changed = [...after].filter((value, at) => value !== before[at]).length;
  expect(changed).toBeGreaterThan(0);
  expect(changed).toBeLessThanOrEqual(marked);
});
