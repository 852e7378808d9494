import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toFormat } from "../../../../../native/devices/gates/frame-profile/codec.ts";
import {
  freshPoint,
  interruptPoint,
  type PointState,
  readPoint,
  toPoints,
} from "../../../../../native/devices/gates/frame-profile/points.ts";
import { profileOf } from "./profiles.ts";

type Step = number | "away";

/** What one point tells of readings of a two-byte field, in short. */
function told(when: object, steps: readonly Step[], means = "metal", field: object = {}): readonly string[] {
  const profile = profileOf({
    messages: [{ id: "state", fields: [{ id: "value", at: 1, size: 2, ...field }] }],
    points: [{ id: "p", name: { "zh-CN": "点", en: "p" }, means, when: { field: "value", ...when } }],
  });
  const format = toFormat(profile);
  const [point] = toPoints(profile, format.messages);
  const [message] = format.messages;
  if (!point || !message) throw new Error("no point");
  let state: PointState = freshPoint;
  return steps.flatMap((step) => {
    if (step === "away") {
      state = interruptPoint(state);
      return [];
    }
    const read = readPoint(point, state, message, Uint8Array.of(0x7e, step >> 8, step & 0xff, 0, 0, 0), 0, 5);
    state = read.state;
    return read.changes.map((change) =>
      change.type === "gate.counter_reset" ? `reset ${change.from}→${change.to}` : `${change.change} ${change.count}`,
    );
  });
}

describe("an edge", () => {
  test.each<[string, object, readonly Step[], readonly string[]]>([
    ["of a bit", { bit: 8 }, [0, 0x100, 0x1ff, 0xff], ["on 1", "off 1"]],
    ["of any bit", {}, [0, 4, 2, 0], ["on 1", "off 1"]],
    ["inverted", { bit: 0, inverted: true }, [1, 0, 1], ["on 1", "off 1"]],
    ["that is there from the start", { bit: 0 }, [1, 1], ["on 1"]],
    ["said again after an absence, whether it went off and on or not", { bit: 0 }, [1, "away", 1, 1], ["on 1", "on 1"]],
    ["that went off meanwhile", { bit: 0 }, [1, "away", 0], ["on 1", "off 1"]],
  ])("%s", (_, when, steps, expected) => {
    expect(told({ type: "edge", ...when }, steps)).toEqual(expected);
  });

  test("nobody is counted twice after an absence", () => {
    expect(told({ type: "edge", bit: 0 }, [1, "away", 1], "passage")).toEqual(["on 1"]);
  });
});

test.each<[string, object, readonly string[]]>([
  ["in a set", { is: [3, 5] }, ["on 1", "off 1", "on 1"]],
  ["not in a set", { isNot: [0, 4] }, ["on 1", "off 1", "on 1"]],
])("a value %s", (_, when, expected) => {
  expect(told({ type: "value", ...when }, [0, 3, 5, 4, 3])).toEqual(expected);
});

describe("a counter", () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    ["goes on", [5, 5, 7, 8], ["pulse 2", "pulse 1"]],
    ["wraps at what fits", [65_534, 1], ["pulse 3"]],
    ["was reset", [500, 0, 2], ["reset 500→0", "pulse 2"]],
    ["was reset and has counted since", [5_000, 3], ["reset 5000→3", "pulse 3"]],
    ["was changed for another", [500, 40_000, 40_001], ["reset 500→40000", "pulse 1"]],
    ["went on while nobody read it", [5, "away", 3_000], ["pulse 2995"]],
    ["went back while nobody read it", [65_000, "away", 10], ["reset 65000→10", "pulse 10"]],
    ["went back and far on", [65_000, "away", 30_000], ["reset 65000→30000"]],
  ])("%s", (_, steps, expected) => {
    expect(told({ type: "counter" }, steps, "passage")).toEqual(expected);
  });

  test("wraps by its declared size and by its digits", () => {
    expect(told({ type: "counter", wrapsAt: 1_000 }, [998, 1], "passage")).toEqual(["pulse 3"]);
    expect(told({ type: "counter" }, [0x9998, 0x0001], "passage", { as: "bcd" })).toEqual(["pulse 3"]);
  });

  test("a field that holds no such number says nothing", () => {
    expect(told({ type: "counter" }, [0x0010, 0x001a, 0x0012], "passage", { as: "bcd" })).toEqual(["pulse 2"]);
  });

  test("never tells a count that is not above zero, whatever comes", () => {
    const step = fc.oneof(fc.nat(65_535), fc.constant("away" as const));
    const counts = (steps: readonly Step[]): readonly number[] =>
      told({ type: "counter" }, steps, "passage").flatMap((each) =>
        each.startsWith("pulse") ? [Number(each.slice(6))] : [],
      );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        expect(counts(steps).filter((count) => !(count > 0))).toEqual([]);
      }),
    );
  });
});

test("a message is one event, or the start and end of one", () => {
  const profile = profileOf({
    messages: [
      { id: "a", match: [{ at: 1, is: "01" }] },
      { id: "b", match: [{ at: 1, is: "02" }] },
    ],
    points: ["a", "ab"].map((id) => ({
      id,
      name: { "zh-CN": "点", en: "p" },
      means: "fault",
      when: { type: "message", on: ["a"], ...(id === "ab" ? { off: ["b"] } : {}) },
    })),
  });
  const format = toFormat(profile);
  const [pulse, level] = toPoints(profile, format.messages);
  const run = (point: typeof pulse, ids: readonly string[]): readonly string[] => {
    let state: PointState = freshPoint;
    return ids.flatMap((id) => {
      const message = format.messages.find((each) => each.id === id);
      if (!point || !message) throw new Error(id);
      const read = readPoint(point, state, message, new Uint8Array(6), 0, 5);
      state = read.state;
      return read.changes.map((change) => (change.type === "gate.input" ? change.change : change.type));
    });
  };
  expect(run(pulse, ["a", "b", "a"])).toEqual(["pulse", "pulse"]);
  expect(run(level, ["a", "a", "b", "b", "a"])).toEqual(["on", "off", "on"]);
});
