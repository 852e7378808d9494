import { compareViews } from "./compare-view.ts";
import type { ReducedView } from "./reduce-view.ts";

export interface ViewJudge {
  /** One look. Null: cannot be told from it (too dark, too little to be known by); what was said stands. */
  look(atMs: number, view: ReducedView): ViewVerdict | null;
  /** The stream broke off: a minute begins anew; what was said stands until a look says otherwise. */
  forget(): void;
}

export interface ViewVerdict {
  readonly isMoved: boolean;
  /** UTC ms; of a moved view, when the first of the looks that show it was taken. */
  readonly sinceMs: number;
}

/**
 * For so long, ms, and in so many looks the view must have been another. People walk on meanwhile and
 * free what they hid, and somebody wiping the lens is done.
 */
const holdMs = 60_000;
const leastLooks = 5;
/** Of the reference's blocks so many were found in none of the looks (0 to 1): a moved view. */
const lostFrom = 0.5;
/** Found in a single look: the view is the right one. */
const backFrom = 0.6;

interface Look {
  readonly atMs: number;
  readonly found: readonly number[];
}

/**
 * Against one reference; pure. A block counts as found when any look of the last minute found it: a
 * crowd hides every part of a picture now and then, a camera that was turned shows none of it again.
 */
export function makeViewJudge(reference: ReducedView): ViewJudge {
  let looks: Look[] = [];
  let verdict: ViewVerdict = { isMoved: false, sinceMs: 0 };
  return {
    look(atMs, view) {
      const { known, found, isTelling } = compareViews(reference, view);
      if (!isTelling) return null;
      // A clock that was set back begins the minute anew.
      if ((looks.at(-1)?.atMs ?? atMs) > atMs) looks = [];
      looks.push({ atMs, found });
      const share = (of: ReadonlySet<number>): number => of.size / known.length;
      if (share(new Set(found)) >= backFrom) {
        if (verdict.isMoved || verdict.sinceMs === 0) verdict = { isMoved: false, sinceMs: atMs };
        looks = [{ atMs, found }];
        return verdict;
      }
      // The last look before the minute began stays: the minute is whole only with it.
      while ((looks[1]?.atMs ?? Infinity) <= atMs - holdMs) looks.shift();
      const first = looks[0]?.atMs ?? atMs;
      const everFound = share(new Set(looks.flatMap((look) => look.found)));
      if (!verdict.isMoved && looks.length >= leastLooks && atMs - first >= holdMs && everFound <= 1 - lostFrom)
        verdict = { isMoved: true, sinceMs: first };
      return verdict;
    },
    forget() {
      looks = [];
    },
  };
}
