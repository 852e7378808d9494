import { z } from "zod";
import { actorSchema } from "./actor.ts";
import { alarmMarks } from "./alarms.ts";
import { foundItemSchema, privateRefSchema } from "./entries.ts";
import { idSchema, utcMsSchema } from "./text.ts";

/** Deposits 寄存: items left at the gate and given back (0007). Nothing is ever confiscated. */

/** `handed_over`: to the police or to whom the law names, with a receipt; never by the hospital's own decision. */
export const depositStates = ["held", "returned", "handed_over"] as const;

export const depositSchema = z.strictObject({
  id: z.string().min(1).max(64),
  /** Ticket number, `JC20261122-001`. */
  number: z.string().min(1).max(40),
  state: z.enum(depositStates),
  entryId: z.string().max(64).nullable(),
  gateId: idSchema.nullable(),
  areaId: idSchema.nullable(),
  items: z.array(foundItemSchema).min(1).max(20),
  /** Shelf, box or bag where it lies. */
  place: z.string().trim().max(100),
  subject: privateRefSchema.nullable(),
  depositedAtMs: utcMsSchema,
  depositedBy: actorSchema,
  /** From then on it is overdue. */
  dueAtMs: utcMsSchema,
  endedAtMs: utcMsSchema.nullable(),
  endedBy: actorSchema.nullable(),
  /** `returned`: the signature drawn on the screen, an SVG in a private record. */
  signature: privateRefSchema.nullable(),
  /** `handed_over`: to whom, with which receipt. */
  handedTo: z.string().max(200),
  note: z.string().max(500),
  mark: z.enum(alarmMarks).nullable(),
});
export type Deposit = z.infer<typeof depositSchema>;

/** Overdue ones first, then those due soonest. */
export function byDue(a: Deposit, b: Deposit): number {
  return a.dueAtMs - b.dueAtMs || a.number.localeCompare(b.number, "en");
}

export const depositFilterSchema = z.strictObject({
  states: z.array(z.enum(depositStates)).max(3).optional(),
  overdue: z.boolean().default(false),
  fromMs: utcMsSchema.optional(),
  toMs: utcMsSchema.optional(),
  /** Number, place, descriptions. */
  text: z.string().trim().min(1).max(100).optional(),
});
export type DepositFilter = z.infer<typeof depositFilterSchema>;
