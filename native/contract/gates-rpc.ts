import { z } from "zod";
import { depositFilterSchema, depositSchema } from "./deposits.ts";
import {
  entryCheckSchema,
  entryCountsSchema,
  entryDataSchema,
  entryFilterSchema,
  entryRulesSchema,
  foundItemSchema,
  subjectSchema,
} from "./entries.ts";
import { gateOutputStateSchema, gateSpanCountsSchema } from "./gates.ts";
import { itemListSchema, itemListStateSchema } from "./items.ts";
import { base } from "./procedure.ts";
import { spanSchema } from "./shift.ts";
import { idSchema, utcMsSchema } from "./text.ts";
import { roles } from "./actor.ts";
import { warningKinds, warningSchema } from "./warnings.ts";

/** The calls of gates, entry checks, deposits and warnings (0007). */

const entryRef = z.strictObject({ entryId: z.string().min(1).max(64) });
const depositRef = z.strictObject({ depositId: z.string().min(1).max(64) });
const optionalNote = z.string().trim().max(2000).default("");
const reason = z.string().trim().min(1).max(500);
const page = { beforeNumber: z.string().max(40).nullable().default(null), limit: z.int().min(1).max(500).default(100) };
const fileProblems = z.array(
  z.strictObject({
    file: z.string(),
    problems: z.array(z.strictObject({ path: z.string(), problem: z.string(), detail: z.string() })),
  }),
);

export const gatesContract = {
  /** Today (site time) so far, one row a gate, gates without counts included. */
  today: base.output(z.array(gateSpanCountsSchema)),
  /** At most 92 days by hour or 1,100 by day, else `report.bad_span`. */
  counts: base
    .input(z.strictObject({ ...spanSchema.shape, by: z.enum(["hour", "day"]), gateId: idSchema.optional() }))
    .output(z.array(gateSpanCountsSchema)),
  outputs: base.output(z.array(gateOutputStateSchema)),
  /** `gate.output_failed` when the module does not answer or refuses. */
  setOutput: base
    .input(z.strictObject({ gateId: idSchema, outputId: z.string().min(1).max(64), on: z.boolean() }))
    .output(gateOutputStateSchema),
} as const;

export const itemsContract = {
  /** Every list with its source, and what is wrong with files that are not used. */
  list: base.output(z.strictObject({ lists: z.array(itemListStateSchema), refused: fileProblems })),
  /** The hospital's own list, whole; `items.invalid` {path, problem}. An event with old and new. */
  setHospital: base.input(z.strictObject({ list: itemListSchema, reason })).output(itemListStateSchema),
} as const;

export const entriesContract = {
  /** The rules in force for the site's province, and files refused. */
  rules: base.output(z.strictObject({ rules: entryRulesSchema, refused: fileProblems })),
  /** A version that an older check still follows. */
  rulesOf: base.input(entryRef).output(entryRulesSchema),
  /** One is enough of alarm and gate; neither: by hand, at no gate of the site. An alarm that has an open check gives that one. */
  open: base
    .input(
      z.strictObject({
        alarmId: z.string().min(1).max(64).nullable().default(null),
        gateId: idSchema.nullable().default(null),
        areaId: idSchema.nullable().default(null),
        happenedAtMs: utcMsSchema.nullable().default(null),
      }),
    )
    .output(entryCheckSchema),
  /** `stepId` is the step that the operator saw: `entry.wrong_step` {stepId}. `entry.data_missing` {duty}. */
  answer: base
    .input(entryRef.extend({ stepId: idSchema, answerId: idSchema.nullable().default(null), data: entryDataSchema }))
    .output(entryCheckSchema),
  /** Takes the last step back; `entry.nothing_to_take_back`. */
  back: base.input(entryRef).output(entryCheckSchema),
  /** Confirms the outcome that the path ended in. `entry.not_at_end`. */
  decide: base.input(entryRef.extend({ note: optionalNote })).output(entryCheckSchema),
  abandon: base.input(entryRef.extend({ reason })).output(entryCheckSchema),
  setHappened: base.input(entryRef.extend({ happenedAtMs: utcMsSchema })).output(entryCheckSchema),
  /** Personal data of the person, kept apart; all fields empty = none is kept. */
  setSubject: base.input(entryRef.extend({ subject: subjectSchema })).output(entryCheckSchema),
  /** Masked by role; whole for the chief (`whole`), which is an event. Null: none, or erased. */
  subject: base
    .input(entryRef.extend({ whole: z.boolean().default(false) }))
    .output(z.strictObject({ subject: subjectSchema.nullable(), masked: z.boolean() })),
  eraseSubject: base.input(entryRef.extend({ reason })).output(entryCheckSchema),
  /** A new record in place of a decided one; the old one stays and says so. `entry.already_corrected`. */
  correct: base
    .input(
      entryRef.extend({
        reason,
        outcome: entryCheckSchema.shape.outcome.unwrap(),
        items: z.array(foundItemSchema).max(20),
        happenedAtMs: utcMsSchema,
        note: optionalNote,
      }),
    )
    .output(entryCheckSchema),
  get: base.input(entryRef).output(entryCheckSchema),
  /** Newest number first. */
  page: base
    .input(z.strictObject({ filter: entryFilterSchema, ...page }))
    .output(z.strictObject({ entries: z.array(entryCheckSchema), nextBeforeNumber: z.string().nullable() })),
  /** The same as RFC 4180 CSV, UTF-8; at most 50,000 rows, else `report.bad_span`. No personal data. */
  csv: base.input(z.strictObject({ filter: entryFilterSchema })).output(z.strictObject({ csv: z.string() })),
  counts: base.input(spanSchema).output(entryCountsSchema),
  /** A still that belongs to the check: JPEG in base64. Viewing is not an event; export is (later). */
  still: base
    .input(entryRef.extend({ stillId: z.string().min(1).max(64) }))
    .output(z.strictObject({ jpeg: z.string() })),
} as const;

export const depositsContract = {
  /** From an open check's restricted item, or by hand. `dueAtMs` null: the site's setting. */
  add: base
    .input(
      z.strictObject({
        entryId: z.string().min(1).max(64).nullable().default(null),
        gateId: idSchema.nullable().default(null),
        items: z.array(foundItemSchema).min(1).max(20),
        place: z.string().trim().min(1).max(100),
        dueAtMs: utcMsSchema.nullable().default(null),
        subject: subjectSchema.nullable().default(null),
        note: z.string().trim().max(500).default(""),
      }),
    )
    .output(depositSchema),
  /** `signature`: SVG of at most 64 KB, or null with a note why there is none. `deposit.wrong_state`. */
  giveBack: base
    .input(
      depositRef.extend({ signature: z.string().max(65_536).nullable(), note: z.string().trim().max(500).default("") }),
    )
    .output(depositSchema),
  handOver: base
    .input(depositRef.extend({ to: z.string().trim().min(1).max(200), note: reason }))
    .output(depositSchema),
  get: base.input(depositRef).output(depositSchema),
  /** Whose it is: whole while it is held, else as `entries.subject`. */
  subject: base
    .input(depositRef.extend({ whole: z.boolean().default(false) }))
    .output(z.strictObject({ subject: subjectSchema.nullable(), masked: z.boolean() })),
  /** The depositor's data and the signature, once the deposit has ended; else `deposit.wrong_state`. */
  erasePrivate: base.input(depositRef.extend({ reason })).output(depositSchema),
  /** The signature's SVG, for those who handle deposits; null: none, or erased. */
  signature: base.input(depositRef).output(z.strictObject({ svg: z.string().nullable() })),
  page: base
    .input(z.strictObject({ filter: depositFilterSchema, ...page }))
    .output(z.strictObject({ deposits: z.array(depositSchema), nextBeforeNumber: z.string().nullable() })),
  /** All that are held, overdue first: for the shift's hand-over. */
  held: base.output(z.array(depositSchema)),
  csv: base.input(z.strictObject({ filter: depositFilterSchema })).output(z.strictObject({ csv: z.string() })),
} as const;

export const warningsContract = {
  /** In force now, of an area (and of the whole hospital) or all; texts only for whom they are visible. */
  list: base
    .input(z.strictObject({ areaId: idSchema.nullable().default(null), ended: z.boolean().default(false) }))
    .output(z.array(warningSchema)),
  /** At most 90 days ahead, else `warning.wrong_time`. */
  add: base
    .input(
      z.strictObject({
        kind: z.enum(warningKinds),
        areaIds: z.array(idSchema).max(100),
        from: z.string().trim().min(1).max(100),
        text: z.string().trim().min(1).max(500),
        visibleTo: z.array(z.enum(roles)).min(1),
        untilMs: utcMsSchema,
      }),
    )
    .output(warningSchema),
  end: base.input(z.strictObject({ warningId: z.string().min(1).max(64), reason })).output(warningSchema),
} as const;
