import { EventEmitter, once } from "node:events";
import type { Clock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { openCamera } from "../../../native/cameras/camera.ts";
import type { Camera, TileState } from "../../../native/cameras/camera.ts";
import type { Picture } from "../../../native/cameras/h264/picture-assembler.ts";
import { makeRingBudget } from "../../../native/cameras/h264/picture-ring.ts";
import type { SequenceParameters } from "../../../native/cameras/h264/sequence-parameters.ts";
import { cameraDeviceSchema } from "../../../native/contract/site.ts";
import type { CameraDevice } from "../../../native/contract/site.ts";
import type { ErrorData } from "../../../native/contract/errors.ts";
import type { CameraPictureReport, CameraReport } from "../../../native/contract/reports.ts";
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

/** A camera with one viewer, and everything that it said so far. Closed after the test. */
export interface WatchedCamera {
  readonly camera: Camera;
  readonly reports: (CameraReport | CameraPictureReport)[];
  readonly states: { readonly state: TileState; readonly error: ErrorData | null }[];
  readonly configs: SequenceParameters[];
  readonly pictures: Picture[];
  /** Resolves when it holds, looked at whenever something new was said. */
  until(holds: (watched: WatchedCamera) => boolean): Promise<void>;
}

export function watchCamera(device: CameraDevice, clock: Clock): WatchedCamera {
  const news = new EventEmitter();
  const said = { reports: [], states: [], configs: [], pictures: [] } as Pick<
    WatchedCamera,
    "reports" | "states" | "configs" | "pictures"
  >;
  const camera = openCamera(
    device,
    (report) => {
      said.reports.push(report);
      news.emit("news");
    },
    { clock, logger: silentLogger, budget: makeRingBudget(), clipsFolder: () => "", reportClip: () => undefined },
  );
  closing(() => camera.close());
  camera.view({
    onContent: () => undefined,
    onState(state, error) {
      said.states.push({ state, error });
      news.emit("news");
    },
    onConfig(config) {
      said.configs.push(config);
      news.emit("news");
    },
    onPicture(picture) {
      said.pictures.push(picture);
      news.emit("news");
    },
  });
  const watched: WatchedCamera = {
    camera,
    ...said,
    async until(holds) {
      while (!holds(watched)) await once(news, "news");
    },
  };
  return watched;
}
