/** How many streams of all cameras may be re-encoded at once; those beyond wait and say so. */
export interface ReencodeSlots {
  readonly most: number;
  /** Returns how to give it back; null when all are taken: then `whenFree` is called, once, when one has been given back. */
  take(whenFree: () => void): (() => void) | null;
  /** Waits no longer. */
  leave(whenFree: () => void): void;
}

/** A core decodes about five 1080p streams; one is left to alarms and pages. */
export function makeReencodeSlots(cores: number): ReencodeSlots {
  const most = Math.max(1, 2 * (cores - 1));
  const waiting = new Set<() => void>();
  let taken = 0;
  return {
    most,
    take(whenFree) {
      if (taken >= most) {
        waiting.add(whenFree);
        return null;
      }
      taken++;
      let isBack = false;
      return () => {
        if (isBack) return;
        isBack = true;
        taken--;
        const [next] = waiting;
        if (next === undefined) return;
        waiting.delete(next);
        next();
      };
    },
    leave: (whenFree) => void waiting.delete(whenFree),
  };
}
