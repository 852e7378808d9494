import { AppError } from "../../../base/app-error.ts";
import type { ProfileGate } from "../../../contract/site.ts";
import type { Driver, OpenLine } from "../../driver.ts";
import { ProfileLine } from "./line.ts";
import type { Unit } from "./unit.ts";

/**
 * Opens all gates of one link that speak a technician's profile. `context.gateProfile` gives it; a
 * site is only accepted with profiles that there are.
 * @throws AppError `link.bad_address`; `device.no_profile` {profile} when the station does not know it
 */
export const openProfileLine: OpenLine<ProfileGate> = (devices, context) => {
  const [first, ...others] = devices;
  if (!first) return [];
  const profile = context.gateProfile?.(first.profile) ?? null;
  if (profile === null) throw new AppError("device.no_profile", { profile: first.profile });
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
    close: () => (closing ??= line.remove(unit)),
  };
}
