import { z } from "zod";
import { entryDataSchema, entryOutcomes, entryRulesSchema, foundItemSchema } from "./entries.ts";
import { outputMeanings } from "./gates.ts";
import { itemListSchema } from "./items.ts";
import { roles } from "./actor.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";
import { warningKinds } from "./warnings.ts";

/**
 * The events of gates, entry checks, deposits and warnings (0007). As in events.ts: a kind's data is
 * never changed after release. Nothing private stands here, only ids and hashes of private records.
 */
const id = z.string().min(1).max(64);
const number = z.string().max(40);
const text = z.string();
/** Of an entry check: the gate's name as it stood then, null where it was opened by hand elsewhere. */
const entry = { name: localizedTextSchema.nullable(), entryId: id, number };
const deposit = { depositId: id, number };
const warning = { warningId: id, kind: z.enum(warningKinds), areaIds: z.array(idSchema), from: text };
/** SHA-256 over salt and canonical JSON of what is kept apart. */
const record = z.strictObject({ id, sha256: z.string() });
const items = z.array(foundItemSchema);

/** Whose private data, and what of it. `log.privateParts.<part>` names it. */
export const privateParts = ["entry_subject", "entry_still", "deposit_subject", "signature", "warning_text"] as const;
export type PrivatePart = (typeof privateParts)[number];
const privatePart = z.enum(privateParts);

export const gateEventSchemas = {
  /** The rules as they stood: once for every version, so that a check goes on with those it began with. */
  "entry.rules_loaded": z.strictObject({ rules: entryRulesSchema }),
  "entry.opened": z.strictObject({
    ...entry,
    happenedAtMs: utcMsSchema,
    rulesId: text,
    rulesVersion: z.int().positive(),
    stepId: idSchema,
    cameraIds: z.array(idSchema),
  }),
  "entry.step_done": z.strictObject({
    ...entry,
    stepId: idSchema,
    answerId: idSchema.nullable(),
    /** Where it stands now. */
    next: idSchema,
    given: entryDataSchema,
  }),
  /** `stepId` is open again; what was given there is taken back. */
  "entry.step_back": z.strictObject({ ...entry, stepId: idSchema }),
  "entry.happened_set": z.strictObject({ ...entry, fromMs: utcMsSchema, toMs: utcMsSchema }),
  /** Null: what had been taken down was taken away again. `replaces` names the record that is gone. */
  "entry.subject_set": z.strictObject({ ...entry, record: record.nullable(), replaces: id.nullable() }),
  "entry.still_added": z.strictObject({
    ...entry,
    cameraId: idSchema,
    /** When the picture was taken. */
    takenAtMs: utcMsSchema,
    /** Of the JPEG's own bytes. */
    sha256: text,
    record,
  }),
  "entry.decided": z.strictObject({
    ...entry,
    outcome: z.enum(entryOutcomes),
    items,
    happenedAtMs: utcMsSchema,
    depositNumbers: z.array(number),
    note: text,
  }),
  "entry.abandoned": z.strictObject({ ...entry, reason: text }),
  /** On the old record: which one stands in its place. */
  "entry.corrected": z.strictObject({ ...entry, by: id, byNumber: number, reason: text }),
  /** On the new record, which has no other events. */
  "entry.corrects": z.strictObject({
    ...entry,
    of: id,
    ofNumber: number,
    reason: text,
    outcome: z.enum(entryOutcomes),
    items,
    happenedAtMs: utcMsSchema,
    note: text,
  }),

  "deposit.added": z.strictObject({
    ...deposit,
    entryId: id.nullable(),
    entryNumber: number.nullable(),
    items,
    place: text,
    dueAtMs: utcMsSchema,
    record: record.nullable(),
    note: text,
  }),
  "deposit.returned": z.strictObject({ ...deposit, record: record.nullable(), note: text }),
  "deposit.handed_over": z.strictObject({ ...deposit, to: text, note: text }),
  /** Still held after its time; once. */
  "deposit.overdue": z.strictObject({ ...deposit, place: text, dueAtMs: utcMsSchema }),

  "warning.added": z.strictObject({
    ...warning,
    visibleTo: z.array(z.enum(roles)),
    untilMs: utcMsSchema,
    record,
  }),
  "warning.ended": z.strictObject({ ...warning, reason: text }),
  "warning.expired": z.strictObject({ ...warning, untilMs: utcMsSchema }),

  /** Somebody looked at private data that is masked for others. `of` is the number of the check or deposit. */
  "private.viewed": z.strictObject({ part: privatePart, of: number, recordId: id }),
  "private.erased": z.strictObject({ part: privatePart, of: number, record, reason: text }),

  /** The hospital's own list, before (null: there was none) and after. */
  "items.changed": z.strictObject({ old: itemListSchema.nullable(), new: itemListSchema, reason: text }),

  "gate.output_set": z.strictObject({
    name: localizedTextSchema.nullable(),
    outputId: text,
    outputName: localizedTextSchema.nullable(),
    means: z.enum(outputMeanings),
    on: z.boolean(),
    /** `alarm`: the output follows the gate's metal alarm. */
    by: z.enum(["hand", "alarm"]),
  }),
} as const;
