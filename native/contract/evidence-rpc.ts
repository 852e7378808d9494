import { z } from "zod";
import { clipCursorSchema, clipFilterSchema, clipIdSchema, clipSchema } from "./clips.ts";
import { holdSchema } from "./evidence.ts";
import { base } from "./procedure.ts";

/** The calls of recordings, bookmarks, holds and retention (0019). */

const clipRef = z.strictObject({ clipId: clipIdSchema });

export const clipsContract = {
  /** Newest beginning first; pass `next` as `before` for the next older page. */
  list: base
    .input(
      z.strictObject({
        filter: clipFilterSchema.prefault({}),
        before: clipCursorSchema.nullable().default(null),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(z.strictObject({ clips: z.array(clipSchema), next: clipCursorSchema.nullable() })),
  /** With every hold that it is or was under. `clip.not_found`. */
  get: base.input(clipRef).output(z.strictObject({ clip: clipSchema, holds: z.array(holdSchema) })),
} as const;
