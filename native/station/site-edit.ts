import { AppError } from "../base/app-error.ts";
import { secretFields, type SiteEdit, type SiteOperation } from "../contract/site-edit.ts";
import type { SiteFile } from "../contract/site.ts";
import type { CheckedSite } from "./site-file.ts";

type Draft = Record<string, unknown>;
type Check = (text: string) => CheckedSite;

/** A site file as JSON, before its check: only what the operations need is looked at. */
interface DraftSite extends Draft {
  site: Draft;
  areas: Draft[];
  devices: Draft[];
  wall?: Draft;
}

export interface EditedSite {
  readonly checked: CheckedSite;
  /** Devices whose password was not taken along, because they have another address now. */
  readonly secretsDropped: readonly string[];
}

/** A site that has nothing yet, for the first operation. */
const emptyText = JSON.stringify({
  site: { id: "site", name: { "zh-CN": "—" }, timeZone: "Asia/Shanghai" },
  areas: [],
  devices: [],
});

/**
 * What the site would be after an edit. Pure; the text is written anew, two spaces an indent, devices
 * and areas that are not named stay as people wrote them.
 * @throws AppError `device.not_found` {deviceId}, `desk.unknown_area` {areaId}
 */
export function editSite(present: CheckedSite | null, edit: SiteEdit, check: Check): EditedSite {
  if ("text" in edit) return importSite(present, edit.text, check);
  const draft = JSON.parse((present?.text ?? emptyText).replace(/^\uFEFF/, "")) as DraftSite;
  const secretsDropped: string[] = [];
  for (const operation of edit.operations) {
    const dropped = operate(draft, operation);
    if (dropped !== null) secretsDropped.push(dropped);
  }
  return { checked: check(toText(draft)), secretsDropped };
}

/** The file as it is exported. */
export function exportSite(present: CheckedSite, withSecrets: boolean): string {
  if (withSecrets) return present.text;
  const draft = JSON.parse(present.text.replace(/^\uFEFF/, "")) as DraftSite;
  return toText({ ...draft, devices: draft.devices.map(withoutSecrets) });
}

export function withoutSecrets(device: object): Draft {
  return Object.fromEntries(Object.entries(device).filter(([name]) => !isSecret(name)));
}

/** Where a secret is set. */
export function secretsOf(site: SiteFile): { deviceId: string; field: (typeof secretFields)[number] }[] {
  return site.devices.flatMap((device) =>
    secretFields.filter((field) => isText((device as Draft)[field])).map((field) => ({ deviceId: device.id, field })),
  );
}

export function isSecret(name: string): boolean {
  return secretFields.some((field) => field === name);
}

function toText(site: Draft): string {
  return `${JSON.stringify(site, null, 2)}\n`;
}

/** A file without passwords, as it is exported, must not wipe out those that are in use. */
function importSite(present: CheckedSite | null, text: string, check: Check): EditedSite {
  const given = check(text);
  if (given.site === null || present === null || present.site === null) return { checked: given, secretsDropped: [] };
  const known = new Map<unknown, Draft>(present.site.devices.map((device) => [device.id, device]));
  const draft = JSON.parse(text.replace(/^\uFEFF/, "")) as DraftSite;
  const secretsDropped: string[] = [];
  let isSame = true;
  const devices = draft.devices.map((device) => {
    const before = known.get(device["id"]);
    const kept = before === undefined ? { device, dropped: false } : keepSecrets(before, device);
    if (kept.dropped) secretsDropped.push(String(device["id"]));
    isSame &&= kept.device === device;
    return kept.device;
  });
  // Nothing was filled in: the text stays as people wrote it.
  if (isSame) return { checked: given, secretsDropped };
  return { checked: check(toText({ ...draft, devices })), secretsDropped };
}

/** Changes the draft; the id of a device whose password was dropped, else null. */
function operate(draft: DraftSite, operation: SiteOperation): string | null {
  switch (operation.type) {
    case "addDevice":
      draft.devices.push(operation.device);
      return null;
    case "changeDevice": {
      const { deviceId } = operation;
      const at = indexOf(draft.devices, deviceId);
      const before = draft.devices[at];
      if (before === undefined) throw new AppError("device.not_found", { deviceId });
      const { device, dropped } = keepSecrets(before, { ...operation.device, id: deviceId });
      draft.devices[at] = device;
      return dropped ? deviceId : null;
    }
    case "removeDevice": {
      const { deviceId } = operation;
      const at = indexOf(draft.devices, deviceId);
      if (at < 0) throw new AppError("device.not_found", { deviceId });
      const [removed] = draft.devices.splice(at, 1);
      if (removed?.["kind"] === "camera") {
        draft.devices = draft.devices.map((device) => withoutCamera(device, deviceId) as Draft);
        if (draft.wall !== undefined) draft.wall = withEmptyTiles(draft.wall, deviceId);
      }
      return null;
    }
    case "addArea":
      draft.areas.push(operation.area);
      return null;
    case "changeArea":
    case "removeArea": {
      const { areaId } = operation;
      const at = indexOf(draft.areas, areaId);
      if (at < 0) throw new AppError("desk.unknown_area", { areaId });
      if (operation.type === "removeArea") draft.areas.splice(at, 1);
      else draft.areas[at] = { ...operation.area, id: areaId };
      return null;
    }
    case "changeSite":
      draft.site = operation.site;
      return null;
    case "changeWall":
      draft.wall = operation.wall;
      return null;
    case "changeVideo":
      draft["video"] = operation.video;
      return null;
  }
}

function indexOf(list: readonly Draft[], id: string): number {
  return list.findIndex((each) => each["id"] === id);
}

/** Takes a camera out of every `cameras` list in a device, however deep. */
function withoutCamera(value: unknown, cameraId: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutCamera(each, cameraId));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === "cameras" && Array.isArray(inner)
        ? inner.filter((id) => id !== cameraId)
        : withoutCamera(inner, cameraId),
    ]),
  );
}

/** In the wall's views the camera leaves its tile empty: the others stay where the eye knows them. */
function withEmptyTiles(wall: Draft, cameraId: string): Draft {
  const views = (Array.isArray(wall["views"]) ? wall["views"] : []).map((view: Draft): Draft => {
    const { tiles } = view;
    return Array.isArray(tiles) ? { ...view, tiles: tiles.map((id: unknown) => (id === cameraId ? null : id)) } : view;
  });
  return { ...wall, views };
}

/**
 * Secrets that the new form leaves out stay as they were, but only for the same address, port of streams, certificate and user:
 * whoever may edit could otherwise have a password sent to a machine of his own.
 */
function keepSecrets(before: Draft, after: Draft): { readonly device: Draft; readonly dropped: boolean } {
  const missing = secretFields.filter((field) => !(field in after) && isText(before[field]));
  if (missing.length === 0) return { device: after, dropped: false };
  if (destinationOf(before) !== destinationOf(after)) return { device: after, dropped: true };
  return {
    device: { ...after, ...Object.fromEntries(missing.map((field) => [field, before[field]])) },
    dropped: false,
  };
}

function destinationOf(device: Draft): string {
  const written = device["address"] ?? device["link"];
  const address = typeof written === "string" ? written : "";
  const origin = URL.parse(address)?.origin ?? address;
  const { kind, family, username = "", certificate = "", rtspPort = 0 } = device;
  return JSON.stringify([kind, family, origin, username, certificate, rtspPort]);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
