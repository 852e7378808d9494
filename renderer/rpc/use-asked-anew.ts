import { useEffect, useRef } from "react";
import type { StationState } from "./station-state.ts";
import type { StationClient } from "./transport.ts";
import { type Asked, useAsked } from "./use-asked.ts";
import { useStation } from "./use-station.tsx";

/** Number of the last event whose kind begins with one of the words; 0 when the page has none. */
export function lastSeqOf(events: StationState["events"], beginnings: readonly string[]): number {
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at];
    if (event && beginnings.some((beginning) => event.kind.startsWith(beginning))) return event.seq;
  }
  return 0;
}

/**
 * As `useAsked`, and asked again whenever such an event has come (`entry.` for all of entry checks) or
 * the line to the station is there again. `ask` and `beginnings` must stay the same.
 */
export function useAskedAnew<T>(ask: (client: StationClient) => Promise<T>, beginnings: readonly string[]): Asked<T> {
  const asked = useAsked(ask);
  const { again } = asked;
  const news = useStation(
    (state) => `${state.connection} ${state.lastSeq === null} ${lastSeqOf(state.events, beginnings)}`,
  );
  const before = useRef(news);
  useEffect(() => {
    if (before.current === news) return;
    before.current = news;
    again();
  }, [news, again]);
  return asked;
}
