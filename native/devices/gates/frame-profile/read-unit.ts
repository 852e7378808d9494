import type { GateProfile } from "../../../contract/gate-profile.ts";
import { readHexDigits } from "./checks.ts";

/** Whose frame it is; null where frames do not say. A unit that is written as digits and has none is -1: nobody's. */
export function readUnit(unit: GateProfile["unit"], bytes: Uint8Array, start: number): number | null {
  if (unit === undefined) return null;
  const at = start + unit.at;
  if (unit.as === "hex") return readHexDigits(bytes, at, unit.size);
  let value = 0;
  for (let index = at; index < at + unit.size; index++) {
    const byte = bytes[index] ?? 0;
    if (unit.as === "binary") value = value * 256 + byte;
    else if (byte >= 0x30 && byte <= 0x39) value = value * 10 + (byte - 0x30);
    else return -1;
  }
  return value;
}
