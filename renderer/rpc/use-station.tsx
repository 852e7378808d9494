import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { StationSession } from "./station-session.ts";
import type { StationState } from "./station-state.ts";
import type { StationStore } from "./station-store.ts";
import type { VideoChannel } from "./video-channel.ts";

export interface StationParts {
  readonly store: StationStore;
  readonly session: StationSession;
  readonly video: VideoChannel;
}

const StationContext = createContext<StationParts | null>(null);

export function StationProvider({ parts, children }: { readonly parts: StationParts; readonly children: ReactNode }) {
  return <StationContext value={parts}>{children}</StationContext>;
}

function useParts(): StationParts {
  const parts = useContext(StationContext);
  if (parts === null) throw new Error("no StationProvider above");
  return parts;
}

/** A part of the station's state; `select` must return the same object for the same state. */
export function useStation<T>(select: (state: StationState) => T): T {
  const { store } = useParts();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/** Calls the station; never rejects. */
export function useSession(): StationSession {
  return useParts().session;
}

export function useStore(): StationStore {
  return useParts().store;
}

export function useVideo(): VideoChannel {
  return useParts().video;
}
