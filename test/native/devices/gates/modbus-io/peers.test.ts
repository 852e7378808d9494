import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ServerTCP } from "modbus-serial";
import { describe, expect, test, vi } from "vitest";
import { closing } from "../../../../set-up.ts";
import { startGateSimulator } from "../../../../simulators/gate/gate-simulator.ts";
import { freePort, openCable, openGates, run, startPymodbus, startSer2net, temporaryFolder } from "./peers/peers.ts";
import { gate } from "./wired.ts";

const counted = {
  inputs: [
    { input: 0, means: "metal" },
    { input: 1, means: "passage", counterRegister: 1 },
  ],
};

describe("pymodbus as the module", () => {
  test("RTU on a serial line, two units, one of which is not there", async () => {
    const { ours, theirs } = await openCable(temporaryFolder());
    const slave = await startPymodbus("serial", theirs, [1]);
    const link = `serial:${ours}?baudRate=9600&parity=none`;
    const gates = openGates(gate({ ...counted, link }), gate({ id: "gate2", unit: 2, link }));
    await gates.told("gate1 link.up", "gate2 link.up", "gate2 gate.module_lost device.time_out");
    slave.setInput(1, 0, true);
    await gates.told("gate1 in0 on");
    slave.setInput(1, 0, false);
    await gates.told("gate1 in0 off");
    slave.setCounter(1, 1, 5);
    await gates.told("gate1 in1 pulse 5");
    expect(gates.drivers.map((driver) => driver.health().condition)).toEqual(["ok", "lost"]);
    expect(gates.reports.filter(({ type }) => type === "gate.module_lost")).toHaveLength(1);
  });

  test("Modbus TCP, two units, with an exception for what is not there", async () => {
    const port = await freePort();
    const slave = await startPymodbus("tcp", String(port), [1, 2]);
    const shared = { link: `tcp://127.0.0.1:${port}`, framing: "tcp" };
    const gates = openGates(
      gate({ ...shared, ...counted }),
      gate({ ...shared, id: "gate2", unit: 2, firstInput: 500 }),
    );
    await gates.told("gate2 gate.module_lost device.exception");
    expect(gates.drivers[1]?.health().error).toEqual({ code: "device.exception", params: { code: 2 } });
    slave.setInput(1, 0, true);
    await gates.told("gate1 in0 on");
    slave.setCounter(1, 1, 3);
    await gates.told("gate1 in1 pulse 3");
  });

  test("RTU through ser2net", async () => {
    const folder = temporaryFolder();
    const { ours, theirs } = await openCable(folder);
    const slave = await startPymodbus("serial", theirs, [1]);
    const port = await startSer2net(folder, ours);
    const gates = openGates(gate({ ...counted, link: `tcp://127.0.0.1:${port}` }));
    await gates.told("gate1 link.up");
    await vi.waitUntil(() => gates.drivers[0]?.health().condition === "ok", { timeout: 15_000 });
    slave.setInput(1, 0, true);
    await gates.told("gate1 in0 on");
    expect(gates.drivers[0]?.health()).toMatchObject({ error: null, framesBad: 0 });
  });
});

test("modbus-serial as the module", async () => {
  const inputs = [false, false, false, true];
  let passages = 7;
  const port = await freePort();
  const server = new ServerTCP(
    { getDiscreteInput: (input: number) => inputs[input] === true, getInputRegister: () => passages },
    { host: "127.0.0.1", port, unitID: 1 },
  );
  closing(() => new Promise((resolve) => server.close(() => resolve())));
  const gates = openGates(gate({ ...counted, framing: "tcp", link: `tcp://127.0.0.1:${port}` }));
  await vi.waitUntil(() => gates.drivers[0]?.health().condition === "ok", { timeout: 15_000 });
  inputs[0] = true;
  await gates.told("gate1 in0 on");
  passages += 2;
  await gates.told("gate1 in1 pulse 2");
  expect(gates.drivers[0]?.health()).toMatchObject({ error: null, framesBad: 0 });
});

describe("the simulated gate", () => {
  test("what happens at it arrives, and each of its faults is what it should be", async () => {
    const faults = [
      ["silence", "device.time_out"],
      ["slow", "device.time_out"],
      ["exception", "device.exception"],
      ["wrong-unit", "device.bad_answer"],
      ["garbage", "device.bad_answer"],
    ] as const;
    const units = [1, ...faults.map((_, index) => index + 2)];
    const simulator = await startGateSimulator({ listen: "127.0.0.1:0", framing: "tcp", units });
    closing(() => simulator.close());
    const link = `tcp://${simulator.address}`;
    const gates = openGates(...units.map((unit) => gate({ id: `gate${unit}`, unit, link, framing: "tcp" })));
    await gates.all(...units.map((unit) => `gate${unit} link.up`));
    simulator.pass(1, true);
    await gates.told("gate1 in0 on", "gate1 in1 on");
    faults.forEach(([name], index) => simulator.setFault(index + 2, { name, value: name === "slow" ? 700 : 4 }));
    await gates.all(...faults.map(([, code], index) => `gate${index + 2} gate.module_lost ${code}`));
    simulator.tamper(1, true);
    await gates.told("gate1 in2-3 on");
    faults.forEach((_, index) => simulator.setFault(index + 2, null));
    await gates.all(...faults.map((_, index) => `gate${index + 2} gate.module_back`));
    expect(gates.reports.filter(({ deviceId, type }) => deviceId !== "gate1" && type === "gate.input")).toEqual([]);
  });

  test("a server that drops every connection is down, and up again when it stops", async () => {
    const simulator = await startGateSimulator({ listen: "127.0.0.1:0", framing: "rtu", units: [1] });
    closing(() => simulator.close());
    simulator.setFault(1, { name: "drop", value: 0 });
    const gates = openGates(gate({ link: `tcp://${simulator.address}` }));
    await gates.told("gate1 link.up", "gate1 link.down link.closed");
    simulator.setFault(1, null);
    simulator.module(1).set(0, true);
    await gates.told("gate1 link.up", "gate1 in0 on");
    expect(gates.drivers[0]?.health()).toMatchObject({ condition: "ok", error: null });
  });

  test("a serial line that is pulled out and plugged in again", async () => {
    const folder = temporaryFolder();
    const link = `serial:${folder}/ours?baudRate=115200`;
    const gates = openGates(gate({ link }));
    await gates.told("gate1 link.down link.open_failed");
    for (let time = 0; time < 3; time++) {
      const cable = await openCable(folder);
      const serial = { path: cable.theirs, baudRate: 115_200 };
      const simulator = await startGateSimulator({ serial, framing: "rtu", units: [1] });
      await gates.told("gate1 link.up");
      await vi.waitUntil(() => gates.drivers[0]?.health().condition === "ok", { timeout: 15_000 });
      simulator.module(1).set(0, true);
      await gates.told("gate1 in0 on");
      await simulator.close();
      await cable.pull();
      await gates.told("gate1 link.down link.closed");
    }
    expect(gates.reports.filter(({ type }) => type === "link.down")).toHaveLength(4);
  });
});

test("the simulated gate as a program of its own obeys its standard input", async () => {
  const program = new URL("../../../../simulators/gate/main.ts", import.meta.url).pathname;
  const child = run(process.execPath, [program, "--listen", "127.0.0.1:0", "--framing", "rtu", "--units", "4"]);
  const said: string[] = [];
  child.stdout.on("data", (text: Buffer) => said.push(...text.toString().trimEnd().split("\n")));
  await vi.waitUntil(() => said.length === 1, { timeout: 15_000 });
  const { listen } = JSON.parse(said[0] ?? "") as { listen: string };
  const gates = openGates(gate({ unit: 4, link: `tcp://${listen}` }));
  await gates.told("gate1 link.up");
  child.stdin.write("metal 4\nnonsense 4\nfault 4 exception 2\n");
  await gates.told("gate1 gate.module_lost device.exception");
  child.stdin.write("fault 4 none\ntamper 4 on\n");
  await gates.told("gate1 gate.module_back", "gate1 in2-3 on");
  expect(said.slice(1).map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
    "done",
    "refused",
    "done",
    "done",
    "done",
  ]);
});

test("mbpoll, another master, reads the simulated gate as the driver does", async () => {
  const simulator = await startGateSimulator({ listen: "127.0.0.1:0", framing: "tcp", units: [3] });
  closing(() => simulator.close());
  simulator.module(3).set(1, true);
  simulator.module(3).counters[5] = 4_711;
  const port = simulator.address.slice("127.0.0.1:".length);
  const read = async (type: string, count: string): Promise<string> => {
    const args = ["-1", "-0", "-a", "3", "-r", "0", "-c", count, "-t", type, "-p", port, "127.0.0.1"];
    return (await promisify(execFile)("mbpoll", args)).stdout;
  };
  const inputs = [...(await read("1", "8")).matchAll(/^\[\d+\]:\s+(\d+)/gm)].map(([, value]) => value);
  expect(inputs.join("")).toBe("01010000");
  expect(await read("3", "6")).toMatch(/^\[5\]:\s+4711/m);
});
