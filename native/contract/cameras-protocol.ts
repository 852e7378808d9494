import type { DeviceHealth } from "./health.ts";
import type { CameraReport } from "./reports.ts";
import type { CameraDevice } from "./site.ts";

/**
 * Between the station and the cameras process. The station never parses what a camera sent: only
 * these messages come back.
 */
export type ToCameras =
  /** Replaces the whole list; sent once after `hello` and whenever the site changes. */
  | { readonly type: "configure"; readonly cameras: readonly CameraDevice[] }
  /**
   * A page wants the video channel. In plain Node the upgraded socket travels with this message, so
   * that pictures never pass the station's event loop; `head` is base64.
   */
  | {
      readonly type: "page-socket";
      readonly request: { readonly method: string; readonly url: string; readonly headers: Record<string, string> };
      readonly head: string;
    }
  /** In Electron a MessagePort travels with it instead. */
  | { readonly type: "page-port" }
  | { readonly type: "stop" };

export type FromCameras =
  | { readonly type: "hello"; readonly pid: number }
  | { readonly type: "report"; readonly report: CameraReport }
  /** At most once a second, every camera. */
  | { readonly type: "health"; readonly cameras: readonly DeviceHealth[] };
