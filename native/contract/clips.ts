import { z } from "zod";
import { errorDataSchema } from "./errors.ts";
import { localizedTextSchema, utcMsSchema } from "./text.ts";

/** Clips: what a camera saw around an alarm (0011). */

/** `CAMERA-STARTMS`: the camera's id and the UTC ms of the clip's first picture. */
export const clipIdSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}-\d{10,16}$/, "clip id");

const about = { name: localizedTextSchema.nullable() };
const alarmIds = z.array(z.string().max(64)).max(20);

/** Facts of a clip's file, as its event keeps them. The event's device is the camera. */
export const storedClipSchema = z.strictObject({
  clipId: clipIdSchema,
  fromMs: utcMsSchema,
  toMs: utcMsSchema,
  pictures: z.int().nonnegative(),
  gaps: z.array(z.strictObject({ fromMs: utcMsSchema, toMs: utcMsSchema })).max(200),
  whole: z.boolean(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const clipEventSchemas = {
  "clip.stored": z.strictObject({ ...about, ...storedClipSchema.shape, alarmIds }),
  "clip.failed": z.strictObject({ ...about, alarmIds, error: errorDataSchema }),
} as const;

/** What there is to see around an alarm. */
export const alarmClipSchema = storedClipSchema.extend({ cameraId: z.string() });
export type AlarmClip = z.infer<typeof alarmClipSchema>;

/** From the alarm's beginning, ms: DB15/T 3968-2025 asks for the 30 s before and the whole event. */
export const clipBeforeMs = 30_000;
export const clipAfterMs = 60_000;
