import { AppError } from "../base/app-error.ts";

/** Reads the bits of a NAL unit's payload (header left out), of H.264 and H.265 alike. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(payload: Uint8Array) {
    this.#bytes = unescape(payload);
  }

  /** At most 32 bits as a number. */
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

  skip(count: number): void {
    this.#at += count;
  }

  /** Unsigned Exp-Golomb number (H.264 9.1, H.265 9.2). */
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

/** Takes out the bytes that keep start codes from appearing inside a unit (H.264 7.4.1.1, H.265 7.4.2). */
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
