import { describe, expect, test } from "vitest";
import { adviseCheck } from "../../../../../native/devices/gates/frame-profile/advise-check.ts";
import { boardNamed } from "../../../../simulators/gate-board/boards.ts";
import { seededRandom, wholeBetween } from "../../../../harness/seeded-random.ts";
import { profileNamed } from "./profiles.ts";

function framesOf(board: string, count: number, spoil = 0): readonly Uint8Array[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, (_, index) => {
    const frame = Uint8Array.from(boardNamed(board).anyFrame(1, (below) => wholeBetween(random, 0, below)));
    return index < spoil ? frame.with(5, (frame[5] ?? 0) ^ 0x10) : frame;
  });
}

describe("a technician who took the wrong check is told the right one", () => {
  test.each([
    ["swing-flap-board", { type: "sum" }, { type: "not-sum", from: 0, start: "00" }],
    ["swing-flap-board", { type: "crc16-modbus" }, { type: "not-sum", from: 0, start: "00" }],
    [
      "hengshi-hs-6600",
      { type: "crc16-modbus", from: 2 },
      { type: "crc16-ccitt", from: 2, start: "1D0F", order: "low-first" },
    ],
    [
      "hengshi-hs-6600",
      { type: "crc16-ccitt", from: 2 },
      { type: "crc16-ccitt", from: 2, start: "1D0F", order: "low-first" },
    ],
    ["hengshi-hs-6600", { type: "xor" }, { type: "crc16-ccitt", from: 2, start: "1D0F", order: "low-first" }],
  ])("%s read with %o", (board, check, expected) => {
    const profile = {
      ...profileNamed(board),
      check: { from: 0, as: "binary", place: "before-end", ...check },
    } as never;
    const advice = adviseCheck(framesOf(board, 20), profile);
    expect(advice[0]).toMatchObject({ ...expected, fits: 20, of: 20 });
  });

  test("a few damaged frames among them do not hide it", () => {
    const profile = {
      ...profileNamed("swing-flap-board"),
      check: { type: "sum", from: 0, as: "binary", place: "before-end" },
    } as never;
    expect(adviseCheck(framesOf("swing-flap-board", 20, 3), profile)[0]).toMatchObject({
      type: "not-sum",
      fits: 17,
      of: 20,
    });
  });
});

describe("nothing is advised", () => {
  test("for frames of chance", () => {
    const random = seededRandom(9);
    for (let round = 0; round < 200; round++) {
      const frames = Array.from({ length: 6 }, () =>
        Uint8Array.from({ length: 18 }, () => wholeBetween(random, 0, 256)),
      );
      expect(adviseCheck(frames, profileNamed("swing-flap-board"))).toEqual([]);
    }
  });

  test("for too few frames, or the same one again and again", () => {
    const profile = {
      ...profileNamed("swing-flap-board"),
      check: { type: "sum", from: 0, as: "binary", place: "before-end" },
    } as never;
    expect(adviseCheck(framesOf("swing-flap-board", 2), profile)).toEqual([]);
    const [same = new Uint8Array()] = framesOf("swing-flap-board", 1);
    expect(adviseCheck(Array(20).fill(same), profile)).toEqual([]);
  });

  test("that the profile has already", () => {
    expect(
      adviseCheck(framesOf("swing-flap-board", 20), profileNamed("swing-flap-board")).map(({ type }) => type),
    ).not.toContain("not-sum");
  });
});
