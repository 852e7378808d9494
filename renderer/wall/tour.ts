import type { WallTour } from "../../native/contract/wall.ts";

/** A tour under way. */
export interface TourRun {
  readonly tourId: string;
  /** Which of its views stands, from 0. */
  readonly at: number;
  /** Until the next one, ms; does not shrink while it is paused. */
  readonly leftMs: number;
  /** When it was looked at last, monotonic ms. */
  readonly lookedAtMs: number;
  /** A key or the mouse moved in the wall then, monotonic ms; null = nobody has. */
  readonly handAtMs: number | null;
  /** Stopped by the operator until he lets it go on. */
  readonly stopped: boolean;
}

export type TourPause = "alarm" | "stopped" | "hand" | null;

/** Whoever looks at something has so much time before the picture goes away, ms; each key begins it anew. */
export const handMs = 30_000;

export function startTour(tour: WallTour, nowMs: number): TourRun {
  const leftMs = tour.dwellSeconds * 1000;
  return { tourId: tour.id, at: 0, leftMs, lookedAtMs: nowMs, handAtMs: null, stopped: false };
}

/** Why it stands still; an alarm is said before a hand. */
export function pauseOf(run: TourRun, alarmWaits: boolean, nowMs: number): TourPause {
  if (alarmWaits) return "alarm";
  if (run.stopped) return "stopped";
  return run.handAtMs !== null && nowMs - run.handAtMs < handMs ? "hand" : null;
}

/** The run some time later: the next view when its time is over, and none skipped after a long sleep. */
export function tickTour(run: TourRun, tour: WallTour, pause: TourPause, nowMs: number): TourRun {
  const passedMs = Math.max(0, nowMs - run.lookedAtMs);
  if (pause !== null) return { ...run, lookedAtMs: nowMs };
  const leftMs = run.leftMs - passedMs;
  if (leftMs > 0) return { ...run, leftMs, lookedAtMs: nowMs };
  return { ...run, at: (run.at + 1) % tour.views.length, leftMs: tour.dwellSeconds * 1000, lookedAtMs: nowMs };
}

/** The key for it: stands still until it is given again; a pause by a hand ends at once. */
export function pauseOrGoOn(run: TourRun, pause: TourPause): TourRun {
  return { ...run, handAtMs: null, stopped: pause === null };
}
