import { toSpacedHex } from "../base/bytes.ts";
import type { KeptFrame } from "../contract/health.ts";

const most = 100;
/** Polls fill the list within seconds: this many frames that could not be used outlive them. */
const mostBad = 30;

export interface LineFrame {
  readonly atMs: number;
  readonly direction: "in" | "out";
  readonly bytes: Uint8Array;
  readonly good: boolean;
  /** Asked for only when somebody looks: a line may bring thousands a second. */
  readonly describe: () => string;
}

/** The last frames of a line, oldest first, for the technician. */
export class KeptFrames {
  #frames: LineFrame[] = [];
  #bad = 0;

  add(frame: LineFrame): void {
    this.#frames.push(frame);
    if (!frame.good) this.#bad++;
    if (this.#frames.length <= most) return;
    const oldestGood = this.#bad > mostBad ? 0 : this.#frames.findIndex((kept) => kept.good);
    const [dropped] = this.#frames.splice(oldestGood, 1);
    if (dropped?.good === false) this.#bad--;
  }

  list(): readonly KeptFrame[] {
    return this.#frames.map(({ atMs, direction, bytes, good, describe }) => ({
      atMs,
      direction,
      hex: toSpacedHex(bytes),
      good,
      meaning: describe(),
    }));
  }
}
