import { mostHeadBytes, startCode, withoutTrailingZeros } from "../h264/access-unit.ts";
import type { AccessUnitHead } from "../h264/access-unit.ts";

/** NAL unit types (ITU-T H.265, table 7-1): slices are below 32, pictures to begin at from 16 to 23. */
const firstKeyType = 16;
const lastKeyType = 23;
const vpsType = 32;
const spsType = 33;
const ppsType = 34;

/** The same of an H.265 access unit in Annex B form. */
export function readHevcHead(unit: Uint8Array): AccessUnitHead {
  const bytes = Buffer.from(unit.buffer, unit.byteOffset, unit.byteLength);
  const sets: Record<number, Uint8Array> = {};
  let slice = { sliceAt: null as number | null, key: false, beginsPicture: false };
  let at = bytes.indexOf(startCode);
  while (at >= 0 && at + 3 < bytes.length && at < mostHeadBytes) {
    const type = (bytes.readUInt8(at + 3) >> 1) & 0x3f;
    if (type < vpsType) {
      const sliceAt = at > 0 && bytes[at - 1] === 0 ? at - 1 : at;
      // Behind the header of two bytes comes first_slice_segment_in_pic_flag.
      const beginsPicture = ((bytes[at + 5] ?? 0x80) & 0x80) !== 0;
      slice = { sliceAt, key: type >= firstKeyType && type <= lastKeyType, beginsPicture };
      break;
    }
    const next = bytes.indexOf(startCode, at + 3);
    if (type <= ppsType) sets[type] = withoutTrailingZeros(bytes.subarray(at + 3, next < 0 ? bytes.length : next));
    at = next;
  }
  return { vps: sets[vpsType] ?? null, sps: sets[spsType] ?? null, pps: sets[ppsType] ?? null, ...slice };
}
