import { AppError } from "../../base/app-error.ts";

export interface SequenceParameters {
  /** For WebCodecs and MSE: `avc1.` and profile, constraints and level in hex (RFC 6381, 3.3). */
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
  const bits = new BitReader(unescape(unit.subarray(1)));
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
  return { codec: `avc1.${hex.toUpperCase()}`, width, height };
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

/** Takes out the bytes that keep start codes from appearing inside a unit (7.4.1.1). */
function unescape(unit: Uint8Array): Uint8Array {
  const plain = new Uint8Array(unit.length);
  let length = 0;
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    plain[length++] = byte;
  }
  return plain.subarray(0, length);
}

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw new AppError("camera.bad_answer", { reason: "parameter set cut off" });
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at++;
    }
    return value;
  }

  /** Unsigned Exp-Golomb number (9.1). */
  exp(): number {
    let zeros = 0;
    while (this.read(1) === 0)
      if (++zeros > 31) throw new AppError("camera.bad_answer", { reason: "parameter set damaged" });
    return 2 ** zeros - 1 + this.read(zeros);
  }

  signedExp(): number {
    const value = this.exp();
    return value % 2 === 0 ? -value / 2 : (value + 1) / 2;
  }
}
