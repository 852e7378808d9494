import type { ErrorData } from "./errors.ts";

/** Between Electron's main process and the station's utility process. */
export type ShellToStation =
  | {
      readonly type: "start";
      readonly dataFolder: string;
      readonly version: string;
      /** A site file's text to install first; null to use what is installed, if anything. */
      readonly siteText: string | null;
      /** The devices are simulators: every screen says so. */
      readonly simulated: boolean;
    }
  /** A window wants the contract; its MessagePort travels along. */
  | { readonly type: "page-port" }
  /** The answer to `start-cameras`: one end of a channel whose other end the new cameras process has. */
  | { readonly type: "cameras-port" }
  | { readonly type: "stop" };

export type StationToShell =
  | { readonly type: "ready" }
  | { readonly type: "fatal"; readonly error: ErrorData }
  /** The station decides when the cameras process starts again after it ended. */
  | { readonly type: "start-cameras"; readonly cameraCount: number }
  | { readonly type: "kill-cameras" };
