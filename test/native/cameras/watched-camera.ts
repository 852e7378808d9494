import { EventEmitter, once } from "node:events";
import type { Clock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { openCamera } from "../../../native/cameras/camera.ts";
import type { Camera } from "../../../native/cameras/camera.ts";
import type { TileState } from "../../../native/cameras/audience.ts";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import { makeReencodeSlots } from "../../../native/cameras/reencode/reencode-slots.ts";
import type { ReencodeSlots } from "../../../native/cameras/reencode/reencode-slots.ts";
import type { ClipReport } from "../../../native/contract/cameras-protocol.ts";
import { videoEncodings } from "../../../native/contract/video.ts";
import type { VideoEncoding } from "../../../native/contract/video.ts";
import { makeRingBudget } from "../../../native/cameras/h264/picture-ring.ts";
import type { SequenceParameters } from "../../../native/cameras/h264/sequence-parameters.ts";
import { cameraDeviceSchema } from "../../../native/contract/site.ts";
import type { CameraDevice } from "../../../native/contract/site.ts";
import type { ErrorData } from "../../../native/contract/errors.ts";
import type { AnyCameraReport } from "../../../native/contract/reports.ts";
import { closing } from "../../set-up.ts";

interface Reachable {
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

export function cameraDevice({ address, username, password }: Reachable, id = "cam1"): CameraDevice {
  const device = { id, kind: "camera", family: "onvif", area: "hall", address, username, password };
  return cameraDeviceSchema.parse(device);
}

/** What one viewer was told. */
export interface Seen {
  readonly states: { readonly state: TileState; readonly error: ErrorData | null }[];
  readonly configs: (SequenceParameters & { readonly reencodedPerSecond: number | null })[];
  readonly pictures: Picture[];
}

/** A camera with one viewer, and everything that it said so far. Closed after the test. */
export interface WatchedCamera extends Seen {
  readonly camera: Camera;
  readonly reports: AnyCameraReport[];
  readonly clips: ClipReport[];
  /** Another viewer; `encodings`: what it can show. */
  look(encodings: readonly VideoEncoding[]): Seen & { leave(): void };
  /** Resolves when it holds, looked at whenever something new was said. */
  until(holds: (watched: WatchedCamera) => boolean): Promise<void>;
}

export interface WatchOptions {
  /** What the viewer can show; both when left out. */
  readonly encodings?: readonly VideoEncoding[];
  readonly clipsFolder?: string;
  readonly slots?: ReencodeSlots;
}

export function watchCamera(device: CameraDevice, clock: Clock, options: WatchOptions = {}): WatchedCamera {
  const { encodings = videoEncodings, clipsFolder = "", slots = makeReencodeSlots(2) } = options;
  const news = new EventEmitter();
  const reports: AnyCameraReport[] = [];
  const clips: ClipReport[] = [];
  const tell = <T>(list: T[], each: T): void => {
    list.push(each);
    news.emit("news");
  };
  // That the clock is right is said once a life of the process, for an alarm that may still stand.
  const onReport = (report: AnyCameraReport): void => {
    if (report.type !== "camera.clock_ok" || !report.isFirst) tell(reports, report);
  };
  const camera = openCamera(device, onReport, {
    clock,
    logger: silentLogger,
    budget: makeRingBudget(),
    slots,
    clipsFolder: () => clipsFolder,
    viewsFolder: () => "",
    reportClip: (clip) => tell(clips, clip),
  });
  closing(() => camera.close());
  const look: WatchedCamera["look"] = (decodable) => {
    const seen: Seen = { states: [], configs: [], pictures: [] };
    const leave = camera.view({
      decodes: (encoding) => decodable.includes(encoding),
      onContent: () => undefined,
      onState: (state, error) => tell(seen.states, { state, error }),
      onConfig: (config, reencodedPerSecond) => tell(seen.configs, { ...config, reencodedPerSecond }),
      onPicture: (picture) => tell(seen.pictures, picture),
    });
    return { ...seen, leave };
  };
  const { states, configs, pictures } = look(encodings);
  const watched: WatchedCamera = {
    camera,
    reports,
    clips,
    look,
    states,
    configs,
    pictures,
    async until(holds) {
      while (!holds(watched)) await once(news, "news");
    },
  };
  return watched;
}
