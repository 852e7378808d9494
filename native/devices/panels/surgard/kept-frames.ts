import { toSpacedHex } from "../../../base/bytes.ts";
import type { KeptFrame } from "../../../contract/health.ts";

const mostKept = 100;

/** The last 100 frames of the line with their counts. */
export class KeptFrames {
  #frames: KeptFrame[] = [];
  #good = 0;
  #bad = 0;

  add(atMs: number, direction: "in" | "out", bytes: Uint8Array, good: boolean, meaning: string): void {
    if (direction === "in" && good) this.#good++;
    if (direction === "in" && !good) this.#bad++;
    this.#frames.push({ atMs, direction, hex: toSpacedHex(bytes), good, meaning });
    if (this.#frames.length > mostKept) this.#frames.shift();
  }

  get good(): number {
    return this.#good;
  }

  get bad(): number {
    return this.#bad;
  }

  list(): readonly KeptFrame[] {
    return [...this.#frames];
  }
}
