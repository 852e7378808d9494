import type { ClipWork, ClipWorkResult } from "./clip-work.ts";
import type { ClipCause, StoredClip } from "./clips.ts";
import type { CoverageCause } from "./coverage.ts";
import type { ProbeInput, ProbeMessage, SearchMessage } from "./enrol.ts";
import type { ErrorData } from "./errors.ts";
import type { ExportedFile, ExportProgress, Region } from "./exports.ts";
import type { PtzAct, PtzPreset } from "./ptz.ts";
import type { DeviceHealth } from "./health.ts";
import type { AnyCameraReport } from "./reports.ts";
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
  /** Put an export together (0018); answered by `export-progress`, then `export-gathered` or `export-failed`. */
  | { readonly type: "export"; readonly order: ExportOrder }
  /**
   * What the station signed: written beside the files, all of it read back, and put in its place; answered by
   * `export-done` or `export-failed`. `signature` is base64.
   */
  | {
      readonly type: "seal-export";
      readonly exportId: string;
      readonly manifest: string;
      readonly signature: string;
    }
  /** Takes away what was written; answered by `export-failed` unless it is done already. */
  | { readonly type: "cancel-export"; readonly exportId: string }
  | { readonly type: "stop" };

/** What is answered step by step: `answer` messages of the same request, then `ended`. */
export type CamerasQuestion =
  | { readonly question: "search" }
  | { readonly question: "probe"; readonly camera: ProbeInput }
  /** The picture of a clip that stood at this moment (UTC ms). */
  | { readonly question: "clip-still"; readonly path: string; readonly fromMs: number; readonly atMs: number }
  /** Answered once: the presets, or null for an act that is not about them. */
  | { readonly question: "ptz"; readonly cameraId: string; readonly act: PtzAct }
  /** One answer; one piece of work after the other. */
  | { readonly question: "clipWork"; readonly work: ClipWork; readonly clipsFolder: string };

/** The answers to each. */
export interface CamerasAnswers {
  readonly search: SearchMessage;
  readonly probe: ProbeMessage;
  readonly "clip-still": TakenStill;
  readonly ptz: { readonly presets: readonly PtzPreset[] | null };
  readonly clipWork: ClipWorkResult;
}

/** A minute of UTC that is over, as far as this process measured it (0016). */
export interface CoveredMinute {
  readonly startMs: number;
  /** Null: covered. */
  readonly cameras: readonly { readonly cameraId: string; readonly cause: CoverageCause | null }[];
}

export interface ClipOrder {
  readonly cameraId: string;
  readonly cause: ClipCause;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Everything that an export is made of. Paths are the station's own; none comes from a page. */
export interface ExportOrder {
  readonly exportId: string;
  /** `EXPORTID.part` in it holds the log extract already; the folder or zip comes to lie beside that. */
  readonly folder: string;
  readonly form: "zip" | "folder";
  readonly clips: readonly OrderedClip[];
  readonly stills: readonly { readonly clipId: string; readonly atMs: number }[];
  /** Small files as they are: the public key, the words on how to verify. */
  readonly texts: readonly { readonly path: string; readonly kind: "readme" | "key"; readonly content: string }[];
  readonly player: PlayerParts;
  /** Null: the clips go as they are. */
  readonly treatment: ClipTreatment | null;
}

export interface OrderedClip {
  readonly clipId: string;
  readonly cameraId: string;
  readonly path: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly whole: boolean;
  readonly bytes: number;
  /** As the log has it; a file that differs is refused. */
  readonly sha256: string;
  readonly storedSeq: number;
}

/** The offline page: a template with one place for its data, and what the data says besides the files. */
export interface PlayerParts {
  readonly template: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface ClipTreatment {
  /** What is laid over the picture again and again: PNG, base64; null for none. */
  readonly watermark: string | null;
  readonly regions: readonly Region[];
  readonly withOriginals: boolean;
}

export type FromCameras =
  | { readonly type: "export-progress"; readonly exportId: string; readonly progress: ExportProgress }
  /** All is written but the manifest: what the manifest has to list. */
  | {
      readonly type: "export-gathered";
      readonly exportId: string;
      readonly files: readonly ExportedFile[];
      /** Stills that could not be made. */
      readonly missing: readonly { readonly clipId: string; readonly atMs: number; readonly error: ErrorData }[];
    }
  /** Read back and in its place. */
  | { readonly type: "export-done"; readonly exportId: string; readonly files: number; readonly bytes: number }
  | { readonly type: "export-failed"; readonly exportId: string; readonly error: ErrorData }
  | { readonly type: "hello"; readonly pid: number }
  | { readonly type: "report"; readonly report: AnyCameraReport }
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
  /** What asked for it, the first 20 of them; none for one that was finished after a crash. */
  readonly causes: readonly ClipCause[];
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
