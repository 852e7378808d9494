/** Whether a camera is there, as the log is told: what comes and goes all the time is away until it stays. */
export interface Presence {
  /** `unknown` until the first picture or the first failure. */
  readonly online: "unknown" | "yes" | "no";
  /** A picture came; true when that it is back is to be told. */
  onPicture(monotonicMs: number): boolean;
  /** The stream broke off, whether that is told or not. */
  onBreak(): void;
  /** It is away; true when that is to be told. */
  onLost(monotonicMs: number): boolean;
}

/** So many outages within so long, ms, make a camera that comes and goes. */
const mostOutages = 3;
const withinMs = 600_000;
/** Such a camera is back when its pictures have come for so long without a break, ms. */
const steadyMs = 30_000;

export function makePresence(): Presence {
  let online: Presence["online"] = "unknown";
  /** When outages were told, monotonic ms; the newest few. */
  let outagesMs: readonly number[] = [];
  let steadySinceMs: number | null = null;
  return {
    get online() {
      return online;
    },
    onPicture(monotonicMs) {
      if (online === "yes") return false;
      steadySinceMs ??= monotonicMs;
      const isFlapping = outagesMs.filter((atMs) => atMs > monotonicMs - withinMs).length >= mostOutages;
      if (isFlapping && monotonicMs - steadySinceMs < steadyMs) return false;
      online = "yes";
      return true;
    },
    onBreak() {
      steadySinceMs = null;
    },
    onLost(monotonicMs) {
      steadySinceMs = null;
      if (online === "no") return false;
      online = "no";
      outagesMs = [...outagesMs, monotonicMs].slice(-mostOutages);
      return true;
    },
  };
}
