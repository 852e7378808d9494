import { z } from "zod";
import type { Alarm } from "./alarms.ts";
import type { StoredEvent } from "./events.ts";
import { utcMsSchema } from "./text.ts";

/** What the shift log 值班日志 of a span is printed from. */
export interface ShiftLog {
  readonly fromMs: number;
  readonly toMs: number;
  readonly madeAtMs: number;
  /** Every alarm that was raised within, or still open when it began; as they stand now, oldest first. */
  readonly alarms: readonly { readonly alarm: Alarm; readonly events: readonly StoredEvent[] }[];
  /** Sign-on and sign-off, modes of the desk, floods: oldest first. */
  readonly duty: readonly StoredEvent[];
  /** Calls that were refused; entry checks that ended in a refusal or with the police. */
  readonly refusals: readonly StoredEvent[];
  /** Deposits, early warnings, corrections and the like: oldest first. Checks that passed stand in the register alone. */
  readonly gates: readonly StoredEvent[];
  /** Devices, links, cameras and the station itself. */
  readonly faults: readonly StoredEvent[];
  /** More happened than a print can hold (20,000 events): choose a shorter span. */
  readonly truncated: boolean;
  /** The last event of the log when this was made: what the paper is checked against. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** Short code of the head, as printed. */
  readonly code: string;
}

/** UTC ms, from inclusive, to exclusive. */
export const spanSchema = z.strictObject({ fromMs: utcMsSchema, toMs: utcMsSchema });
export type Span = z.infer<typeof spanSchema>;

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
