import type { Picture } from "./picture-assembler.ts";

/** What one camera keeps of the past, and what all cameras of the process may keep together, bytes. */
const mostBytesOfOne = 24_000_000;
const mostBytesOfAll = 512_000_000;

/** Shared by the rings of a process. */
export interface RingBudget {
  bytes: number;
  readonly most: number;
}

export function makeRingBudget(most: number = mostBytesOfAll): RingBudget {
  return { bytes: 0, most };
}

/** The encoded pictures of the last so many seconds, in memory: what came before an alarm. */
export interface PictureRing {
  push(picture: Picture): void;
  /**
   * The pictures received from `fromMs` to `toMs` (UTC ms, both inclusive), oldest first. It begins with
   * the key picture that those at `fromMs` need, so it may begin earlier; empty when nothing is kept.
   */
  between(fromMs: number, toMs: number): readonly Picture[];
  readonly oldestAtMs: number | null;
  clear(): void;
}

interface Group {
  readonly pictures: Picture[];
  bytes: number;
}

/**
 * Keeps whole groups of pictures: at least `keepMs` while the bounds allow. Beyond a bound the oldest
 * group goes; a single group that passes it alone is let go too, and the ring begins anew with the
 * next key picture.
 */
export function makePictureRing(keepMs: number, budget: RingBudget): PictureRing {
  const groups: Group[] = [];
  let bytes = 0;

  function dropOldest(): void {
    const oldest = groups.shift();
    if (oldest === undefined) return;
    bytes -= oldest.bytes;
    budget.bytes -= oldest.bytes;
  }

  return {
    push(picture) {
      if (picture.key) groups.push({ pictures: [], bytes: 0 });
      const group = groups.at(-1);
      if (group === undefined) return;
      const size = picture.bytes.byteLength;
      group.pictures.push(picture);
      group.bytes += size;
      bytes += size;
      budget.bytes += size;
      while (bytes > mostBytesOfOne || (budget.bytes > budget.most && groups.length > 0)) dropOldest();
      // The group after the oldest must reach back far enough before the oldest may go.
      while ((groups[1]?.pictures[0]?.receivedAtMs ?? Infinity) <= picture.receivedAtMs - keepMs) dropOldest();
    },
    between(fromMs, toMs) {
      const pictures = groups.flatMap((group) => group.pictures).filter((each) => each.receivedAtMs <= toMs);
      const wanted = pictures.findIndex((each) => each.receivedAtMs >= fromMs);
      const first = pictures.findLastIndex((each, at) => each.key && (wanted < 0 || at <= wanted));
      return first < 0 ? [] : pictures.slice(first);
    },
    get oldestAtMs() {
      return groups[0]?.pictures[0]?.receivedAtMs ?? null;
    },
    clear() {
      while (groups.length > 0) dropOldest();
    },
  };
}
