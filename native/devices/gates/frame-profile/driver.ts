import { toErrorData } from "../../../base/app-error.ts";
import type { ErrorData } from "../../../contract/errors.ts";
import type { ProfileGate } from "../../../contract/site.ts";
import type { Driver, DriverContext, OpenLine } from "../../driver.ts";
import { ProfileLine } from "./line.ts";
import type { Unit } from "./unit.ts";

/**
 * Opens all gates of one link that speak a technician's profile. A gate whose profile is missing, or
 * wants a unit that the site does not give, is refused and reported as lost: a broken file keeps its
 * gates out, never the station.
 * @throws AppError `link.bad_address`
 */
export const openProfileLine: OpenLine<ProfileGate> = (devices, context) => {
  const [first, ...others] = devices;
  if (!first) return [];
  const profile = context.gateProfile?.(first.profile) ?? null;
  const isMisfit =
    profile === null || devices.some(({ unit }) => (unit === undefined) !== (profile.unit === undefined));
  if (isMisfit) return devices.map((device) => refuseGate(device, context));
  const line = new ProfileLine([first, ...others], profile, context);
  return line.units().map((unit) => openGate(line, unit));
};

function openGate(line: ProfileLine, unit: Unit): Driver {
  let closing: Promise<void> | null = null;
  return {
    deviceId: unit.device.id,
    health: () => line.health(unit),
    frames: () => line.frames(),
    checks: () => line.checks(),
    outputs: {
      states: () => unit.commands.states(),
      set: (outputId, on) => line.setOutput(unit, outputId, on),
    },
    close: () => (closing ??= line.remove(unit)),
  };
}

function refuseGate({ id, profile }: ProfileGate, { clock, logger, report }: DriverContext): Driver {
  const error: ErrorData = { code: "device.no_profile", params: { profile } };
  const sinceMs = clock.nowMs();
  report({ type: "gate.module_lost", deviceId: id, atMs: sinceMs, error }).catch((failure: unknown) =>
    logger.error({ deviceId: id, error: toErrorData(failure) }, "a report was not stored"),
  );
  const counts = { bytesIn: 0, bytesOut: 0, framesGood: 0, framesBad: 0, reconnects: 0 };
  return {
    deviceId: id,
    health: () => ({
      deviceId: id,
      condition: "refused",
      sinceMs,
      error,
      ...counts,
      lastHeardAtMs: null,
      camera: null,
    }),
    frames: () => [],
    close: () => Promise.resolve(),
  };
}
