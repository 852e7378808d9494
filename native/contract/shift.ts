import { z } from "zod";
import type { Alarm } from "./alarms.ts";
import type { Deposit } from "./deposits.ts";
import type { StoredEvent } from "./events.ts";
import type { ResponsePlan } from "./plans.ts";
import { utcMsSchema } from "./text.ts";

/** What the shift log 值班日志 of a span is printed from. */
export interface ShiftLog {
  readonly fromMs: number;
  readonly toMs: number;
  readonly madeAtMs: number;
  /** Every alarm that was raised within, or was open when it began; as they stand now, oldest first. */
  readonly alarms: readonly { readonly alarm: Alarm; readonly events: readonly StoredEvent[] }[];
  /** The versions of response plans that these alarms follow, so that the paper has the steps in words. */
  readonly plans: readonly ResponsePlan[];
  /** Sign-on and sign-off, modes of the desk, floods: oldest first. */
  readonly duty: readonly StoredEvent[];
  /** Calls that were refused; entry checks that ended in a refusal or with the police. */
  readonly refusals: readonly StoredEvent[];
  /** Deposits, early warnings, corrections and the like: oldest first. Checks that passed stand in the register alone. */
  readonly gates: readonly StoredEvent[];
  /** Deposits that are held when this is made, for the next shift; overdue first. */
  readonly held: readonly Deposit[];
  /** Devices, links, cameras and the station itself. */
  readonly faults: readonly StoredEvent[];
  /** More happened than a print can hold (100,000 events): choose a shorter span. */
  readonly truncated: boolean;
  /** The last event of the log when this was made: what the paper is checked against. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** Short code of the head, as printed. */
  readonly code: string;
}

/** UTC ms, from inclusive, to exclusive. */
export const spanSchema = z.strictObject({ fromMs: utcMsSchema, toMs: utcMsSchema });
export type Span = z.infer<typeof spanSchema>;

/**
 * The JSON text of a `ShiftLog` is asked for in pieces: a month of alarms has tens of megabytes, and the
 * station's thread must not stand still to write them. The first question names no report; the next ones
 * name that of the answer, and where in the text to go on.
 */
export const shiftAskSchema = spanSchema.extend({
  reportId: z.string().min(1).max(64).nullable().default(null),
  at: z.int().nonnegative().default(0),
});
export type ShiftAsk = z.infer<typeof shiftAskSchema>;

export const shiftPieceSchema = z.strictObject({
  reportId: z.string(),
  /** From `at` on, in UTF-16 code units; the text is whole when `at` plus its length is `length`. */
  text: z.string(),
  /** Of the whole text. */
  length: z.int().positive(),
});
export type ShiftPiece = z.infer<typeof shiftPieceSchema>;

const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * `SEQ-XXXX-XXXX`: number of the log's last event, and the first 40 bits of its hash in Crockford's
 * base 32, which has no letters that look like digits.
 */
export function paperCode(head: { readonly seq: number; readonly hash: string }): string {
  const bits = BigInt(`0x${head.hash.slice(0, 10)}`);
  const text = Array.from({ length: 8 }, (_, at) => digits[Number((bits >> BigInt(35 - 5 * at)) & 31n)]).join("");
  return `${head.seq}-${text.slice(0, 4)}-${text.slice(4)}`;
}
