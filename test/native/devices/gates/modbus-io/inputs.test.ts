import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gateInputSchema } from "../../../../../native/contract/site.ts";
import {
  freshPoint,
  interruptPoint,
  type Point,
  type PointState,
  readPoint,
  toPoint,
} from "../../../../../native/devices/gates/modbus-io/inputs.ts";

function point(input: object): Point {
  return toPoint(gateInputSchema.parse(input));
}

/** A reading: time in ms, the contacts, the counter; `null` stands for an interruption. */
type Read = readonly [atMs: number, closed: string, counter?: number] | null;

/** Reads in turn and says what happened, as `150 on`, `300 pulse 2`. */
function history(of: Point, ...readings: readonly Read[]): readonly string[] {
  let state: PointState = freshPoint;
  return readings.flatMap((reading) => {
    if (!reading) {
      state = interruptPoint(state);
      return [];
    }
    const [atMs, closed, counter = null] = reading;
    const read = readPoint(of, state, { atMs, counter, isClosed: (input) => closed[input] === "1" });
    state = read.state;
    return read.changes.map((change) => {
      if (change.type === "gate.counter_reset") return `${atMs} reset ${change.from} ${change.to}`;
      if (change.type !== "gate.input") return `${atMs} ${change.type.slice("gate.".length)}`;
      return `${atMs} ${change.change}${change.count === 1 ? "" : ` ${change.count}`}`;
    });
  });
}

const metal = point({ input: 0, means: "metal" });
const passage = point({ input: 0, means: "passage" });
const pair = point({ inputs: [0, 1], means: "tamper", wiring: "no-nc" });

describe("a single contact", () => {
  test("changes are told once", () => {
    expect(history(metal, [0, "0"], [100, "1"], [200, "1"], [300, "0"], [400, "0"])).toEqual(["100 on", "300 off"]);
  });

  test("at the start an on is told and an off is not", () => {
    expect(history(metal, [0, "1"], [100, "1"])).toEqual(["0 on"]);
    expect(history(metal, [0, "0"], [100, "0"])).toEqual([]);
  });

  test("after an interruption the present state is told, but nobody is counted twice", () => {
    expect(history(metal, [0, "1"], null, [900, "1"], [1000, "1"])).toEqual(["0 on", "900 on"]);
    expect(history(metal, [0, "1"], null, [900, "0"])).toEqual(["0 on", "900 off"]);
    expect(history(metal, [0, "0"], null, [900, "0"])).toEqual([]);
    expect(history(metal, [0, "0"], null, [900, "1"])).toEqual(["900 on"]);
    expect(history(passage, [0, "1"], null, [900, "1"])).toEqual(["0 on"]);
  });

  test("a contact that opens on its event", () => {
    const inverted = point({ input: 0, means: "metal", inverted: true });
    expect(history(inverted, [0, "1"], [100, "0"], [200, "1"])).toEqual(["100 on", "200 off"]);
  });

  test("a passage must last as long as its debounce", () => {
    const slow = point({ input: 0, means: "passage", debounceMs: 200 });
    expect(history(slow, [0, "0"], [100, "1"], [200, "0"], [300, "1"], [400, "1"], [500, "1"])).toEqual(["500 on"]);
    expect(history(slow, [0, "1"], [100, "0"], [200, "1"], [300, "0"], [500, "0"])).toEqual(["0 on", "500 off"]);
  });

  test.each(["metal", "panic", "tamper"])("%s is told at its edge, however short; only its end waits", (means) => {
    const chattering = point({ input: 0, means, debounceMs: 300 });
    expect(history(chattering, [0, "0"], [100, "1"], [200, "0"], [300, "1"], [400, "0"], [800, "0"])).toEqual([
      "100 on",
      "800 off",
    ]);
  });
});

describe("a pair of contacts", () => {
  test("they differ, and the normally open one says which way", () => {
    expect(history(pair, [0, "01"], [100, "10"], [200, "01"])).toEqual(["100 on", "200 off"]);
  });

  test("equal for up to 150 ms is the change itself", () => {
    expect(history(pair, [0, "01"], [100, "00"], [250, "00"], [300, "10"])).toEqual(["300 on"]);
  });

  test.each(["00", "11"])("equal (%s) for longer is a fault of the line, told once, and its end", (equal) => {
    expect(history(pair, [0, "01"], [100, equal], [200, equal], [251, equal], [900, equal], [1000, "01"])).toEqual([
      "251 line_fault",
      "1000 line_ok",
    ]);
  });

  test("an event that came with the fault is told when the line is whole again", () => {
    expect(history(pair, [0, "01"], [100, "00"], [300, "00"], [400, "10"])).toEqual([
      "300 line_fault",
      "400 line_ok",
      "400 on",
    ]);
  });

  test("a line that is cut at the start is a fault, and stays one fault over an interruption", () => {
    expect(history(pair, [0, "00"], [200, "00"], null, [900, "00"], [1200, "00"])).toEqual(["200 line_fault"]);
  });

  test("the time between the last reading before an interruption and the first after it does not count", () => {
    expect(history(pair, [0, "01"], [100, "00"], null, [900, "00"], [1000, "01"])).toEqual([]);
  });
});

describe("an edge counter", () => {
  const counted = point({ input: 0, means: "passage", counterRegister: 0 });

  test("what the poll missed is told as pulses", () => {
    expect(history(counted, [0, "0", 40], [150, "0", 41], [300, "0", 44])).toEqual(["150 pulse", "300 pulse 3"]);
  });

  test("an edge that the poll saw is not told twice, whichever was read first", () => {
    expect(history(counted, [0, "0", 40], [150, "1", 41], [300, "0", 41])).toEqual(["150 on", "300 off"]);
    expect(history(counted, [0, "0", 40], [150, "1", 40], [300, "1", 41], [450, "0", 41])).toEqual([
      "150 on",
      "450 off",
    ]);
    expect(history(counted, [0, "0", 40], [150, "1", 43])).toEqual(["150 pulse 2", "150 on"]);
  });

  test("the first reading says nothing about the past", () => {
    expect(history(counted, [0, "1", 900], [150, "1", 900], [300, "0", 901])).toEqual(["0 on", "300 pulse", "300 off"]);
  });

  test("it wraps at 65536", () => {
    expect(history(counted, [0, "0", 65_534], [150, "0", 2])).toEqual(["150 pulse 4"]);
  });

  test("one that goes back is a module that began anew, not 65,000 passages", () => {
    expect(history(counted, [0, "0", 900], [150, "0", 0])).toEqual(["150 reset 900 0"]);
    expect(history(counted, [0, "0", 900], [150, "0", 2])).toEqual(["150 reset 900 2", "150 pulse 2"]);
    expect(history(counted, [0, "0", 60_000], [150, "0", 5])).toEqual(["150 reset 60000 5", "150 pulse 5"]);
    expect(history(counted, [0, "0", 60_000], [150, "0", 30_000])).toEqual(["150 reset 60000 30000"]);
    expect(history(counted, [0, "0", 3], [150, "0", 40_000])).toEqual(["150 reset 3 40000"]);
  });

  test("edges counted during an interruption are told; a smaller value then is a reset, not a wrap", () => {
    expect(history(counted, [0, "0", 40], null, [9_000, "0", 47])).toEqual(["9000 pulse 7"]);
    expect(history(counted, [0, "0", 65_530], null, [9_000, "0", 3])).toEqual(["9000 reset 65530 3", "9000 pulse 3"]);
  });

  test("a round without its counter loses nothing", () => {
    expect(history(counted, [0, "0", 40], [150, "1"], [300, "0", 41], [450, "0", 42])).toEqual([
      "150 on",
      "300 off",
      "450 pulse",
    ]);
  });

  test("what the debounce took away, the counter gives back", () => {
    const slow = point({ input: 0, means: "passage", counterRegister: 0, debounceMs: 200 });
    expect(history(slow, [0, "0", 1], [150, "1", 2], [300, "0", 2], [450, "0", 2])).toEqual(["300 pulse"]);
    expect(history(slow, [0, "0", 1], [150, "1", 2], [350, "1", 2], [500, "1", 2])).toEqual(["350 on"]);
  });

  test("of an inverted contact it counts the end of the event", () => {
    const inverted = point({ input: 0, means: "metal", counterRegister: 0, inverted: true });
    expect(history(inverted, [0, "1", 5], [150, "0", 5], [300, "1", 6], [450, "1", 7])).toEqual([
      "150 on",
      "300 off",
      "450 pulse",
    ]);
  });

  test("as many events are told as contacts closed, however they fall between the polls", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { maxLength: 80 }), fc.nat(65_535), (toggles, start) => {
        let isClosed = false;
        let closings = 0;
        let state = freshPoint;
        let told = 0;
        const read = (atMs: number): void => {
          const counter = (start + closings) % 65_536;
          const result = readPoint(counted, state, { atMs, counter, isClosed: () => isClosed });
          state = result.state;
          for (const change of result.changes)
            if (change.type === "gate.input" && change.change !== "off") told += change.count;
        };
        read(0);
        toggles.forEach((count, index) => {
          for (let toggle = 0; toggle < count; toggle++) {
            isClosed = !isClosed;
            if (isClosed) closings++;
          }
          read(150 * (index + 1));
        });
        expect(told).toBe(closings);
      }),
    );
  });
});

test("points are named after their inputs", () => {
  expect([metal.id, pair.id]).toEqual(["in0", "in0-1"]);
});
