/**
 * What must be known of an access unit in Annex B form (ITU-T H.264, 7.3.1 and B.1) before it is
 * handed on. Only the units in front of the first slice are looked at: they are a few dozen bytes,
 * the slices are the rest.
 */
export interface AccessUnitHead {
  /** Video parameter set; H.265 only. */
  readonly vps: Uint8Array | null;
  /** Sequence parameter set without its start code; the last one in front of the slice. */
  readonly sps: Uint8Array | null;
  readonly pps: Uint8Array | null;
  /** Where the first slice's start code begins; null when there is no slice. */
  readonly sliceAt: number | null;
  /** The first slice belongs to a picture at which decoding can begin (H.264: IDR). */
  readonly key: boolean;
  /** The first slice is the picture's first (`first_mb_in_slice` = 0). */
  readonly beginsPicture: boolean;
}

export const startCode = Buffer.from([0, 0, 1]);

/** Bytes in front of the first slice beyond which a unit is taken as damaged. */
export const mostHeadBytes = 65_536;

export function readAccessUnitHead(unit: Uint8Array): AccessUnitHead {
  const bytes = Buffer.from(unit.buffer, unit.byteOffset, unit.byteLength);
  let sps: Uint8Array | null = null;
  let pps: Uint8Array | null = null;
  let at = bytes.indexOf(startCode);
  while (at >= 0 && at + 3 < bytes.length && at < mostHeadBytes) {
    const type = bytes.readUInt8(at + 3) & 0x1f;
    if (type === 1 || type === 2 || type === 5) {
      const sliceAt = at > 0 && bytes[at - 1] === 0 ? at - 1 : at;
      // first_mb_in_slice is the first Exp-Golomb number of the slice: a leading 1 bit means 0.
      const beginsPicture = ((bytes[at + 4] ?? 0x80) & 0x80) !== 0;
      return { vps: null, sps, pps, sliceAt, key: type === 5, beginsPicture };
    }
    const next = bytes.indexOf(startCode, at + 3);
    if (type === 7) sps = withoutTrailingZeros(bytes.subarray(at + 3, next < 0 ? bytes.length : next));
    if (type === 8) pps = withoutTrailingZeros(bytes.subarray(at + 3, next < 0 ? bytes.length : next));
    at = next;
  }
  return { vps: null, sps, pps, sliceAt: null, key: false, beginsPicture: false };
}

export function withoutTrailingZeros(unit: Uint8Array): Uint8Array {
  let end = unit.length;
  while (end > 0 && unit[end - 1] === 0) end--;
  return unit.subarray(0, end);
}

const longStartCode = Uint8Array.of(0, 0, 0, 1);

/** A copy: the parameter sets given, each behind a start code, then the rest. */
export function joinAnnexB(parameterSets: readonly Uint8Array[], ...rest: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([...parameterSets.flatMap((set) => [longStartCode, set]), ...rest]);
}
