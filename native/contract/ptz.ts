import { z } from "zod";
import { type Actor, actorSchema } from "./actor.ts";
import { errorDataSchema } from "./errors.ts";
import { base } from "./procedure.ts";
import { idSchema, localizedTextSchema } from "./text.ts";

/** Moving a camera (0014). */

export const ptzPresetSchema = z.strictObject({
  /** The camera's own word for it. */
  token: z.string().min(1).max(64),
  /** As somebody named it; may be empty. */
  name: z.string().max(64),
});
export type PtzPreset = z.infer<typeof ptzPresetSchema>;

const speed = z.number().min(-1).max(1);
/** Speeds, 1 = as fast as it can: right, up, nearer. All 0: stop. */
export const ptzVectorSchema = z.strictObject({ pan: speed, tilt: speed, zoom: speed });
export type PtzVector = z.infer<typeof ptzVectorSchema>;

export type PtzAct =
  | { readonly type: "move"; readonly vector: PtzVector }
  | { readonly type: "presets" }
  | { readonly type: "goTo"; readonly preset: string }
  | { readonly type: "goHome" }
  | { readonly type: "setPreset"; readonly preset: string | null; readonly name: string }
  | { readonly type: "removePreset"; readonly preset: string };

/** A camera moves on for so long without a new order; then it stops. The page renews more often. */
export const ptzStopAfterMs = 2000;
/** A camera is held for so long after the last act. */
export const ptzHoldMs = 30_000;

/** A hold as its holder sees it. */
export interface PtzHeld {
  readonly by: Actor;
  readonly presets: readonly PtzPreset[];
}

const about = z.strictObject({ cameraId: idSchema });
const nothing = z.strictObject({});
const held = z.strictObject({ by: actorSchema, presets: z.array(ptzPresetSchema) });

/**
 * Refused: `camera.not_found`, `camera.no_ptz`, `camera.ptz_held` {by, role} while a colleague of the same or a
 * higher role has it, what a camera may fail with.
 */
export const ptzContract = {
  /** Before anything else; a higher role takes it over. Again: renews the hold. */
  take: base.input(about).output(held),
  release: base.input(about).output(nothing),
  /** Goes on for two seconds: to be repeated while the key is down. */
  move: base.input(about.extend({ vector: ptzVectorSchema })).output(nothing),
  goTo: base.input(about.extend({ preset: ptzPresetSchema.shape.token })).output(nothing),
  goHome: base.input(about).output(nothing),
  /** What it sees now becomes a preset; null: a new one. The presets afterwards. */
  setPreset: base
    .input(about.extend({ preset: ptzPresetSchema.shape.token.nullable(), name: z.string().trim().min(1).max(64) }))
    .output(z.array(ptzPresetSchema)),
  removePreset: base.input(about.extend({ preset: ptzPresetSchema.shape.token })).output(z.array(ptzPresetSchema)),
} as const;

const name = localizedTextSchema.nullable();
export const ptzEventSchemas = {
  /** `from`: who had it and had to let go. */
  "ptz.taken": z.strictObject({ name, from: z.string().nullable() }),
  "ptz.released": z.strictObject({ name, why: z.enum(["released", "expired", "taken_over", "camera_gone"]) }),
  /** The camera did not go back to its place by itself. */
  "ptz.return_failed": z.strictObject({ name, preset: z.string(), error: errorDataSchema }),
} as const;
