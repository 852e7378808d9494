import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  crc16,
  type Framing,
  readDiscreteInputs,
  readInputRegisters,
  type ReadRequest,
} from "../../../../../native/devices/gates/modbus-io/codec.ts";
import {
  ask,
  type ExchangeState,
  giveUp,
  type Outcome,
  type SeenFrame,
  startExchange,
  takeBytes,
} from "../../../../../native/devices/gates/modbus-io/exchange.ts";
import { bytes, joined } from "./bytes.ts";

const inputs: ReadRequest = { unit: 1, functionCode: readDiscreteInputs, address: 0, count: 8 };
const counters: ReadRequest = { unit: 1, functionCode: readInputRegisters, address: 0, count: 1 };
const answer = bytes("01 02 01 C2 20 19");
const c2: Outcome = { type: "inputs", bits: [false, true, false, false, false, false, true, true] };

function rtu(...body: readonly number[]): Uint8Array {
  const crc = crc16(Uint8Array.from(body));
  return Uint8Array.of(...body, crc & 0xff, crc >> 8);
}

function asked(framing: Framing, request = inputs): ExchangeState {
  return ask(startExchange(framing), request).state;
}

/** Takes the chunks one after the other. */
function take(from: ExchangeState, ...chunks: readonly Uint8Array[]) {
  let state = from;
  const frames: SeenFrame[] = [];
  const outcomes: Outcome[] = [];
  const lateUnits: number[] = [];
  for (const chunk of chunks) {
    const step = takeBytes(state, chunk);
    state = step.state;
    frames.push(...step.frames);
    lateUnits.push(...step.lateUnits);
    if (step.outcome) outcomes.push(step.outcome);
  }
  return { state, frames, outcomes, lateUnits };
}

function bad(frames: readonly SeenFrame[]): readonly string[] {
  return frames.filter(({ good }) => !good).map(({ meaning }) => meaning);
}

describe("on RTU", () => {
  test("an answer is taken wherever it is split", () => {
    for (let at = 1; at < answer.length; at++) {
      const result = take(asked("rtu"), answer.subarray(0, at), answer.subarray(at));
      expect(result.outcomes).toEqual([c2]);
      expect(result.state).toMatchObject({ awaiting: null, rest: bytes("") });
    }
    expect(take(asked("rtu"), ...Array.from(answer, (byte) => Uint8Array.of(byte))).outcomes).toEqual([c2]);
  });

  test("an answer between garbage is taken, and the garbage kept", () => {
    const result = take(asked("rtu"), joined(bytes("FF 00 01 02"), answer, bytes("FF")));
    expect(result.outcomes).toEqual([c2]);
    expect(result.frames.map(({ meaning }) => meaning)).toEqual([
      "no frame in 4 bytes",
      "unit 1 inputs 0..7: 01000011",
    ]);
    // What follows is thrown out before the next request, and kept for the technician too.
    expect(bad(ask(result.state, inputs).frames)).toEqual(["no frame in 1 bytes"]);
  });

  test("the echo of a two-wire converter is not an answer", () => {
    const echo = bytes("01 02 00 00 00 08 79 CC");
    const result = take(asked("rtu"), echo.subarray(0, 3), echo.subarray(3), answer);
    expect(result.outcomes).toEqual([c2]);
    expect(bad(result.frames)).toEqual([]);
    expect(giveUp(take(asked("rtu"), echo).state).outcome).toEqual({ type: "time_out" });
  });

  test("an exception ends the request with its code", () => {
    expect(take(asked("rtu"), bytes("01 82 02 C1 61")).outcomes).toEqual([{ type: "exception", code: 2 }]);
  });

  test("nothing at all is a time-out, bytes that make no frame are a bad answer", () => {
    expect(giveUp(asked("rtu")).outcome).toEqual({ type: "time_out" });
    const half = giveUp(take(asked("rtu"), answer.subarray(0, 4)).state);
    expect(half.outcome).toEqual({ type: "bad_answer", reason: "no_frame" });
    expect(bad(half.frames)).toEqual(["no frame in 4 bytes"]);
  });

  test.each<[string, Uint8Array]>([
    ["wrong_unit", rtu(2, 2, 1, 0xc2)],
    ["wrong_function", rtu(1, 1, 1, 0xc2)],
    ["wrong_length", rtu(1, 2, 2, 0xc2, 0)],
  ])("%s: the right answer may still come; without it that is what was wrong", (reason, frame) => {
    const waiting = take(asked("rtu"), frame);
    expect(waiting.outcomes).toEqual([]);
    expect(take(waiting.state, answer).outcomes).toEqual([c2]);
    expect(giveUp(waiting.state).outcome).toEqual({ type: "bad_answer", reason });
  });

  test("a late answer is not taken for the answer of another unit or function", () => {
    const late = giveUp(asked("rtu", { ...inputs, unit: 2 })).state;
    const other = take(ask(late, inputs).state, rtu(2, 2, 1, 0xff));
    expect(other).toMatchObject({ outcomes: [], lateUnits: [2] });
    expect(take(other.state, answer).outcomes).toEqual([c2]);
    expect(giveUp(other.state).outcome).toEqual({ type: "time_out" });

    const register = take(ask(giveUp(asked("rtu")).state, counters).state, answer, rtu(1, 4, 2, 0, 7));
    expect(register).toMatchObject({ outcomes: [{ type: "registers", values: [7] }], lateUnits: [1] });
  });

  test("a late answer that nobody waits for any more is told as such", () => {
    const result = take(giveUp(asked("rtu")).state, answer);
    expect(result).toMatchObject({ outcomes: [], lateUnits: [1] });
    expect(bad(result.frames)).toEqual(["late answer: unit 1 inputs 0..7: 01000011"]);
  });

  test("a flood is cut off, and the answer after it found", () => {
    const flood = Array.from({ length: 40 }, () => new Uint8Array(100).fill(0xff));
    const result = take(asked("rtu"), ...flood, answer);
    expect(result.outcomes).toEqual([c2]);
    expect(result.state.rest).toHaveLength(0);
    expect(result.frames.reduce((sum, frame) => sum + frame.bytes.length, 0)).toBe(4_006);
  });
});

test("heaps of bytes made to look like frames do not hide the answer after them", () => {
  const heap = new Uint8Array(65_536).map((_, index) => [1, 2, 250][index % 3] ?? 0);
  let state = asked("rtu");
  for (let time = 0; time < 100; time++) state = takeBytes(state, heap).state;
  expect(take(state, answer).outcomes).toEqual([c2]);
});

describe("on Modbus TCP", () => {
  const tcpAnswer = bytes("00 01 00 00 00 04 01 02 01 C2");

  test("an answer is taken wherever it is split", () => {
    for (let at = 1; at < tcpAnswer.length; at++)
      expect(take(asked("tcp"), tcpAnswer.subarray(0, at), tcpAnswer.subarray(at)).outcomes).toEqual([c2]);
  });

  test("a late answer is told apart by its transaction, even to an equal request", () => {
    const second = ask(giveUp(asked("tcp")).state, inputs);
    const late = take(second.state, tcpAnswer);
    expect(late).toMatchObject({ outcomes: [], lateUnits: [1] });
    expect(take(late.state, bytes("00 02 00 00 00 04 01 02 01 00")).outcomes).toEqual([
      { type: "inputs", bits: Array.from({ length: 8 }, () => false) },
    ]);
  });

  test("half a late frame does not spoil the next", () => {
    const half = take(asked("tcp"), tcpAnswer.subarray(0, 5)).state;
    const gone = giveUp(half);
    expect(gone.outcome).toEqual({ type: "bad_answer", reason: "no_frame" });
    const next = ask(gone.state, inputs).state;
    const result = take(next, tcpAnswer.subarray(5), bytes("00 02 00 00 00 04 01 02 01 C2"));
    expect(result.outcomes).toEqual([c2]);
  });

  test.each([
    ["wrong_unit", "00 01 00 00 00 04 02 02 01 C2"],
    ["wrong_function", "00 01 00 00 00 04 01 01 01 C2"],
    ["wrong_length", "00 01 00 00 00 05 01 02 02 C2 00"],
    ["wrong_length", "00 01 00 00 00 04 01 02 07 C2"],
    ["no_frame", "48 54 54 50 2F 31 2E 31"],
  ])("%s ends the request", (reason, hex) => {
    expect(take(asked("tcp"), bytes(hex)).outcomes).toEqual([{ type: "bad_answer", reason }]);
  });

  test("an exception ends the request; an unknown transaction does not", () => {
    expect(take(asked("tcp"), bytes("00 01 00 00 00 03 01 82 04")).outcomes).toEqual([{ type: "exception", code: 4 }]);
    const result = take(asked("tcp"), bytes("00 63 00 00 00 04 01 02 01 C2"));
    expect(result.outcomes).toEqual([]);
    expect(bad(result.frames)).toEqual(["unknown transaction: unit 1 FC02, 1 bytes"]);
  });

  test("transactions count round without 0", () => {
    let state = startExchange("tcp");
    const seen = new Set<number>();
    for (let count = 0; count < 65_537; count++) {
      const step = ask(state, inputs);
      seen.add(((step.bytes[0] ?? 0) << 8) | (step.bytes[1] ?? 0));
      state = { ...step.state, awaiting: null };
    }
    expect(seen.has(0)).toBe(false);
    expect(seen.size).toBe(65_535);
  });
});

describe("whatever comes", () => {
  const chunks = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constant(answer),
      fc.constant(bytes("00 01 00 00 00 04 01 02 01 C2")),
      fc.constant(bytes("01 82 02 C1 61")),
      fc.constant(bytes("01 02 00 00 00 08 79 CC")),
    ),
    { maxLength: 30 },
  );

  test.each<Framing>(["rtu", "tcp"])("%s: every byte is accounted for once and nothing fails", (framing) => {
    fc.assert(
      fc.property(chunks, (parts) => {
        let sum = 0;
        let state = asked(framing);
        for (const part of parts) {
          const step = takeBytes(state, part);
          sum += step.frames.reduce((total, frame) => total + frame.bytes.length, 0);
          state = step.state.awaiting ? step.state : giveUp(step.state).state;
          expect(state.rest.length).toBeLessThanOrEqual(600);
        }
        expect(sum + state.rest.length).toBe(parts.reduce((total, part) => total + part.length, 0));
      }),
      { numRuns: 500 },
    );
  });

  test("a good answer after noise on RTU is always found", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(3), (noise, silent) => {
        // Noise that holds a whole frame for this request by chance is the CRC's own limit, not ours.
        const before = take(asked("rtu"), noise);
        fc.pre(before.outcomes.length === 0);
        const result = take(
          before.state,
          ...(silent === 0 ? [answer] : [answer.subarray(0, silent), answer.subarray(silent)]),
        );
        expect(result.outcomes).toEqual([c2]);
      }),
      { numRuns: 500 },
    );
  });
});
