import type { LiveMessage } from "../../native/contract/rpc.ts";
import { applyLive, emptyState, type StationState } from "./station-state.ts";

export interface StationStore {
  readonly get: () => StationState;
  readonly subscribe: (listener: () => void) => () => void;
  /** At once. */
  readonly set: (change: (state: StationState) => StationState) => void;
  /** With the next frame: messages of a flood are applied together. */
  readonly takeLive: (message: LiveMessage) => void;
}

/** How long messages may wait when no frame comes, because the page is hidden: an alarm must sound all the same. */
const longestWaitMs = 200;

export function openStationStore(): StationStore {
  let state = emptyState;
  let waiting: LiveMessage[] = [];
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  function tell(): void {
    for (const listener of listeners) listener();
  }
  function applyWaiting(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    const messages = waiting;
    waiting = [];
    if (messages.length === 0) return;
    state = applyLive(state, messages, performance.now());
    tell();
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(change) {
      // What came first is applied first.
      if (waiting.length > 0) applyWaiting();
      const next = change(state);
      if (next === state) return;
      state = next;
      tell();
    },
    takeLive(message) {
      waiting.push(message);
      if (waiting.length > 1) return;
      frame = requestAnimationFrame(applyWaiting);
      timer = setTimeout(applyWaiting, longestWaitMs);
    },
  };
}
