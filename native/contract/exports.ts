import { z } from "zod";
import { clipIdSchema } from "./clips.ts";
import { errorDataSchema } from "./errors.ts";
import { idSchema, utcMsSchema } from "./text.ts";

/** Export of a case as evidence (0018): what is asked for, what stands in the log, what stands in the register. */

/** `EX-20261122-143005-7F3A`: the day and time of the request at the site, and chance. Names folder and file. */
export const exportIdSchema = z.string().regex(/^EX-\d{8}-\d{6}-[0-9A-F]{4}$/, "export id");

const alarmIds = z.array(z.string().min(1).max(64)).max(20);
const line = (most: number) => z.string().trim().max(most);

/** What belongs to the case. Clips are found by alarm, by span and cameras, or named. */
export const caseSchema = z.strictObject({
  alarmIds,
  clipIds: z.array(clipIdSchema).max(100),
  span: z
    .strictObject({ fromMs: utcMsSchema, toMs: utcMsSchema, cameraIds: z.array(idSchema).min(1).max(64) })
    .nullable(),
});
export type Case = z.infer<typeof caseSchema>;

/** A rectangle of a camera's picture that is made unrecognisable; fractions of width and height. */
export const regionSchema = z
  .strictObject({
    cameraId: idSchema,
    x: z.number().min(0).max(1),
    y: z.number().min(0).max(1),
    width: z.number().gt(0).max(1),
    height: z.number().gt(0).max(1),
    /** UTC ms; null: from the beginning, to the end. */
    fromMs: utcMsSchema.nullable(),
    toMs: utcMsSchema.nullable(),
  })
  .refine(({ x, width, y, height }) => x + width <= 1.0001 && y + height <= 1.0001, "inside the picture");
export type Region = z.infer<typeof regionSchema>;

/** Who gets it: 国令799 art. 16 asks for reason, content, unit and person of every handing out. */
export const recipientSchema = z.strictObject({
  unit: line(100).min(1),
  person: line(60).min(1),
  /** Number of the letter or of the person's card; may be empty. */
  document: line(60),
});
export type Recipient = z.infer<typeof recipientSchema>;

export const exportAskSchema = z.strictObject({
  ...caseSchema.shape,
  /** Left out of the clips that were found. */
  withoutClipIds: z.array(clipIdSchema).max(100),
  /** Moments besides the alarms' own. */
  stills: z.array(z.strictObject({ cameraId: idSchema, atMs: utcMsSchema })).max(50),
  reason: line(500).min(1),
  recipient: recipientSchema,
  /** Who allowed it; may be empty when the chief exports. */
  approver: line(60),
  note: line(4000),
  form: z.enum(["zip", "folder"]),
  watermark: z.boolean(),
  regions: z.array(regionSchema).max(50),
  /** With a watermark or regions: whether the untouched clips go along. The archive keeps them in any case. */
  withOriginals: z.boolean(),
});
export type ExportAsk = z.infer<typeof exportAskSchema>;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const exportEventSchemas = {
  /** The data folder's signing key was made: SHA-256 of its public part (SPKI, DER). */
  "evidence.key_made": z.strictObject({ fingerprint: sha256Schema }),
  "evidence.export_asked": z.strictObject({ exportId: exportIdSchema, ask: exportAskSchema }),
  "evidence.exported": z.strictObject({
    exportId: exportIdSchema,
    manifestSha256: sha256Schema,
    reason: exportAskSchema.shape.reason,
    recipient: recipientSchema,
    approver: exportAskSchema.shape.approver,
    alarmIds,
    clipIds: z.array(clipIdSchema).max(300),
    form: exportAskSchema.shape.form,
    /** Pictures were watermarked or made unrecognisable in part. */
    treated: z.boolean(),
    files: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
  }),
  /** Also for what was cancelled, declined, or interrupted by a crash. */
  "evidence.export_failed": z.strictObject({ exportId: exportIdSchema, error: errorDataSchema }),
} as const;

/** A file of an export, as its manifest lists it. Times are UTC ms; the manifest adds them in words. */
export const exportedFileSchema = z.strictObject({
  /** Relative, `/` between, ASCII. */
  path: z
    .string()
    .regex(/^(?:[A-Za-z0-9][A-Za-z0-9._-]*\/)*[A-Za-z0-9][A-Za-z0-9._-]*$/, "relative path")
    .max(200),
  bytes: z.int().nonnegative(),
  sha256: sha256Schema,
  kind: z.enum(["clip", "treated-clip", "still", "log", "player", "readme", "key"]),
  cameraId: idSchema.nullable(),
  clipId: clipIdSchema.nullable(),
  fromMs: utcMsSchema.nullable(),
  toMs: utcMsSchema.nullable(),
  gaps: z.array(z.strictObject({ fromMs: utcMsSchema, toMs: utcMsSchema })),
  /** Of a clip: ran to its end without a break. Null for what is no clip. */
  whole: z.boolean().nullable(),
  /** The original's SHA-256, for what was made out of it. */
  derivedFrom: sha256Schema.nullable(),
  /** The event that stored the original's hash when it was recorded. */
  storedSeq: z.int().positive().nullable(),
});
export type ExportedFile = z.infer<typeof exportedFileSchema>;

/** Short code of a manifest for the paper: the first 40 bits of its SHA-256, as `XXXXX-XXXXX`. */
export function manifestCode(sha256: string): string {
  const code = sha256.slice(0, 10).toUpperCase();
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** What an export would hold, before it is asked for. */
export interface CasePreview {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly clips: readonly PreviewClip[];
  /** Moments of the alarms, of which a still of every camera is taken. */
  readonly moments: readonly { readonly alarmId: string; readonly atMs: number }[];
  /** Cameras of the case of which there is no clip. */
  readonly missing: readonly string[];
  readonly bytes: number;
}
export interface PreviewClip {
  readonly clipId: string;
  readonly cameraId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bytes: number;
  readonly whole: boolean;
  readonly gaps: number;
}

export const exportStages = ["waiting", "log", "copying", "treating", "reading_back", "packing"] as const;
export type ExportStage = (typeof exportStages)[number];
export interface ExportProgress {
  readonly stage: ExportStage;
  readonly doneBytes: number;
  /** 0 while it is not known. */
  readonly totalBytes: number;
}

/** A row of the register of exports, put together from the events. */
export interface ExportRow {
  readonly exportId: string;
  readonly state: "asked" | "running" | "done" | "failed";
  readonly ask: ExportAsk;
  readonly askedBy: string;
  readonly askedAtMs: number;
  /** Who ran it; null before. */
  readonly doneBy: string | null;
  readonly endedAtMs: number | null;
  readonly manifestSha256: string | null;
  readonly files: number | null;
  readonly bytes: number | null;
  readonly error: z.infer<typeof errorDataSchema> | null;
  readonly progress: ExportProgress | null;
  /** A zip that lies there still and can be fetched by the page. */
  readonly fetchable: boolean;
  /** Where it lies on the station's machine; null before. */
  readonly place: string | null;
}
