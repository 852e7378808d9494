import { type EntryFilter, type EntryOutcome, entryOutcomes, refusalOutcomes } from "../../native/contract/entries.ts";
import type { Span } from "../../native/contract/shift.ts";

/** Which checks: a group of outcomes, one outcome, or those that have none. */
export const registerGroups = ["refusals", "decided", "abandoned", "open"] as const;
export type RegisterGroup = (typeof registerGroups)[number];
export type RegisterChoice = RegisterGroup | EntryOutcome;

export interface RegisterWish {
  readonly span: Span;
  readonly which: RegisterChoice;
  readonly gateId: string;
  readonly classId: string;
  readonly text: string;
  /** Also those of drills and tests. */
  readonly marked: boolean;
}

/** The call's filter; empty fields stand for all. */
export function registerFilter(wish: RegisterWish): EntryFilter {
  const { span, which, gateId, classId, text, marked } = wish;
  const outcome = entryOutcomes.find((known) => known === which);
  return {
    ...span,
    states: which === "abandoned" || which === "open" ? [which] : ["decided"],
    ...(outcome ? { outcomes: [outcome] } : which === "refusals" ? { outcomes: [...refusalOutcomes] } : {}),
    ...(gateId === "" ? {} : { gateId }),
    ...(classId === "" ? {} : { itemClassId: classId }),
    ...(text.trim() === "" ? {} : { text: text.trim() }),
    withCorrected: true,
    marked,
  };
}
