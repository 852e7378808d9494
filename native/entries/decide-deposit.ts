import { AppError } from "../base/app-error.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { Deposit } from "../contract/deposits.ts";
import type { EntryCheck, FoundItem, Subject } from "../contract/entries.ts";
import type { EventData, EventKind, NewEvent } from "../contract/events.ts";
import { cleanSignature } from "./clean-signature.ts";
import { type GateDecision, type GateView, recordOf, refOf } from "./gate-decision.ts";
import { isEmptySubject } from "./mask-subject.ts";

/** What is left at the gate. */
export interface DepositGiven {
  /** The open check that it belongs to; null when it is taken by hand. */
  readonly check: EntryCheck | null;
  readonly gateId: string | null;
  readonly areaId: string | null;
  readonly items: readonly FoundItem[];
  readonly place: string;
  readonly dueAtMs: number;
  readonly subject: Subject | null;
  readonly note: string;
  readonly mark: Deposit["mark"];
}

export type DepositDecision = GateDecision & { readonly deposit: Deposit };

export function depositEvent<K extends EventKind>(
  deposit: Deposit,
  kind: K,
  by: { readonly key: string; readonly atMs: number; readonly actor: Actor | null },
  data: Omit<EventData<K>, "depositId" | "number">,
): NewEvent {
  const place = {
    ...by,
    severity: "information" as const,
    deviceId: deposit.gateId,
    areaId: deposit.areaId,
    mark: deposit.mark,
  };
  // K pairs kind and data; the compiler cannot follow that through `Omit`.
  return makeEvent(kind, place, { depositId: deposit.id, number: deposit.number, ...data } as unknown as EventData<K>);
}

function act(view: GateView, actor: Actor | null): { key: string; atMs: number; actor: Actor | null } {
  return { key: `deposit:${view.newId()}`, atMs: view.nowMs, actor };
}

/**
 * Writes a deposit out; with a check, the check knows its number. Throws `entry.wrong_state`,
 * `deposit.prohibited_item` {classId}: what is prohibited is never taken in; `deposit.wrong_time`,
 * `entry.unknown_item`.
 */
export function addDeposit(
  view: GateView,
  given: DepositGiven,
  takeNumber: () => string,
  actor: Actor,
): DepositDecision {
  const { check } = given;
  if (check !== null && check.state !== "open") throw new AppError("entry.wrong_state", { state: check.state });
  if (given.dueAtMs <= view.nowMs) throw new AppError("deposit.wrong_time", {});
  const items = given.items.map(view.findItem);
  const prohibited = items.find((item) => item.rule === "prohibited");
  if (prohibited !== undefined) throw new AppError("deposit.prohibited_item", { classId: prohibited.classId });
  const record =
    given.subject === null || isEmptySubject(given.subject) ? null : view.keepApart("deposit_subject", given.subject);
  const number = takeNumber();
  const deposit: Deposit = {
    id: view.newId(),
    number,
    state: "held",
    entryId: check?.id ?? null,
    gateId: given.gateId,
    areaId: given.areaId,
    items,
    place: given.place,
    subject: record === null ? null : refOf(record),
    depositedAtMs: view.nowMs,
    depositedBy: actor,
    dueAtMs: given.dueAtMs,
    endedAtMs: null,
    endedBy: null,
    signature: null,
    handedTo: "",
    note: given.note,
    mark: given.mark,
  };
  const event = depositEvent(deposit, "deposit.added", act(view, actor), {
    entryId: check?.id ?? null,
    entryNumber: check?.number ?? null,
    items,
    place: given.place,
    dueAtMs: given.dueAtMs,
    record: record === null ? null : recordOf(record),
    note: given.note,
  });
  const entries = check === null ? [] : [{ ...check, depositNumbers: [...check.depositNumbers, number].slice(0, 20) }];
  return {
    events: [event],
    rows: {
      deposits: [{ deposit, isOverdueTold: false }],
      entries,
      privateRecords: record === null ? [] : [record],
    },
    deposit,
  };
}

function held(deposit: Deposit): Deposit {
  if (deposit.state !== "held") throw new AppError("deposit.wrong_state", { state: deposit.state });
  return deposit;
}

/** Throws `deposit.wrong_state` {state}, `deposit.note_missing` without signature and note, `deposit.bad_signature`. */
export function returnDeposit(
  view: GateView,
  before: Deposit,
  given: { readonly signature: string | null; readonly note: string },
  isOverdueTold: boolean,
  actor: Actor,
): DepositDecision {
  held(before);
  const { note } = given;
  if (given.signature === null && note === "") throw new AppError("deposit.note_missing");
  const record =
    given.signature === null ? null : view.keepApart("signature", { svg: cleanSignature(given.signature) });
  const deposit: Deposit = {
    ...before,
    state: "returned",
    endedAtMs: view.nowMs,
    endedBy: actor,
    signature: record === null ? null : refOf(record),
    note: joinNotes(before.note, note),
  };
  const event = depositEvent(deposit, "deposit.returned", act(view, actor), {
    record: record === null ? null : recordOf(record),
    note,
  });
  return {
    events: [event],
    rows: { deposits: [{ deposit, isOverdueTold }], privateRecords: record === null ? [] : [record] },
    deposit,
  };
}

/** To the police or whom the law names, with a receipt. Throws `deposit.wrong_state` {state}. */
export function handOverDeposit(
  view: GateView,
  before: Deposit,
  given: { readonly to: string; readonly note: string },
  isOverdueTold: boolean,
  actor: Actor,
): DepositDecision {
  held(before);
  const { to, note } = given;
  const deposit: Deposit = {
    ...before,
    state: "handed_over",
    endedAtMs: view.nowMs,
    endedBy: actor,
    handedTo: to,
    note: joinNotes(before.note, note),
  };
  const event = depositEvent(deposit, "deposit.handed_over", act(view, actor), { to, note });
  return { events: [event], rows: { deposits: [{ deposit, isOverdueTold }] }, deposit };
}

/** The deposit keeps at most 500 characters of notes; the events have them whole. */
function joinNotes(before: string, note: string): string {
  return [before, note]
    .filter((each) => each !== "")
    .join(" · ")
    .slice(0, 500);
}

/** A deposit that nobody has collected in time: told once, whoever restarts meanwhile. */
export function decideOverdue(view: GateView, deposit: Deposit): GateDecision {
  const by = { key: `deposit:${deposit.id}:overdue`, atMs: view.nowMs, actor: null };
  const event = depositEvent(deposit, "deposit.overdue", by, { place: deposit.place, dueAtMs: deposit.dueAtMs });
  return { events: [event], rows: { deposits: [{ deposit, isOverdueTold: true }] } };
}
