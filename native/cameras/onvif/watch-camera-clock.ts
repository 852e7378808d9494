import { reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { CameraClockReport } from "../../contract/reports.ts";
import { readCameraClock } from "./camera-clock.ts";
import type { CameraConnection } from "./read-camera.ts";

export interface CameraClockWatch {
  /** The camera was reached and its clock has just been read. */
  connect(connection: CameraConnection): void;
  /** The camera's clock minus ours, ms; null before it was read. */
  offsetMs(): number | null;
  /** Wrong for sure: two readings said so. */
  isOff(): boolean;
  close(): void;
}

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** More than this and a camera's times, and its recordings, mislead; WS-Security's own tolerance is as much. */
const mostOffMs = 5000;
/** Wrong twice in a row is wrong; one reading may have been late. */
const readingsUntilSure = 2;
const everyMs = 3_600_000;
/** After a reading that differs from what was told. */
const againMs = 60_000;

/** Reads a camera's clock once an hour and at every connect, and tells when it goes wrong or is right again. */
export function watchCameraClock(
  deviceId: string,
  report: (report: CameraClockReport) => void,
  { clock, logger }: Parts,
): CameraClockWatch {
  let connection: CameraConnection | null = null;
  let offsetMs: number | null = null;
  /** As told; null before anything was. */
  let isOff: boolean | null = null;
  let different = 0;
  let isClosed = false;
  let cancel = (): void => undefined;

  function judge(): void {
    cancel();
    offsetMs = connection?.cameraClock.offsetMs() ?? null;
    if (offsetMs === null) return;
    const isNowOff = Math.abs(offsetMs) > mostOffMs;
    different = isNowOff === isOff ? 0 : different + 1;
    if (different >= readingsUntilSure || (isOff === null && !isNowOff)) {
      const type = isNowOff ? "camera.clock_off" : "camera.clock_ok";
      report({ type, deviceId, atMs: clock.nowMs(), offsetMs, isFirst: isOff === null });
      isOff = isNowOff;
      different = 0;
    }
    if (!isClosed) cancel = clock.after(different > 0 ? againMs : everyMs, () => void read());
  }

  async function read(): Promise<void> {
    const using = connection;
    if (using === null || isClosed) return;
    try {
      await readCameraClock(using.soap, using.deviceUrl, using.cameraClock, clock);
    } catch (error) {
      // Away or mute about its time: the next connect or the next hour asks again.
      logger.debug({ reason: reasonOf(error) }, "camera's clock not read");
      cancel();
      if (!isClosed) cancel = clock.after(everyMs, () => void read());
      return;
    }
    if (!isClosed && connection === using) judge();
  }

  return {
    connect(next) {
      connection = next;
      if (!isClosed) judge();
    },
    offsetMs: () => offsetMs,
    isOff: () => isOff === true,
    close() {
      isClosed = true;
      cancel();
    },
  };
}
