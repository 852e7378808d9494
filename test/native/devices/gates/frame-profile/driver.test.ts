import { describe, expect, test } from "vitest";
import { AppError } from "../../../../../native/base/app-error.ts";
import type { GateProfile } from "../../../../../native/contract/gate-profile.ts";
import { type BoardState, boardNamed } from "../../../../simulators/gate-board/boards.ts";
import { bytes, profileNamed, profileOf } from "./profiles.ts";
import { profileGate, type WiredProfile, wiredProfile } from "./wired-profile.ts";

const fresh = (): BoardState => ({ left: 0, right: 0, hasFault: false, hasAlarm: false, alarms: 0 });

/** Swing gates with a board of the simulator behind each unit. */
function swing(...units: readonly number[]): WiredProfile & { readonly states: Map<number, BoardState> } {
  const states = new Map(units.map((unit) => [unit, fresh()]));
  const wire = wiredProfile(
    profileNamed("swing-flap-board"),
    ...units.map((unit) => profileGate({ id: `gate${unit}`, profile: "swing-flap-board", unit })),
  );
  wire.answer = (sent) => boardNamed("swing-flap-board").answer(sent, states)?.says ?? null;
  return Object.assign(wire, { states });
}

function state(wire: { readonly states: Map<number, BoardState> }, unit: number): BoardState {
  const found = wire.states.get(unit);
  if (!found) throw new Error(`no unit ${unit}`);
  return found;
}

describe("two gates on one line", () => {
  test("each is asked in turn, and what happens at one is told of that one", () => {
    const wire = swing(1, 2);
    wire.clock.advance(1_000);
    expect(wire.sent.slice(0, 4)).toEqual([
      "7E00011000000070",
      "7E0002100000006F",
      "7E00011000000070",
      "7E0002100000006F",
    ]);
    state(wire, 2).left = 2;
    state(wire, 2).hasAlarm = true;
    wire.clock.advance(500);
    state(wire, 1).hasFault = true;
    wire.clock.advance(500);
    expect(wire.told()).toEqual([
      "gate1 link.up",
      "gate2 link.up",
      "gate2 alarm on",
      "gate2 left pulse 2",
      "gate1 fault on",
    ]);
    expect(wire.drivers.map((driver) => driver.health().condition)).toEqual(["ok", "ok"]);
  });

  test("one that is silent is lost and costs the other little", () => {
    const wire = swing(1, 2);
    wire.clock.advance(1_000);
    wire.states.delete(2);
    wire.clock.advance(3_000);
    expect(wire.told()).toContain("gate2 gate.module_lost device.time_out");
    const before = wire.sent.length;
    wire.clock.advance(10_000);
    const asked = wire.sent.slice(before);
    expect(asked.filter((hex) => hex.startsWith("7E0001")).length).toBeGreaterThan(30);
    expect(asked.filter((hex) => hex.startsWith("7E0002")).length).toBeLessThan(8);
    expect(wire.drivers.map((driver) => driver.health().condition)).toEqual(["ok", "lost"]);
    wire.states.set(2, fresh());
    wire.clock.advance(3_000);
    expect(wire.told().at(-1)).toBe("gate2 gate.module_back");
    expect(wire.reconnects).toEqual([]);
  });

  test("closing one takes it out of the poll, closing the last closes the line", async () => {
    const wire = swing(1, 2);
    wire.clock.advance(500);
    await wire.drivers[0]?.close();
    const before = wire.sent.length;
    wire.clock.advance(1_000);
    expect(wire.sent.slice(before).every((hex) => hex.startsWith("7E0002"))).toBe(true);
    expect(wire.isClosed).toBe(false);
    await wire.drivers[1]?.close();
    expect(wire.isClosed).toBe(true);
    expect(wire.clock.waiting).toBe(0);
  });
});

describe("a device that sends another's frames", () => {
  test("of another unit: counted, told, decoded for nobody", () => {
    const wire = swing(1);
    const stranger = new Map([[7, { ...fresh(), hasAlarm: true }]]);
    wire.answer = () => boardNamed("swing-flap-board").answer(bytesOf("7E0007100000006A"), stranger)?.says ?? null;
    wire.clock.advance(5_000);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 gate.module_lost device.bad_answer"]);
    expect(wire.drivers[0]?.health().error).toEqual({ code: "device.bad_answer", params: { reason: "wrong_unit" } });
    expect(wire.drivers[0]?.checks?.()).toMatchObject({ good: 0, foreign: 4, failed: 0 });
    expect(wire.drivers[0]?.frames().at(-1)).toMatchObject({
      good: false,
      meaning: expect.stringContaining("wrong_unit: unit 7") as string,
    });
  });

  test("of another profile: nothing is decoded, and the check that would fit is told", () => {
    const wire = swing(1);
    let count = 0;
    // The same board with the sum of the bytes instead of its complement.
    wire.answer = () => {
      count++;
      const frame = boardNamed("swing-flap-board").answer(
        bytesOf("7E00011000000070"),
        new Map([[1, { ...fresh(), left: count }]]),
      )?.says;
      return frame ? Uint8Array.from(frame).with(17, ~(frame[17] ?? 0) & 0xff) : null;
    };
    wire.clock.advance(20_000);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 gate.module_lost device.bad_answer"]);
    expect(wire.drivers[0]?.health().error).toEqual({ code: "device.bad_answer", params: { reason: "check_failed" } });
    const checks = wire.drivers[0]?.checks?.();
    expect(checks?.failed).toBeGreaterThan(5);
    expect(checks?.advice[0]).toMatchObject({ type: "sum", from: 0, start: "00" });
  });

  test("frames that fail now and then make the gate degraded, with how many of the last", () => {
    const wire = swing(1);
    let count = 0;
    wire.answer = (sent) => {
      count++;
      const says = boardNamed("swing-flap-board").answer(sent, wire.states)?.says;
      return says && count % 3 === 0 ? Uint8Array.from(says).with(8, 0x55) : (says ?? null);
    };
    wire.clock.advance(30_000);
    const health = wire.drivers[0]?.health();
    expect(health).toMatchObject({ condition: "degraded", error: { code: "device.wrong_frames" } });
    expect(health?.error?.params).toMatchObject({ reason: "check_failed", of: 50 });
    expect(wire.told()).toEqual(["gate1 link.up"]);
  });

  test("the echo of a two-wire converter is none", () => {
    const wire = swing(1);
    wire.answer = (sent) => {
      const says = boardNamed("swing-flap-board").answer(sent, wire.states)?.says ?? Buffer.alloc(0);
      return Buffer.concat([sent, says]);
    };
    wire.clock.advance(5_000);
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "ok", framesBad: 0 });
    expect(wire.drivers[0]?.frames().some(({ meaning, good }) => meaning === "echo of the poll" && good)).toBe(true);
  });
});

describe("time", () => {
  test("half an answer is given up after the gap between bytes, and the next one is read", () => {
    const wire = swing(1);
    let isHalf = true;
    wire.answer = (sent) => {
      const says = boardNamed("swing-flap-board").answer(sent, wire.states)?.says ?? null;
      const now = isHalf;
      isHalf = false;
      return says && now ? says.subarray(0, 9) : says;
    };
    wire.clock.advance(2_000);
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "ok", framesBad: 1 });
    expect(wire.told()).toEqual(["gate1 link.up"]);
  });

  test("a frame that comes in drops is read as long as each gap is short enough", () => {
    const wire = wiredProfile(profileNamed("2b-att203"), profileGate({ profile: "2b-att203" }));
    for (const byte of bytes("FE 81 01 00 00 00 AB")) {
      wire.say(Uint8Array.of(byte));
      wire.clock.advance(90);
    }
    for (const byte of bytes("FE 81 02 00 00 00 AB")) {
      wire.say(Uint8Array.of(byte));
      wire.clock.advance(110);
    }
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 passage-a pulse"]);
  });

  test("silence is a loss only where the profile says so", () => {
    const limited: GateProfile = {
      ...profileNamed("2b-att203"),
      timing: { ...profileNamed("2b-att203").timing, silenceMs: 60_000 },
    };
    const wire = wiredProfile(limited, profileGate({ profile: "2b-att203" }));
    const calm = wiredProfile(profileNamed("2b-att203"), profileGate({ profile: "2b-att203" }));
    wire.clock.advance(59_000);
    expect(wire.told()).toEqual(["gate1 link.up"]);
    wire.clock.advance(2_000);
    calm.clock.advance(1_000_000);
    expect(wire.told().at(-1)).toBe("gate1 gate.module_lost device.time_out");
    expect(calm.told()).toEqual(["gate1 link.up"]);
    wire.say(bytes("FE 81 01 00 00 00 AB"));
    expect(wire.told().slice(-2)).toEqual(["gate1 gate.module_back", "gate1 passage-a pulse"]);
  });

  test("a line on which nobody answers is connected anew, without an event", () => {
    const wire = swing(1);
    wire.states.clear();
    wire.reconnectMs = 100;
    wire.clock.advance(30_000);
    expect(wire.reconnects.length).toBeGreaterThan(1);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 gate.module_lost device.time_out"]);
  });
});

describe("the line", () => {
  test("goes down and up: what stands is told again, a counter that went back is a reset", () => {
    const wire = swing(1);
    Object.assign(state(wire, 1), { left: 40, hasAlarm: true });
    wire.clock.advance(500);
    wire.down();
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "lost", error: { code: "link.closed" } });
    state(wire, 1).left = 3;
    wire.up();
    wire.clock.advance(500);
    expect(wire.told()).toEqual([
      "gate1 link.up",
      "gate1 alarm on",
      "gate1 link.down link.closed",
      "gate1 link.up",
      "gate1 alarm on",
      "gate1 left reset 40 3",
      "gate1 left pulse 3",
    ]);
  });

  test("a far side that never stops is held back", () => {
    const wire = wiredProfile(profileNamed("tx1500"), profileGate({ profile: "tx1500" }));
    for (let piece = 0; piece < 70; piece++) wire.say(new Uint8Array(1_024));
    expect(wire.isPaused).toBe(true);
    wire.clock.advance(1_001);
    expect(wire.isPaused).toBe(false);
    wire.say(bytes("02 02 00 1B 1B"));
    expect(wire.told().at(-1)).toBe("gate1 left-to-right pulse");
  });

  test("the last hundred frames are kept, those that were none among them", () => {
    const wire = swing(1);
    wire.say(bytes("01 02 03"));
    wire.clock.advance(60_000);
    const frames = wire.drivers[0]?.frames() ?? [];
    expect(frames).toHaveLength(100);
    expect(frames.find(({ good }) => !good)).toMatchObject({ hex: "01 02 03", meaning: "no_frame: ..." });
    expect(frames.find(({ direction }) => direction === "out")).toMatchObject({ meaning: "poll status of unit 1" });
    expect(frames.at(-1)?.meaning).toMatch(/^unit 1 status: version=18 fault=0|^poll/);
  });
});

test("a message that wants an answer gets it at once, each time", () => {
  const profile = profileOf({
    unit: { at: 1 },
    messages: [{ id: "alarm", match: [{ at: 2, is: "41" }], reply: "7E {unit} 06 {check}" }],
    points: [
      { id: "metal", name: { "zh-CN": "金属", en: "metal" }, means: "metal", when: { type: "message", on: ["alarm"] } },
    ],
  });
  const wire = wiredProfile(profile, profileGate({ profile: "small", unit: 5 }));
  wire.say(bytes("7E 05 41 00 00 C4"));
  wire.say(bytes("7E 06 41 00 00 C5"));
  expect(wire.sent).toEqual(["7E050689"]);
  expect(wire.told()).toEqual(["gate1 link.up", "gate1 metal pulse"]);
});

describe("outputs", () => {
  function lamp() {
    const states = new Map([[3, fresh()]]);
    const wire = wiredProfile(profileNamed("hengshi-hs-6600"), profileGate({ profile: "hengshi-hs-6600", unit: 3 }));
    wire.answer = (sent) => boardNamed("hengshi-hs-6600").answer(sent, states)?.says ?? null;
    wire.clock.advance(1_000);
    const outputs = wire.drivers[0]?.outputs;
    if (!outputs) throw new Error("no outputs");
    return { wire, states, outputs };
  }

  test("a lamp is on when the device has confirmed it", async () => {
    const { wire, outputs } = lamp();
    expect(outputs.states()).toEqual([{ outputId: "lamp", isOn: null }]);
    const switched = outputs.set("lamp", true);
    wire.clock.advance(50);
    await switched;
    expect(wire.sent.filter((hex) => hex.startsWith("AA55030231"))).toEqual(["AA550302310129DD0D"]);
    expect(outputs.states()).toEqual([{ outputId: "lamp", isOn: true }]);
    wire.clock.advance(5_000);
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "ok", framesBad: 0 });
  });

  test.each<[string, (wire: WiredProfile, states: Map<number, BoardState>) => void, string]>([
    ["does not answer", (_, states) => states.clear(), "device.time_out"],
    ["is cut off", (wire) => wire.clock.after(2, () => wire.down()), "link.closed"],
    ["is taken away", (wire) => wire.clock.after(2, () => void wire.drivers[0]?.close()), "link.closed"],
  ])("a device that %s has switched nothing", async (_, spoil, reason) => {
    const { wire, states, outputs } = lamp();
    spoil(wire, states);
    const switched = outputs.set("lamp", true).then(
      () => "done",
      (error: unknown) => (error instanceof AppError ? `${error.code} ${error.params["reason"]}` : error),
    );
    wire.clock.advance(2_000);
    expect(await switched).toBe(`gate.output_failed ${reason}`);
    expect(outputs.states()).toEqual([{ outputId: "lamp", isOn: null }]);
  });

  test("an output that is not there, and a line that is down, are refused at once", async () => {
    const { wire, outputs } = lamp();
    await expect(outputs.set("door", true)).rejects.toMatchObject({ code: "gate.output_failed" });
    wire.down();
    await expect(outputs.set("lamp", true)).rejects.toMatchObject({ code: "gate.output_failed" });
  });
});

test.each([
  ["a profile that is not there", null, { profile: "gone" }],
  ["a unit that is not given", "swing-flap-board", { profile: "swing-flap-board" }],
  ["a unit that the profile has not", "tx1500", { profile: "tx1500", unit: 1 }],
])("%s keeps its gate out and says so, and breaks nothing", async (_, id, settings) => {
  const wire = wiredProfile(id === null ? null : profileNamed(id), profileGate(settings));
  expect(wire.drivers[0]?.health()).toMatchObject({ condition: "refused", error: { code: "device.no_profile" } });
  expect(wire.told()).toEqual(["gate1 gate.module_lost device.no_profile"]);
  await wire.drivers[0]?.close();
});

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}
