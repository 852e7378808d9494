import { z } from "zod";
import { errorDataSchema } from "./errors.ts";
import { localizedTextSchema, utcMsSchema } from "./text.ts";

/** Clips: what a camera saw around an alarm (0011). */

/** `CAMERA-STARTMS`: the camera's id and the UTC ms of the clip's first picture. */
export const clipIdSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}-\d{10,16}$/, "clip id");

const about = { name: localizedTextSchema.nullable() };
const alarmIds = z.array(z.string().max(64)).max(20);

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

export const clipEventSchemas = {
  "clip.stored": z.strictObject({ ...about, ...storedClipSchema.shape, alarmIds }),
  "clip.failed": z.strictObject({ ...about, alarmIds, error: errorDataSchema }),
} as const;

/** From the alarm's beginning, ms: DB15/T 3968-2025 asks for the 30 s before and the whole event. */
export const clipBeforeMs = 30_000;
export const clipAfterMs = 60_000;
