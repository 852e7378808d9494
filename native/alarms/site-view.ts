import type { CameraTopic } from "../contract/camera-events.ts";
import type { GateProfile } from "../contract/gate-profile.ts";
import {
  type Area,
  type Device,
  gatePointId,
  type InputMeaning,
  type PanelPoint,
  type PointClass,
  type SiteFile,
} from "../contract/site.ts";
import type { LocalizedText } from "../contract/text.ts";

/** The point that a topic of a camera's own analysis is, where it is an alarm. */
export function topicPointId(topic: CameraTopic): string {
  return `event:${topic}`;
}

/** What the rules need to know of a point. */
export interface PointView {
  readonly pointId: string | null;
  readonly name: LocalizedText | null;
  readonly class: PointClass | null;
  readonly areaId: string | null;
  readonly cameraIds: readonly string[];
}

/** A gate's point as its site entry or its profile names it. */
export interface GatePoint {
  readonly id: string;
  readonly name: LocalizedText | null;
  readonly means: InputMeaning;
}

/** Look-ups into the site file; immutable, made anew when the site changes. */
export interface SiteView {
  readonly areas: readonly Area[];
  /** IANA name: the time of day of plans and of printed times. */
  readonly timeZone: string;
  readonly devices: ReadonlyMap<string, Device>;
  /** A panel's point by account and zone; a point without zone stands for the whole account. */
  panelPoint(deviceId: string, account: string, zone: string): PointView;
  /** All points of a gate, in the order of its entry; empty for other devices. */
  gatePoints(deviceId: string): readonly GatePoint[];
  /** `in0`, `in2-3`; of a gate with a profile the profile's own ids. */
  gatePoint(deviceId: string, pointId: string): PointView;
  device(deviceId: string): PointView;
  /** A contact on a camera by its token, or a topic of the camera. */
  cameraPoint(deviceId: string, pointId: string): PointView;
  /** Any point by the id that alarms carry; null for the device itself. */
  point(deviceId: string, pointId: string | null): PointView;
}

const unknown: PointView = { pointId: null, name: null, class: null, areaId: null, cameraIds: [] };

function pointKey(account: string, zone: string): string {
  return `${account.toUpperCase()}-${zone.toUpperCase()}`;
}

function gatePointsOf(device: Device, profiles: readonly GateProfile[]): readonly GatePoint[] {
  if (device.kind !== "gate") return [];
  if (device.family === "modbus-io")
    return device.inputs.map((input) => ({ id: gatePointId(input), name: input.name ?? null, means: input.means }));
  return profiles.find(({ id }) => id === device.profile)?.points ?? [];
}

/** A profile names points alike for every gate that has it: the gate's own name stands before. */
function joinNames(gate: LocalizedText | null, point: LocalizedText | null): LocalizedText | null {
  if (gate === null || point === null) return gate ?? point;
  const chinese = `${gate["zh-CN"]} ${point["zh-CN"]}`;
  return { "zh-CN": chinese, en: `${gate.en ?? gate["zh-CN"]}: ${point.en ?? point["zh-CN"]}` };
}

/** @param profiles those that the site's gates name; without them their points have no names */
export function viewSite(site: SiteFile, profiles: readonly GateProfile[] = []): SiteView {
  const devices = new Map(site.devices.map((device) => [device.id, device]));
  const gatePoints = new Map(site.devices.map((device) => [device.id, gatePointsOf(device, profiles)]));
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
    gatePoints: (deviceId) => gatePoints.get(deviceId) ?? [],
    gatePoint(deviceId, pointId) {
      const gate = viewDevice(deviceId);
      const point = view.gatePoints(deviceId).find(({ id }) => id === pointId);
      const device = devices.get(deviceId);
      const isOfProfile = device?.kind === "gate" && device.family === "frame-profile";
      const name = isOfProfile ? joinNames(gate.name, point?.name ?? null) : (point?.name ?? gate.name);
      return { ...gate, pointId, name };
    },
    cameraPoint(deviceId, pointId) {
      const camera = viewDevice(deviceId);
      const device = devices.get(deviceId);
      const input = device?.kind === "camera" ? device.inputs.find(({ token }) => token === pointId) : undefined;
      if (input === undefined) return { ...camera, pointId };
      return {
        pointId,
        name: input.name ?? camera.name,
        class: input.class,
        areaId: input.area ?? camera.areaId,
        cameraIds: [...new Set([...camera.cameraIds, ...input.cameras])],
      };
    },
    point(deviceId, pointId) {
      if (pointId === null) return viewDevice(deviceId);
      const kind = devices.get(deviceId)?.kind;
      if (kind === "gate") return view.gatePoint(deviceId, pointId);
      if (kind === "camera") return view.cameraPoint(deviceId, pointId);
      // An account is hexadecimal, so the last dash is the one before the zone.
      const dash = pointId.lastIndexOf("-");
      return view.panelPoint(deviceId, pointId.slice(0, Math.max(0, dash)), pointId.slice(dash + 1));
    },
  };
  return view;
}
