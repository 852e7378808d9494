import type { ErrorData } from "../native/contract/errors.ts";

/** What crosses between the main process and preload. */
export const requestPortsChannel = "wardwatch:request-ports";
export const portsChannel = "wardwatch:ports";
export const openWallChannel = "wardwatch:open-wall";
export const processChannel = "wardwatch:process";

/** What preload posts to the page's window; the page's side is renderer/rpc/shell.ts. */
export const portsMessage = "wardwatch.ports";
export const processMessage = "wardwatch.process";

export type ProcessName = "station" | "cameras";

/** Told to every page when one of the two processes ends or is there again. */
export interface ProcessNotice {
  readonly process: ProcessName;
  readonly state: "up" | "down";
  /** What it died of, when it said so. */
  readonly error: ErrorData | null;
  /** When it will be tried again, ms from now; null when it is up, or when somebody else decides. */
  readonly restartInMs: number | null;
}
