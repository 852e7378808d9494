import { z } from "zod";
import { actorSchema } from "./actor.ts";
import { alarmMarks } from "./alarms.ts";
import { bilingualSchema, itemRules, sourceSchema } from "./items.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/** Entry checks 安检处置: what was done about one person at one gate (0007). */

/** How an entry check ends. `entries.outcomes.<outcome>` names it. */
export const entryOutcomes = [
  "passed",
  "passed_after_check",
  "manual_check_passed",
  "green_lane",
  "taken_away",
  "deposited",
  "refused_check",
  "refused_item",
  "forced_in_police",
  "prohibited_police",
] as const;
export type EntryOutcome = (typeof entryOutcomes)[number];

/** Outcomes that are a refusal of entry 拒绝进入: the register's first filter. */
export const refusalOutcomes: readonly EntryOutcome[] = ["refused_check", "refused_item", "forced_in_police"];

/** What must be given or done at a step before it goes on. */
export const entryDuties = [
  /** Nothing but what the text says, ticked off. */
  "tick",
  /** One or more items with class, description and count. */
  "items",
  /** Text: why. */
  "reason",
  /** Who checks by hand, and that it is somebody of the same sex as the person checked. */
  "checker",
  /** Telephone numbers are shown; when and whom was called, and the police's number of the call where they give one. */
  "police",
  /** The scene is held: who holds it. */
  "hold_scene",
  /** A deposit is written out: ticket and label. */
  "deposit",
] as const;
export type EntryDuty = (typeof entryDuties)[number];

export const entryStepSchema = z.strictObject({
  id: idSchema,
  text: bilingualSchema,
  hint: bilingualSchema.optional(),
  /** Article of the rules that says so. */
  article: z.string().max(100).default(""),
  /** Offered only for items of this rule; for `items` steps. */
  itemRule: z.enum(itemRules).optional(),
  duty: z.enum(entryDuties).optional(),
  /** One must be given; a step with a duty has none. */
  answers: z
    .array(z.strictObject({ id: idSchema, text: bilingualSchema, next: idSchema }))
    .max(9)
    .default([]),
  /** After the duty; null at the end, where `outcome` stands. */
  next: idSchema.nullable().default(null),
  /** The step ends the check so; it has neither answers nor next. */
  outcome: z.enum(entryOutcomes).optional(),
});
export type EntryStep = z.infer<typeof entryStepSchema>;

export const entryRulesSchema = z.strictObject({
  /** As `beijing/2020-07-01`. */
  id: z.string().regex(/^[a-z0-9-]+\/\d{4}-\d{2}-\d{2}$/, "rules id"),
  version: z.int().positive(),
  title: bilingualSchema,
  province: z.string().regex(/^[a-z0-9-]+$/),
  validFrom: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "YYYY-MM-DD"),
  source: sourceSchema,
  firstStepId: idSchema,
  steps: z.array(entryStepSchema).min(1).max(60),
});
export type EntryRules = z.infer<typeof entryRulesSchema>;

/** An item that was found. `classId` is of the list `listId` as it stood then; its name and basis are kept with it. */
export const foundItemSchema = z.strictObject({
  listId: z.string().max(80),
  classId: idSchema,
  rule: z.enum(itemRules),
  className: bilingualSchema,
  basis: sourceSchema,
  description: z.string().trim().max(200),
  count: z.int().min(1).max(999),
});
export type FoundItem = z.infer<typeof foundItemSchema>;

/** What a step's duty asks for; only the fields of its duty are set. */
export const entryDataSchema = z.strictObject({
  items: z.array(foundItemSchema).min(1).max(20).optional(),
  reason: z.string().trim().min(1).max(500).optional(),
  checker: z.strictObject({ name: z.string().trim().min(1).max(40), sameSex: z.literal(true) }).optional(),
  police: z
    .strictObject({
      calledAtMs: utcMsSchema,
      whom: z.string().trim().min(1).max(100),
      callNumber: z.string().trim().max(60).default(""),
    })
    .optional(),
  heldBy: z.string().trim().min(1).max(100).optional(),
  /** Number of the deposit that was written out. */
  depositNumber: z.string().max(40).optional(),
  note: z.string().trim().max(500).default(""),
});
export type EntryData = z.infer<typeof entryDataSchema>;

export const entryStepDoneSchema = z.strictObject({
  stepId: idSchema,
  /** Null for a step with a duty. */
  answerId: idSchema.nullable(),
  data: entryDataSchema,
  atMs: utcMsSchema,
  by: actorSchema,
});
export type EntryStepDone = z.infer<typeof entryStepDoneSchema>;

export const entryStates = ["open", "decided", "abandoned"] as const;

/** Name, identity number and so on of the person: optional, and never in an event (0007). */
export const subjectSchema = z.strictObject({
  name: z.string().trim().max(40).default(""),
  idNumber: z.string().trim().max(30).default(""),
  telephone: z.string().trim().max(30).default(""),
  remark: z.string().trim().max(300).default(""),
});
export type Subject = z.infer<typeof subjectSchema>;

/** A private record as others may know it: that it is there, not what it says. */
export const privateRefSchema = z.strictObject({
  id: z.string().min(1).max(64),
  /** SHA-256 over salt and canonical JSON, 64 hex digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  erasedAtMs: utcMsSchema.nullable(),
});
export type PrivateRef = z.infer<typeof privateRefSchema>;

export const entryCheckSchema = z.strictObject({
  id: z.string().min(1).max(64),
  /** `AJ20261122-001`. */
  number: z.string().min(1).max(40),
  state: z.enum(entryStates),
  /** Null where the check was opened by hand for no gate of the site. */
  gateId: idSchema.nullable(),
  gateName: localizedTextSchema.nullable(),
  areaId: idSchema.nullable(),
  /** The alarm that it was opened from. */
  alarmId: z.string().max(64).nullable(),
  cameraIds: z.array(idSchema).max(16),
  /** When it happened: of the alarm, or of the opening by hand; the operator may set it back. */
  happenedAtMs: utcMsSchema,
  openedAtMs: utcMsSchema,
  openedBy: actorSchema,
  rulesId: z.string().max(80),
  rulesVersion: z.int().positive(),
  /** Where it stands; null once it is decided or abandoned. */
  stepId: idSchema.nullable(),
  done: z.array(entryStepDoneSchema).max(100),
  items: z.array(foundItemSchema).max(20),
  outcome: z.enum(entryOutcomes).nullable(),
  decidedAtMs: utcMsSchema.nullable(),
  decidedBy: actorSchema.nullable(),
  note: z.string().max(2000),
  /** Null: no personal data was taken down. */
  subject: privateRefSchema.nullable(),
  /** Stills that belong to it, by id (0007); shown by `entries.still`. */
  stills: z
    .array(z.strictObject({ id: z.string(), cameraId: idSchema, atMs: utcMsSchema, sha256: z.string() }))
    .max(16),
  depositNumbers: z.array(z.string().max(40)).max(20),
  mark: z.enum(alarmMarks).nullable(),
  /** The record that this one corrects, and the one that corrects it: ids. */
  corrects: z.string().max(64).nullable(),
  correctedBy: z.string().max(64).nullable(),
  correctionReason: z.string().max(500),
});
export type EntryCheck = z.infer<typeof entryCheckSchema>;

export const entryFilterSchema = z.strictObject({
  states: z.array(z.enum(entryStates)).max(3).optional(),
  outcomes: z.array(z.enum(entryOutcomes)).max(10).optional(),
  gateId: idSchema.optional(),
  areaId: idSchema.optional(),
  itemClassId: idSchema.optional(),
  /** Inclusive and exclusive, UTC ms, of `happenedAtMs`. */
  fromMs: utcMsSchema.optional(),
  toMs: utcMsSchema.optional(),
  /** Number, item descriptions, notes. */
  text: z.string().trim().min(1).max(100).optional(),
  /** Also records that a later one corrects; they are marked. */
  withCorrected: z.boolean().default(true),
  marked: z.boolean().default(false),
});
export type EntryFilter = z.infer<typeof entryFilterSchema>;

/** Decided, unmarked, not corrected checks of a span. */
export const entryCountsSchema = z.strictObject({
  total: z.int().nonnegative(),
  refusals: z.int().nonnegative(),
  byGate: z.array(z.strictObject({ gateId: idSchema.nullable(), total: z.int(), refusals: z.int() })),
  byOutcome: z.array(z.strictObject({ outcome: z.enum(entryOutcomes), total: z.int() })),
  byItemClass: z.array(z.strictObject({ classId: idSchema, className: bilingualSchema, total: z.int() })),
  /** Day and night shifts of the site's time zone: 08:00-20:00 and 20:00-08:00 unless the site says otherwise. */
  byShift: z.array(z.strictObject({ startMs: utcMsSchema, endMs: utcMsSchema, total: z.int(), refusals: z.int() })),
});
export type EntryCounts = z.infer<typeof entryCountsSchema>;
