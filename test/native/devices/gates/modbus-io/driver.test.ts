import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameAnswer } from "../../../../simulators/gate/framing.ts";
import { bytes } from "./bytes.ts";
import { gate, wired } from "./wired.ts";

const pairOfGates = [gate(), gate({ id: "gate2", unit: 2 })] as const;

describe("polling", () => {
  test("one request at a time, each gate in turn, at its interval", () => {
    const wire = wired(...pairOfGates);
    wire.clock.advance(1_000);
    const units = wire.requests.map(({ unit }) => unit);
    expect(units.slice(0, 6)).toEqual([1, 2, 1, 2, 1, 2]);
    for (const unit of [1, 2]) {
      const times = wire.requests.filter((request) => request.unit === unit).map(({ atMs }) => atMs);
      expect(times.length).toBeGreaterThanOrEqual(6);
      times.slice(1).forEach((atMs, index) => expect(atMs - (times[index] ?? 0)).toBeGreaterThanOrEqual(150));
    }
    wire.requests
      .slice(1)
      .forEach(({ atMs }, index) => expect(atMs).toBeGreaterThan((wire.requests[index]?.atMs ?? 0) + 5));
    expect(wire.told()).toEqual(["gate1 link.up", "gate2 link.up"]);
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "ok", error: null, framesBad: 0, reconnects: 0 });
  });

  test("what happens at the contacts is told with its point and time", () => {
    const wire = wired(gate());
    wire.clock.advance(400);
    wire.modules[0]?.set(0, true);
    wire.clock.advance(150);
    wire.modules[0]?.set(0, false);
    wire.modules[0]?.set(2, true);
    wire.clock.advance(400);
    expect(wire.told().slice(1)).toEqual(["gate1 in0 on", "gate1 in0 off", "gate1 in2-3 gate.line_fault"]);
    expect(wire.reports[1]).toMatchObject({ type: "gate.input", means: "metal", count: 1 });
    expect(wire.reports[1]?.atMs).toBeGreaterThan(wire.clock.nowMs() - 560);
    expect(wire.drivers[0]?.health().condition).toBe("degraded");
  });

  test("what is on at the start is told, what is off is not", () => {
    const wire = wired(gate());
    wire.modules[0]?.set(0, true);
    wire.clock.advance(500);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 in0 on"]);
  });

  test("a module whose inputs start at 16, over Modbus TCP", () => {
    const wire = wired(gate({ firstInput: 16, framing: "tcp", link: "tcp://127.0.0.1:502" }));
    wire.clock.advance(300);
    wire.modules[0]?.set(1, true);
    wire.clock.advance(300);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 in1 on"]);
  });

  test("a counter tells the passages that fall between two polls", () => {
    const wire = wired(gate({ inputs: [{ input: 1, means: "passage", counterRegister: 1 }] }));
    wire.clock.advance(400);
    for (let count = 0; count < 3; count++) {
      wire.modules[0]?.set(1, true);
      wire.modules[0]?.set(1, false);
    }
    wire.clock.advance(400);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 in1 pulse 3"]);
  });

  test("inputs are polled on when the counters cannot be read", () => {
    const wire = wired(gate({ inputs: [{ input: 1, means: "passage", counterRegister: 900 }] }));
    wire.clock.advance(2_000);
    wire.modules[0]?.set(1, true);
    wire.clock.advance(20_000);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 in1 on"]);
    expect(wire.drivers[0]?.health()).toMatchObject({
      condition: "degraded",
      error: { code: "device.exception", params: { code: 2 } },
    });
    expect(wire.requests.filter(({ code }) => code === 4).length).toBeLessThan(7);
  });
});

describe("a module that does not answer", () => {
  test("is lost after three misses, told once, asked less often, and told when it is back", () => {
    const wire = wired(gate());
    wire.clock.advance(1_000);
    wire.answers.set(1, () => null);
    wire.clock.advance(4_000);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 gate.module_lost device.time_out"]);
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "lost", error: { code: "device.time_out" } });
    const asked = wire.requests.length;
    wire.clock.advance(20_000);
    expect(wire.requests.length - asked).toBeLessThan(12);
    wire.answers.clear();
    wire.up();
    wire.clock.advance(2_500);
    expect(wire.told().filter((report) => report.includes("module"))).toEqual([
      "gate1 gate.module_lost device.time_out",
      "gate1 gate.module_back",
    ]);
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "ok", error: null });
  });

  test("does not slow the other gate on its line", () => {
    const wire = wired(...pairOfGates);
    wire.answers.set(2, () => null);
    wire.clock.advance(60_000);
    const ones = wire.requests.filter(({ unit }) => unit === 1);
    expect(ones.length).toBeGreaterThan(300);
    wire.modules[0]?.set(0, true);
    wire.clock.advance(600);
    expect(wire.told().slice(2)).toEqual(["gate2 gate.module_lost device.time_out", "gate1 in0 on"]);
    expect(wire.drivers.map((driver) => driver.health().condition)).toEqual(["ok", "lost"]);
    expect(wire.reconnects).toEqual([]);
  });

  test("nor do eleven of them", () => {
    const units = Array.from({ length: 12 }, (_, index) => index + 1);
    const wire = wired(...units.map((unit) => gate({ id: `gate${unit}`, unit })));
    for (const unit of units.slice(1)) wire.answers.set(unit, () => null);
    wire.clock.advance(30_000);
    const before = wire.requests.length;
    wire.clock.advance(30_000);
    const asked = wire.requests.slice(before).map(({ unit }) => unit);
    expect(asked.filter((unit) => unit === 1).length).toBeGreaterThan(130);
    expect(new Set(asked).size).toBe(12);
  });

  test.each([
    ["exception", (unit: number) => Uint8Array.of(unit, 0x82, 4), "device.exception"],
    ["wrong unit", () => Uint8Array.of(9, 2, 1, 0), "device.bad_answer"],
  ])("%s three times is lost too", (_, body, code) => {
    const wire = wired(gate());
    wire.answers.set(1, (request) => {
      const [unit = 0, ...rest] = body(request.unit);
      return frameAnswer("rtu", request, unit, Uint8Array.from(rest));
    });
    wire.clock.advance(4_000);
    expect(wire.told()).toEqual(["gate1 link.up", `gate1 gate.module_lost ${code}`]);
  });

  test("two misses are none", () => {
    const wire = wired(gate());
    wire.clock.advance(1_000);
    let misses = 0;
    wire.answers.set(1, () => {
      if (++misses === 2) wire.answers.clear();
      return null;
    });
    wire.clock.advance(3_000);
    expect(misses).toBe(2);
    expect(wire.told()).toEqual(["gate1 link.up"]);
  });

  test("an answer that comes late is never the next one's, and shows in the frames", () => {
    const wire = wired(gate());
    wire.latencyMs = 450;
    wire.clock.advance(5_000);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 gate.module_lost device.time_out"]);
    // The one that was asked before the module became slow.
    expect(wire.drivers[0]?.health().framesGood).toBe(1);
    expect(wire.frames().some(({ meaning }) => meaning.startsWith("late answer: unit 1"))).toBe(true);
  });

  test("a line on which nobody answers is connected anew, ever less often, without saying so", () => {
    const wire = wired(gate());
    wire.answers.set(1, () => null);
    for (let second = 0; second < 120; second++) {
      const before = wire.reconnects.length;
      wire.clock.advance(1_000);
      if (wire.reconnects.length > before) wire.up();
    }
    expect(wire.reconnects).toHaveLength(4);
    expect(wire.told()).toEqual(["gate1 link.up", "gate1 gate.module_lost device.time_out"]);
    wire.answers.clear();
    wire.clock.advance(2_500);
    expect(wire.told().slice(2)).toEqual(["gate1 gate.module_back"]);
  });

  test("unless that brings no connection", () => {
    const wire = wired(gate());
    wire.answers.set(1, () => null);
    wire.clock.advance(12_000);
    expect(wire.reconnects).toHaveLength(1);
    expect(wire.told().slice(2)).toEqual(["gate1 link.down link.closed"]);
    wire.up();
    wire.clock.advance(5_000);
    expect(wire.told().slice(3)).toEqual(["gate1 link.up", "gate1 gate.module_lost device.time_out"]);
  });
});

describe("the link", () => {
  test("down and up are told once for each gate, and the present state after it", () => {
    const wire = wired(...pairOfGates);
    wire.modules[1]?.set(0, true);
    wire.clock.advance(1_000);
    wire.down();
    wire.clock.advance(10_000);
    expect(wire.drivers.map((driver) => driver.health())).toMatchObject([
      { condition: "lost", error: { code: "link.closed" } },
      { condition: "lost", error: { code: "link.closed" } },
    ]);
    wire.modules[0]?.set(0, true);
    wire.up();
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "starting", error: null });
    wire.clock.advance(1_000);
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "ok", error: null });
    expect(wire.told().slice(2)).toEqual([
      "gate2 in0 on",
      "gate1 link.down link.closed",
      "gate2 link.down link.closed",
      "gate1 link.up",
      "gate2 link.up",
      "gate1 in0 on",
      "gate2 in0 on",
    ]);
  });

  test("noise before every answer costs no reading, and is kept for the technician among the polls", () => {
    const wire = wired(gate());
    wire.clock.advance(1_000);
    wire.send(bytes("FF FF 01 02 FF"));
    wire.clock.advance(10_000);
    expect(wire.told()).toEqual(["gate1 link.up"]);
    expect(wire.drivers[0]?.health()).toMatchObject({ condition: "ok" });
    expect(wire.frames().find(({ good }) => !good)).toMatchObject({ direction: "in", hex: "FF FF 01 02 FF" });
    expect(wire.frames()).toHaveLength(100);
    expect(wire.frames().at(-2)).toMatchObject({ direction: "out", good: true, meaning: "read unit 1 inputs 0..3" });
    expect(wire.frames().at(-1)).toMatchObject({ direction: "in", good: true, meaning: "unit 1 inputs 0..3: 0001" });
  });

  test("bytes changed, lost, doubled and added on the way bring no false event and hold nothing up", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(255)), (random) => {
        const draw = (below: number): number => (random.next().value ?? 0) % below;
        const wire = wired(gate());
        wire.reconnectMs = 100;
        wire.answers.set(1, (request) => {
          const clean = [...frameAnswer("rtu", request, 1, wire.modules[0]?.answer(request.body) ?? bytes(""))];
          const at = draw(clean.length);
          const noise = [
            clean,
            clean.with(at, (clean[at] ?? 0) ^ (1 << draw(8))),
            clean.toSpliced(at, 1),
            clean.toSpliced(at, 0, clean[at] ?? 0),
            clean.toSpliced(at, 0, draw(256), draw(256)),
            [0xff, 0xff, ...clean],
            [...clean, ...clean],
            clean.slice(0, at),
          ];
          return Uint8Array.from(noise[draw(noise.length)] ?? []);
        });
        wire.clock.advance(20_000);
        expect(wire.reports.filter(({ type }) => type === "gate.input" || type === "gate.line_fault")).toEqual([]);
        wire.answers.clear();
        wire.modules[0]?.set(0, true);
        wire.clock.advance(3_000);
        expect(wire.told().at(-1)).toBe("gate1 in0 on");
      }),
      // One in 65,536 changed frames passes the CRC: the same ones every time.
      { numRuns: 30, seed: 20_260_309 },
    );
  });

  test("a line that never falls quiet is asked all the same", () => {
    const wire = wired(gate());
    const babble = (): void => {
      wire.send(bytes("FF"));
      wire.clock.after(1, babble);
    };
    babble();
    wire.clock.advance(3_000);
    expect(wire.requests.length).toBeGreaterThan(5);
    expect(wire.told()).toEqual(["gate1 link.up"]);
    expect(wire.drivers[0]?.health().condition).toBe("ok");
  });

  test("a far side that never stops sending is held back, and heard again when it stops", () => {
    const wire = wired(gate());
    wire.clock.advance(1_000);
    let isFlooding = true;
    const flood = (): void => {
      wire.send(new Uint8Array(1_024).fill(0xff));
      if (isFlooding) wire.clock.after(1, flood);
    };
    flood();
    wire.clock.advance(60_000);
    expect(wire.drivers[0]?.health().bytesIn).toBeLessThan(1_000_000);
    expect(wire.told().slice(1)).toContain("gate1 gate.module_lost device.bad_answer");
    isFlooding = false;
    wire.up();
    wire.clock.advance(5_000);
    expect(wire.drivers[0]?.health().condition).toBe("ok");
  });

  test("somebody who sets the machine's clock changes nothing in the polling", () => {
    const wire = wired(gate());
    wire.clock.advance(1_000);
    wire.clock.jump(-86_400_000);
    const before = wire.requests.length;
    wire.clock.advance(1_500);
    expect(wire.requests.length - before).toBe(10);
    expect(wire.told()).toEqual(["gate1 link.up"]);
  });
});

describe("closing", () => {
  test("takes one gate out of the poll; the last closes the link and leaves no timer", async () => {
    const wire = wired(...pairOfGates);
    wire.clock.advance(500);
    await wire.drivers[0]?.close();
    expect(wire.isClosed).toBe(false);
    const before = wire.requests.length;
    wire.clock.advance(1_000);
    expect(new Set(wire.requests.slice(before + 1).map(({ unit }) => unit))).toEqual(new Set([2]));
    await wire.drivers[1]?.close();
    await wire.drivers[1]?.close();
    expect(wire.isClosed).toBe(true);
    wire.clock.advance(1_000);
    expect(wire.clock.waiting).toBe(0);
  });
});

describe("while nothing can be stored", () => {
  test("polling goes on, and nothing is lost or heaped up", async () => {
    const wire = wired(
      gate({
        inputs: [
          { input: 1, means: "passage" },
          { input: 0, means: "panic" },
        ],
      }),
    );
    const pending: (() => void)[] = [];
    wire.store = () => new Promise((resolve) => pending.push(resolve));
    wire.clock.advance(400);
    for (let count = 0; count < 200; count++) {
      wire.modules[0]?.set(1, true);
      wire.clock.advance(200);
      wire.modules[0]?.set(1, false);
      wire.clock.advance(200);
    }
    // A busy contact holds up no other.
    wire.modules[0]?.set(0, true);
    wire.clock.advance(200);
    expect(wire.told().at(-1)).toBe("gate1 in0 on");
    expect(wire.reports.length).toBeLessThan(50);

    wire.store = async () => undefined;
    for (const resolve of pending) resolve();
    await new Promise((resolve) => setImmediate(resolve));
    const passages = wire.reports.filter((report) => report.type === "gate.input" && report.pointId === "in1");
    const sum = (change: string): number =>
      passages.reduce(
        (total, report) => total + (report.type === "gate.input" && report.change === change ? report.count : 0),
        0,
      );
    expect([sum("on"), sum("off")]).toEqual([200, 200]);
    expect(passages.at(-1)).toMatchObject({ change: "off" });
  });
});
