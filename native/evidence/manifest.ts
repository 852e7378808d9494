import { z } from "zod";
import { roles } from "../contract/actor.ts";
import { exportAskSchema, exportedFileSchema, exportIdSchema, recipientSchema } from "../contract/exports.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "../contract/text.ts";
import { toCanonicalJson } from "../log/canonical-json.ts";

/** A moment three ways: for programs, for anybody, and as the site's clocks showed it. */
const momentSchema = z.strictObject({
  ms: utcMsSchema,
  /** RFC 3339, Z. */
  utc: z.string(),
  /** `2026-11-22 14:30:05.123 Asia/Shanghai`. */
  local: z.string(),
});
export type Moment = z.infer<typeof momentSchema>;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const headSchema = z.strictObject({ seq: z.int().nonnegative(), hash: sha256Schema });

const fileSchema = exportedFileSchema.safeExtend({ from: momentSchema.nullable(), to: momentSchema.nullable() });

/** `manifest.json` of an export. It lists every file but itself, its signature and `SHA256SUMS`. */
export const manifestSchema = z.strictObject({
  format: z.literal("wardwatch-evidence-1"),
  exportId: exportIdSchema,
  product: z.strictObject({ name: z.literal("Wardwatch"), version: z.string() }),
  site: z.strictObject({ id: idSchema, name: localizedTextSchema, timeZone: z.string() }).nullable(),
  /** The devices were simulators. */
  simulated: z.boolean(),
  madeAt: momentSchema,
  madeBy: z.strictObject({ name: z.string(), role: z.enum(roles) }),
  reason: z.string(),
  recipient: recipientSchema,
  approver: z.string(),
  note: z.string(),
  alarms: z.array(
    z.strictObject({
      alarmId: z.string(),
      name: localizedTextSchema.nullable(),
      class: z.string(),
      kind: z.string(),
      raisedAt: momentSchema,
    }),
  ),
  cameras: z.array(z.strictObject({ cameraId: idSchema, name: localizedTextSchema.nullable() })),
  files: z.array(fileSchema),
  /** What the case has and this export has not: cameras without a clip, stills that could not be made. */
  missing: z.array(
    z.strictObject({
      kind: z.enum(["clip", "still"]),
      cameraId: idSchema,
      at: momentSchema.nullable(),
      reason: z.string(),
    }),
  ),
  /** Rectangles that were made unrecognisable. */
  regions: exportAskSchema.shape.regions,
  watermark: z.boolean(),
  log: z.strictObject({
    path: z.string(),
    lines: z.int().nonnegative(),
    /** Numbers of the events in the extract, first and last of each run without a hole. */
    ranges: z.array(z.tuple([z.int(), z.int()])),
    /** The log's end when the extract was made. */
    head: headSchema,
  }),
  key: z.strictObject({ algorithm: z.literal("Ed25519"), fingerprint: sha256Schema }),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const manifestPath = "manifest.json";
export const signaturePath = "manifest.sig";
export const sumsPath = "SHA256SUMS";
export const keyPath = "public-key.pem";
export const extractPath = "log/events.jsonl";

/** The bytes that are signed: RFC 8785, one line. */
export function formManifest(manifest: Manifest): string {
  return `${toCanonicalJson(manifest)}\n`;
}

export function momentOf(ms: number, timeZone: string): Moment {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(ms);
  const thousandths = String(ms % 1000).padStart(3, "0");
  return { ms, utc: new Date(ms).toISOString(), local: `${parts}.${thousandths} ${timeZone}` };
}

/** `SHA256SUMS` as coreutils reads it. */
export function formSums(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  return files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("");
}

/** Runs of numbers without a hole; the numbers grow. */
export function rangesOf(seqs: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const seq of seqs) {
    const last = ranges.at(-1);
    if (last !== undefined && seq === last[1] + 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}
