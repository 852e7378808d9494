import { AppError } from "../../base/app-error.ts";
import type { VideoEncoding } from "../../contract/video.ts";
import { BitReader } from "../bit-reader.ts";

/** What a stream's sequence parameter set says of it. */
export interface SequenceParameters {
  readonly encoding: VideoEncoding;
  /** For WebCodecs and MSE: `avc1.` and profile, constraints and level in hex (RFC 6381, 3.3); `hev1.` for H.265. */
  readonly codec: string;
  /** Pixels, after cropping. */
  readonly width: number;
  readonly height: number;
}

/** Profiles whose parameter set carries chroma and bit depth (ITU-T H.264, 7.3.2.1.1). */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/**
 * Reads a sequence parameter set (NAL unit type 7, header byte included).
 * Throws `camera.bad_answer` when it is cut off or claims sizes that no camera has.
 */
export function readSequenceParameters(unit: Uint8Array): SequenceParameters {
  const bits = new BitReader(unit.subarray(1));
  const profile = bits.read(8);
  const constraints = bits.read(8);
  const level = bits.read(8);
  bits.exp();
  let chroma = 1;
  let separatePlanes = 0;
  if (highProfiles.has(profile)) {
    chroma = bits.exp();
    if (chroma === 3) separatePlanes = bits.read(1);
    bits.exp();
    bits.exp();
    bits.read(1);
    if (bits.read(1))
      for (let list = 0; list < (chroma === 3 ? 12 : 8); list++) skipScalingList(bits, list < 6 ? 16 : 64);
  }
  bits.exp();
  const orderType = bits.exp();
  if (orderType === 0) bits.exp();
  else if (orderType === 1) {
    bits.read(1);
    bits.exp();
    bits.exp();
    const cycle = bits.exp();
    for (let at = 0; at < cycle; at++) bits.exp();
  }
  bits.exp();
  bits.read(1);
  const widthInMacroblocks = bits.exp() + 1;
  const heightInMapUnits = bits.exp() + 1;
  const framesOnly = bits.read(1);
  if (!framesOnly) bits.read(1);
  bits.read(1);
  const crop = bits.read(1) ? [bits.exp(), bits.exp(), bits.exp(), bits.exp()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const planes = separatePlanes ? 0 : chroma;
  const unitX = planes === 1 || planes === 2 ? 2 : 1;
  const unitY = (planes === 1 ? 2 : 1) * (2 - framesOnly);
  const width = widthInMacroblocks * 16 - unitX * (left + right);
  const height = heightInMapUnits * 16 * (2 - framesOnly) - unitY * (top + bottom);
  if (width < 16 || height < 16 || width > 16_384 || height > 16_384)
    throw new AppError("camera.bad_answer", { reason: `picture size ${width}x${height}` });
  const hex = [profile, constraints, level].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { encoding: "h264", codec: `avc1.${hex.toUpperCase()}`, width, height };
}

function skipScalingList(bits: BitReader, size: number): void {
  if (!bits.read(1)) return;
  let last = 8;
  let next = 8;
  for (let at = 0; at < size; at++) {
    if (next !== 0) next = (last + bits.signedExp() + 256) % 256;
    if (next !== 0) last = next;
  }
}
