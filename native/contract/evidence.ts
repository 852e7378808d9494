import { z } from "zod";
import { actorSchema } from "./actor.ts";
import { clipDamages, clipIdSchema } from "./clips.ts";
import { errorDataSchema } from "./errors.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/** What happens to recordings after they were written: viewing, bookmarks, holds, deletion (0019). */

const id = z.string().min(1).max(64);
const number = z.int().positive();
const text = z.string();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const name = localizedTextSchema.nullable();

/** Why a recording is looked at: 国令799 art. 16 has the reason of viewing registered. `evidence.reasons.<reason>`. */
export const viewReasons = ["alarm", "dispute", "police", "supervision", "training", "equipment", "other"] as const;
export type ViewReason = (typeof viewReasons)[number];

/** What a viewing is registered with: reason and content, unit and person (国令799 art. 16). */
export const viewingSchema = z.strictObject({
  reason: z.enum(viewReasons),
  /** For whom: empty = the one at the desk. */
  person: text.trim().max(100),
  /** Whose unit: empty = this hospital's own security. */
  unit: text.trim().max(200),
  note: text.trim().max(500),
});
export type Viewing = z.infer<typeof viewingSchema>;

/** The rule by which clips were deleted, as it stood then. */
const retentionRule = {
  floorDays: z.int().positive(),
  ceilingDays: z.int().positive(),
  keyTarget: z.boolean(),
};
/** Who last changed the site file, by which the rule is set; null where the log does not tell. */
const configured = z.strictObject({ by: actorSchema.nullable(), atMs: utcMsSchema, sha256: text }).nullable();

export const deletionReasons = ["ceiling", "by_hand"] as const;
const record = { recordId: id, number };

/** One clip of a deletion record. */
export const deletedClipSchema = z.strictObject({
  clipId: clipIdSchema,
  name,
  fromMs: utcMsSchema,
  toMs: utcMsSchema,
  bytes: z.int().nonnegative(),
  sha256,
});
export type DeletedClip = z.infer<typeof deletedClipSchema>;

const hold = { holdId: id, number };
export const storageFaults = ["space", "forecast", "write"] as const;

/** As in events.ts: a kind's data is never changed after release. */
export const evidenceEventSchemas = {
  /** A stored clip was opened. The event's device is the camera. */
  "clip.viewed": z.strictObject({ name, clipId: clipIdSchema, ...viewingSchema.shape }),
  /** The seconds before and after, from the desk. */
  "replay.viewed": z.strictObject({ cameraIds: z.array(idSchema), fromMs: utcMsSchema, toMs: utcMsSchema }),

  /** The event's device is the camera. */
  "bookmark.added": z.strictObject({ name, bookmarkId: id, atMs: utcMsSchema, note: text }),

  /** Of clips, or of all clips of the event's alarm, those to come included. `untilMs` null: until it is released. */
  "hold.placed": z.strictObject({
    ...hold,
    reason: text,
    untilMs: utcMsSchema.nullable(),
    clipIds: z.array(clipIdSchema),
  }),
  /** Ends within a week; once. */
  "hold.ending": z.strictObject({ ...hold, reason: text, untilMs: utcMsSchema }),
  "hold.expired": z.strictObject({ ...hold, reason: text, untilMs: utcMsSchema }),
  "hold.released": z.strictObject({ ...hold, reason: text }),

  /** Decided: written before the first file is touched. A long record is told in several events. */
  "clips.deleting": z.strictObject({
    ...record,
    why: z.enum(deletionReasons),
    reason: text,
    ...retentionRule,
    configured,
    clips: z.array(deletedClipSchema),
  }),
  /** Done: `missing` had gone before. */
  "clips.deleted": z.strictObject({
    ...record,
    clips: z.array(z.strictObject({ clipId: clipIdSchema, result: z.enum(["removed", "missing"]) })),
  }),
  /** One run of the rule, whether it found anything or not. */
  "retention.ran": z.strictObject({ ...retentionRule, deleted: z.int(), bytes: z.int(), held: z.int() }),
  /** `record`: the signature, kept apart. */
  "deletion.signed": z.strictObject({
    numbers: z.array(number),
    note: text,
    record: z.strictObject({ id, sha256: text }),
  }),

  /** Files that were read again and compared with their hashes. */
  "clips.checked": z.strictObject({ clipIds: z.array(clipIdSchema), damaged: z.int(), bytes: z.int() }),
  /** What its file is now is not what was written. */
  "clip.damaged": z.strictObject({
    name,
    clipId: clipIdSchema,
    damage: z.enum(clipDamages),
    bytes: z.int().nonnegative().nullable(),
    sha256: sha256.nullable(),
  }),
  "storage.low": z.strictObject({
    fault: z.enum(storageFaults),
    freeBytes: z.int().nullable(),
    /** Until the disk is full; null: not as far as can be foreseen. */
    daysLeft: z.int().nullable(),
    floorDays: z.int(),
  }),
  "storage.ok": z.strictObject({ freeBytes: z.int(), daysLeft: z.int().nullable() }),
} as const;

/** A hold 保全: clips that are not deleted, whatever their age. */
export const holdSchema = z.strictObject({
  holdId: id,
  number,
  reason: text,
  untilMs: utcMsSchema.nullable(),
  /** All clips of this alarm; null for chosen clips. */
  alarmId: id.nullable(),
  placedAtMs: utcMsSchema,
  placedBy: actorSchema.nullable(),
  /** `hold.ending` has been written. */
  ending: z.boolean(),
  endedAtMs: utcMsSchema.nullable(),
  endedBy: actorSchema.nullable(),
  /** Null while it is in force, and for one that expired. */
  endReason: text.nullable(),
  clips: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
});
export type Hold = z.infer<typeof holdSchema>;

export const bookmarkSchema = z.strictObject({
  bookmarkId: id,
  cameraId: idSchema,
  name,
  areaId: idSchema.nullable(),
  atMs: utcMsSchema,
  note: text,
  addedAtMs: utcMsSchema,
  by: actorSchema.nullable(),
  /** Its clip; null until that is stored, or when it failed. */
  clipId: clipIdSchema.nullable(),
});
export type Bookmark = z.infer<typeof bookmarkSchema>;

export const deletionSchema = z.strictObject({
  ...record,
  why: z.enum(deletionReasons),
  reason: text,
  ...retentionRule,
  configured,
  atMs: utcMsSchema,
  by: actorSchema.nullable(),
  clips: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Beginnings of its oldest and newest clip. */
  fromMs: utcMsSchema,
  toMs: utcMsSchema,
  /** Files that are not gone yet. */
  pending: z.int().nonnegative(),
  signedAtMs: utcMsSchema.nullable(),
  signedBy: actorSchema.nullable(),
});
export type Deletion = z.infer<typeof deletionSchema>;

/** The disk that recordings lie on, and what is foreseen of it. */
export const storageStateSchema = z.strictObject({
  /** Null while the cameras process does not answer. */
  disk: z.strictObject({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  error: errorDataSchema.nullable(),
  clips: z.int().nonnegative(),
  keptBytes: z.number().nonnegative(),
  heldBytes: z.number().nonnegative(),
  /** Mean of the last seven days. */
  bytesPerDay: z.number().nonnegative(),
  /** Until the disk is full; null: never, or not known. */
  daysLeft: z.int().nonnegative().nullable(),
  /** What is recorded now can be kept as long as the floor asks. */
  floorKept: z.boolean(),
  fault: z.enum(storageFaults).nullable(),
  lookedAtMs: utcMsSchema,
});
export type StorageState = z.infer<typeof storageStateSchema>;

export const retentionStateSchema = z.strictObject({
  ...retentionRule,
  quietHour: z.int(),
  lastRanAtMs: utcMsSchema.nullable(),
  nextRunAtMs: utcMsSchema.nullable(),
  /** Why the last run did not come to its end. */
  error: errorDataSchema.nullable(),
  /** Null before the disk was first looked at. */
  storage: storageStateSchema.nullable(),
  /** Deletion records that nobody has signed. */
  unsigned: z.int().nonnegative(),
});
export type RetentionState = z.infer<typeof retentionStateSchema>;
