import { AppError } from "../base/app-error.ts";
import type { Actor } from "../contract/actor.ts";
import {
  type Alarm,
  type AlarmState,
  causesThatNeedNote,
  type ClosingCause,
  type FalseReason,
} from "../contract/alarms.ts";
import type { EventData, EventKind, NewEvent } from "../contract/events.ts";
import { alarmEvent, type Decision, type DeskView } from "./decision.ts";
import { restartEscalation } from "./escalation/escalate.ts";
import { type LifeAct, nextState, wantedState } from "./life-cycle/next-state.ts";
import { requireTime } from "./modes/decide-mode.ts";
import { advancePlan, startPlan, stepInTheWay } from "./plan/advance-plan.ts";

/** What an operator does to an open alarm. */
export type AlarmCommand = { readonly alarmId: string } & (
  | { readonly type: "acknowledge" | "addNote" | "takeOver" | "unshelve" | "makeReal"; readonly note: string }
  | { readonly type: "dispatch"; readonly callSigns: readonly string[]; readonly note: string }
  | { readonly type: "arrive"; readonly callSign: string; readonly note: string }
  | {
      readonly type: "close";
      readonly cause: ClosingCause;
      readonly reason: FalseReason | null;
      readonly note: string;
    }
  | {
      readonly type: "doNextStep";
      readonly stepId: string;
      readonly answerId: string | null;
      readonly callSigns: readonly string[];
      readonly note: string;
    }
  | { readonly type: "skipStep"; readonly stepId: string; readonly note: string }
  | { readonly type: "shelve"; readonly untilMs: number; readonly reason: string }
);

export type Changed = Decision & { readonly alarms: readonly [Alarm] };

/**
 * Pure: the caller applies the result to the book. Two operators at once: the first one wins, the
 * other is told that the state, the owner or the step is no longer what he saw. Throws
 * `alarm.not_found`, `alarm.wrong_state` {state, wanted}, `alarm.not_owner` {owner}, and what each act
 * names.
 */
export function decideCommand(view: DeskView, command: AlarmCommand, actor: Actor): Changed {
  const alarm = view.book.get(command.alarmId);
  if (alarm === null) throw new AppError("alarm.not_found", { alarmId: command.alarmId });
  const hand: Hand = { view, actor };
  switch (command.type) {
    case "acknowledge":
      return alarm.againAtMs === null
        ? acknowledge(hand, alarm, command.note)
        : acknowledgeAgain(hand, owned(alarm, actor), command.note);
    case "addNote":
      // Anybody may write down what he knows; it is no sign that the alarm is being worked on.
      return changed(hand, noted(alarm, command.note), "alarm.note_added", { name: alarm.name, note: command.note });
    case "takeOver":
      return takeOver(hand, alarm, command.note);
    case "dispatch":
      return dispatch(hand, owned(alarm, actor), command.callSigns, command.note);
    case "arrive":
      return arrive(hand, owned(alarm, actor), command.callSign, command.note);
    case "close":
      return close(hand, owned(alarm, actor), command);
    case "doNextStep":
      return doNextStep(hand, inHand(owned(alarm, actor)), command);
    case "skipStep": {
      const { stepId, note } = command;
      const act = { stepId, note, answerId: null, skipped: true, sent: false };
      return continued(hand, advancePlan(view, inHand(owned(alarm, actor)), act, actor));
    }
    case "shelve":
      return shelve(hand, alarm, command.untilMs, command.reason);
    case "unshelve":
      if (alarm.shelf === null) throw new AppError("alarm.wrong_state", { state: alarm.state, wanted: "shelved" });
      return takeFromShelf(view, alarm, "hand", actor, command.note);
    case "makeReal":
      if (alarm.mark === null) throw new AppError("alarm.not_marked", { alarmId: alarm.id });
      return changed(hand, noted({ ...alarm, mark: null }, command.note), "alarm.made_real", {
        name: alarm.name,
        note: command.note,
      });
  }
}

interface Hand {
  readonly view: DeskView;
  readonly actor: Actor;
}

function changed<K extends EventKind>({ view, actor }: Hand, alarm: Alarm, kind: K, data: EventData<K>): Changed {
  const by = { key: `command:${view.newId()}`, atMs: view.nowMs, actor };
  return { events: [alarmEvent(alarm, kind, by, data)], alarms: [alarm] };
}

/** A hand did something to the alarm: whoever escalation would call next has time again. */
function continued({ view }: Hand, { alarm, events }: { alarm: Alarm; events: readonly NewEvent[] }): Changed {
  return { events, alarms: [restartEscalation(view.settings.escalation, alarm, view.nowMs)] };
}

function moved(alarm: Alarm, act: LifeAct): AlarmState {
  const state = nextState(alarm.state, act);
  if (state === null) throw new AppError("alarm.wrong_state", { state: alarm.state, wanted: wantedState(act) });
  return state;
}

function inHand(alarm: Alarm): Alarm {
  if (alarm.state === "active") throw new AppError("alarm.wrong_state", { state: alarm.state, wanted: "acknowledged" });
  return alarm;
}

/** Only the owner moves an alarm on; one that has no owner yet becomes his who does. */
function owned(alarm: Alarm, actor: Actor): Alarm {
  if (alarm.owner === null) return alarm.state === "active" ? alarm : { ...alarm, owner: actor };
  if (!isSamePerson(alarm.owner, actor)) throw new AppError("alarm.not_owner", { owner: alarm.owner.name });
  return alarm;
}

function isSamePerson(a: Actor, b: Actor): boolean {
  return a.name === b.name && a.role === b.role;
}

function acknowledge(hand: Hand, alarm: Alarm, note: string): Changed {
  const { view, actor } = hand;
  const state = moved(alarm, "acknowledge");
  const acknowledged = noted(
    { ...alarm, state, owner: actor, acknowledgedAtMs: view.nowMs, acknowledgedBy: actor },
    note,
  );
  const own = changed(hand, acknowledged, "alarm.acknowledged", { name: alarm.name, note });
  const started = startPlan(view, acknowledged, actor);
  return continued(hand, { alarm: started.alarm, events: [...own.events, ...started.events] });
}

/** Heard by its owner: owner, plan and state stay as they are. */
function acknowledgeAgain(hand: Hand, alarm: Alarm, note: string): Changed {
  const heard = noted({ ...alarm, againAtMs: null }, note);
  const own = changed(hand, heard, "alarm.again_acknowledged", { name: alarm.name, note });
  return continued(hand, { alarm: heard, events: own.events });
}

function takeOver(hand: Hand, alarm: Alarm, note: string): Changed {
  inHand(alarm);
  const from = alarm.owner;
  // Whoever has it already has nothing to take; two who press at once: the second is told whose it is.
  if (from !== null && isSamePerson(from, hand.actor))
    throw new AppError("alarm.wrong_state", { state: alarm.state, wanted: "other_owner" });
  const taken = noted({ ...alarm, owner: hand.actor }, note);
  const own = changed(hand, taken, "alarm.taken_over", { name: alarm.name, from, note });
  return continued(hand, { alarm: taken, events: own.events });
}

function dispatch(hand: Hand, alarm: Alarm, callSigns: readonly string[], note: string): Changed {
  const { view, actor } = hand;
  const state = moved(alarm, "dispatch");
  const sent = noted(
    {
      ...alarm,
      state,
      callSigns: [...new Set([...alarm.callSigns, ...callSigns])].slice(0, 50),
      dispatchedAtMs: alarm.dispatchedAtMs ?? view.nowMs,
      dispatchedBy: alarm.dispatchedBy ?? actor,
    },
    note,
  );
  const own = changed(hand, sent, "alarm.dispatched", { name: alarm.name, callSigns: [...callSigns], note });
  return continued(hand, { alarm: sent, events: own.events });
}

function arrive(hand: Hand, alarm: Alarm, callSign: string, note: string): Changed {
  const { view, actor } = hand;
  const state = moved(alarm, "arrive");
  const there = noted({ ...alarm, state, arrivedAtMs: view.nowMs, arrivedBy: actor }, note);
  const own = changed(hand, there, "alarm.arrived", { name: alarm.name, callSign, note });
  return continued(hand, { alarm: there, events: own.events });
}

function close(hand: Hand, alarm: Alarm, { cause, reason, note }: Extract<AlarmCommand, { type: "close" }>): Changed {
  const { view, actor } = hand;
  const state = moved(alarm, "close");
  // What he is about to close has happened again since he looked.
  if (alarm.againAtMs !== null) throw new AppError("alarm.sounds_again", {});
  const stepId = stepInTheWay(view, alarm);
  if (stepId !== null) throw new AppError("alarm.step_open", { stepId });
  if (cause === "false" && reason === null) throw new AppError("alarm.reason_missing", { cause });
  if (note === "" && alarm.note === "" && causesThatNeedNote.includes(cause))
    throw new AppError("alarm.note_missing", { cause });
  const kept = cause === "false" ? reason : null;
  const closed = noted(
    { ...alarm, state, shelf: null, closedAtMs: view.nowMs, closedBy: actor, cause, reason: kept },
    note,
  );
  const data = { name: alarm.name, cause, ...(kept === null ? {} : { reason: kept }), note };
  return continued(hand, { alarm: closed, events: changed(hand, closed, "alarm.closed", data).events });
}

/** The key D: a step that sends guards sends them in the same entry of the log. */
function doNextStep(hand: Hand, alarm: Alarm, command: Extract<AlarmCommand, { type: "doNextStep" }>): Changed {
  const { stepId, answerId, callSigns, note } = command;
  const sent = callSigns.length > 0 || alarm.callSigns.length > 0;
  const act = { stepId, answerId, skipped: false, note, sent };
  const done = advancePlan(hand.view, alarm, act, hand.actor);
  if (callSigns.length === 0) return continued(hand, done);
  const sending = dispatch(hand, done.alarm, callSigns, "");
  return { events: [...sending.events, ...done.events], alarms: sending.alarms };
}

function shelve(hand: Hand, alarm: Alarm, untilMs: number, reason: string): Changed {
  const { view, actor } = hand;
  if (alarm.class === "life") throw new AppError("alarm.never_shelved", { class: alarm.class });
  if (alarm.shelf !== null) throw new AppError("alarm.wrong_state", { state: "shelved", wanted: alarm.state });
  requireTime(untilMs, view.nowMs, view.settings.shelving.mostMinutes);
  const shelved: Alarm = { ...alarm, shelf: { untilMs, reason, by: actor } };
  return continued(hand, {
    alarm: shelved,
    events: changed(hand, shelved, "alarm.shelved", { name: alarm.name, untilMs, reason }).events,
  });
}

/** Back into the queue, as it was: unacknowledged it sounds again. */
export function takeFromShelf(
  view: DeskView,
  alarm: Alarm,
  by: "hand" | "time",
  actor: Actor | null = null,
  note = "",
): Changed {
  const back = restartEscalation(view.settings.escalation, { ...alarm, shelf: null }, view.nowMs);
  const key = by === "time" ? `alarm:${alarm.id}:unshelved:${alarm.shelf?.untilMs ?? 0}` : `command:${view.newId()}`;
  const event = alarmEvent(back, "alarm.unshelved", { key, atMs: view.nowMs, actor }, { name: alarm.name, by, note });
  return { events: [event], alarms: [back] };
}

function noted(alarm: Alarm, note: string): Alarm {
  return note === "" ? alarm : { ...alarm, note: joinNotes(alarm.note, note) };
}

/** All notes of an alarm, one a line; the log keeps who wrote which and when. */
function joinNotes(before: string, added: string): string {
  const joined = before === "" ? added : `${before}\n${added}`;
  // The row keeps the end of very long stories; every single note is an event of its own.
  return joined.length <= 2000 ? joined : `…${joined.slice(-1999)}`;
}
