import { z } from "zod";
import { utcMsSchema, idSchema, localizedTextSchema } from "./text.ts";
import { siteProblemSchema } from "./site.ts";
import { base } from "./procedure.ts";

/** Changing the site while the console runs (0010). */

/** Fields of a device that never leave the station. In an edit: left out = as before, empty = none. */
export const secretFields = ["password"] as const;

/** As a form has it, perhaps not yet fit for use: what is wrong comes back as problems with a path. */
const draftSchema = z.record(z.string(), z.unknown());

/** Ids of what there is cannot be changed: the log goes by them. */
export const siteOperationSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("addDevice"), device: draftSchema }),
  z.strictObject({ type: z.literal("changeDevice"), deviceId: idSchema, device: draftSchema }),
  /** A camera is also taken out of the lists of those that show it. */
  z.strictObject({ type: z.literal("removeDevice"), deviceId: idSchema }),
  z.strictObject({ type: z.literal("addArea"), area: draftSchema }),
  z.strictObject({ type: z.literal("changeArea"), areaId: idSchema, area: draftSchema }),
  z.strictObject({ type: z.literal("removeArea"), areaId: idSchema }),
  /** Name and time zone of the site. */
  z.strictObject({ type: z.literal("changeSite"), site: draftSchema }),
  /** Views and tours of the wall, all of them. */
  z.strictObject({ type: z.literal("changeWall"), wall: draftSchema }),
  /** How recordings are made and kept. */
  z.strictObject({ type: z.literal("changeVideo"), video: draftSchema }),
]);
export type SiteOperation = z.infer<typeof siteOperationSchema>;

/** Single changes, or a whole file that takes the place of the present one. */
export const siteEditSchema = z.union([
  z.strictObject({ operations: z.array(siteOperationSchema).min(1).max(1000) }),
  z.strictObject({ text: z.string().max(4_000_000) }),
]);
export type SiteEdit = z.infer<typeof siteEditSchema>;

const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const siteFieldChangeSchema = z.strictObject({
  /** Within the device or area: `link`, `name.en`, `points[1234-001].class`, `inputs[in0].means`. */
  path: z.string(),
  /** Null = was not there. Lists and objects as compact JSON; null both ways for a secret. */
  before: fieldValue,
  after: fieldValue,
  secret: z.literal(true).optional(),
});
export type SiteFieldChange = z.infer<typeof siteFieldChangeSchema>;

export const siteChangeSchema = z.strictObject({
  what: z.enum(["device", "area", "site", "desk", "wall", "video"]),
  /** Of the device, area or site; `desk` for the desk's settings, `wall` for views and tours, `video` for recordings. */
  id: z.string(),
  name: localizedTextSchema.nullable(),
  action: z.enum(["added", "removed", "changed"]),
  fields: z.array(siteFieldChangeSchema),
});
export type SiteChange = z.infer<typeof siteChangeSchema>;

/** A line whose connection ends or begins; for a camera its address. */
export const siteLinkChangeSchema = z.strictObject({
  address: z.string(),
  action: z.enum(["opened", "closed", "reopened"]),
  deviceIds: z.array(idSchema),
});
export type SiteLinkChange = z.infer<typeof siteLinkChangeSchema>;

/** What hangs on what is changed; said before it is done. `site.effects.<type>` says it. */
export const siteEffects = [
  /** Of a device or point that goes away: it stays open until a hand closes it. */
  "open_alarm",
  /** `detail`: the camera that goes away. */
  "camera_unlinked",
  "on_test",
  /** `detail`: the response plan that names an area which goes away. */
  "plan_area",
  /** A password was not taken along to another address. */
  "secret_dropped",
] as const;
export const siteEffectSchema = z.strictObject({
  type: z.enum(siteEffects),
  deviceId: z.string().nullable(),
  pointId: z.string().nullable(),
  name: localizedTextSchema.nullable(),
  detail: z.string(),
});
export type SiteEffect = z.infer<typeof siteEffectSchema>;

export const sitePreviewSchema = z.strictObject({
  /** Of the site's text that this was worked out against; hand it to `apply`. */
  baseSha256: z.string(),
  /** Nothing can be applied while there is one. Paths as in the new file: an added device stands last. */
  problems: z.array(siteProblemSchema),
  /** Empty with problems, and when nothing would change. */
  changes: z.array(siteChangeSchema),
  links: z.array(siteLinkChangeSchema),
  effects: z.array(siteEffectSchema),
});
export type SitePreview = z.infer<typeof sitePreviewSchema>;

export const editableSiteSchema = z.strictObject({
  /** Of the site's text; empty before there is a site. */
  sha256: z.string(),
  /** The site file with its defaults, without secrets; null before there is one. */
  site: z.custom<Readonly<Record<string, unknown>>>().nullable(),
  /** Where a secret is set. */
  secrets: z.array(z.strictObject({ deviceId: idSchema, field: z.enum(secretFields) })),
  /** When the version before was replaced, UTC ms; null when there is none to go back to. */
  undoAtMs: utcMsSchema.nullable(),
});
export type EditableSite = z.infer<typeof editableSiteSchema>;

export const serialPortSchema = z.strictObject({
  /** What to write into a link: the name that stays when a converter is plugged in again, where the system has one. */
  path: z.string(),
  /** The system's short name, `/dev/ttyUSB0`. */
  device: z.string(),
  manufacturer: z.string().nullable(),
  serialNumber: z.string().nullable(),
  /** Devices of the site whose link names this port, by either name. */
  usedBy: z.array(idSchema),
});
export type SerialPortInfo = z.infer<typeof serialPortSchema>;

const baseSha256 = z.string().max(64);
const applied = z.strictObject({ sha256: z.string() });

export const siteEditContract = {
  get: base.output(editableSiteSchema),
  /** Refused: `device.not_found` {deviceId}, `desk.unknown_area` {areaId}. */
  preview: base.input(z.strictObject({ edit: siteEditSchema })).output(sitePreviewSchema),
  /** Refused as well: `site.changed_meanwhile`, `site.invalid`, `site.line_failed` {address, reason}. */
  apply: base.input(z.strictObject({ edit: siteEditSchema, baseSha256 })).output(applied),
  /** Puts the version before in force, by the same way; a second one takes that back. `site.nothing_to_undo`. */
  undo: base.input(z.strictObject({ baseSha256 })).output(applied),
  /** What `undo` would do. */
  previewUndo: base.output(sitePreviewSchema),
  /** With secrets it is an event. */
  export: base.input(z.strictObject({ withSecrets: z.boolean() })).output(z.strictObject({ text: z.string() })),
} as const;

/** What stands in the log. */
export const siteEventSchemas = {
  "site.changed": z.strictObject({
    name: localizedTextSchema.nullable(),
    what: siteChangeSchema.shape.what,
    id: z.string(),
    action: siteChangeSchema.shape.action,
    source: z.enum(["edit", "undo", "rolled_back", "import"]),
    fields: z.array(siteFieldChangeSchema),
    /** A change of more than 200 fields is told in several events: which of how many, from 1. */
    part: z.int(),
    parts: z.int(),
    /** Of the site's text, before and after. */
    sha256Before: z.string(),
    sha256After: z.string(),
  }),
  "site.exported": z.strictObject({ sha256: z.string(), withSecrets: z.boolean() }),
} as const;
