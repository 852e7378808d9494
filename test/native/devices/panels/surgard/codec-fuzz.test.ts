import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFrame, type LineItem, LineScanner } from "../../../../../native/devices/panels/surgard/codec.ts";
import { contactIdFrame, fourTwoFrame, siaFrame } from "../../../../simulators/panel/frames.ts";

const from = { receiver: "01", line: "1" };
const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from("0123456789ABCDEF")), minLength: length, maxLength: length });
const frame = fc.oneof(
  fc.record({ account: hex(4), code: hex(3), zone: hex(3) }).map((alarm) => contactIdFrame(from, alarm)),
  fc
    .record({ account: hex(4), code: fc.constantFrom("PA", "BA", "TR"), zone: hex(4) })
    .map((alarm) => siaFrame(from, alarm)),
  fc
    .record({ account: hex(4), code: fc.constantFrom("2", "A", "R"), zone: hex(3) })
    .map((alarm) => fourTwoFrame(from, alarm)),
);
/** Noise without a terminator of its own, longer than a frame may be. */
const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.filter((byte) => byte !== 0x14));

function split(bytes: Uint8Array, cuts: readonly number[]): LineItem[] {
  const scanner = new LineScanner();
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  let start = 0;
  const items: LineItem[] = [];
  for (const end of ends) {
    items.push(...scanner.push(bytes.subarray(start, end)));
    start = end;
  }
  return [...items, ...scanner.finish()];
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

test("any bytes: no crash, nothing lost, nothing made up, however they are split", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_000 }), fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
      const whole = split(bytes, []);
      expect(split(bytes, cuts)).toEqual(whole);
      const kept = joined(whole.map((item) => item.bytes));
      expect(kept).toEqual(bytes.filter((byte) => byte !== 0x14));
      const frames = whole.filter((item) => item.kind === "frame");
      expect(frames.map((item) => decodeFrame(item.bytes))).toEqual(frames.map((item) => item.frame));
    }),
    { numRuns: 500 },
  );
});

test("good frames between garbage survive, in order", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(noise, frame), { minLength: 1, maxLength: 8 }), fc.array(fc.nat()), (parts, cuts) => {
      const bytes = joined(parts.flatMap(([garbage, text]) => [garbage, Buffer.from(text, "latin1")]));
      const read = split(bytes, cuts).filter((item) => item.kind === "frame");
      // Printable noise just before a frame can lengthen its head (an account, a line); its end is the same.
      expect(read).toHaveLength(parts.length);
      for (const [index, item] of read.entries()) {
        const sent = parts[index]?.[1].slice(0, -1) ?? "";
        expect(Buffer.from(item.bytes).toString("latin1").endsWith(sent.slice(1))).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test("frames with flipped, lost and doubled bytes: whole neighbours are read", () => {
  const damage = fc.record({ at: fc.nat(19), kind: fc.constantFrom("flip", "lose", "double"), bit: fc.nat(7) });
  fc.assert(
    fc.property(frame, frame, frame, damage, (before, hurt, after, { at, kind, bit }) => {
      const bytes = [...Buffer.from(hurt, "latin1")];
      const byte = bytes[at] ?? 0;
      if (kind === "flip") bytes[at] = byte ^ (1 << bit);
      else if (kind === "lose") bytes.splice(at, 1);
      else bytes.splice(at, 0, byte);
      const line = joined([Buffer.from(before, "latin1"), Uint8Array.from(bytes), Buffer.from(after, "latin1")]);
      const texts = split(line, []).flatMap((item) =>
        item.kind === "frame" ? [`${Buffer.from(item.bytes).toString("latin1")}\u0014`] : [],
      );
      expect(texts[0]).toBe(before);
      expect(texts.at(-1)).toBe(after);
    }),
    { numRuns: 1_000 },
  );
});
