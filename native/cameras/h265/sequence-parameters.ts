import { AppError } from "../../base/app-error.ts";
import { BitReader } from "../bit-reader.ts";
import type { SequenceParameters } from "../h264/sequence-parameters.ts";

/**
 * Reads an H.265 sequence parameter set (NAL unit type 33, both header bytes included; ITU-T H.265,
 * 7.3.2.2.1 and 7.3.3). The codec name is that of ISO/IEC 14496-15, E.3, with `hev1` because the
 * parameter sets stay in the stream.
 * Throws `camera.bad_answer` when it is cut off or claims sizes that no camera has.
 */
export function readHevcParameters(unit: Uint8Array): SequenceParameters {
  const bits = new BitReader(unit.subarray(2));
  bits.skip(4);
  const subLayers = bits.read(3);
  bits.skip(1);
  const codec = readCodec(bits);
  skipSubLayers(bits, subLayers);
  bits.exp();
  const chroma = bits.exp();
  const separatePlanes = chroma === 3 && bits.read(1) === 1;
  const codedWidth = bits.exp();
  const codedHeight = bits.exp();
  const [left = 0, right = 0, top = 0, bottom = 0] = bits.read(1)
    ? [bits.exp(), bits.exp(), bits.exp(), bits.exp()]
    : [];
  const unitX = !separatePlanes && (chroma === 1 || chroma === 2) ? 2 : 1;
  const unitY = !separatePlanes && chroma === 1 ? 2 : 1;
  const width = codedWidth - unitX * (left + right);
  const height = codedHeight - unitY * (top + bottom);
  if (width < 16 || height < 16 || width > 16_384 || height > 16_384)
    throw new AppError("camera.bad_answer", { reason: `picture size ${width}x${height}` });
  return { encoding: "h265", codec, width, height };
}

function readCodec(bits: BitReader): string {
  const space = ["", "A", "B", "C"][bits.read(2)] ?? "";
  const tier = bits.read(1) ? "H" : "L";
  const profile = bits.read(5);
  let compatibility = 0;
  // The first flag is the lowest bit of the name.
  for (let at = 0; at < 32; at++) compatibility += bits.read(1) * 2 ** at;
  const constraints = Array.from({ length: 6 }, () => bits.read(8));
  const level = bits.read(8);
  while (constraints.at(-1) === 0) constraints.pop();
  const hex = (value: number): string => value.toString(16).toUpperCase();
  return ["hev1", `${space}${profile}`, hex(compatibility), `${tier}${level}`, ...constraints.map(hex)].join(".");
}

function skipSubLayers(bits: BitReader, count: number): void {
  const present = Array.from({ length: count }, () => ({ profile: bits.read(1), level: bits.read(1) }));
  if (count > 0) bits.skip(2 * (8 - count));
  for (const { profile, level } of present) bits.skip(88 * profile + 8 * level);
}
