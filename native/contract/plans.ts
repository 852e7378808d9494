import { z } from "zod";
import { alarmClassSchema, alarmKinds } from "./alarms.ts";
import { contactRoles } from "./contacts.ts";
import { idSchema, utcMsSchema } from "./text.ts";

/** Response plans 应急预案: resources/plans/*.json, one plan a file, named as its id. */

/** A plan speaks both languages: nobody reads half a plan at 3 a.m. */
const bilingual = z.strictObject({ "zh-CN": z.string().min(1).max(500), en: z.string().min(1).max(500) });

export const planStepKinds = ["check", "question", "call", "dispatch", "record"] as const;

export const planAnswerChoiceSchema = z.strictObject({
  id: idSchema,
  text: bilingual,
  /** The step that follows; null ends the plan. */
  next: idSchema.nullable(),
});

export const planStepSchema = z.strictObject({
  id: idSchema,
  /** `dispatch` sends guards with the alarm; `call` shows whom; `record` asks for a note. */
  kind: z.enum(planStepKinds),
  text: bilingual,
  /** What else to think of, smaller. */
  hint: bilingual.optional(),
  /** The alarm cannot be closed while it is open, and it cannot be skipped. */
  required: z.boolean().default(true),
  /** From when the step before was done, seconds. */
  deadlineSeconds: z.int().min(5).max(86_400).optional(),
  /** Whom to call, in this order; numbers are the site's (`desk.contacts`). */
  call: z.array(z.enum(contactRoles)).max(10).default([]),
  /** With answers, one must be given and says what follows. */
  answers: z.array(planAnswerChoiceSchema).max(9).default([]),
  /** What follows without answers, or when skipped; null ends the plan. */
  next: idSchema.nullable().default(null),
});
export type PlanStep = z.infer<typeof planStepSchema>;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM");

export const planSchema = z.strictObject({
  id: idSchema,
  /** Raised with every change of the text: a version once used is kept in the log. */
  version: z.int().positive(),
  title: bilingual,
  /** Which alarms it is for; what is left out fits all. The plan that names the most wins. */
  for: z.strictObject({
    classes: z.array(alarmClassSchema).min(1).optional(),
    kinds: z.array(z.enum(alarmKinds)).min(1).optional(),
    areaIds: z.array(idSchema).min(1).optional(),
    /** Site time, from inclusive, to exclusive; `22:00` to `06:00` goes over midnight. */
    hours: z.strictObject({ from: clockTime, to: clockTime }).optional(),
  }),
  firstStepId: idSchema,
  steps: z.array(planStepSchema).min(1).max(60),
});
export type ResponsePlan = z.infer<typeof planSchema>;

/** What is wrong with a plan file. */
export const planProblems = [
  "not_json",
  "bad_format",
  "id_not_file_name",
  "duplicate_step",
  "duplicate_answer",
  "unknown_step",
  "unreachable_step",
  "endless",
  "skip_needs_next",
] as const;
export const planProblemSchema = z.strictObject({
  /** Where in the file, as `steps[2].answers[0].next`. */
  path: z.string(),
  problem: z.enum(planProblems),
  /** The way through the steps that shows it, as `look → call → look`, or what was expected. */
  detail: z.string(),
});
export type PlanProblem = z.infer<typeof planProblemSchema>;

export const loadedPlanSchema = z.strictObject({
  plan: planSchema,
  inUse: z.boolean(),
  loadedAtMs: utcMsSchema.nullable(),
});
export type LoadedPlan = z.infer<typeof loadedPlanSchema>;
