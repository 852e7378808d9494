import {
  decodeBits,
  decodeRegisters,
  encodeRtu,
  encodeTcp,
  type Framing,
  mayBeginRtu,
  fitsRequest,
  readCoils,
  readInputRegisters,
  readRtu,
  readTcp,
  type Reply,
  type ReadRequest,
  type Request,
  writeSingleCoil,
  type WriteRequest,
} from "./codec.ts";

/**
 * One request at a time on one line, as a pure state machine: it holds no timers, the caller says
 * when the time is up. An answer that comes after that must not pass for the answer to the next
 * request: on Modbus TCP the transaction number tells them apart, on RTU the unit, function and
 * length do, and where those are the same the caller waits (driver README, "Late answers").
 */
export interface ExchangeState {
  readonly framing: Framing;
  readonly awaiting: Awaiting | null;
  /** Requests given up whose answers may still come, newest last. */
  readonly overdue: readonly Asked[];
  /** Bytes that are no whole frame yet. */
  readonly rest: Uint8Array;
  readonly nextTransaction: number;
}

interface Asked {
  readonly request: Request;
  /** Modbus TCP's; 0 on RTU. */
  readonly transaction: number;
}

interface Awaiting extends Asked {
  readonly bytes: Uint8Array;
  /** The first frame that should not have come meanwhile. */
  readonly complaint: BadAnswer | null;
}

type BadAnswer = "wrong_unit" | "wrong_function" | "wrong_length" | "no_frame";

export type Outcome =
  | { readonly type: "inputs"; readonly bits: readonly boolean[] }
  | { readonly type: "coils"; readonly bits: readonly boolean[] }
  /** The module has taken a write. */
  | { readonly type: "written" }
  | { readonly type: "registers"; readonly values: readonly number[] }
  | { readonly type: "exception"; readonly code: number }
  | { readonly type: "bad_answer"; readonly reason: BadAnswer }
  | { readonly type: "time_out" };

/** A frame on the line, for the technician; `unit` is the unit it is charged to. */
export interface SeenFrame {
  readonly bytes: Uint8Array;
  readonly good: boolean;
  readonly meaning: string;
  readonly unit: number | null;
}

export interface Step {
  readonly state: ExchangeState;
  readonly frames: readonly SeenFrame[];
  /** How the request ended, when it did. */
  readonly outcome: Outcome | null;
  /** Units whose overdue answer has come: they may be asked again. */
  readonly lateUnits: readonly number[];
}

const nothing = new Uint8Array();
/** A frame has at most 256 bytes; what is older than two of them belongs to none. */
const mostRest = 512;
const mostLookedThrough = 2_048;
const mostOverdue = 16;

export function startExchange(framing: Framing): ExchangeState {
  return { framing, awaiting: null, overdue: [], rest: nothing, nextTransaction: 1 };
}

/** Takes up a request; `bytes` is what to send. On RTU, what had gathered on the line is thrown out first. */
export function ask(state: ExchangeState, request: Request): Step & { readonly bytes: Uint8Array } {
  const isRtu = state.framing === "rtu";
  const transaction = isRtu ? 0 : state.nextTransaction;
  const bytes = isRtu ? encodeRtu(request) : encodeTcp(request, transaction);
  const frames = isRtu ? garbage(state.rest, null) : [];
  const next: ExchangeState = {
    ...state,
    awaiting: { request, transaction, bytes, complaint: null },
    rest: isRtu ? nothing : state.rest,
    nextTransaction: (state.nextTransaction % 0xffff) + 1,
  };
  return { ...step(next, frames), bytes };
}

/** The time for the answer is over. */
export function giveUp(state: ExchangeState): Step {
  if (!state.awaiting) return step(state, []);
  const isRtu = state.framing === "rtu";
  const last = isRtu ? takeUnasked(state, state.rest, true) : step(state, []);
  const { awaiting, rest, overdue } = last.state;
  if (!awaiting) return last;
  const reason = awaiting.complaint ?? (rest.length > 0 ? "no_frame" : null);
  const next: ExchangeState = {
    ...last.state,
    awaiting: null,
    // On RTU equal requests cannot be told apart: one entry stands for all of them.
    overdue: [...overdue.filter((asked) => !isRtu || asked.request !== awaiting.request), awaiting].slice(-mostOverdue),
    rest: isRtu ? nothing : rest,
  };
  const frames = isRtu ? [...last.frames, ...garbage(rest, awaiting.request.unit)] : [];
  const outcome: Outcome = reason ? { type: "bad_answer", reason } : { type: "time_out" };
  return { ...step(next, frames, outcome), lateUnits: last.lateUnits };
}

/** Takes bytes as they came from the line; they are copied. */
export function takeBytes(state: ExchangeState, bytes: Uint8Array): Step {
  // A copy, and no Buffer: the parts of it that are kept must not hold a socket's whole buffer.
  const all = new Uint8Array(state.rest.length + bytes.length);
  all.set(state.rest);
  all.set(bytes, state.rest.length);
  if (state.framing === "tcp") return takeTcp(state, all);
  if (all.length <= mostLookedThrough) return takeRtu(state, all);
  // So much at once is noise; the end of it may still hold the answer.
  const cut = garbage(all.slice(0, -mostLookedThrough), state.awaiting?.request.unit ?? null);
  const rest = takeRtu(state, all.slice(-mostLookedThrough));
  return { ...rest, frames: [...cut, ...rest.frames] };
}

function takeRtu(state: ExchangeState, all: Uint8Array): Step {
  const { awaiting } = state;
  if (!awaiting) return takeUnasked(state, all, true);
  for (let offset = 0; offset < all.length; offset++) {
    const found = readRtu(all, offset);
    if (!found || !answers(found.reply, awaiting.request)) continue;
    const before = takeUnasked({ ...state, rest: nothing }, all.subarray(0, offset), true);
    const left = { ...before.state, awaiting: null, rest: all.slice(found.end) };
    const frame = seen(all.slice(offset, found.end), found.reply, awaiting.request, "");
    const frames = [...before.frames, ...garbage(before.state.rest, awaiting.request.unit), frame];
    return { ...step(left, frames, outcomeOf(found.reply, awaiting.request)), lateUnits: before.lateUnits };
  }
  return takeUnasked(state, all, false);
}

/**
 * Frames that nobody is waiting for now: late ones, the request's own echo, other units. Unless
 * `isComplete`, it stops where the awaited answer may have begun.
 */
function takeUnasked(state: ExchangeState, all: Uint8Array, isComplete: boolean): Step {
  const { awaiting } = state;
  const frames: SeenFrame[] = [];
  const lateUnits: number[] = [];
  let overdue = state.overdue;
  let complaint = awaiting?.complaint ?? null;
  let from = 0;
  const skip = (to: number): void => {
    frames.push(...garbage(all.slice(from, to), awaiting?.request.unit ?? null));
  };
  for (let offset = 0; offset < all.length;) {
    if (awaiting && isAt(awaiting.bytes, all, offset)) {
      skip(offset);
      from = offset + awaiting.bytes.length;
      frames.push({ bytes: awaiting.bytes, good: true, meaning: "echo of the request", unit: null });
      offset = from;
      continue;
    }
    const found = readRtu(all, offset);
    if (!found) {
      if (!isComplete && awaiting && mayBeginRtu(all, offset, awaiting.request)) break;
      offset++;
      continue;
    }
    skip(offset);
    const { reply } = found;
    const late = overdue.findIndex((asked) => answers(reply, asked.request));
    const asked = overdue[late];
    if (asked) {
      overdue = overdue.toSpliced(late, 1);
      lateUnits.push(reply.unit);
      frames.push(seen(all.slice(offset, found.end), reply, asked.request, "late answer: "));
    } else {
      const why = awaiting ? faultOf(reply, awaiting.request) : null;
      complaint ??= why;
      frames.push(seen(all.slice(offset, found.end), reply, null, `${why ?? "not asked for"}: `));
    }
    from = found.end;
    offset = from;
  }
  if (all.length - from > mostRest) {
    skip(all.length - mostRest);
    from = all.length - mostRest;
    complaint ??= "no_frame";
  }
  const next = { ...state, awaiting: awaiting && { ...awaiting, complaint }, overdue, rest: all.slice(from) };
  return { ...step(next, frames), lateUnits };
}

function takeTcp(state: ExchangeState, all: Uint8Array): Step {
  const frames: SeenFrame[] = [];
  const lateUnits: number[] = [];
  let { awaiting, overdue } = state;
  let outcome: Outcome | null = null;
  let from = 0;
  while (from < all.length) {
    const found = readTcp(all, from);
    if (found === "incomplete") break;
    if (found === "garbage") {
      frames.push(...garbage(all.slice(from), awaiting?.request.unit ?? null));
      // With one request at a time the next answer begins with the next bytes.
      if (awaiting) outcome = { type: "bad_answer", reason: "no_frame" };
      return { ...step({ ...state, awaiting: null, overdue, rest: nothing }, frames, outcome), lateUnits };
    }
    const { reply, transaction } = found;
    const bytes = all.slice(from, found.end);
    from = found.end;
    if (awaiting?.transaction === transaction) {
      const { request } = awaiting;
      const fault = answers(reply, request) ? null : faultOf(reply, request);
      outcome = fault ? { type: "bad_answer", reason: fault } : outcomeOf(reply, request);
      frames.push(seen(bytes, reply, fault ? null : request, fault ? `${fault}: ` : "", request.unit));
      awaiting = null;
      continue;
    }
    const late = overdue.find((asked) => asked.transaction === transaction);
    if (late) {
      overdue = overdue.filter((asked) => asked !== late);
      lateUnits.push(late.request.unit);
    }
    frames.push(seen(bytes, reply, late?.request ?? null, late ? "late answer: " : "unknown transaction: "));
  }
  return { ...step({ ...state, awaiting, overdue, rest: all.slice(from) }, frames, outcome), lateUnits };
}

function step(state: ExchangeState, frames: readonly SeenFrame[], outcome: Outcome | null = null): Step {
  return { state, frames, outcome, lateUnits: [] };
}

function answers(reply: Reply, request: Request): boolean {
  return (
    reply.unit === request.unit &&
    reply.functionCode === request.functionCode &&
    (reply.exception !== null || fitsRequest(reply.payload, request))
  );
}

function faultOf(reply: Reply, request: Request): BadAnswer {
  if (reply.unit !== request.unit) return "wrong_unit";
  return reply.functionCode === request.functionCode ? "wrong_length" : "wrong_function";
}

function outcomeOf(reply: Reply, request: Request): Outcome {
  if (reply.exception !== null) return { type: "exception", code: reply.exception };
  const payload = reply.payload ?? nothing;
  if (request.functionCode === writeSingleCoil) return { type: "written" };
  if (request.functionCode === readInputRegisters) return { type: "registers", values: decodeRegisters(payload) };
  const type = request.functionCode === readCoils ? "coils" : "inputs";
  return { type, bits: decodeBits(payload, request.count) };
}

function isAt(wanted: Uint8Array, all: Uint8Array, offset: number): boolean {
  return wanted.every((byte, index) => all[offset + index] === byte);
}

function garbage(bytes: Uint8Array, unit: number | null): readonly SeenFrame[] {
  return bytes.length === 0 ? [] : [{ bytes, good: false, meaning: `no frame in ${bytes.length} bytes`, unit }];
}

/** Good only as the answer to what was asked: then `remark` is empty. */
function seen(bytes: Uint8Array, reply: Reply, request: Request | null, remark: string, unit = reply.unit): SeenFrame {
  return { bytes, good: remark === "", meaning: remark + describeReply(reply, request), unit };
}

/** `unit 1 inputs 0..7: 01000011` (input 0 first), `unit 1 registers 0..1: 12 40`, `unit 1 FC02 exception 2`. */
function describeReply(reply: Reply, request: Request | null): string {
  const head = `unit ${reply.unit}`;
  const code = `FC${reply.functionCode.toString().padStart(2, "0")}`;
  if (reply.exception !== null) return `${head} ${code} exception ${reply.exception}`;
  if (!request) return `${head} ${code}, ${reply.payload?.length ?? 0} bytes`;
  if (request.functionCode === writeSingleCoil) return describeWrite(request);
  const payload = reply.payload ?? nothing;
  const what =
    request.functionCode !== readInputRegisters
      ? decodeBits(payload, request.count)
          .map((bit) => (bit ? "1" : "0"))
          .join("")
      : decodeRegisters(payload).join(" ");
  return `${describeRange(request)}: ${what}`;
}

function describeWrite({ unit, address, on }: WriteRequest): string {
  return `unit ${unit} coil ${address}: ${on ? "on" : "off"}`;
}

function describeRange(request: ReadRequest): string {
  const what = { 1: "coils", 2: "inputs", 4: "registers" }[request.functionCode];
  return `unit ${request.unit} ${what} ${request.address}..${request.address + request.count - 1}`;
}

export function describeRequest(request: Request): string {
  if (request.functionCode === writeSingleCoil) return `write ${describeWrite(request)}`;
  return `read ${describeRange(request)}`;
}
