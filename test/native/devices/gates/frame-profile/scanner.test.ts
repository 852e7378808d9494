import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toFormat } from "../../../../../native/devices/gates/frame-profile/codec.ts";
import { FrameScanner } from "../../../../../native/devices/gates/frame-profile/scanner.ts";
import { boards, boardNamed } from "../../../../simulators/gate-board/boards.ts";
import { hostileProfiles, tryHostile } from "../../../../harness/hostile-streams.ts";
import { seededRandom, wholeBetween } from "../../../../harness/seeded-random.ts";
import { allProfiles, bytes, profileNamed, scan, scanWith } from "./profiles.ts";

function framesOf(board: string, seed: number, count: number): readonly Uint8Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Uint8Array.from(boardNamed(board).anyFrame(wholeBetween(random, 1, 9), (below) => wholeBetween(random, 0, below))),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function splitAt(stream: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const cuts = [...new Set(places.map((place) => place % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => stream.subarray(from, cuts[index] ?? stream.length));
}

describe.each(boards.map(({ name }) => name))("%s", (name) => {
  const profile = profileNamed(name);
  const format = toFormat(profile);

  test("every split of the same bytes gives the same frames and the same noise", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 6 }),
        fc.array(fc.nat(2_000), { maxLength: 12 }),
        (seed, noise, places) => {
          const frames = framesOf(name, seed, 6);
          const stream = joined(frames.flatMap((frame, index) => [frame, noise[index] ?? new Uint8Array()]));
          const whole = scan(format, [stream]);
          expect(scan(format, splitAt(stream, places))).toEqual(whole);
          expect(
            scan(
              format,
              Array.from(stream, (byte) => Uint8Array.of(byte)),
            ),
          ).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("frames glued together are all found", () => {
    const frames = framesOf(name, 7, 200);
    const found = scanWith(profile, joined(frames));
    expect(found.bad).toEqual([]);
    expect(found.frames).toEqual(frames.flatMap((frame) => scanWith(profile, frame).frames));
    expect(found.frames).toHaveLength(200);
  });

  test("noise that holds no start costs no frame, and is all told", () => {
    const starts = new Set([0xeb, 0x02, 0xfe, 0x7f, 0xaa]);
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 5, maxLength: 5 }),
        (seed, noise) => {
          const frames = framesOf(name, seed, 5);
          const calm = noise.map((each) => each.filter((byte) => !starts.has(byte)));
          const stream = frames.flatMap((frame, index) => [calm[index] ?? new Uint8Array(), frame]);
          const found = scan(format, [joined(stream)]);
          expect(found.frames).toEqual(frames.flatMap((frame) => scanWith(profile, frame).frames));
          const told = found.bad.reduce((sum, each) => sum + (each.split(" ")[1] ?? "").length / 2, 0);
          expect(told).toBe(calm.reduce((sum, each) => sum + each.length, 0));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("half a frame and then silence does not cost the frame after it", () => {
    const [half = new Uint8Array(), good = new Uint8Array()] = framesOf(name, 11, 2);
    for (let at = 1; at < half.length; at++) {
      const found: string[] = [];
      const sink = { frame: ({ id }: { id: string }) => void found.push(id), bad: () => undefined };
      const scanner = new FrameScanner(format);
      scanner.push(half.slice(0, at), sink);
      scanner.giveUpAll(sink);
      scanner.push(good, sink);
      expect(found).toHaveLength(1);
      expect(scanner.isPending).toBe(false);
    }
  });
});

test("what is held back is bounded, whatever comes", () => {
  for (const profile of [...allProfiles, ...hostileProfiles]) {
    const format = toFormat(profile);
    const scanner = new FrameScanner(format);
    let told = 0;
    const count = (_: unknown, start: number, end: number): void => void (told += end - start);
    const sink = {
      frame: (_message: unknown, bytes: Uint8Array, start: number, end: number) => count(bytes, start, end),
      bad: count,
    };
    let sent = 0;
    const start = Array.from(format.start.bytes);
    for (const byte of [0x00, 0xff, format.anchor, ...start])
      for (let piece = 0; piece < 20; piece++) {
        scanner.push(new Uint8Array(100).fill(byte), sink);
        sent += 100;
        expect(sent - told).toBeLessThanOrEqual(512 + 512 + 256);
      }
    scanner.giveUpAll(sink);
    expect(told).toBe(sent);
  }
});

test("a frame that never ends is given up, and what stands behind its start is looked at", () => {
  const scanner = new FrameScanner(toFormat(profileNamed("tx1500")));
  const found: string[] = [];
  const sink = { frame: ({ id }: { id: string }) => void found.push(id), bad: () => undefined };
  scanner.push(bytes("02 0C 00 02 02 00 1A 1A"), sink);
  expect([found, scanner.isPending, scanner.pendingFrom]).toEqual([[], true, 0]);
  scanner.giveUpFirst(sink);
  expect([found, scanner.isPending]).toEqual([["passed-right-to-left"], false]);
});

test("20,000 hostile streams through every kind of framing: none crashes, none hangs, all bytes are told", () => {
  const result = tryHostile(20_000, 4711);
  expect(result).toMatchObject({ cases: 20_000, lostBytes: 0, wrongSplits: 0 });
});
