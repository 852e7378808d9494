import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import { makeEvent } from "../base/make-event.ts";
import type { TakenStill } from "../contract/cameras-protocol.ts";
import type { NewEvent } from "../contract/events.ts";
import type { CameraServices } from "../rpc/services.ts";
import type { CamerasProcess } from "./cameras-process.ts";
import type { StationState } from "./station.ts";

export interface CameraServiceParts {
  readonly cameras: CamerasProcess;
  readonly state: StationState;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly note: (event: NewEvent) => Promise<void>;
}

/** Asks of single cameras; the pictures are the cameras process's. */
export function makeCameraServices({ cameras, state, clock, newId, note }: CameraServiceParts): CameraServices {
  return {
    still: async (cameraId) => bare(await cameras.takeStill(cameraId, clock.nowMs())),
    async reference(cameraId) {
      const view = await cameras.reference(cameraId);
      return view === null ? null : bare(view);
    },
    async setReference(cameraId, atMs, actor) {
      const device = state.site?.site?.devices.find((each) => each.id === cameraId);
      if (device?.kind !== "camera") throw new AppError("camera.not_found", { id: cameraId });
      const view = await cameras.setReference(cameraId, atMs);
      const place = {
        key: `view:${newId()}`,
        severity: "information",
        atMs: clock.nowMs(),
        deviceId: cameraId,
        areaId: device.area,
        actor,
      } as const;
      const { sha256, atMs: takenAtMs } = view;
      await note(makeEvent("camera.reference_set", place, { name: device.name ?? null, takenAtMs, sha256 }));
      return bare(view);
    },
  };
}

function bare({ atMs, jpeg }: TakenStill): TakenStill {
  return { atMs, jpeg };
}
