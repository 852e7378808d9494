import { describe, expect, test } from "vitest";
import { computeCheck, startFor } from "../../../../../native/devices/gates/frame-profile/checks.ts";
import { encodeTemplate, toFormat } from "../../../../../native/devices/gates/frame-profile/codec.ts";
import { checkTypes } from "../../../../../native/contract/gate-profile.ts";
import fc from "fast-check";
import { allProfiles, bytes, loaded, profileNamed, profileOf, scanWith } from "./profiles.ts";

describe("checks", () => {
  const digits = Uint8Array.from(Buffer.from("123456789"));

  test.each([
    // The check values of the catalogue of parametrised CRC algorithms.
    ["crc16-arc", 0, 0xbb3d],
    ["crc16-modbus", 0xffff, 0x4b37],
    ["crc16-ccitt", 0xffff, 0x29b1],
    ["crc16-ccitt", 0x0000, 0x31c3],
    ["crc16-ccitt", 0x1d0f, 0xe5cc],
    ["sum", 0, 0xdd],
    ["not-sum", 0, 0x22],
    ["neg-sum", 0, 0x23],
    ["xor", 0, 0x31],
  ] as const)("%s from %i", (type, start, expected) => {
    expect(computeCheck(type, start, digits, 0, digits.length)).toBe(expected);
  });

  test("a check runs backwards to the start that it had", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...checkTypes),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(0xffff),
        (type, data, any) => {
          const start = type.startsWith("crc16") ? any : any & 0xff;
          const value = computeCheck(type, start, data, 0, data.length);
          expect(startFor(type, value, data, 0, data.length)).toBe(start);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("every shipped profile is free of problems, says where its facts come from, and claims no device", () => {
  expect(loaded.refused).toEqual([]);
  expect(loaded.profiles.map(({ id }) => id)).toEqual([
    "2b-att203",
    "ac-atri-018",
    "swing-flap-board",
    "tpw-321asp",
    "tx1500",
  ]);
  for (const profile of loaded.profiles) {
    expect(profile.synthetic).toBe(true);
    expect(profile.notes).toBeDefined();
    expect(profile.outputs).toEqual([]);
  }
});

describe("published frames", () => {
  test.each([
    ["ac-atri-018", "EB 01 40 00 AA", "left-open"],
    ["ac-atri-018", "EB 01 41 00 AB", "right-open"],
    // As the manual prints them: their XOR would be A8 and A9.
    ["ac-atri-018", "EB 01 42 00 AB", "arm-drop"],
    ["ac-atri-018", "EB 01 43 00 AB", "arm-raise"],
    ["ac-atri-018", "EB 01 42 00 A8", "arm-drop"],
    ["tx1500", "02 02 00 06 06", "ack"],
    ["tx1500", "02 02 00 15 15", "nak"],
    ["tx1500", "02 02 00 1A 1A", "passed-right-to-left"],
    ["tx1500", "02 02 00 1B 1B", "passed-left-to-right"],
    ["2b-att203", "FE 81 01 00 00 00 AB", "passed-a"],
    ["2b-att203", "FE 44 02 00 00 00 AB", "not-passed-b"],
    ["tpw-321asp", "01 02 FF 00 04", "hello"],
    ["tpw-321asp", "01 02 44 00 04", "done"],
    ["tpw-321asp", "01 02 21 05 31 32 33 34 35 04", "entry-count: entries=12345"],
    ["tpw-321asp", "01 02 22 01 37 04", "exit-count: exits=7"],
    [
      "swing-flap-board",
      "7F 12 01 00 01 02 00 01 02 01 00 00 00 00 18 00 00 4E",
      "status: version=18 fault=0 gate=1 alarm=2 left=258 right=65536 infrared=0 executed=0 supply=24",
    ],
  ])("%s: %s", (id, hex, expected) => {
    expect(scanWith(profileNamed(id), bytes(hex))).toEqual({ frames: [expected], bad: [] });
  });

  test.each([
    ["a wrong check", "ac-atri-018", "EB 01 40 00 AB", "check_failed EB014000AB"],
    ["an order that nobody printed", "ac-atri-018", "EB 01 50 00 BA", "unknown_message EB015000BA"],
    // The computer's own frames: free one, always free.
    ["the other direction", "tx1500", "02 02 00 48 48", "unknown_message 0202004848"],
    ["the other direction, longer", "tx1500", "02 03 00 4C 48 05", "unknown_message 0203004C4805"],
    ["another end", "2b-att203", "FE 81 01 00 00 00 AC", "no_frame FE8101000000AC"],
    ["a length too short", "tpw-321asp", "01 02 FF 01 04", "no_frame 0102FF0104"],
  ])("%s is no message", (_, id, hex, bad) => {
    expect(scanWith(profileNamed(id), bytes(hex))).toEqual({ frames: [], bad: [bad] });
  });

  test.each([
    ["swing-flap-board", 0, 1, "7e00011000000070"],
    ["swing-flap-board", 0, 15, "7e000f1000000062"],
    ["tpw-321asp", 0, 1, "010228013004"],
    ["tpw-321asp", 1, 9, "090228013104"],
    ["hengshi-hs-6600", 0, 3, "aa550301303e4d0d"],
  ] as const)("%s: poll %i of unit %i", (id, poll, unit, hex) => {
    const profile = profileNamed(id);
    const template = profile.polls[poll]?.send ?? "";
    expect(Buffer.from(encodeTemplate(template, toFormat(profile), unit)).toString("hex")).toBe(hex);
  });
});

describe("fields", () => {
  const fieldsOf = (fields: object[], hex: string, more: object = {}): string => {
    const profile = profileOf({
      frame: { type: "end", start: "02", end: "03" },
      check: { type: "none" },
      messages: [{ id: "m", fields }],
      points: [{ id: "p", name: { "zh-CN": "点", en: "p" }, means: "metal", when: { type: "message", on: ["m"] } }],
      ...more,
    });
    return scanWith(profile, bytes(hex)).frames.join("|");
  };

  test.each([
    ["unsigned, high first", { size: 2 }, "02 12 34 03", "f=4660"],
    ["unsigned, low first", { size: 2, order: "low-first" }, "02 12 34 03", "f=13330"],
    ["four bytes", { size: 4 }, "02 FF FF FF FE 03", "f=4294967294"],
    ["masked and shifted", { mask: "F0", shift: 4 }, "02 5A 03", "f=5"],
    ["the top bit of four bytes", { size: 4, mask: "80000000", shift: 31 }, "02 80 00 00 00 03", "f=1"],
    ["signed", { as: "signed" }, "02 FB 03", "f=-5"],
    ["signed, two bytes", { as: "signed", size: 2 }, "02 FF 38 03", "f=-200"],
    ["BCD", { as: "bcd", size: 3 }, "02 12 34 56 03", "f=123456"],
    ["BCD, low first", { as: "bcd", size: 2, order: "low-first" }, "02 34 12 03", "f=1234"],
    ["no BCD", { as: "bcd", size: 2 }, "02 1A 00 03", "f=?"],
    ["decimal text", { as: "decimal", size: 4 }, "02 20 30 34 32 03", "f=42"],
    ["no decimal text", { as: "decimal", size: 2 }, "02 34 41 03", "f=?"],
    ["hex text", { as: "hex", size: 2 }, "02 31 66 03", "f=31"],
    ["all that is left", { as: "text", size: "rest" }, "02 41 42 43 03", "f=ABC"],
    ["nothing left", { as: "decimal", size: "rest" }, "02 03", ""],
  ])("%s", (_, field, hex, expected) => {
    expect(fieldsOf([{ id: "f", at: 1, ...field }], hex)).toBe(expected === "" ? "m: f=?" : `m: ${expected}`);
  });
});

describe("framing", () => {
  const point = { id: "p", name: { "zh-CN": "点", en: "p" }, means: "metal", when: { type: "message", on: ["m"] } };
  const messages = [{ id: "m", fields: [] }];

  test("a line of text, with a check in digits", () => {
    const profile = profileOf({
      frame: { type: "line", start: "$" },
      check: { type: "xor", from: 1, as: "hex" },
      messages: [{ id: "m", match: [{ at: 1, is: "4D" }], fields: [{ id: "n", at: 2, size: "rest", as: "decimal" }] }],
      points: [point],
    });
    expect(scanWith(profile, Buffer.from("noise\r\n$M1237D\r\n$M0007d\r\n$M0008FF\r\n", "latin1"))).toEqual({
      frames: ["m: n=123", "m: n=0"],
      bad: ["no_frame 6E6F6973650D0A", "check_failed 244D3030303846460D0A"],
    });
  });

  test("a check behind the end covers the end", () => {
    const profile = profileOf({
      frame: { type: "end", start: "02", end: "03" },
      check: { type: "xor", from: 1, place: "after-end" },
      messages: [{ id: "m", fields: [{ id: "t", at: 1, size: "rest", as: "text" }] }],
      points: [point],
    });
    expect(scanWith(profile, bytes("02 41 42 03 00 FF 02 41 03 42"))).toEqual({
      frames: ["m: t=AB", "m: t=A"],
      bad: ["no_frame FF"],
    });
  });

  test.each([
    ["hex", "02 30 34 41 42 03", "02 30 47 41 42 03"],
    ["decimal", "02 30 36 41 42 03", "02 30 3A 41 42 03"],
  ])("a length in %s digits", (as, good, bad) => {
    const profile = profileOf({
      frame: { type: "length", start: "02", length: { at: 1, size: 2, as, plus: as === "hex" ? 2 : 0 }, end: "03" },
      check: { type: "none" },
      messages,
      points: [point],
    });
    expect(scanWith(profile, bytes(good)).frames).toEqual(["m"]);
    expect(scanWith(profile, bytes(bad)).frames).toEqual([]);
  });

  test("without a check the start nearest to the end is the frame's", () => {
    const profile = profileOf({
      frame: { type: "end", start: "02", end: "03" },
      check: { type: "none" },
      messages: [{ id: "m", fields: [{ id: "t", at: 1, size: "rest", as: "text" }] }],
      points: [point],
    });
    expect(scanWith(profile, bytes("02 58 58 02 41 03"))).toEqual({ frames: ["m: t=A"], bad: ["no_frame 025858"] });
  });

  test("a length far too long does not hide the frame behind it", () => {
    const profile = profileNamed("tx1500");
    expect(scanWith(profile, bytes("02 0A 00 02 02 00 1A 1A")).frames).toEqual(["passed-right-to-left"]);
  });
});

test("a profile's name in every language, and no point twice", () => {
  for (const { points } of allProfiles) expect(new Set(points.map(({ id }) => id)).size).toBe(points.length);
});
