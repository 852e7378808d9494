import { toHex } from "../../../base/bytes.ts";
import { type DecodedSignal, describeFrame, isSameMessage, type LineItem, terminator } from "./codec.ts";

/**
 * The conversation with a receiver as a pure state machine: what came in, and what is to be done.
 * It holds no timer and does no I/O; all times are given to it.
 *
 * An acknowledgement (06) has no number: it answers whatever the receiver sent last. So one is given
 * only for a message that is stored, on the connection it came by, and while the receiver still
 * waits for it; one that would come later could be taken for the answer to the next message, which
 * would then be lost. The receiver repeats, and its repetition is acknowledged at once.
 */

/** The receiver waits 4 s for an answer; half a second is left for the way there and back. */
const answerWithinMs = 3_500;
/** No repetition comes sooner after an answered message, for the same reason. */
const repeatedAfterMs = 3_500;
/** On a connection on which the message was answered a repetition comes at the end of the receiver's 4 s, not later. */
const answeredRepeatedWithinMs = 10_000;
/** Where no answer can have arrived (another connection, a restart) the same message later than this is a new one. */
const repeatedWithinMs = 120_000;
/** Messages waiting to be stored at which the line is held back, and at which it is let go again. */
const mostWaiting = 64;
const fewWaiting = 16;

/** A message on its way into the log, or a heartbeat waiting for its turn behind one. */
export interface Waiting {
  readonly kind: "signal" | "unparsed" | "heartbeat";
  readonly bytes: Uint8Array;
  readonly signal: DecodedSignal | null;
  /** Hex as it came, terminator included. */
  readonly raw: string;
  /** When it came first: console's clock. */
  readonly atMs: number;
  readonly repeated: boolean;
  /** When it came last, monotonic, and by which connection. */
  readonly lastCopyMs: number;
  readonly connection: number;
}

/** The last message that was stored: what a repetition is compared with. */
interface Stored {
  readonly raw: string;
  readonly lastCopyMs: number;
  readonly connection: number;
  readonly answered: boolean;
}

export interface ExchangeState {
  /** In the order they came; the first is being stored. */
  readonly waiting: readonly Waiting[];
  readonly stored: Stored | null;
  /** Stored by an earlier run of the station; compared with the first message only. */
  readonly fromLog: { readonly raw: string; readonly atMs: number } | null;
  /** Counts connections from 1. */
  readonly connection: number;
  readonly isUp: boolean;
  readonly isHeldBack: boolean;
}

export type ExchangeInput =
  | { readonly type: "up" }
  | { readonly type: "down" }
  | { readonly type: "item"; readonly item: LineItem; readonly atMs: number; readonly nowMs: number }
  /** The report under way was stored, or was refused for good. */
  | { readonly type: "stored" | "refused"; readonly nowMs: number };

export type ExchangeAction =
  | { readonly type: "report"; readonly message: Waiting }
  | { readonly type: "acknowledge"; readonly message: Waiting }
  /** Too late for an answer: the receiver will send it again. */
  | { readonly type: "leave"; readonly message: Waiting }
  | { readonly type: "keep"; readonly bytes: Uint8Array; readonly good: boolean; readonly meaning: string }
  | { readonly type: "hold-back" }
  | { readonly type: "let-go" };

export interface ExchangeStep {
  readonly state: ExchangeState;
  readonly actions: readonly ExchangeAction[];
}

export function startExchange(fromLog: ExchangeState["fromLog"]): ExchangeState {
  return { waiting: [], stored: null, fromLog, connection: 0, isUp: false, isHeldBack: false };
}

export function nextExchange(state: ExchangeState, input: ExchangeInput): ExchangeStep {
  switch (input.type) {
    case "up":
      return { state: { ...state, isUp: true, connection: state.connection + 1 }, actions: [] };
    case "down":
      return { state: { ...state, isUp: false }, actions: [] };
    case "item":
      return takeItem(state, input.item, input.atMs, input.nowMs);
    case "stored":
    case "refused":
      return finishFirst(state, input.type === "stored", input.nowMs);
  }
}

function takeItem(state: ExchangeState, item: LineItem, atMs: number, nowMs: number): ExchangeStep {
  if (item.kind === "bad") {
    const bytes = item.terminated ? withTerminator(item.bytes) : item.bytes;
    return { state, actions: [{ type: "keep", bytes, good: false, meaning: `bad: ${item.why}` }] };
  }
  const bytes = withTerminator(item.bytes);
  const raw = toHex(bytes);
  const kind = item.kind === "frame" ? item.frame.kind : item.kind;
  const meaning = item.kind === "frame" ? describeFrame(item.frame) : "unparsed";
  const keep = (note: string): ExchangeAction => ({
    type: "keep",
    bytes,
    good: kind !== "unparsed",
    meaning: note === "" ? meaning : `${meaning} (${note})`,
  });

  const pending = state.waiting.findLastIndex((each) => (each.kind === "heartbeat") === (kind === "heartbeat"));
  const earlier = state.waiting[pending];
  if (earlier !== undefined && isSameMessage(earlier.raw, raw)) {
    const joined = { ...earlier, lastCopyMs: nowMs, connection: state.connection };
    return {
      state: { ...state, waiting: state.waiting.with(pending, joined) },
      actions: [keep("again, still waiting")],
    };
  }

  const repeated = kind !== "heartbeat" && isRepetition(state, raw, atMs, nowMs);
  const arrived: Waiting = {
    kind,
    bytes,
    signal: item.kind === "frame" && item.frame.kind === "signal" ? item.frame : null,
    raw,
    atMs,
    repeated,
    lastCopyMs: nowMs,
    connection: state.connection,
  };
  const waiting = [...state.waiting, arrived];
  const holdBack = waiting.length >= mostWaiting && !state.isHeldBack;
  const step = {
    state: {
      ...state,
      waiting,
      isHeldBack: state.isHeldBack || holdBack,
      stored: kind === "heartbeat" ? afterHeartbeat(state) : state.stored,
      fromLog: kind === "heartbeat" ? state.fromLog : null,
    },
    actions: [keep(repeated ? "repeated" : ""), ...(holdBack ? [{ type: "hold-back" } as const] : [])],
  };
  return waiting.length === 1 ? workOnFirst(step, nowMs) : step;
}

/**
 * A receiver that got no answer repeats before anything else. One that sends a heartbeat after an
 * answered message took the answer, or has given up: the same bytes from now on count as a second
 * press. Read wrongly this shows one press twice; the other way round it would hide one.
 */
function afterHeartbeat(state: ExchangeState): Stored | null {
  const { stored } = state;
  return stored?.answered === true && stored.connection === state.connection ? null : stored;
}

function isRepetition(state: ExchangeState, raw: string, atMs: number, nowMs: number): boolean {
  // Something else is still being stored: that came between.
  if (state.waiting.some((each) => each.kind !== "heartbeat")) return false;
  const { stored, fromLog } = state;
  if (stored !== null && isSameMessage(stored.raw, raw)) {
    const ageMs = nowMs - stored.lastCopyMs;
    const mayHaveHeard = stored.answered && stored.connection === state.connection;
    return mayHaveHeard ? ageMs >= repeatedAfterMs && ageMs <= answeredRepeatedWithinMs : ageMs <= repeatedWithinMs;
  }
  return fromLog !== null && isSameMessage(fromLog.raw, raw) && Math.abs(atMs - fromLog.atMs) <= repeatedWithinMs;
}

function finishFirst(state: ExchangeState, isStored: boolean, nowMs: number): ExchangeStep {
  const [message, ...waiting] = state.waiting;
  if (message === undefined) return { state, actions: [] };
  const letGo = state.isHeldBack && waiting.length <= fewWaiting;
  const answer = isStored ? answerTo(state, message, nowMs) : null;
  const stored: Stored | null = isStored
    ? {
        raw: message.raw,
        lastCopyMs: message.lastCopyMs,
        connection: message.connection,
        answered: answer?.type === "acknowledge",
      }
    : null;
  const step: ExchangeStep = {
    state: { ...state, waiting, stored, isHeldBack: state.isHeldBack && !letGo },
    actions: [...(answer === null ? [] : [answer]), ...(letGo ? [{ type: "let-go" } as const] : [])],
  };
  return workOnFirst(step, nowMs);
}

/** Reports the first message; heartbeats that reached the front are answered on the way. */
function workOnFirst(step: ExchangeStep, nowMs: number): ExchangeStep {
  let { state } = step;
  const actions = [...step.actions];
  for (;;) {
    const [first, ...rest] = state.waiting;
    if (first === undefined) break;
    if (first.kind !== "heartbeat") {
      actions.push({ type: "report", message: first });
      break;
    }
    actions.push(answerTo(state, first, nowMs));
    state = { ...state, waiting: rest };
  }
  return { state, actions };
}

function answerTo(state: ExchangeState, message: Waiting, nowMs: number): ExchangeAction {
  const inTime = nowMs - message.lastCopyMs <= answerWithinMs;
  const sameLine = state.isUp && message.connection === state.connection;
  return { type: inTime && sameLine ? "acknowledge" : "leave", message };
}

function withTerminator(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes, terminator]);
}
