import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { PtzAct, PtzPreset } from "../../contract/ptz.ts";
import type { CameraDevice } from "../../contract/site.ts";
import { makePtzCamera, type PtzCamera } from "./ptz-camera.ts";

export interface PtzCameras {
  /** With the settings of that moment: a camera that was opened anew is asked anew. */
  act(camera: { readonly device: CameraDevice }, act: PtzAct): Promise<readonly PtzPreset[] | null>;
  close(): void;
}

/** The cameras that somebody has moved. */
export function makePtzCameras(parts: { readonly clock: Clock; readonly logger: Logger }): PtzCameras {
  const moved = new Map<string, { readonly device: CameraDevice; readonly ptz: PtzCamera }>();
  return {
    act({ device }, act) {
      let known = moved.get(device.id);
      if (known?.device !== device) {
        known?.ptz.close();
        known = { device, ptz: makePtzCamera(device, parts) };
        moved.set(device.id, known);
      }
      return known.ptz.act(act);
    },
    close() {
      for (const { ptz } of moved.values()) ptz.close();
    },
  };
}
