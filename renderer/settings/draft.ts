import { siteFileSchema, type SiteProblem } from "../../native/contract/site.ts";
import type { EditableSite, SiteOperation } from "../../native/contract/site-edit.ts";
import { z } from "zod";
import {
  areaFields,
  deviceShapes,
  type Draft,
  type FieldSchema,
  freshDraft,
  isDraft,
  isSameDraft,
  shapeOf,
} from "./form/field-schema.ts";

/** What is being written: a device, an area, or the site's own name and time zone. */
export interface SiteDraft {
  readonly what: "device" | "area" | "site";
  /** Null for one that is new. */
  readonly id: string | null;
  readonly value: Draft;
  /** As it was when the form was opened. */
  readonly before: Draft;
}

const siteFields = z.toJSONSchema(siteFileSchema.shape.site, { io: "input", unrepresentable: "any" }) as FieldSchema;

export function isChanged(draft: SiteDraft): boolean {
  return !isSameDraft(draft.value, draft.before);
}

/** The fields of its form; null for a family that this page does not know. */
export function fieldsOf(draft: SiteDraft): FieldSchema | null {
  if (draft.what === "area") return areaFields;
  return draft.what === "site" ? siteFields : (shapeOf(draft.value)?.schema ?? null);
}

export function operationOf({ what, id, value }: SiteDraft): SiteOperation {
  if (what === "site") return { type: "changeSite", site: { ...value } };
  if (what === "area")
    return id === null
      ? { type: "addArea", area: { ...value } }
      : { type: "changeArea", areaId: id, area: { ...value } };
  return id === null
    ? { type: "addDevice", device: { ...value } }
    : { type: "changeDevice", deviceId: id, device: { ...value } };
}

export function listOf(site: EditableSite | null, what: "device" | "area"): readonly Draft[] {
  const list = site?.site?.[what === "device" ? "devices" : "areas"];
  return Array.isArray(list) ? list.filter(isDraft) : [];
}

/** An opened form of what there is; null when it is gone. */
export function openDraft(site: EditableSite | null, what: SiteDraft["what"], id: string): SiteDraft | null {
  const found = what === "site" ? site?.site?.["site"] : listOf(site, what).find((each) => each["id"] === id);
  return isDraft(found) ? { what, id, value: found, before: found } : null;
}

/** The next id that nobody has: `gate`, `gate2`, … */
function freeId(stem: string, taken: ReadonlySet<unknown>): string {
  for (let number = 1; ; number++) {
    const id = `${stem}${number}`;
    if (!taken.has(id)) return id;
  }
}

const stems: Readonly<Record<string, string>> = { panel: "rx", gate: "gate", camera: "cam" };

/** A new device with every standard filled in, on a serial line, in the first area. */
export function newDevice(site: EditableSite | null, family: string): SiteDraft | null {
  const shape = deviceShapes.find((each) => each.family === family);
  if (shape === undefined) return null;
  const taken = new Set(listOf(site, "device").map((device) => device["id"]));
  const { properties = {} } = shape.schema;
  const [area] = listOf(site, "area");
  const value: Draft = {
    ...freshDraft(shape.schema),
    id: freeId(stems[shape.kind] ?? shape.kind, taken),
    ...(area === undefined ? {} : { area: area["id"] }),
    ...("link" in properties ? { link: "serial:?baudRate=9600&dataBits=8&parity=none&stopBits=1" } : {}),
    ...("unit" in properties && shape.schema.required?.includes("unit") ? { unit: 1 } : {}),
    ...("address" in properties ? { address: "http://192.168.1.64/onvif/device_service" } : {}),
    ...("inputs" in properties && shape.kind === "gate"
      ? { inputs: [{ input: 0, means: "metal", debounceMs: 0, inverted: false }] }
      : {}),
  };
  return { what: "device", id: null, value, before: {} };
}

export function newArea(site: EditableSite | null): SiteDraft {
  const taken = new Set(listOf(site, "area").map((area) => area["id"]));
  return { what: "area", id: null, value: { ...freshDraft(areaFields), id: freeId("area", taken) }, before: {} };
}

/** A new device like this one, but with an id and a name of its own and without its password. */
export function copyOf(site: EditableSite | null, draft: SiteDraft): SiteDraft {
  const taken = new Set(listOf(site, "device").map((device) => device["id"]));
  const stem = String(draft.id).replace(/\d+$/, "");
  const { name: _, ...value } = draft.value;
  return { what: "device", id: null, value: { ...value, id: freeId(stem, taken) }, before: {} };
}

/** The station's problems that belong to this form, by the path within it, and the others as they are. */
export function sortProblems(
  problems: readonly SiteProblem[],
  draft: SiteDraft,
  site: EditableSite | null,
): { readonly mine: ReadonlyMap<string, SiteProblem>; readonly others: readonly SiteProblem[] } {
  const mine = new Map<string, SiteProblem>();
  const others: SiteProblem[] = [];
  const prefix = prefixOf(draft, site);
  for (const problem of problems) {
    const rest = problem.path.startsWith(prefix) ? problem.path.slice(prefix.length) : null;
    if (rest === null || (rest !== "" && !/^[.[]/.test(rest))) others.push(problem);
    else if (!mine.has(rest.replace(/^\./, ""))) mine.set(rest.replace(/^\./, ""), problem);
  }
  return { mine, others };
}

function prefixOf(draft: SiteDraft, site: EditableSite | null): string {
  if (draft.what === "site") return "site";
  const list = listOf(site, draft.what);
  const at = draft.id === null ? list.length : list.findIndex((each) => each["id"] === draft.id);
  return `${draft.what === "device" ? "devices" : "areas"}[${at}]`;
}
