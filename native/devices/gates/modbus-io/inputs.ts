import { type GateInput, gatePointId, type InputMeaning } from "../../../contract/site.ts";

/**
 * What the readings of one point mean over time. Pure: every reading carries its own time (ms that
 * never jump) and the result says what happened.
 */
export interface Point {
  /** `in0`, or `in2-3` for a pair. */
  readonly id: string;
  readonly means: InputMeaning;
  readonly input: number;
  /** The normally closed contact of a pair; `input` is then the normally open one. */
  readonly closedInput: number | null;
  readonly inverted: boolean;
  readonly debounceMs: number;
  /** Address of the module's edge counter for this input. */
  readonly counterRegister: number | null;
}

export interface PointState {
  /** As last reported or found; null before the first reading. */
  readonly isOn: boolean | null;
  /** Nothing was read for a while: the next reading is the present state, not a change that was seen. */
  readonly isInterrupted: boolean;
  /** Since when the reading has differed from `isOn`. */
  readonly changingSinceMs: number | null;
  /** Since when both contacts of the pair have been equal. */
  readonly equalSinceMs: number | null;
  readonly hasLineFault: boolean;
  /** The counter as last read. */
  readonly counter: number | null;
  /** Edges that the counter counted less those reported; -1 = an `on` was seen before its count was. */
  readonly unreported: number;
}

export interface Reading {
  /** Clock.monotonicMs() when the answer had come. */
  readonly atMs: number;
  /** The contact of an input: true = closed. */
  readonly isClosed: (input: number) => boolean;
  /** The point's counter, read just before the inputs; null when it was not read this time. */
  readonly counter: number | null;
}

export type PointChange =
  | { readonly type: "gate.input"; readonly change: "on" | "off" | "pulse"; readonly count: number }
  | { readonly type: "gate.line_fault" | "gate.line_ok" }
  /** The counter began anew: the module was switched off and on, or somebody cleared it. */
  | { readonly type: "gate.counter_reset"; readonly from: number; readonly to: number };

/** Both contacts of a pair are equal while it changes over; for longer than this it is a fault of the line. */
const pairFaultMs = 150;

/**
 * More edges than any gate makes between two readings: a counter that went back further than this
 * before its wrap at 65536 did not wrap, it was reset.
 */
const mostWrapped = 1000;

export const freshPoint: PointState = {
  isOn: null,
  isInterrupted: false,
  changingSinceMs: null,
  equalSinceMs: null,
  hasLineFault: false,
  counter: null,
  unreported: 0,
};

export function toPoint(input: GateInput): Point {
  const isPair = "inputs" in input;
  return {
    id: gatePointId(input),
    means: input.means,
    input: isPair ? input.inputs[0] : input.input,
    closedInput: isPair ? input.inputs[1] : null,
    inverted: !isPair && input.inverted,
    debounceMs: input.debounceMs,
    counterRegister: input.counterRegister ?? null,
  };
}

/** After the link or the module was away. What is known of the point is kept, what was under way is not. */
export function interruptPoint(state: PointState): PointState {
  return { ...state, isInterrupted: true, changingSinceMs: null, equalSinceMs: null };
}

/**
 * An `on` of these counts at its edge, however short it was; only its `off` waits for the debounce.
 */
function isLatching(means: InputMeaning): boolean {
  return means === "metal" || means === "panic" || means === "tamper";
}

export function readPoint(
  point: Point,
  state: PointState,
  reading: Reading,
): { readonly state: PointState; readonly changes: readonly PointChange[] } {
  const counted = readCounter(state, reading);
  const line = readPair(point, state, reading);
  const level = line.isOn === null ? null : readLevel(point, state, line.isOn, reading.atMs);

  const changes: PointChange[] = [...counted.changes, ...line.changes];
  const isChanging = level?.changingSinceMs ?? null;
  let unreported = counted.unreported - (level?.isNewEdge === true ? 1 : 0);
  // A change to `on` that still waits for its debounce has its edge counted already; an inverted one has not.
  const waiting = isChanging !== null && level?.isOn === false && !point.inverted ? 1 : 0;
  if (unreported > waiting) {
    changes.push({ type: "gate.input", change: "pulse", count: unreported - waiting });
    unreported = waiting;
  }
  if (level?.change) changes.push({ type: "gate.input", change: level.change, count: 1 });
  return {
    changes,
    state: {
      isOn: level ? level.isOn : state.isOn,
      isInterrupted: level ? false : state.isInterrupted,
      changingSinceMs: isChanging,
      equalSinceMs: line.equalSinceMs,
      hasLineFault: line.hasLineFault,
      counter: reading.counter ?? state.counter,
      unreported: Math.max(-1, unreported),
    },
  };
}

/** 16 bits that wrap. After an interruption a smaller value is taken for a reset: modules lose power more often. */
function readCounter(
  state: PointState,
  reading: Reading,
): { readonly unreported: number; readonly changes: readonly PointChange[] } {
  const { counter: to } = reading;
  const from = state.counter;
  if (to === null || from === null) return { unreported: state.unreported, changes: [] };
  const forward = (to - from + 0x10000) % 0x10000;
  const isReset = to >= from ? forward >= 0x8000 : state.isInterrupted || forward > mostWrapped;
  if (!isReset) return { unreported: state.unreported + forward, changes: [] };
  // Most modules begin at 0: then `to` edges have come since. Some begin at a value they had stored.
  const since = to <= mostWrapped && to < from ? to : 0;
  return { unreported: state.unreported + since, changes: [{ type: "gate.counter_reset", from, to }] };
}

function readPair(
  point: Point,
  state: PointState,
  reading: Reading,
): {
  /** Null while the contacts contradict each other. */
  readonly isOn: boolean | null;
  readonly equalSinceMs: number | null;
  readonly hasLineFault: boolean;
  readonly changes: readonly PointChange[];
} {
  const isClosed = reading.isClosed(point.input);
  if (point.closedInput === null)
    return { isOn: isClosed !== point.inverted, equalSinceMs: null, hasLineFault: false, changes: [] };
  if (isClosed !== reading.isClosed(point.closedInput)) {
    const changes = state.hasLineFault ? ([{ type: "gate.line_ok" }] as const) : [];
    return { isOn: isClosed, equalSinceMs: null, hasLineFault: false, changes };
  }
  const equalSinceMs = state.equalSinceMs ?? reading.atMs;
  const isFault = reading.atMs - equalSinceMs > pairFaultMs;
  const changes = isFault && !state.hasLineFault ? ([{ type: "gate.line_fault" }] as const) : [];
  return { isOn: null, equalSinceMs, hasLineFault: isFault || state.hasLineFault, changes };
}

function readLevel(
  point: Point,
  state: PointState,
  isOn: boolean,
  atMs: number,
): {
  readonly isOn: boolean;
  readonly changingSinceMs: number | null;
  readonly change: "on" | "off" | null;
  /** An `on` whose edge the counter counts too, sooner or later. */
  readonly isNewEdge: boolean;
} {
  const settled = { isOn, changingSinceMs: null };
  // The edge of an input that is on from the start came before its counter was first read. The
  // counter of an inverted one counts the contact's closing, thus the end of the event.
  if (state.isOn === null) return { ...settled, change: isOn ? "on" : null, isNewEdge: isOn && point.inverted };
  if (isOn === state.isOn) {
    // Whether it went off and on again meanwhile nobody knows: an alarm is said again, a person not counted twice.
    const isAgain = isOn && state.isInterrupted && point.means !== "passage";
    return { ...settled, change: isAgain ? "on" : null, isNewEdge: false };
  }
  const sinceMs = state.changingSinceMs ?? atMs;
  const isAtOnce = state.isInterrupted || (isOn && isLatching(point.means));
  if (isAtOnce || atMs - sinceMs >= point.debounceMs)
    return { ...settled, change: isOn ? "on" : "off", isNewEdge: isOn };
  return { isOn: state.isOn, changingSinceMs: sinceMs, change: null, isNewEdge: false };
}
