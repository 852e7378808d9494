/**
 * What Electron's preload gives the page. A MessagePort cannot pass the context bridge, so preload
 * posts both ports to this window as `{type: "wardwatch.ports"}` with `ports: [rpc, video]`.
 */
export interface Shell {
  readonly platform: "electron";
  /** Tells of every pair of ports that comes; returns nothing to undo, a page listens as long as it lives. */
  readonly onPorts: (listener: (rpc: MessagePort, video: MessagePort) => void) => void;
  /** Asks for a new pair: at the start, and after one of them closed. */
  readonly requestPorts: () => void;
}

/** What preload puts on the window. */
interface Bridge {
  readonly platform: "electron";
  readonly requestPorts: () => void;
}

declare global {
  interface Window {
    readonly wardwatch?: Bridge;
  }
}

export const portsMessage = "wardwatch.ports";

/** The shell around this page; null in a browser. */
export function openShell(page: Window): Shell | null {
  const bridge = page.wardwatch;
  if (bridge?.platform !== "electron") return null;
  return {
    platform: "electron",
    onPorts(listener) {
      page.addEventListener("message", (event: MessageEvent<unknown>) => {
        // Only preload shares this window; a frame or another origin has no business here.
        if (event.source !== page || typeof event.data !== "object" || event.data === null) return;
        if (!("type" in event.data) || event.data.type !== portsMessage) return;
        const [rpc, video] = event.ports;
        if (rpc && video) listener(rpc, video);
      });
    },
    requestPorts: () => bridge.requestPorts(),
  };
}
