import { describe, expect, test } from "vitest";
import { gateDeviceSchema } from "../../../../../native/contract/site.ts";
import { frameAnswer } from "../../../../simulators/gate/framing.ts";
import { bytes } from "./bytes.ts";
import { freePort, openCable, openGates, startPymodbus, temporaryFolder } from "./peers/peers.ts";
import { gate, wired } from "./wired.ts";

const outputs = [
  { coil: 0, means: "lamp", follows: "alarm" },
  { coil: 3, means: "siren" },
];

/** What became of a promise by now. */
function outcomeOf(given: Promise<void> | undefined): () => Promise<unknown> {
  let outcome: unknown = "waiting";
  given?.then(
    () => (outcome = "done"),
    (error: unknown) => (outcome = error),
  );
  return async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    return outcome;
  };
}

describe("outputs of a module", () => {
  test("written, read back, and what they are is known meanwhile", async () => {
    const wire = wired(gate({ outputs }));
    const [driver] = wire.drivers;
    expect(driver?.outputs?.states()).toEqual([
      { outputId: "out0", isOn: null },
      { outputId: "out3", isOn: null },
    ]);
    wire.clock.advance(300);
    expect(driver?.outputs?.states().map(({ isOn }) => isOn)).toEqual([false, false]);
    const set = outcomeOf(driver?.outputs?.set("out3", true));
    wire.clock.advance(400);
    expect(await set()).toBe("done");
    expect(wire.modules[0]?.coils.map(Number).join("")).toBe("00010000");
    expect(driver?.outputs?.states().map(({ isOn }) => isOn)).toEqual([false, true]);
    expect(wire.frames().map(({ meaning }) => meaning)).toEqual(
      expect.arrayContaining(["write unit 1 coil 3: on", "unit 1 coil 3: on", "unit 1 coils 0..3: 0001"]),
    );
    expect(wire.frames().every(({ good }) => good)).toBe(true);
  });

  test("published vectors: write coil 3 on, read coils 0 to 3", () => {
    const wire = wired(gate({ outputs }));
    wire.clock.advance(300);
    void wire.drivers[0]?.outputs?.set("out3", true);
    wire.clock.advance(400);
    const sent = wire.frames().flatMap(({ direction, hex }) => (direction === "out" ? [hex] : []));
    expect(sent).toEqual(expect.arrayContaining(["01 05 00 03 FF 00 7C 3A", "01 01 00 00 00 04 3D C9"]));
  });

  test("one request at a time, and a hundred orders do not keep the inputs from their turn", async () => {
    const wire = wired(gate({ outputs }), gate({ id: "gate2", unit: 2 }));
    wire.clock.advance(400);
    const from = wire.requests.length;
    const orders = Array.from({ length: 100 }, (_, at) =>
      outcomeOf(wire.drivers[0]?.outputs?.set("out3", at % 2 === 0)),
    );
    wire.clock.advance(1_500);
    const asked = wire.requests.slice(from);
    asked.slice(1).forEach(({ atMs }, at) => expect(atMs).toBeGreaterThanOrEqual((asked[at]?.atMs ?? 0) + 5));
    for (const unit of [1, 2]) {
      const polls = asked.filter((each) => each.unit === unit && each.code === 2).map(({ atMs }) => atMs);
      expect(polls.length).toBeGreaterThanOrEqual(8);
      polls.slice(1).forEach((atMs, at) => expect(atMs - (polls[at] ?? 0)).toBeLessThan(250));
    }
    wire.clock.advance(30_000);
    for (const order of orders) expect(await order()).toBe("done");
    expect(wire.modules[0]?.coils[3]).toBe(false);
  });

  test("a relay that is stuck, a module that refuses or is away, an output that there is not: said, not believed", async () => {
    const wire = wired(gate({ outputs }));
    wire.reconnectMs = 10;
    const [driver] = wire.drivers;
    const [module] = wire.modules;
    wire.clock.advance(300);
    const set = async (outputId: string, forMs: number): Promise<unknown> => {
      const outcome = outcomeOf(driver?.outputs?.set(outputId, true));
      wire.clock.advance(forMs);
      return outcome();
    };
    expect(await set("out9", 0)).toMatchObject({ code: "gate.unknown_output" });
    module!.stuckCoil = 0;
    expect(await set("out0", 400)).toMatchObject({ code: "gate.output_failed", params: { reason: "read back" } });
    wire.answers.set(1, (request) => {
      const refusal = Uint8Array.of(0x85, 1);
      return frameAnswer("rtu", request, 1, request.body[0] === 5 ? refusal : module!.answer(request.body));
    });
    expect(await set("out3", 700)).toMatchObject({ params: { reason: "device.exception" } });
    expect(driver?.health()).toMatchObject({ condition: "degraded", error: { code: "device.exception" } });
    wire.clock.advance(6_000);
    expect(driver?.health().condition).toBe("ok");
    wire.answers.set(1, () => null);
    expect(await set("out3", 3_000)).toMatchObject({ params: { reason: "device.time_out" } });
    wire.clock.advance(5_000);
    expect(driver?.outputs?.states().map(({ isOn }) => isOn)).toEqual([null, null]);
    expect(await set("out3", 0)).toMatchObject({ params: { reason: "device.time_out" } });
    wire.answers.clear();
    wire.clock.advance(10_000);
    module!.stuckCoil = null;
    expect(await set("out0", 400)).toBe("done");
    expect(driver?.health().condition).toBe("ok");
    wire.down();
    expect(await set("out0", 0)).toMatchObject({ params: { reason: "link.closed" } });
    expect(driver?.outputs?.states().map(({ isOn }) => isOn)).toEqual([null, null]);
  });

  test("an order that waits when the line is lost, or the gate is taken away, is refused", async () => {
    const wire = wired(gate({ outputs }), gate({ id: "gate2", unit: 2, outputs }));
    wire.clock.advance(300);
    const lost = outcomeOf(wire.drivers[0]?.outputs?.set("out0", true));
    wire.down();
    expect(await lost()).toMatchObject({ code: "gate.output_failed" });
    wire.up();
    wire.clock.advance(300);
    const gone = outcomeOf(wire.drivers[1]?.outputs?.set("out0", true));
    await wire.drivers[1]?.close();
    expect(await gone()).toMatchObject({ code: "gate.output_failed", params: { reason: "link.closed" } });
  });

  test("a module that was switched off and on has its outputs off, and that is seen", () => {
    const wire = wired(gate({ outputs }));
    wire.clock.advance(300);
    void wire.drivers[0]?.outputs?.set("out0", true);
    wire.clock.advance(400);
    wire.modules[0]?.restart();
    wire.clock.advance(2_500);
    expect(wire.drivers[0]?.outputs?.states()[0]?.isOn).toBe(false);
  });

  test("over Modbus TCP; an answer about another coil is none", async () => {
    const wire = wired(gate({ outputs, framing: "tcp", link: "tcp://127.0.0.1:502" }));
    wire.clock.advance(300);
    const set = outcomeOf(wire.drivers[0]?.outputs?.set("out3", true));
    wire.clock.advance(400);
    expect(await set()).toBe("done");
    wire.answers.set(1, ({ body, transaction }) =>
      body[0] === 5 ? bytes(`${hexOf(transaction)} 00 00 00 06 01 05 00 04 FF 00`) : null,
    );
    const other = outcomeOf(wire.drivers[0]?.outputs?.set("out3", true));
    wire.clock.advance(400);
    expect(await other()).toMatchObject({ params: { reason: "device.bad_answer" } });
  });

  test("a gate without outputs reads no coils", () => {
    const wire = wired(gate());
    wire.clock.advance(5_000);
    expect(wire.requests.every(({ code }) => code === 2)).toBe(true);
    expect(gateDeviceSchema.parse(gate())).toMatchObject({ outputs: [] });
  });
});

function hexOf(transaction: number): string {
  return `${(transaction >> 8).toString(16).padStart(2, "0")} ${(transaction & 0xff).toString(16).padStart(2, "0")}`;
}

describe("pymodbus as the module", () => {
  test.each(["serial", "tcp"] as const)(
    "coils over %s: switched, read back, changed by somebody else",
    async (medium) => {
      const where = medium === "serial" ? await openCable(temporaryFolder()) : null;
      const port = await freePort();
      const slave = await startPymodbus(medium, where?.theirs ?? String(port), [1]);
      const link = where === null ? `tcp://127.0.0.1:${port}` : `serial:${where.ours}?baudRate=9600&parity=none`;
      const gates = openGates(gate({ outputs, link, framing: medium === "tcp" ? "tcp" : "rtu" }));
      const [driver] = gates.drivers;
      const isOn = () => driver?.outputs?.states().map((each) => each.isOn);
      await expect.poll(isOn, { timeout: 20_000 }).toEqual([false, false]);
      await driver?.outputs?.set("out3", true);
      expect(isOn()).toEqual([false, true]);
      await driver?.outputs?.set("out3", false);
      await driver?.outputs?.set("out0", true);
      expect(isOn()).toEqual([true, false]);
      expect(slave.written.map((line) => line.replace(/(?<=coil 1 )\d+/, "x"))).toEqual([
        "coil 1 x 1",
        "coil 1 x 0",
        "coil 1 x 1",
      ]);
      slave.setCoil(1, 0, false);
      await expect.poll(isOn, { timeout: 20_000 }).toEqual([false, false]);
      expect(driver?.health()).toMatchObject({ condition: "ok" });
    },
  );
});
