import type { Alarm } from "../contract/alarms.ts";
import type { DeskState } from "../contract/desk.ts";
import type { ResponsePlan } from "../contract/plans.ts";
import type { SiteEffect } from "../contract/site-edit.ts";
import { type Device, gatePointId, type SiteFile } from "../contract/site.ts";

/** What may hang on a device when it is changed. */
export interface EffectsView {
  readonly openAlarms: readonly Alarm[];
  readonly desk: DeskState;
  readonly plans: readonly ResponsePlan[];
}

/** What a change does beyond what it says: open alarms left behind, cameras taken out of lists, plans without their area. Pure. */
export function findEffects(
  before: SiteFile | null,
  after: SiteFile,
  secretsDropped: readonly string[],
  view: EffectsView,
): SiteEffect[] {
  const devices = new Map(after.devices.map((device) => [device.id, device]));
  const areas = new Set(after.areas.map((area) => area.id));
  const goneCameras = new Set(
    before?.devices.filter((device) => device.kind === "camera" && !devices.has(device.id)).map(({ id }) => id),
  );
  const effects: SiteEffect[] = [];
  for (const { id, deviceId, pointId, name } of view.openAlarms) {
    const was = before?.devices.find((device) => device.id === deviceId);
    if (was && hasPoint(was, pointId) && !hasPoint(devices.get(was.id), pointId))
      effects.push({ type: "open_alarm", deviceId, pointId, name, detail: id });
  }
  for (const { deviceId, pointId, name } of view.desk.onTest)
    if (before?.devices.some((device) => device.id === deviceId) && !devices.has(deviceId))
      effects.push({ type: "on_test", deviceId, pointId, name, detail: "" });
  for (const device of before?.devices ?? [])
    if (devices.has(device.id))
      for (const { pointId, cameraId } of shownBy(device))
        if (goneCameras.has(cameraId))
          effects.push({
            type: "camera_unlinked",
            deviceId: device.id,
            pointId,
            name: device.name ?? null,
            detail: cameraId,
          });
  for (const area of before?.areas ?? [])
    if (!areas.has(area.id))
      for (const plan of view.plans)
        if (plan.for.areaIds?.includes(area.id))
          effects.push({ type: "plan_area", deviceId: null, pointId: null, name: area.name, detail: plan.id });
  for (const deviceId of secretsDropped) {
    const name = devices.get(deviceId)?.name ?? null;
    effects.push({ type: "secret_dropped", deviceId, pointId: null, name, detail: "" });
  }
  return effects;
}

/** A point that was never in the site (an unknown zone) belongs to its device. */
function hasPoint(device: Device | undefined, pointId: string | null): boolean {
  if (device === undefined) return false;
  if (pointId === null || device.kind === "camera") return true;
  if (device.kind === "panel")
    return device.points.some(({ account, zone }) => {
      const key = account.toUpperCase();
      return zone === undefined ? pointId.startsWith(`${key}-`) : pointId === `${key}-${zone.toUpperCase()}`;
    });
  return !("inputs" in device) || device.inputs.some((input) => gatePointId(input) === pointId);
}

function shownBy(device: Device): { pointId: string | null; cameraId: string }[] {
  if (device.kind === "camera") return [];
  if (device.kind === "gate") return device.cameras.map((cameraId) => ({ pointId: null, cameraId }));
  return device.points.flatMap(({ account, zone, cameras }) =>
    cameras.map((cameraId) => ({ pointId: `${account}-${zone ?? "*"}`, cameraId })),
  );
}
