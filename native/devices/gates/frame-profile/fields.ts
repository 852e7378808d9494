import type { ProfileField, ProfileMessage } from "../../../contract/gate-profile.ts";
import { readHexDigits } from "./checks.ts";

/** What a field says: a number, or text; null when it holds no such number (a BCD digit above 9, a letter). */
export type FieldValue = number | string | null;

export interface Field {
  readonly id: string;
  readonly at: number;
  /** Bytes; 0 = up to the trailer. */
  readonly size: number;
  readonly as: ProfileField["as"];
  readonly lowFirst: boolean;
  readonly mask: number;
  readonly shift: number;
  /** One more than the greatest number that fits: where a counter begins anew. */
  readonly modulus: number;
}

const bitsOf = { 1: 0xff, 2: 0xffff, 3: 0xffffff, 4: 0xffffffff } as const;

export function toField(field: ProfileField): Field {
  const size = field.size === "rest" ? 0 : field.size;
  const all = size === 1 || size === 2 || size === 3 || size === 4 ? bitsOf[size] : 0;
  const mask = field.mask === undefined ? all : Number.parseInt(field.mask, 16);
  return {
    id: field.id,
    at: field.at,
    size,
    as: field.as,
    lowFirst: field.order === "low-first",
    mask,
    shift: field.shift,
    modulus: modulusOf(field, size, mask),
  };
}

function modulusOf(field: ProfileField, size: number, mask: number): number {
  switch (field.as) {
    case "bcd":
      return 100 ** size;
    case "decimal":
      return size === 0 ? Number.MAX_SAFE_INTEGER : 10 ** size;
    case "hex":
      return size === 0 ? Number.MAX_SAFE_INTEGER : 16 ** size;
    case "unsigned":
    case "signed":
    case "text":
      return Math.floor(mask / 2 ** field.shift) + 1;
  }
}

/** @param to where the frame's check or end begins */
export function readField(field: Field, bytes: Uint8Array, start: number, to: number): FieldValue {
  const at = start + field.at;
  const end = field.size === 0 ? to : at + field.size;
  if (end > to || end <= at) return null;
  switch (field.as) {
    case "unsigned":
    case "signed":
      return readNumber(field, bytes, at, end);
    case "bcd":
      return readBcd(field, bytes, at, end);
    case "decimal":
      return readDecimal(bytes, at, end);
    case "hex":
      return end - at > 12 ? null : noneIfNegative(readHexDigits(bytes, at, end - at));
    case "text":
      return String.fromCharCode(...bytes.subarray(at, end));
  }
}

function readNumber(field: Field, bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  if (field.lowFirst) for (let index = end - 1; index >= at; index--) value = value * 256 + (bytes[index] ?? 0);
  else for (let index = at; index < end; index++) value = value * 256 + (bytes[index] ?? 0);
  const masked = (value & field.mask) >>> field.shift;
  if (field.as === "unsigned") return masked;
  const limit = 256 ** (end - at);
  return value >= limit / 2 ? value - limit : value;
}

function readBcd(field: Field, bytes: Uint8Array, at: number, end: number): number | null {
  let value = 0;
  for (let step = 0; step < end - at; step++) {
    const byte = bytes[field.lowFirst ? end - 1 - step : at + step] ?? 0;
    const high = byte >> 4;
    const low = byte & 0x0f;
    if (high > 9 || low > 9) return null;
    value = value * 100 + high * 10 + low;
  }
  return value;
}

/** Digits, with spaces before them or none; at most 15, so that the number is exact. */
function readDecimal(bytes: Uint8Array, at: number, end: number): number | null {
  let value = 0;
  let digits = 0;
  for (let index = at; index < end; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === 0x20 && digits === 0) continue;
    if (byte < 0x30 || byte > 0x39) return null;
    value = value * 10 + (byte - 0x30);
    digits++;
  }
  return digits === 0 || digits > 15 ? null : value;
}

function noneIfNegative(value: number): number | null {
  return value < 0 ? null : value;
}

/** `fault=0 left=12`: for the technician; `?` where a field holds no such number. */
export function describeFields(fields: readonly Field[], bytes: Uint8Array, start: number, to: number): string {
  return fields.map((field) => `${field.id}=${readField(field, bytes, start, to) ?? "?"}`).join(" ");
}

export function fieldsOf(message: ProfileMessage): readonly Field[] {
  return message.fields.map(toField);
}
