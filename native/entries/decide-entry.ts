import { AppError } from "../base/app-error.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { EntryCheck, EntryData, EntryOutcome, EntryRules, FoundItem, Subject } from "../contract/entries.ts";
import type { EventData, EventKind, NewEvent } from "../contract/events.ts";
import type { LocalizedText } from "../contract/text.ts";
import { advanceEntry, aheadToleranceMs, type EntryProgress, itemsOf, outcomeAt, stepBack } from "./advance-entry.ts";
import { type GateDecision, type GateView, recordOf, refOf } from "./gate-decision.ts";
import { isEmptySubject } from "./mask-subject.ts";

/** What an operator does to an open check. */
export type EntryAct = { readonly entryId: string } & (
  | {
      readonly type: "answer";
      readonly stepId: string;
      readonly answerId: string | null;
      readonly data: EntryData;
    }
  | { readonly type: "back" }
  | { readonly type: "decide"; readonly note: string }
  | { readonly type: "abandon"; readonly reason: string }
  | { readonly type: "setHappened"; readonly happenedAtMs: number }
);

/** Where a check is opened, and what it is opened from. */
export interface EntryOpening {
  readonly gateId: string | null;
  readonly gateName: LocalizedText | null;
  readonly areaId: string | null;
  readonly alarmId: string | null;
  readonly cameraIds: readonly string[];
  readonly mark: EntryCheck["mark"];
  readonly happenedAtMs: number;
}

/** What stands in place of a decided record. */
export interface EntryCorrection {
  readonly reason: string;
  readonly outcome: EntryOutcome;
  readonly items: readonly FoundItem[];
  readonly happenedAtMs: number;
  readonly note: string;
}

export type EntryDecision = GateDecision & { readonly check: EntryCheck };

/** Refusals and calls of the police stand out in the log. */
const graveOutcomes: readonly EntryOutcome[] = [
  "refused_check",
  "refused_item",
  "forced_in_police",
  "prohibited_police",
];

/** An event of a check: it carries the check's place, alarm and mark. */
export function entryEvent<K extends EventKind>(
  check: EntryCheck,
  kind: K,
  by: { readonly key: string; readonly atMs: number; readonly actor: Actor | null },
  data: Omit<EventData<K>, "name" | "entryId" | "number">,
): NewEvent {
  const isGrave = check.outcome !== null && graveOutcomes.includes(check.outcome);
  const place = {
    ...by,
    severity: isGrave ? ("security" as const) : ("information" as const),
    deviceId: check.gateId,
    areaId: check.areaId,
    alarmId: check.alarmId,
    mark: check.mark,
  };
  const about = { name: check.gateName, entryId: check.id, number: check.number };
  // K pairs kind and data; the compiler cannot follow that through `Omit`.
  return makeEvent(kind, place, { ...about, ...data } as unknown as EventData<K>);
}

function checkHappened(nowMs: number, happenedAtMs: number): void {
  if (happenedAtMs > nowMs + aheadToleranceMs) throw new AppError("entry.wrong_time", { field: "happenedAtMs" });
}

/** Throws `entry.wrong_time`. */
export function openEntry(
  view: GateView,
  rules: EntryRules,
  opening: EntryOpening,
  takeNumber: () => string,
  actor: Actor,
): EntryDecision {
  checkHappened(view.nowMs, opening.happenedAtMs);
  const check: EntryCheck = {
    id: view.newId(),
    number: takeNumber(),
    state: "open",
    gateId: opening.gateId,
    gateName: opening.gateName,
    areaId: opening.areaId,
    alarmId: opening.alarmId,
    cameraIds: [...opening.cameraIds].slice(0, 16),
    happenedAtMs: opening.happenedAtMs,
    openedAtMs: view.nowMs,
    openedBy: actor,
    rulesId: rules.id,
    rulesVersion: rules.version,
    stepId: rules.firstStepId,
    done: [],
    items: [],
    outcome: null,
    decidedAtMs: null,
    decidedBy: null,
    note: "",
    subject: null,
    stills: [],
    depositNumbers: [],
    mark: opening.mark,
    corrects: null,
    correctedBy: null,
    correctionReason: "",
  };
  const event = entryEvent(check, "entry.opened", act(view, actor), {
    happenedAtMs: check.happenedAtMs,
    rulesId: rules.id,
    rulesVersion: rules.version,
    stepId: rules.firstStepId,
    cameraIds: check.cameraIds,
  });
  return { events: [event], rows: { entries: [check] }, check };
}

function act(view: GateView, actor: Actor | null): { key: string; atMs: number; actor: Actor | null } {
  return { key: `entry:${view.newId()}`, atMs: view.nowMs, actor };
}

/**
 * Throws `entry.wrong_state` {state} for one that is not open any more, `entry.not_at_end`,
 * `entry.wrong_time`, `entry.data_missing` {duty}, and what `advanceEntry` and `stepBack` name.
 */
export function decideEntry(
  view: GateView,
  rules: EntryRules,
  check: EntryCheck,
  command: EntryAct,
  actor: Actor,
): EntryDecision {
  if (check.state !== "open" || check.stepId === null) throw new AppError("entry.wrong_state", { state: check.state });
  const progress: EntryProgress = { stepId: check.stepId, done: check.done };
  switch (command.type) {
    case "answer": {
      const items = command.data.items?.map(view.findItem);
      const data = { ...command.data, ...(items === undefined ? {} : { items }) };
      const { depositNumber } = data;
      if (depositNumber !== undefined && !check.depositNumbers.includes(depositNumber))
        throw new AppError("entry.data_missing", { duty: "deposit" });
      const next = advanceEntry(rules, progress, { ...command, data }, view.nowMs, actor);
      const step = next.done.at(-1);
      const given = step?.data ?? { note: "" };
      return changed(
        view,
        { ...check, stepId: next.stepId, done: [...next.done], items: itemsOf(next.done).slice(0, 20) },
        "entry.step_done",
        actor,
        { stepId: command.stepId, answerId: step?.answerId ?? null, next: next.stepId, given },
      );
    }
    case "back": {
      const before = stepBack(progress);
      const now = { ...check, stepId: before.stepId, done: [...before.done], items: itemsOf(before.done) };
      return changed(view, now, "entry.step_back", actor, { stepId: before.stepId });
    }
    case "decide": {
      const outcome = outcomeAt(rules, progress);
      if (outcome === null) throw new AppError("entry.not_at_end", { stepId: progress.stepId });
      const { note } = command;
      const decided = { state: "decided" as const, stepId: null, outcome, decidedAtMs: view.nowMs, decidedBy: actor };
      const now: EntryCheck = { ...check, ...decided, note };
      const { items, happenedAtMs, depositNumbers } = now;
      return changed(view, now, "entry.decided", actor, { outcome, items, happenedAtMs, depositNumbers, note });
    }
    case "abandon": {
      const { reason } = command;
      const now: EntryCheck = {
        ...check,
        state: "abandoned",
        stepId: null,
        decidedAtMs: view.nowMs,
        decidedBy: actor,
        note: reason,
      };
      return changed(view, now, "entry.abandoned", actor, { reason });
    }
    case "setHappened": {
      checkHappened(view.nowMs, command.happenedAtMs);
      const { happenedAtMs: toMs } = command;
      const now = { ...check, happenedAtMs: toMs };
      return changed(view, now, "entry.happened_set", actor, { fromMs: check.happenedAtMs, toMs });
    }
  }
}

function changed<K extends EventKind>(
  view: GateView,
  check: EntryCheck,
  kind: K,
  actor: Actor | null,
  data: Omit<EventData<K>, "name" | "entryId" | "number">,
): EntryDecision {
  return { events: [entryEvent(check, kind, act(view, actor), data)], rows: { entries: [check] }, check };
}

/** Replaces what was taken down before; all fields empty = nothing is kept. Throws `entry.wrong_state`. */
export function decideSubject(view: GateView, check: EntryCheck, subject: Subject, actor: Actor): EntryDecision {
  if (check.state !== "open") throw new AppError("entry.wrong_state", { state: check.state });
  const record = isEmptySubject(subject) ? null : view.keepApart("entry_subject", subject);
  const before = check.subject?.erasedAtMs === null ? check.subject.id : null;
  const now = { ...check, subject: record === null ? null : refOf(record) };
  const decision = changed(view, now, "entry.subject_set", actor, {
    record: record === null ? null : recordOf(record),
    replaces: before,
  });
  return {
    ...decision,
    rows: {
      ...decision.rows,
      privateRecords: record === null ? [] : [record],
      erased: before === null ? [] : [before],
    },
  };
}

/** A picture that belongs to the check; it may come after the decision, because cameras take their time. */
export function decideStill(
  view: GateView,
  check: EntryCheck,
  still: { readonly cameraId: string; readonly takenAtMs: number; readonly jpeg: string; readonly sha256: string },
): EntryDecision {
  const record = view.keepApart("entry_still", { jpeg: still.jpeg });
  const { cameraId, takenAtMs, sha256 } = still;
  const now = { ...check, stills: [...check.stills, { id: record.id, cameraId, atMs: takenAtMs, sha256 }] };
  const decision = changed(view, now, "entry.still_added", null, {
    cameraId,
    takenAtMs,
    sha256,
    record: recordOf(record),
  });
  return { ...decision, rows: { ...decision.rows, privateRecords: [record] } };
}

/**
 * A new record in place of a decided one. The old one stays as it was and says which one stands in its place.
 * Throws `entry.wrong_state`, `entry.already_corrected` {by}, `entry.wrong_time`, `entry.unknown_item`.
 */
export function correctEntry(
  view: GateView,
  check: EntryCheck,
  correction: EntryCorrection,
  takeNumber: () => string,
  actor: Actor,
): EntryDecision & { readonly before: EntryCheck } {
  if (check.correctedBy !== null) throw new AppError("entry.already_corrected", { by: check.correctedBy });
  if (check.state !== "decided") throw new AppError("entry.wrong_state", { state: check.state });
  checkHappened(view.nowMs, correction.happenedAtMs);
  const { reason, outcome, happenedAtMs, note } = correction;
  const items = correction.items.map((item) => keptItem(view, check, item));
  const number = takeNumber();
  const now: EntryCheck = {
    ...check,
    id: view.newId(),
    number,
    openedAtMs: view.nowMs,
    openedBy: actor,
    decidedAtMs: view.nowMs,
    decidedBy: actor,
    outcome,
    items,
    happenedAtMs,
    note,
    corrects: check.id,
    correctedBy: null,
    correctionReason: reason,
  };
  const before: EntryCheck = { ...check, correctedBy: now.id };
  return {
    events: [
      entryEvent(before, "entry.corrected", act(view, actor), { by: now.id, byNumber: number, reason }),
      entryEvent(now, "entry.corrects", act(view, actor), {
        of: check.id,
        ofNumber: check.number,
        reason,
        outcome,
        items,
        happenedAtMs,
        note,
      }),
    ],
    rows: { entries: [before, now] },
    check: now,
    before,
  };
}

/** An item that stood in the old record stays as it was, even if its list has gone since. */
function keptItem(view: GateView, check: EntryCheck, item: FoundItem): FoundItem {
  const before = check.items.find((each) => each.listId === item.listId && each.classId === item.classId);
  if (before === undefined) return view.findItem(item);
  return { ...before, description: item.description, count: item.count };
}
