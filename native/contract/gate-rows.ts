import type { Deposit } from "./deposits.ts";
import type { EntryCheck } from "./entries.ts";
import type { PrivatePart } from "./gate-events.ts";
import type { ItemList } from "./items.ts";
import type { Warning } from "./warnings.ts";

/**
 * Today's state of entry checks, deposits and warnings, as the rules hand it to the log. Nothing here
 * crosses a process boundary to the page.
 */

/** What is kept apart from the events, so that it can be erased without breaking their chain (0007). */
export interface PrivateRecord {
  readonly id: string;
  readonly part: PrivatePart;
  /** 16 random bytes, 32 hex digits. */
  readonly salt: string;
  /** Canonical JSON (RFC 8785). */
  readonly body: string;
  /** SHA-256 over the salt's bytes and the body in UTF-8, 64 hex digits: what the event says. */
  readonly sha256: string;
  readonly createdAtMs: number;
}

export interface DepositRow {
  readonly deposit: Deposit;
  /** `deposit.overdue` has been written. */
  readonly isOverdueTold: boolean;
}

export interface WarningRow {
  /** Without its text, which is a private record. */
  readonly warning: Warning;
  /** Ended by hand, or `warning.expired` has been written. */
  readonly isOver: boolean;
}

/** What an entry of the log changes besides its events; stored with them or not at all. */
export interface GateRows {
  readonly entries?: readonly EntryCheck[];
  readonly deposits?: readonly DepositRow[];
  readonly warnings?: readonly WarningRow[];
  readonly privateRecords?: readonly PrivateRecord[];
  /** Private records whose content is overwritten and gone. */
  readonly erased?: readonly string[];
  readonly hospitalItems?: HospitalItems;
}

/** The hospital's own list of items. */
export interface HospitalItems {
  readonly list: ItemList;
  readonly changedAtMs: number;
}

/** One row of the counts of the register: of a check that is decided, unmarked and not corrected. */
export interface CountedEntry {
  readonly gateId: string | null;
  readonly outcome: NonNullable<EntryCheck["outcome"]>;
  readonly happenedAtMs: number;
  readonly items: readonly Pick<EntryCheck["items"][number], "classId" | "className">[];
}
