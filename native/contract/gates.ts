import { z } from "zod";
import { idSchema, utcMsSchema } from "./text.ts";

/** What gates counted (0007). */

const count = z.int().nonnegative();

export const gateCountsSchema = z.strictObject({
  passages: count,
  metal: count,
  tamper: count,
  faults: count,
  panics: count,
  /** How often a device's counter went backwards: the device was reset. Never a negative count. */
  resets: count,
});
export type GateCounts = z.infer<typeof gateCountsSchema>;

export const gateSpanCountsSchema = gateCountsSchema.extend({ gateId: idSchema, startMs: utcMsSchema });
/** One gate in one hour or day; spans without any count are left out. */
export type GateSpanCounts = z.infer<typeof gateSpanCountsSchema>;

/** Outputs of a gate's module: lamps and sirens; a lock's release is never the only way out. */
export const outputMeanings = ["lamp", "siren", "release"] as const;
export type OutputMeaning = (typeof outputMeanings)[number];

export const gateOutputStateSchema = z.strictObject({
  gateId: idSchema,
  outputId: z.string().max(64),
  means: z.enum(outputMeanings),
  /** Null: not known, because the module does not answer. */
  isOn: z.boolean().nullable(),
});
export type GateOutputState = z.infer<typeof gateOutputStateSchema>;
