import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { readAccessUnitHead } from "../../../native/cameras/h264/access-unit.ts";
import { makeKeptPictures } from "../../../native/cameras/h264/kept-pictures.ts";
import { makePictureAssembler } from "../../../native/cameras/h264/picture-assembler.ts";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import { readSequenceParameters } from "../../../native/cameras/h264/sequence-parameters.ts";
import type { SequenceParameters } from "../../../native/cameras/h264/sequence-parameters.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
/** As x264 wrote them; ffprobe agrees on the sizes. */
const sps = "6742c016da0280bfe5c05a8303035280000003008000000f478b1750";
const pps = "68ce3c80";
const code = "00000001";
const idr = `${code}65b8`;
const idrSecondSlice = `${code}6540`;
const slice = `${code}4180`;

function assemble(outOfBand: string | null): {
  push: (hex: string, timestampUs?: number | null) => void;
  pictures: Picture[];
  configs: SequenceParameters[];
  bad: string[];
} {
  const pictures: Picture[] = [];
  const configs: SequenceParameters[] = [];
  const bad: string[] = [];
  const assembler = makePictureAssembler("h264", outOfBand === null ? null : bytes(outOfBand), {
    onConfig: (config) => configs.push(config),
    onPicture: (picture) => pictures.push(picture),
    onBad: (reason) => bad.push(reason),
  });
  let atMs = 1000;
  return {
    push: (hex, timestampUs = null) => assembler.push({ bytes: bytes(hex), timestampUs, receivedAtMs: (atMs += 40) }),
    pictures,
    configs,
    bad,
  };
}

test.for([
  [sps, { codec: "avc1.42C016", width: 640, height: 360 }],
  // 1920x1080 High, as x264 writes it: cropped from 1088 lines.
  ["67640028acd940780227e5c044000003000400000300c83c60c658", { codec: "avc1.640028", width: 1920, height: 1080 }],
] as const)("reads sizes and codec from %s", ([hex, expected]) => {
  expect(readSequenceParameters(bytes(hex))).toEqual({ encoding: "h264", ...expected });
});

test("any bytes are read or refused by name", () => {
  expect(() =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (unit) => {
        readAccessUnitHead(unit);
        try {
          readSequenceParameters(unit);
          return true;
        } catch (error) {
          return error instanceof AppError;
        }
      }),
    ),
  ).not.toThrow();
});

test("a key picture without parameter sets gets those of the session description", () => {
  const stream = assemble(`${code}${sps}${code}${pps}`);
  stream.push(idr);
  stream.push(slice);
  expect(stream.configs).toEqual([{ encoding: "h264", codec: "avc1.42C016", width: 640, height: 360 }]);
  expect(Buffer.from(stream.pictures[0]?.bytes ?? []).toString("hex")).toBe(`${code}${sps}${code}${pps}${idr}`);
  expect(stream.pictures.map(({ key }) => key)).toEqual([true, false]);
});

test("begins with a key picture, and without parameter sets with none", () => {
  const stream = assemble(null);
  stream.push(slice);
  stream.push(idr);
  stream.push(slice);
  expect(stream.pictures).toEqual([]);
  expect(stream.bad).toEqual(["before the first key picture", "no parameter sets", "before the first key picture"]);
});

test("joins a key picture that the parser cut at repeated parameter sets", () => {
  const stream = assemble(null);
  const sets = `${code}${sps}${code}${pps}`;
  for (let at = 0; at < 2; at++) {
    stream.push(`${sets}${idr}`, null);
    stream.push(`${sets}${idrSecondSlice}`, at * 80_000);
    stream.push(slice, at * 80_000 + 40_000);
  }
  expect(stream.bad).toEqual([]);
  expect(stream.pictures.map(({ key }) => key)).toEqual([true, false, true, false]);
  expect(Buffer.from(stream.pictures[0]?.bytes ?? []).toString("hex")).toBe(`${sets}${idr}${idrSecondSlice}`);
  expect(stream.pictures.map(({ timestampUs }) => timestampUs)).toEqual([0, 40_000, 80_000, 120_000]);
});

test("parameter sets on their own go with the picture that follows", () => {
  const stream = assemble(null);
  stream.push(`${code}${sps}${code}${pps}`);
  stream.push(idr);
  stream.push(slice);
  expect(stream.pictures).toHaveLength(2);
});

test("timestamps grow whatever the camera's clock does", () => {
  const stream = assemble(`${code}${sps}${code}${pps}`);
  stream.push(idr, 5_000_000);
  for (const timestampUs of [5_040_000, 1_000_000, 1_040_000, 900_000_000, null, 900_080_000])
    stream.push(slice, timestampUs);
  const times = stream.pictures.map(({ timestampUs }) => timestampUs);
  expect(times).toHaveLength(7);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(1_000_000);
});

test("keeps from the last key picture on, and nothing when that grows too long", () => {
  const kept = makeKeptPictures();
  const picture = (key: boolean): Picture => ({
    encoding: "h264",
    bytes: bytes(slice),
    key,
    receivedAtMs: 1,
    timestampUs: 1,
  });
  kept.push(picture(false));
  expect(kept.all()).toEqual([]);
  for (const key of [true, false, true, false, false]) kept.push(picture(key));
  expect(kept.all().map(({ key }) => key)).toEqual([true, false, false]);
  for (let at = 0; at < 1000; at++) kept.push(picture(false));
  expect(kept.all()).toEqual([]);
});
