import { useEffect, useMemo, useRef, useState } from "react";
import type { WallTour } from "../../native/contract/wall.ts";
import { pauseOf, pauseOrGoOn, startTour, tickTour, type TourPause, type TourRun } from "./tour.ts";

const tickMs = 250;

export interface TourState {
  /** The view that stands; null without a tour. */
  readonly viewId: string | null;
  readonly pause: TourPause;
  /** Until the next view, whole seconds. */
  readonly leftSeconds: number;
  readonly pauseOrGoOn: () => void;
}

/**
 * Runs a tour as long as there is one and the wall is seen.
 * @param held somebody looks at one picture: it must not go away under him
 */
export function useTour(tour: WallTour | null, seen: boolean, alarmWaits: boolean, held: boolean): TourState {
  const [run, setRun] = useState<TourRun | null>(null);
  const [pause, setPause] = useState<TourPause>(null);
  const facts = useRef({ alarmWaits, held });
  const toggle = useRef<() => void>(() => undefined);
  useEffect(() => {
    facts.current = { alarmWaits, held };
  });

  useEffect(() => {
    if (tour === null || !seen) return undefined;
    let now = startTour(tour, performance.now());
    const tick = () => {
      const nowMs = performance.now();
      if (facts.current.held) now = { ...now, handAtMs: nowMs };
      const why = pauseOf(now, facts.current.alarmWaits, nowMs);
      now = tickTour(now, tour, why, nowMs);
      setPause(why);
      setRun(now);
    };
    const onHand = (event: Event) => {
      // The key for the tour itself is no look at a picture.
      if (event instanceof KeyboardEvent && event.key === " ") return;
      now = { ...now, handAtMs: performance.now() };
    };
    toggle.current = () => {
      now = pauseOrGoOn(now, pauseOf(now, false, performance.now()));
      tick();
    };
    const hands = ["keydown", "pointermove", "pointerdown", "wheel"] as const;
    for (const type of hands) window.addEventListener(type, onHand, { capture: true, passive: true });
    const timer = setInterval(tick, tickMs);
    tick();
    return () => {
      clearInterval(timer);
      for (const type of hands) window.removeEventListener(type, onHand, { capture: true });
      toggle.current = () => undefined;
    };
  }, [tour, seen]);

  const isOn = tour !== null && run?.tourId === tour.id;
  const viewId = isOn ? (tour.views[run.at] ?? null) : null;
  const leftSeconds = isOn ? Math.ceil(run.leftMs / 1000) : 0;
  return useMemo(
    () => ({ viewId, pause, leftSeconds, pauseOrGoOn: () => toggle.current() }),
    [viewId, pause, leftSeconds],
  );
}
