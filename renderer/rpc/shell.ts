import { z } from "zod";
import { type ErrorData, errorDataSchema } from "../../native/contract/errors.ts";

/**
 * What Electron's preload gives the page. A MessagePort cannot pass the context bridge, so preload
 * posts both ports to this window as `{type: "wardwatch.ports"}` with `ports: [rpc, video]`.
 */
/** What the shell says of its two processes; its side is electron/channels.ts. */
const processNoticeSchema = z.object({
  process: z.enum(["station", "cameras"]),
  state: z.enum(["up", "down"]),
  error: errorDataSchema.nullable(),
  /** When it is tried again, ms from now; null when somebody else decides. */
  restartInMs: z.number().nullable(),
});
export type ProcessNotice = z.infer<typeof processNoticeSchema>;

/** Why each process is down; null while it is up, or where nobody says so (in a browser). */
export interface ProcessTroubles {
  readonly station: ErrorData | null;
  readonly cameras: ErrorData | null;
}

export interface Shell {
  readonly platform: "electron";
  /** Tells of every pair of ports that comes; returns nothing to undo, a page listens as long as it lives. */
  readonly onPorts: (listener: (rpc: MessagePort, video: MessagePort) => void) => void;
  /** Tells of a process that ended or is there again. */
  readonly onNotice: (listener: (notice: ProcessNotice) => void) => void;
  /** Asks for a new pair: at the start, and after one of them closed. */
  readonly requestPorts: () => void;
  /** Opens the wall's window on another screen, or brings it to the front. */
  readonly openWall: () => true;
}

/** What preload puts on the window. */
interface Bridge {
  readonly platform: "electron";
  readonly requestPorts: () => void;
  readonly openWall: () => void;
}

declare global {
  interface Window {
    readonly wardwatch?: Bridge;
  }
}

const portsMessage = "wardwatch.ports";
const processMessage = "wardwatch.process";

/** The shell around this page; null in a browser. */
export function openShell(page: Window): Shell | null {
  const bridge = page.wardwatch;
  if (bridge?.platform !== "electron") return null;
  /** Only preload shares this window; a frame or another origin has no business here. */
  function onMessage(type: string, listener: (event: MessageEvent<object>) => void): void {
    page.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (event.source !== page || typeof event.data !== "object" || event.data === null) return;
      if ("type" in event.data && event.data.type === type) listener(event as MessageEvent<object>);
    });
  }
  return {
    platform: "electron",
    onPorts(listener) {
      onMessage(portsMessage, ({ ports: [rpc, video] }) => {
        if (rpc && video) listener(rpc, video);
      });
    },
    onNotice(listener) {
      onMessage(processMessage, ({ data }) => {
        const parsed = processNoticeSchema.safeParse("notice" in data ? data.notice : null);
        if (parsed.success) listener(parsed.data);
      });
    },
    requestPorts: () => bridge.requestPorts(),
    openWall() {
      bridge.openWall();
      return true;
    },
  };
}
