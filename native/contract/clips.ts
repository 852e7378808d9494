import { z } from "zod";
import { errorDataSchema } from "./errors.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/** Clips: what a camera saw around an alarm (0011), and what becomes of them (0019). */

/** `CAMERA-STARTMS`: the camera's id and the UTC ms of the clip's first picture. */
export const clipIdSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}-\d{10,16}$/, "clip id");

const about = { name: localizedTextSchema.nullable() };
const causeId = z.string().min(1).max(64);
const alarmIds = z.array(causeId).max(20);

/** What asked for a clip: an alarm, a bookmark, or an entry check that ended in a refusal. */
export const clipCauses = ["alarm", "bookmark", "entry"] as const;
export const clipCauseSchema = z.strictObject({ of: z.enum(clipCauses), id: causeId });
export type ClipCause = z.infer<typeof clipCauseSchema>;

/** A clip in its folder, as its event keeps it. The event's device is the camera. */
export const storedClipSchema = z.strictObject({
  clipId: clipIdSchema,
  /** First and last picture, UTC ms on the console's clock. */
  fromMs: utcMsSchema,
  toMs: utcMsSchema,
  pictures: z.int().nonnegative(),
  /** Where no picture came for more than a second. */
  gaps: z.array(z.strictObject({ fromMs: utcMsSchema, toMs: utcMsSchema })).max(200),
  /** Ran to its end without a crash, a change of size or a full disk. */
  whole: z.boolean(),
  bytes: z.int().nonnegative(),
  /** Of the file, 64 hex digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type StoredClip = z.infer<typeof storedClipSchema>;

/** Other causes than alarms; absent where there is none. */
const otherCauses = { bookmarkIds: alarmIds.optional(), entryIds: alarmIds.optional() };

export const clipEventSchemas = {
  "clip.stored": z.strictObject({ ...about, ...storedClipSchema.shape, alarmIds, ...otherCauses }),
  "clip.failed": z.strictObject({ ...about, alarmIds, ...otherCauses, error: errorDataSchema }),
} as const;

/** `deleting`: decided and in the log, the file may still be there. */
export const clipStates = ["kept", "deleting", "deleted"] as const;
export const clipDamages = ["missing", "changed"] as const;

/** A clip as the recordings page shows it. */
export const clipSchema = z.strictObject({
  ...storedClipSchema.shape,
  cameraId: idSchema,
  /** The camera's name and area as they stood when the clip was stored. */
  name: localizedTextSchema.nullable(),
  areaId: idSchema.nullable(),
  /** Of its `clip.stored` event. */
  seq: z.int().positive(),
  causes: z.array(clipCauseSchema),
  state: z.enum(clipStates),
  /** Held against deletion by so many holds. */
  holds: z.int().nonnegative(),
  /** The number of the deletion record; null while it is kept. */
  deletion: z.int().positive().nullable(),
  deletedAtMs: utcMsSchema.nullable(),
  /** What the check of the files found last; null while it is as it was written. */
  damage: z.enum(clipDamages).nullable(),
});
export type Clip = z.infer<typeof clipSchema>;

export const clipFilterSchema = z.strictObject({
  cameraId: idSchema.optional(),
  areaId: idSchema.optional(),
  /** Exact. */
  alarmId: z.string().min(1).max(64).optional(),
  /** Overlaps this span: ends after `fromMs` and begins before `toMs`, UTC ms. */
  fromMs: utcMsSchema.optional(),
  toMs: utcMsSchema.optional(),
  /** Only those that a hold protects. */
  held: z.boolean().default(false),
  /** With those that are deleted: their line stays. */
  deleted: z.boolean().default(false),
});
export type ClipFilter = z.infer<typeof clipFilterSchema>;

/** Where a page goes on: the last clip that the caller has. */
export const clipCursorSchema = z.strictObject({ fromMs: utcMsSchema, clipId: clipIdSchema });
export type ClipCursor = z.infer<typeof clipCursorSchema>;

/** Where a clip lies in the folder of clips: by the UTC day of its first picture. */
export function clipPlaceInFolder(clipId: string): string {
  const startMs = Number(clipId.slice(clipId.lastIndexOf("-") + 1));
  return `${new Date(startMs).toISOString().slice(0, 10)}/${clipId}.mp4`;
}

/** From the alarm's beginning, ms: DB15/T 3968-2025 asks for the 30 s before and the whole event. */
export const clipBeforeMs = 30_000;
export const clipAfterMs = 60_000;
