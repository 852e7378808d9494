import type { CheckType, ProfileCheck } from "../../../contract/gate-profile.ts";

/**
 * The checks that makers of gates and turnstiles print in their sheets. CRC-16 ARC and MODBUS:
 * polynomial 8005, reflected (A001); CCITT: 1021, not reflected; none has a final xor.
 */
export interface FrameCheck {
  readonly type: CheckType;
  /** First byte covered, from the frame's start. */
  readonly from: number;
  readonly start: number;
  readonly lowFirst: boolean;
  /** Written as hex digits. */
  readonly isText: boolean;
  readonly isAfterEnd: boolean;
  /** On the line, bytes. */
  readonly size: number;
}

/** What each check starts with, unless a profile says otherwise, and which of its bytes comes first. */
export const usualChecks: Readonly<
  Record<CheckType, { readonly start: number; readonly lowFirst: boolean; readonly bytes: 1 | 2 }>
> = {
  sum: { start: 0, lowFirst: false, bytes: 1 },
  "not-sum": { start: 0, lowFirst: false, bytes: 1 },
  "neg-sum": { start: 0, lowFirst: false, bytes: 1 },
  xor: { start: 0, lowFirst: false, bytes: 1 },
  "crc16-arc": { start: 0, lowFirst: true, bytes: 2 },
  "crc16-modbus": { start: 0xffff, lowFirst: true, bytes: 2 },
  "crc16-ccitt": { start: 0xffff, lowFirst: false, bytes: 2 },
};

/** Null for a profile without a check. */
export function toFrameCheck(check: ProfileCheck): FrameCheck | null {
  if (check.type === "none") return null;
  const usual = usualChecks[check.type];
  const isText = check.as === "hex";
  return {
    type: check.type,
    from: check.from,
    start: check.start === undefined ? usual.start : Number.parseInt(check.start, 16),
    lowFirst: check.order === undefined ? usual.lowFirst : check.order === "low-first",
    isText,
    isAfterEnd: check.place === "after-end",
    size: isText ? usual.bytes * 2 : usual.bytes,
  };
}

const reflected = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});
const ccitt = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});
/** The top byte of a reflected table entry names it: that is how a CRC is run backwards. */
const reflectedOfTop = new Uint8Array(256);
const ccittOfLow = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  reflectedOfTop[(reflected[byte] ?? 0) >>> 8] = byte;
  ccittOfLow[(ccitt[byte] ?? 0) & 0xff] = byte;
}

/** The check over `bytes[from]` … `bytes[to - 1]`; 8 or 16 bits. */
export function computeCheck(type: CheckType, start: number, bytes: Uint8Array, from: number, to: number): number {
  let value = start;
  switch (type) {
    case "sum":
      for (let index = from; index < to; index++) value += bytes[index] ?? 0;
      return value & 0xff;
    case "not-sum":
      for (let index = from; index < to; index++) value += bytes[index] ?? 0;
      return ~value & 0xff;
    case "neg-sum":
      for (let index = from; index < to; index++) value += bytes[index] ?? 0;
      return -value & 0xff;
    case "xor":
      for (let index = from; index < to; index++) value ^= bytes[index] ?? 0;
      return value & 0xff;
    case "crc16-arc":
    case "crc16-modbus":
      for (let index = from; index < to; index++)
        value = (value >>> 8) ^ (reflected[(value ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
      return value;
    case "crc16-ccitt":
      for (let index = from; index < to; index++)
        value = ((value << 8) & 0xffff) ^ (ccitt[(value >>> 8) ^ (bytes[index] ?? 0)] ?? 0);
      return value;
  }
}

/** The one start with which the check over these bytes comes out as `value`. */
export function startFor(type: CheckType, value: number, bytes: Uint8Array, from: number, to: number): number {
  let back = value;
  switch (type) {
    case "sum":
    case "not-sum":
    case "neg-sum":
      back = type === "not-sum" ? ~value : type === "neg-sum" ? -value : value;
      for (let index = from; index < to; index++) back -= bytes[index] ?? 0;
      return back & 0xff;
    case "xor":
      return computeCheck("xor", value, bytes, from, to);
    case "crc16-arc":
    case "crc16-modbus":
      for (let index = to - 1; index >= from; index--) {
        const byte = reflectedOfTop[back >>> 8] ?? 0;
        back = (((back ^ (reflected[byte] ?? 0)) << 8) & 0xffff) | (byte ^ (bytes[index] ?? 0));
      }
      return back;
    case "crc16-ccitt":
      for (let index = to - 1; index >= from; index--) {
        const byte = ccittOfLow[back & 0xff] ?? 0;
        back = ((back ^ (ccitt[byte] ?? 0)) >>> 8) | ((byte ^ (bytes[index] ?? 0)) << 8);
      }
      return back & 0xffff;
  }
}

/** What stands at the place of the check; -1 where digits should stand and do not. */
export function readCheck(check: FrameCheck, bytes: Uint8Array, at: number): number {
  if (check.isText) return readHexDigits(bytes, at, check.size);
  const first = bytes[at] ?? 0;
  if (check.size === 1) return first;
  const second = bytes[at + 1] ?? 0;
  return check.lowFirst ? first | (second << 8) : (first << 8) | second;
}

/** As it stands on the line. */
export function encodeCheck(check: FrameCheck, value: number): readonly number[] {
  if (check.isText) {
    const digits = value.toString(16).toUpperCase().padStart(check.size, "0");
    return Array.from(digits, (digit) => digit.charCodeAt(0));
  }
  if (check.size === 1) return [value & 0xff];
  return check.lowFirst ? [value & 0xff, value >>> 8] : [value >>> 8, value & 0xff];
}

/** Digits as a number; -1 when one of them is none. Up to 8 digits. */
export function readHexDigits(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let index = at; index < at + size; index++) {
    const digit = hexDigit(bytes[index] ?? 0);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
}
