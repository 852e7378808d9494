import type { ClosingCause, FalseReason } from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { AlarmForm } from "./selection.ts";

/** The answer to a form: null when it was done, else why not. */
export type Answered = Promise<ErrorData | null>;

/** What the operator can do with the selected alarm. */
export interface DeskActions {
  readonly acknowledge: () => void;
  /** The key D. */
  readonly next: () => void;
  readonly openForm: (form: AlarmForm | null) => void;
  readonly takeOver: () => void;
  readonly makeReal: () => void;
  /** The key J: what is done about a person at the gate; null where the alarm is of no gate. */
  readonly entry: (() => void) | null;
  /** Opens the form, or ends the shelving. */
  readonly shelveOrNot: () => void;
  readonly arriveOrAsk: () => void;
  readonly close: (cause: ClosingCause, reason: FalseReason | null, note: string) => Answered;
  readonly addNote: (note: string) => Answered;
  /** With the id of the plan's step that it does, null for a dispatch beside the plan. */
  readonly dispatch: (stepId: string | null, callSigns: readonly string[], note: string) => Answered;
  readonly arrive: (callSign: string) => Answered;
  readonly doStep: (stepId: string, answerId: string | null, note: string) => Answered;
  readonly skipStep: (stepId: string, note: string) => Answered;
  readonly shelve: (minutes: number, reason: string) => Answered;
}
