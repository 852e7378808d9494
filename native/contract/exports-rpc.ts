import { z } from "zod";
import { clipIdSchema } from "./clips.ts";
import { caseSchema, type CasePreview, exportAskSchema, exportIdSchema, type ExportRow } from "./exports.ts";
import { base } from "./procedure.ts";
import { utcMsSchema } from "./text.ts";

/** The calls of evidence export (0018). */

const ref = z.strictObject({ exportId: exportIdSchema });
/** Two hundred kilobytes of PNG: a line of text, drawn by the page, which has the fonts. */
const mostWatermark = 280_000;

export const exportsContract = {
  /** What an export of this case would hold. */
  preview: base.input(caseSchema).output(z.custom<CasePreview>()),
  /** A picture of a clip, to draw regions on: JPEG, base64. `evidence.clip_missing`, `camera.still_failed`. */
  still: base
    .input(z.strictObject({ clipId: clipIdSchema, atMs: utcMsSchema }))
    .output(z.strictObject({ atMs: utcMsSchema, jpeg: z.string() })),
  /** Asks for an export; it gets its number, and waits for the chief. */
  ask: base.input(z.strictObject({ ask: exportAskSchema })).output(z.custom<ExportRow>()),
  /** Makes an export that was asked for, or that failed; `watermark` is a PNG, base64, where one was asked for. */
  run: base
    .input(
      ref.extend({
        watermark: z
          .string()
          .regex(/^iVBORw0KGgo[A-Za-z0-9+/]*=*$/)
          .max(mostWatermark)
          .nullable(),
      }),
    )
    .output(z.custom<ExportRow>()),
  decline: base.input(ref.extend({ note: z.string().trim().min(1).max(500) })).output(z.custom<ExportRow>()),
  cancel: base.input(ref).output(z.custom<ExportRow>()),
  get: base.input(ref).output(z.custom<ExportRow>()),
  /** The register, newest first. */
  list: base.output(z.custom<{ readonly rows: readonly ExportRow[]; readonly fingerprint: string | null }>()),
} as const;
