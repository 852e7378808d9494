import fc from "fast-check";
import { expect, test } from "vitest";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import { makePictureRing, makeRingBudget } from "../../../native/cameras/h264/picture-ring.ts";

function picture(receivedAtMs: number, key: boolean, size = 10): Picture {
  return { encoding: "h264", bytes: new Uint8Array(size), key, receivedAtMs, timestampUs: receivedAtMs * 1000 };
}

/** A key picture a second, five pictures a second. */
function seconds(from: number, to: number, size = 10): Picture[] {
  return Array.from({ length: (to - from) * 5 }, (_, at) => picture(from * 1000 + at * 200, at % 5 === 0, size));
}

test("the last 30 s are kept, from a key picture on, and no group more than needed", () => {
  const ring = makePictureRing(30_000, makeRingBudget());
  for (const each of seconds(0, 120)) ring.push(each);
  expect(ring.oldestAtMs).toBe(89_000);
});

test("a span begins with the key picture that its first picture needs", () => {
  const ring = makePictureRing(30_000, makeRingBudget());
  for (const each of seconds(0, 10)) ring.push(each);
  const span = ring.between(4_500, 6_100);
  expect(span[0]).toMatchObject({ key: true, receivedAtMs: 4_000 });
  expect(span.at(-1)?.receivedAtMs).toBe(6_000);
});

test("a moment gives the group up to it; before everything, nothing", () => {
  const ring = makePictureRing(30_000, makeRingBudget());
  for (const each of seconds(10, 20)) ring.push(each);
  expect(ring.between(12_700, 12_700).map((each) => each.receivedAtMs)).toEqual([12_000, 12_200, 12_400, 12_600]);
  expect(ring.between(9_000, 9_000)).toEqual([]);
  expect(ring.between(30_000, 30_000).at(-1)?.receivedAtMs).toBe(19_800);
});

test("pictures before the first key picture are not kept", () => {
  const ring = makePictureRing(30_000, makeRingBudget());
  ring.push(picture(0, false));
  expect(ring.between(0, 10)).toEqual([]);
});

test("what all rings keep stays within the budget, whatever comes", () => {
  const pushes = fc.array(
    fc.record({ ring: fc.nat(2), key: fc.boolean(), size: fc.integer({ min: 1, max: 400 }), step: fc.nat(5000) }),
    { maxLength: 300 },
  );
  fc.assert(
    fc.property(pushes, (list) => {
      const budget = makeRingBudget(1000);
      const rings = [0, 1, 2].map(() => makePictureRing(10_000, budget));
      let nowMs = 0;
      for (const { ring, key, size, step } of list) {
        nowMs += step;
        rings[ring]?.push(picture(nowMs, key, size));
        // A ring lets go of its own only: it may pass the bound by what the others hold, never by more.
        const kept = rings.flatMap((each) => each.between(0, nowMs));
        const bytes = kept.reduce((sum, each) => sum + each.bytes.byteLength, 0);
        expect(bytes).toBe(budget.bytes);
        for (const each of rings) expect(each.between(0, nowMs)[0]?.key ?? true).toBe(true);
      }
      for (const each of rings) each.clear();
      expect(budget.bytes).toBe(0);
    }),
  );
});
