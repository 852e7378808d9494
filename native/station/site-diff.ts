import { gatePointId, type SiteFile } from "../contract/site.ts";
import type { SiteChange, SiteFieldChange } from "../contract/site-edit.ts";
import type { LocalizedText } from "../contract/text.ts";
import { isSecret } from "./site-edit.ts";

interface Item {
  readonly id: string;
  readonly name?: LocalizedText | undefined;
}

/** Everything in which two sites differ, device by device and field by field. Pure. */
export function diffSites(before: SiteFile | null, after: SiteFile): SiteChange[] {
  return [
    ...diffOne("site", before?.site ?? null, after.site),
    ...diffItems("area", before?.areas ?? [], after.areas),
    ...diffItems("device", before?.devices ?? [], after.devices),
    ...diffDesk(before, after),
    ...diffWall(before, after),
    ...diffVideo(before, after),
  ];
}

function diffOne(what: SiteChange["what"], before: Item | null, after: Item | null): SiteChange[] {
  const item = after ?? before;
  if (item === null) return [];
  const fields = diffFields(before ?? {}, after ?? {});
  if (fields.length === 0) return [];
  const action = before === null ? "added" : after === null ? "removed" : "changed";
  return [{ what, id: item.id, name: item.name ?? null, action, fields }];
}

function diffItems(what: "area" | "device", before: readonly Item[], after: readonly Item[]): SiteChange[] {
  const known = new Map(before.map((item) => [item.id, item]));
  const left = new Set(after.map((item) => item.id));
  return [
    ...before.filter((item) => !left.has(item.id)).flatMap((item) => diffOne(what, item, null)),
    ...after.flatMap((item) => diffOne(what, known.get(item.id) ?? null, item)),
  ];
}

function diffDesk(before: SiteFile | null, after: SiteFile): SiteChange[] {
  const fields = diffFields({ ...before?.desk }, { ...after.desk });
  return fields.length === 0 ? [] : [{ what: "desk", id: "desk", name: null, action: "changed", fields }];
}

function diffWall(before: SiteFile | null, after: SiteFile): SiteChange[] {
  const fields = diffFields({ ...before?.wall }, { ...after.wall });
  return fields.length === 0 ? [] : [{ what: "wall", id: "wall", name: null, action: "changed", fields }];
}

function diffVideo(before: SiteFile | null, after: SiteFile): SiteChange[] {
  const fields = diffFields({ ...before?.video }, { ...after.video });
  return fields.length === 0 ? [] : [{ what: "video", id: "video", name: null, action: "changed", fields }];
}

/** Fields in which two objects differ; what is not there counts as null. */
export function diffFields(before: object, after: object): SiteFieldChange[] {
  const found: SiteFieldChange[] = [];
  compare("", before, after, found);
  return found;
}

function compare(path: string, before: unknown, after: unknown, found: SiteFieldChange[]): void {
  if (before === after || JSON.stringify(before) === JSON.stringify(after)) return;
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (isSecret(name)) {
    // An empty one is none: it was never set.
    if ((before ?? "") !== (after ?? "")) found.push({ path, before: null, after: null, secret: true });
    return;
  }
  if (isItems(before ?? after) && isItems(after ?? before)) {
    compareItems(path, (before as object[] | undefined) ?? [], (after as object[] | undefined) ?? [], found);
    return;
  }
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(path === "" ? key : `${path}.${key}`, before[key], after[key], found);
    return;
  }
  found.push({ path, before: plain(before), after: plain(after) });
}

/** Items are known again by what names them, so that one more at the top is one change. */
function compareItems(
  path: string,
  before: readonly object[],
  after: readonly object[],
  found: SiteFieldChange[],
): void {
  const byKey = (items: readonly object[]): Map<string, object> =>
    new Map(items.map((item, index) => [itemKey(item, index), item]));
  const old = byKey(before);
  const fresh = byKey(after);
  for (const key of new Set([...old.keys(), ...fresh.keys()]))
    compare(`${path}[${key}]`, old.get(key), fresh.get(key), found);
  const order = (keys: Iterable<string>, other: Map<string, object>): string =>
    [...keys].filter((key) => other.has(key)).join(" ");
  if (order(old.keys(), fresh) !== order(fresh.keys(), old))
    found.push({ path: `${path}[]`, before: order(old.keys(), fresh), after: order(fresh.keys(), old) });
}

function itemKey(item: object, index: number): string {
  if ("account" in item) return `${String(item.account)}-${"zone" in item ? String(item.zone) : "*"}`.toUpperCase();
  if ("input" in item && typeof item.input === "number") return gatePointId({ input: item.input });
  if ("inputs" in item && Array.isArray(item.inputs)) return `in${item.inputs.join("-")}`;
  if ("token" in item && typeof item.token === "string") return item.token;
  return "id" in item && typeof item.id === "string" ? item.id : String(index);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isItems(value: unknown): value is object[] {
  return Array.isArray(value) && value.length > 0 ? value.every(isObject) : Array.isArray(value);
}

function plain(value: unknown): SiteFieldChange["before"] {
  if (value === undefined || value === null) return null;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : JSON.stringify(value);
}
