import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { makePictureAssembler } from "../../../native/cameras/h264/picture-assembler.ts";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import type { SequenceParameters } from "../../../native/cameras/h264/sequence-parameters.ts";
import { readHevcHead } from "../../../native/cameras/h265/access-unit.ts";
import { readHevcParameters } from "../../../native/cameras/h265/sequence-parameters.ts";

/** A moving test picture as x265 writes it; an access unit delimiter begins each picture. */
function encode(size: string, pictures: number, format = "yuv420p"): Buffer[] {
  const raw = execFileSync(
    "ffmpeg",
    (
      `-v error -f lavfi -i testsrc2=size=${size}:rate=10 -frames:v ${pictures} -pix_fmt ${format} -c:v libx265 ` +
      "-preset ultrafast -tune zerolatency -g 5 -x265-params aud=1:repeat-headers=1:log-level=none -f hevc pipe:1"
    ).split(" "),
    { maxBuffer: 1e8 },
  );
  const starts: number[] = [];
  for (let at = 0; at + 5 < raw.length; at++)
    if (raw.readUInt32BE(at) === 1 && ((raw.readUInt8(at + 4) >> 1) & 0x3f) === 35) starts.push(at);
  return starts.map((start, at) => raw.subarray(start, starts[at + 1] ?? raw.length));
}

function assemble(pieces: readonly Uint8Array[], outOfBand: Uint8Array | null = null) {
  const pictures: Picture[] = [];
  const configs: SequenceParameters[] = [];
  const bad: string[] = [];
  const assembler = makePictureAssembler("h265", outOfBand, {
    onConfig: (config) => configs.push(config),
    onPicture: (picture) => pictures.push(picture),
    onBad: (reason) => bad.push(reason),
  });
  pieces.forEach((bytes, at) => assembler.push({ bytes, timestampUs: at * 100_000, receivedAtMs: 1000 + at * 100 }));
  return { pictures, configs, bad };
}

test.for([
  ["640x360", "yuv420p", "hev1.1.6.L63.90", 640, 360],
  // Cropped from 1088 lines by the conformance window.
  ["1920x1080", "yuv420p", "hev1.1.6.L120.90", 1920, 1080],
  ["640x360", "yuv420p10le", "hev1.2.4.L63.90", 640, 360],
] as const)("sizes and codec of x265's %s %s", ([size, format, codec, width, height]) => {
  const { configs, pictures, bad } = assemble(encode(size, 7, format));
  expect(configs).toEqual([{ encoding: "h265", codec, width, height }]);
  expect(pictures.map(({ key }) => key)).toEqual([true, false, false, false, false, true, false]);
  expect(bad).toEqual([]);
});

test("the parameter sets of the session description stand in front of a key picture that has none", () => {
  const pieces = encode("640x360", 7);
  const [first = Buffer.alloc(0)] = pieces;
  const { vps, sps, pps, sliceAt } = readHevcHead(first);
  const code = Buffer.from([0, 0, 0, 1]);
  const sets = Buffer.concat([vps, sps, pps].flatMap((set) => [code, set ?? Buffer.alloc(0)]));
  const bare = pieces.map((piece) => piece.subarray(readHevcHead(piece).sliceAt ?? 0));
  const { pictures, configs } = assemble(bare, sets);
  expect(configs).toHaveLength(1);
  expect(Buffer.from(pictures[0]?.bytes ?? [])).toEqual(Buffer.concat([sets, first.subarray(sliceAt ?? 0)]));
  expect(assemble(bare).bad[0]).toBe("no parameter sets");
});

test("any bytes are read or refused by name", () => {
  expect(() =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (unit) => {
        readHevcHead(unit);
        try {
          readHevcParameters(unit);
          return true;
        } catch (error) {
          return error instanceof AppError;
        }
      }),
    ),
  ).not.toThrow();
});
