import { AppError } from "../base/app-error.ts";
import type { Actor } from "../contract/actor.ts";
import type {
  EntryData,
  EntryDuty,
  EntryOutcome,
  EntryRules,
  EntryStep,
  EntryStepDone,
  FoundItem,
} from "../contract/entries.ts";

/** How far an entry check has come on its way through the rules. */
export interface EntryProgress {
  readonly stepId: string;
  readonly done: readonly EntryStepDone[];
}

/** What an operator gives at a step. */
export interface StepGiven {
  readonly stepId: string;
  readonly answerId: string | null;
  readonly data: EntryData;
}

/** Clocks of two machines differ a little; what lies further ahead than this has not happened yet. */
export const aheadToleranceMs = 60_000;

/** The rules are checked when they are loaded, so a step that is not there is a damaged record. */
export function stepOf(rules: EntryRules, stepId: string): EntryStep {
  const step = rules.steps.find((each) => each.id === stepId);
  if (step === undefined) throw new AppError("entry.wrong_step", { stepId });
  return step;
}

/** The outcome that the way has ended in; null while it has not. */
export function outcomeAt(rules: EntryRules, progress: EntryProgress): EntryOutcome | null {
  return stepOf(rules, progress.stepId).outcome ?? null;
}

/** Every item found on the way, in its order. */
export function itemsOf(done: readonly EntryStepDone[]): FoundItem[] {
  return done.flatMap(({ data }) => data.items ?? []);
}

const fieldOfDuty: Readonly<Record<EntryDuty, Exclude<keyof EntryData, "note"> | null>> = {
  tick: null,
  items: "items",
  reason: "reason",
  checker: "checker",
  police: "police",
  hold_scene: "heldBy",
  deposit: "depositNumber",
};

/** Only what the step asks for is kept. Throws `entry.data_missing` {duty}, `entry.wrong_item`, `entry.wrong_time`. */
function dataFor(step: EntryStep, data: EntryData, nowMs: number): EntryData {
  const { note } = data;
  if (step.duty === undefined) return { note };
  const field = fieldOfDuty[step.duty];
  if (field === null) return { note };
  const given = data[field];
  if (given === undefined) throw new AppError("entry.data_missing", { duty: step.duty });
  const wrong = data.items?.find((item) => step.itemRule !== undefined && item.rule !== step.itemRule);
  if (step.duty === "items" && wrong !== undefined)
    throw new AppError("entry.wrong_item", { classId: wrong.classId, rule: step.itemRule ?? "" });
  if (step.duty === "police" && (data.police?.calledAtMs ?? 0) > nowMs + aheadToleranceMs)
    throw new AppError("entry.wrong_time", { field: "calledAtMs" });
  return { [field]: given, note };
}

/**
 * One step further. Two operators at once: the first one wins, the other is told that the check stands
 * elsewhere. Throws `entry.wrong_step` {stepId}: where it stands; `entry.answer_missing`; what `dataFor` names.
 */
export function advanceEntry(
  rules: EntryRules,
  progress: EntryProgress,
  given: StepGiven,
  atMs: number,
  by: Actor,
): EntryProgress {
  const step = stepOf(rules, progress.stepId);
  if (given.stepId !== step.id || step.outcome !== undefined)
    throw new AppError("entry.wrong_step", { stepId: step.id });
  const answer = step.answers.find((each) => each.id === given.answerId);
  if (step.answers.length > 0 && answer === undefined) throw new AppError("entry.answer_missing", { stepId: step.id });
  const next = answer?.next ?? step.next;
  // `checkEntryRules` refuses such rules.
  if (next === null) throw new AppError("entry.wrong_step", { stepId: step.id });
  const done = { stepId: step.id, answerId: answer?.id ?? null, data: dataFor(step, given.data, atMs), atMs, by };
  return { stepId: next, done: [...progress.done, done] };
}

/** The last step is open again, and what was given there is gone. Throws `entry.nothing_to_take_back`. */
export function stepBack(progress: EntryProgress): EntryProgress {
  const last = progress.done.at(-1);
  if (last === undefined) throw new AppError("entry.nothing_to_take_back");
  return { stepId: last.stepId, done: progress.done.slice(0, -1) };
}
