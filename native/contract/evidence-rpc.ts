import { z } from "zod";
import { clipCursorSchema, clipFilterSchema, clipIdSchema, clipSchema } from "./clips.ts";
import { bookmarkSchema, deletionSchema, holdSchema, retentionStateSchema, viewingSchema } from "./evidence.ts";
import { base } from "./procedure.ts";
import { spanSchema } from "./shift.ts";
import { idSchema, utcMsSchema } from "./text.ts";

/** The calls of recordings, bookmarks, holds and retention (0019). */

const clipRef = z.strictObject({ clipId: clipIdSchema });
const alarmId = z.string().min(1).max(64).nullable();
const reason = z.string().trim().min(1).max(500);
const number = z.int().positive();
const nothing = z.strictObject({});

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
  /** Registers a viewing, before the page opens the clip over the video channel. `clip.wrong_state` {state} once it is gone. */
  view: base.input(clipRef.extend(viewingSchema.shape)).output(nothing),
  /** Registers a replay of the seconds before and after, from the desk: no reason is asked there. */
  noteReplay: base
    .input(z.strictObject({ ...spanSchema.shape, cameraIds: z.array(idSchema).min(1).max(36), alarmId }))
    .output(nothing),
  /** Between floor and ceiling, by the chief. `clip.too_young` {days}, `clip.held`: then none is deleted. */
  delete: base.input(z.strictObject({ clipIds: z.array(clipIdSchema).min(1).max(200), reason })).output(deletionSchema),
} as const;

export const bookmarksContract = {
  /** Marks a moment of at most an hour ago and has it recorded as an alarm is. `bookmark.wrong_time`. */
  add: base
    .input(z.strictObject({ cameraId: idSchema, atMs: utcMsSchema, note: z.string().trim().max(500).default("") }))
    .output(bookmarkSchema),
  /** Newest first; pass the last one's moment and id for the next older page. */
  list: base
    .input(
      z.strictObject({
        before: z
          .strictObject({ atMs: utcMsSchema, id: z.string().max(64) })
          .nullable()
          .default(null),
        limit: z.int().min(1).max(500).default(200),
      }),
    )
    .output(z.array(bookmarkSchema)),
} as const;

export const holdsContract = {
  /** In force first. */
  list: base.output(z.array(holdSchema)),
  /** `hold.not_found`. */
  get: base
    .input(z.strictObject({ holdId: z.string().min(1).max(64) }))
    .output(z.strictObject({ hold: holdSchema, clips: z.array(clipSchema) })),
  /** On clips, or on all clips of an alarm. `hold.wrong_time`, `hold.nothing_to_hold`, `clip.wrong_state`. */
  place: base
    .input(
      z.strictObject({
        clipIds: z.array(clipIdSchema).max(500).default([]),
        alarmId: alarmId.default(null),
        reason,
        /** Null: until it is released. */
        untilMs: utcMsSchema.nullable(),
      }),
    )
    .output(holdSchema),
  release: base.input(z.strictObject({ holdId: z.string().min(1).max(64), reason })).output(holdSchema),
} as const;

export const retentionContract = {
  state: base.output(retentionStateSchema),
  /** Newest first, at most 500. */
  records: base.output(z.array(deletionSchema)),
  /** `deletion.not_found`. */
  record: base
    .input(z.strictObject({ number }))
    .output(z.strictObject({ record: deletionSchema, clips: z.array(clipSchema), signature: z.string().nullable() })),
  /** `signature`: SVG of at most 64 KB. `deletion.wrong_state` for one that is signed or not done yet. */
  sign: base
    .input(
      z.strictObject({
        numbers: z.array(number).min(1).max(500),
        signature: z.string().max(65_536),
        note: z.string().trim().max(500).default(""),
      }),
    )
    .output(z.array(deletionSchema)),
} as const;
