import { createRoot } from "react-dom/client";
import type { Shell } from "../rpc/shell.ts";
import { openStationSession } from "../rpc/station-session.ts";
import { applyNotice } from "../rpc/station-state.ts";
import { openStationStore } from "../rpc/station-store.ts";
import type { Transport } from "../rpc/transport.ts";
import { openVideoChannel } from "../rpc/video-channel.ts";
import { publishTokens } from "../ui/theme.tsx";
import { App } from "./app.tsx";
import { openWallInBrowser, windowKindOf } from "./window-kind.ts";

interface Ways {
  /** Null in a browser. */
  readonly shell: Shell | null;
  readonly transport: Transport;
}

/** Connects to the station and its cameras and draws the desk. */
export function showDesk(place: HTMLElement, { shell, transport }: Ways): void {
  publishTokens(document.documentElement);
  const store = openStationStore();
  shell?.onNotice((notice) => store.set((state) => applyNotice(state, notice)));
  const session = openStationSession(transport, store);
  const video = openVideoChannel(transport);
  const kind = windowKindOf(location.search);
  // What the system's list of windows shows, in both languages: the page's own may change later.
  if (kind === "wall") document.title = "电视墙 Video wall · Wardwatch";
  createRoot(place).render(
    <App parts={{ store, session, video }} kind={kind} openWall={shell?.openWall ?? openWallInBrowser} />,
  );
}
