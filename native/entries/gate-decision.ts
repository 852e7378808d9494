import type { NewEvent } from "../contract/events.ts";
import type { PrivatePart } from "../contract/gate-events.ts";
import type { GateRows, PrivateRecord } from "../contract/gate-rows.ts";
import type { FoundItem, PrivateRef } from "../contract/entries.ts";

/** What follows from an act on a check, a deposit or a warning: stored together or not at all. */
export interface GateDecision {
  readonly events: readonly NewEvent[];
  readonly rows: GateRows;
}

/** What every decision looks at. Nothing here is changed by a decision. */
export interface GateView {
  /** The console's clock, UTC ms. */
  readonly nowMs: number;
  /** A new id that nothing else has. */
  readonly newId: () => string;
  /** Makes a private record of a JSON value, under a new id and salt. */
  readonly keepApart: (part: PrivatePart, value: unknown) => PrivateRecord;
  /** An item as its list has it, whatever the page says of it. Throws `entry.unknown_item`. */
  readonly findItem: (item: FoundItem) => FoundItem;
}

export function refOf(record: PrivateRecord): PrivateRef {
  return { id: record.id, sha256: record.sha256, erasedAtMs: null };
}

/** The same as it stands in an event. */
export function recordOf(record: PrivateRecord | PrivateRef): { id: string; sha256: string } {
  return { id: record.id, sha256: record.sha256 };
}
