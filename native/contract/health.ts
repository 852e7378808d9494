import { z } from "zod";
import { cameraEventsHealthSchema } from "./camera-events.ts";
import { errorDataSchema } from "./errors.ts";
import { idSchema, utcMsSchema } from "./text.ts";
import { pictureContents } from "./video.ts";

/** How a device is doing now. Not logged: changes that matter are events of their own. */
export const deviceConditions = ["starting", "ok", "degraded", "lost", "refused"] as const;
export type DeviceCondition = (typeof deviceConditions)[number];

const count = z.int().nonnegative();

export const deviceHealthSchema = z.strictObject({
  deviceId: idSchema,
  condition: z.enum(deviceConditions),
  /** Since when the condition holds. */
  sinceMs: utcMsSchema,
  /** Why, when it is not ok. */
  error: errorDataSchema.nullable(),
  bytesIn: count,
  bytesOut: count,
  framesGood: count,
  framesBad: count,
  /** Last sign of life: a good frame, a poll answered, a picture received. */
  lastHeardAtMs: utcMsSchema.nullable(),
  reconnects: count,
  camera: z
    .strictObject({
      codec: z.string().max(32),
      width: count,
      height: count,
      framesPerSecond: z.number().nonnegative(),
      bitsPerSecond: z.number().nonnegative(),
      model: z.string().max(100),
      /** What the pictures show, though they come in time; null before anybody looked. */
      content: z.enum(pictureContents).nullable(),
      /** The camera's clock minus ours, to a second or so; null before it was asked. */
      clockOffsetMs: z.int().nullable(),
      events: cameraEventsHealthSchema,
    })
    .nullable(),
});
export type DeviceHealth = z.infer<typeof deviceHealthSchema>;

/** One of the last frames of a link, as the technician sees it. */
export const keptFrameSchema = z.strictObject({
  atMs: utcMsSchema,
  direction: z.enum(["in", "out"]),
  /** Hex pairs separated by spaces, upper case. */
  hex: z.string(),
  good: z.boolean(),
  /** What was decoded, or why not, as a short technical text in the device's own terms. */
  meaning: z.string(),
});
export type KeptFrame = z.infer<typeof keptFrameSchema>;
