import type { StoredClip } from "./clips.ts";
import type { CoverageCause } from "./coverage.ts";
import type { ProbeInput, ProbeMessage, SearchMessage } from "./enrol.ts";
import type { ErrorData } from "./errors.ts";
import type { DeviceHealth } from "./health.ts";
import type { CameraPictureReport, CameraReport } from "./reports.ts";
import type { CameraDevice } from "./site.ts";

/**
 * Between the station and the cameras process. The station never parses what a camera sent: only
 * these messages come back.
 */
export type ToCameras =
  /** Replaces the whole list; sent once after `hello` and whenever the site changes. */
  | {
      readonly type: "configure";
      readonly cameras: readonly CameraDevice[];
      readonly clipsFolder: string;
      /** Where reference views are kept, absolute. */
      readonly viewsFolder: string;
    }
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
  /** The picture that was on the line at this moment, UTC ms; answered by `still`. */
  | { readonly type: "take-still"; readonly request: number; readonly cameraId: string; readonly atMs: number }
  /** Write what the camera saw from then to then (UTC ms); answered by `clip` when it is over. */
  | { readonly type: "record"; readonly order: ClipOrder }
  | ({ readonly type: "ask"; readonly request: number } & CamerasQuestion)
  /** Nobody waits for the answers of this `ask` any more. */
  | { readonly type: "leave"; readonly request: number }
  /** The picture of this moment (UTC ms) shows the right view from now on; answered by `view`. */
  | { readonly type: "set-view"; readonly request: number; readonly cameraId: string; readonly atMs: number }
  /** The right view as it was said last; answered by `view`. */
  | { readonly type: "read-view"; readonly request: number; readonly cameraId: string }
  | { readonly type: "stop" };

/** What is answered step by step: `answer` messages of the same request, then `ended`. */
export type CamerasQuestion =
  | { readonly question: "search" }
  | { readonly question: "probe"; readonly camera: ProbeInput };

/** The answers to each. */
export interface CamerasAnswers {
  readonly search: SearchMessage;
  readonly probe: ProbeMessage;
}

/** A minute of UTC that is over, as far as this process measured it (0016). */
export interface CoveredMinute {
  readonly startMs: number;
  /** Null: covered. */
  readonly cameras: readonly { readonly cameraId: string; readonly cause: CoverageCause | null }[];
}

export interface ClipOrder {
  readonly cameraId: string;
  readonly alarmId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export type FromCameras =
  | { readonly type: "hello"; readonly pid: number }
  | { readonly type: "report"; readonly report: CameraReport | CameraPictureReport }
  /** At most once a second, every camera. */
  | { readonly type: "health"; readonly cameras: readonly DeviceHealth[] }
  | { readonly type: "clip"; readonly report: ClipReport }
  | { readonly type: "minute"; readonly minute: CoveredMinute }
  | {
      readonly type: "answer";
      readonly request: number;
      readonly answer: CamerasAnswers[keyof CamerasAnswers];
    }
  | { readonly type: "ended"; readonly request: number; readonly error: ErrorData | null }
  | { readonly type: "view"; readonly request: number; readonly view: ReferenceView | null; readonly error?: ErrorData }
  | ({ readonly type: "still"; readonly request: number } & (
      | { readonly still: TakenStill }
      | { readonly still: null; readonly error: ErrorData }
    ));

/** A clip that stands in its folder, or why there is none. */
export interface ClipReport {
  readonly cameraId: string;
  /** The alarms that asked for it, the first 20 of them. */
  readonly alarmIds: readonly string[];
  readonly clip: StoredClip | null;
  /** With a clip: why it ended early; null when it is whole. */
  readonly error: ErrorData | null;
}

/** The picture that shows a camera's right view. */
export interface ReferenceView extends TakenStill {
  /** Of the reduced picture that is compared, 64 hex digits. */
  readonly sha256: string;
}

export interface TakenStill {
  /** When the picture had been received, UTC ms: at or a little before the moment asked for. */
  readonly atMs: number;
  /** Base64. */
  readonly jpeg: string;
}
