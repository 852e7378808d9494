import type { GateProfile, ProfilePoint } from "../../../contract/gate-profile.ts";
import type { InputMeaning } from "../../../contract/site.ts";
import type { Message } from "./codec.ts";
import { type Field, type FieldValue, readField } from "./fields.ts";

/** What the messages of one unit mean for one point over time. Pure. */
export interface Point {
  readonly id: string;
  readonly means: InputMeaning;
  readonly when: ProfilePoint["when"];
  /** Where its field lies, by message; empty for a rule about messages. */
  readonly fields: ReadonlyMap<string, Field>;
}

export interface PointState {
  /** As last told or found; null before the first reading. */
  readonly isOn: boolean | null;
  /** Nothing was read for a while: the next reading is the present state, not a change that was seen. */
  readonly isInterrupted: boolean;
  readonly counter: number | null;
}

export type PointChange =
  | { readonly type: "gate.input"; readonly change: "on" | "off" | "pulse"; readonly count: number }
  | { readonly type: "gate.counter_reset"; readonly from: number; readonly to: number };

export interface PointStep {
  readonly state: PointState;
  readonly changes: readonly PointChange[];
}

export const freshPoint: PointState = { isOn: null, isInterrupted: false, counter: null };

export function toPoints(profile: GateProfile, messages: readonly Message[]): readonly Point[] {
  return profile.points.map(({ id, means, when }) => {
    const fields = new Map<string, Field>();
    for (const message of messages) {
      const field = "field" in when ? message.fields.find((each) => each.id === when.field) : undefined;
      if (field) fields.set(message.id, field);
    }
    return { id, means, when, fields };
  });
}

/** After the link or the device was away. */
export function interruptPoint(state: PointState): PointState {
  return { ...state, isInterrupted: true };
}

/** @param to where the frame's check or end begins */
export function readPoint(
  point: Point,
  state: PointState,
  message: Message,
  bytes: Uint8Array,
  start: number,
  to: number,
): PointStep {
  const { when } = point;
  if (when.type === "message") return readMessage(point, state, message.id);
  const field = point.fields.get(message.id);
  const value = field ? readField(field, bytes, start, to) : null;
  // A field that holds no such number says nothing: what was known stands.
  if (field === undefined || value === null) return { state, changes: [] };
  switch (when.type) {
    case "edge": {
      const isSet = when.bit === undefined ? value !== 0 : isBitSet(value, when.bit);
      return readLevel(point, state, isSet !== when.inverted);
    }
    case "value":
      return readLevel(point, state, isAmong(value, when));
    case "counter":
      return readCounter(state, Number(value), when.wrapsAt ?? field.modulus, when.most);
  }
}

function isBitSet(value: FieldValue, bit: number): boolean {
  return ((Number(value) >>> bit) & 1) === 1;
}

function isAmong(value: FieldValue, rule: Extract<ProfilePoint["when"], { type: "value" }>): boolean {
  const isHere = rule.is === undefined || rule.is.some((each) => each === value);
  return isHere && !(rule.isNot ?? []).some((each) => each === value);
}

function readLevel(point: Point, state: PointState, isOn: boolean): PointStep {
  const next: PointState = { ...state, isOn, isInterrupted: false };
  const tell = (change: "on" | "off"): PointStep => ({
    state: next,
    changes: [{ type: "gate.input", change, count: 1 }],
  });
  if (state.isOn === null) return isOn ? tell("on") : { state: next, changes: [] };
  if (isOn !== state.isOn) return tell(isOn ? "on" : "off");
  // Whether it went off and on again meanwhile nobody knows: an alarm is said again, a person not counted twice.
  const isAgain = isOn && state.isInterrupted && point.means !== "passage";
  return isAgain ? tell("on") : { state: next, changes: [] };
}

function readMessage(point: Point, state: PointState, messageId: string): PointStep {
  const { when } = point;
  if (when.type !== "message") return { state, changes: [] };
  const isOn = when.on.includes(messageId);
  if (!isOn && !(when.off ?? []).includes(messageId)) return { state, changes: [] };
  if (when.off !== undefined) return readLevel(point, state, isOn);
  return { state, changes: [{ type: "gate.input", change: "pulse", count: 1 }] };
}

/**
 * A counter goes on, wraps, or was reset: switched off and on, cleared, changed for another. After a
 * reset what it shows has come since, if that is little; a number beyond `most` was there before.
 */
function readCounter(state: PointState, to: number, modulus: number, most: number): PointStep {
  const next: PointState = { ...state, counter: to, isInterrupted: false };
  const from = state.counter;
  if (from === null || from === to) return { state: next, changes: [] };
  const forward = to > from ? to - from : to - from + modulus;
  // While nobody read it it may have gone far; a smaller number is then more likely a reset than a wrap.
  const isForward = state.isInterrupted ? to > from && forward < modulus / 2 : forward <= most;
  if (isForward) return { state: next, changes: [{ type: "gate.input", change: "pulse", count: forward }] };
  const since = to < from && to <= most ? to : 0;
  const reset: PointChange = { type: "gate.counter_reset", from, to };
  const changes: PointChange[] = since > 0 ? [reset, { type: "gate.input", change: "pulse", count: since }] : [reset];
  return { state: next, changes };
}
