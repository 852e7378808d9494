import {
  type Area,
  type Device,
  gatePointId,
  type PanelPoint,
  type PointClass,
  type SiteFile,
} from "../contract/site.ts";
import type { LocalizedText } from "../contract/text.ts";

/** What the rules need to know of a point. */
export interface PointView {
  readonly pointId: string | null;
  readonly name: LocalizedText | null;
  readonly class: PointClass | null;
  readonly areaId: string | null;
  readonly cameraIds: readonly string[];
}

/** Look-ups into the site file; immutable, made anew when the site changes. */
export interface SiteView {
  readonly areas: readonly Area[];
  /** IANA name: the time of day of plans and of printed times. */
  readonly timeZone: string;
  readonly devices: ReadonlyMap<string, Device>;
  /** A panel's point by account and zone; a point without zone stands for the whole account. */
  panelPoint(deviceId: string, account: string, zone: string): PointView;
  /** `in0`, `in2-3`. */
  gatePoint(deviceId: string, pointId: string): PointView;
  device(deviceId: string): PointView;
  /** Any point by the id that alarms carry; null for the device itself. */
  point(deviceId: string, pointId: string | null): PointView;
}

const unknown: PointView = { pointId: null, name: null, class: null, areaId: null, cameraIds: [] };

function pointKey(account: string, zone: string): string {
  return `${account.toUpperCase()}-${zone.toUpperCase()}`;
}

export function viewSite(site: SiteFile): SiteView {
  const devices = new Map(site.devices.map((device) => [device.id, device]));
  const points = new Map<string, Map<string, PanelPoint>>();
  for (const device of site.devices) {
    if (device.kind !== "panel") continue;
    points.set(device.id, new Map(device.points.map((point) => [pointKey(point.account, point.zone ?? ""), point])));
  }

  function viewDevice(deviceId: string): PointView {
    const device = devices.get(deviceId);
    if (device === undefined) return unknown;
    const cameraIds = device.kind === "gate" ? device.cameras : device.kind === "camera" ? [device.id] : [];
    return { pointId: null, name: device.name ?? null, class: null, areaId: device.area, cameraIds };
  }

  const view: SiteView = {
    areas: site.areas,
    timeZone: site.site.timeZone,
    devices,
    device: viewDevice,
    panelPoint(deviceId, account, zone) {
      const device = viewDevice(deviceId);
      const ofPanel = points.get(deviceId);
      const point = ofPanel?.get(pointKey(account, zone)) ?? ofPanel?.get(pointKey(account, ""));
      const pointId = pointKey(account, zone);
      if (point === undefined) return { ...device, pointId };
      return {
        pointId,
        name: point.name,
        class: point.class,
        areaId: point.area ?? device.areaId,
        cameraIds: point.cameras,
      };
    },
    gatePoint(deviceId, pointId) {
      const gate = viewDevice(deviceId);
      const device = devices.get(deviceId);
      const input = device?.kind === "gate" ? device.inputs.find((each) => gatePointId(each) === pointId) : undefined;
      return { ...gate, pointId, name: input?.name ?? gate.name };
    },
    point(deviceId, pointId) {
      if (pointId === null) return viewDevice(deviceId);
      if (devices.get(deviceId)?.kind === "gate") return view.gatePoint(deviceId, pointId);
      // An account is hexadecimal, so the last dash is the one before the zone.
      const dash = pointId.lastIndexOf("-");
      return view.panelPoint(deviceId, pointId.slice(0, Math.max(0, dash)), pointId.slice(dash + 1));
    },
  };
  return view;
}
