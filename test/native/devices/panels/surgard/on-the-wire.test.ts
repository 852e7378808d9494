import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { closing } from "../../../../set-up.ts";
import { type Receiver, type ReceiverOptions, startReceiver } from "../../../../simulators/panel/receiver.ts";
import { bfskFrame, fourTwoFrame, siaFrame } from "../../../../simulators/panel/frames.ts";
import { openSocatPair, wait } from "../../../link/socat-pair.ts";
import { openDriver, type OpenedDriver } from "./opened-driver.ts";

const until = (check: () => void): Promise<void> => vi.waitFor(check, wait);
const zones = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index).padStart(3, "0"));
const local = { host: "127.0.0.1", port: 0 };

async function start(options: Partial<ReceiverOptions> = {}): Promise<Receiver> {
  // A short wait for the answer, so that a faulty line does not make a slow test.
  const receiver = await startReceiver({ line: { listen: local }, ackTimeoutMs: 150, tries: 20, ...options });
  closing(() => receiver.close());
  return receiver;
}

async function pair(options: Partial<ReceiverOptions> = {}): Promise<[Receiver, OpenedDriver]> {
  const receiver = await start(options);
  return [receiver, openDriver({ link: `tcp://127.0.0.1:${receiver.port}` })];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Every zone that was acknowledged was reported, none twice as new, in order of their first report. */
function expectAllReported(receiver: Receiver, station: OpenedDriver, count: number): void {
  const first = station.messages().filter((message) => !message.endsWith("*") && !message.startsWith("?"));
  expect([...new Set(first)]).toEqual(zones(count).map((zone) => `1234-${zone}`));
  expect(receiver.acknowledged).toHaveLength(count);
}

test("every format over TCP, heartbeats between", async () => {
  const [receiver, station] = await pair({ heartbeatSeconds: 0.02 });
  const from = { receiver: "01", line: "1" };
  receiver.alarm({ account: "1234", code: "120", zone: "001" });
  receiver.alarm({ account: "1234", code: "120", zone: "001", qualifier: "R" });
  receiver.send(siaFrame(from, { account: "99", code: "PA", zone: "0007" }));
  receiver.send(fourTwoFrame(from, { account: "4321", code: "2", zone: "002" }));
  receiver.send(bfskFrame(from, { account: "4321", code: "A", zone: "0003" }));
  receiver.send("Z011 something new\u0014");
  await until(() => expect(receiver.acknowledged).toHaveLength(6));
  await until(() => expect(receiver.heartbeatsAcknowledged).toBeGreaterThan(3));
  expect(station.messages()).toEqual([
    "1234-001",
    "1234-001 R",
    "99-0007",
    "4321-002",
    "4321-0003",
    "?Z011 something new",
  ]);
});

test("a receiver that connects to us", async () => {
  const port = await freePort();
  const station = openDriver({ link: `tcp-listen://127.0.0.1:${port}` });
  const receiver = await start({
    line: { connect: { host: "127.0.0.1", port } },
    name: { receiver: "01", line: "001" },
  });
  receiver.alarm({ account: "1234", code: "120", zone: "001" });
  await until(() => expect(receiver.acknowledged).toHaveLength(1));
  receiver.reset();
  receiver.alarm({ account: "1234", code: "120", zone: "002" });
  await until(() => expect(receiver.acknowledged).toHaveLength(2));
  expect(station.messages()).toEqual(["1234-001", "1234-002"]);
});

test("over a serial cable that is pulled and put back", async () => {
  const cable = await openSocatPair();
  const station = openDriver({ link: `serial:${cable.ours}` });
  const receiver = await start({ line: { serial: cable.device } });
  receiver.alarm({ account: "1234", code: "120", zone: "000" });
  await until(() => expect(receiver.acknowledged).toHaveLength(1));
  for (const zone of ["001", "002", "003"]) {
    await cable.unplug();
    receiver.alarm({ account: "1234", code: "120", zone });
    await until(() => expect(station.driver.health().condition).toBe("lost"));
    await cable.plug();
    await until(() => expect(receiver.acknowledged.at(-1)).toContain(zone));
  }
  expectAllReported(receiver, station, 4);
});

describe("faults of the line", () => {
  // An answer carries no number: one that comes after the repetition would pass for the answer to the
  // next frame. Where that frame may be lost, the wait must outlast a busy machine.
  test.each([
    ["noise before every frame", 150, { noise: 1 }],
    ["acknowledgements lost", 150, { dropAck: 0.5 }],
    ["half frames", 800, { half: 0.3 }],
    ["frames sent twice", 150, { duplicate: 0.5 }],
    ["heartbeats glued on", 150, { glued: 0.5 }],
    ["a byte at a time", 150, { slowMs: 0.1 }],
    ["all of it", 800, { noise: 0.3, dropAck: 0.1, half: 0.15, glued: 0.2 }],
  ])("%s: every message arrives", async (_, ackTimeoutMs, faults) => {
    const [receiver, station] = await pair({ faults, ackTimeoutMs });
    for (const zone of zones(20)) receiver.alarm({ account: "1234", code: "120", zone });
    await until(() => expect(receiver.waiting).toBe(0));
    expectAllReported(receiver, station, 20);
  });

  test("a receiver that never stops sending: in order, all acknowledged", async () => {
    const [receiver, station] = await pair({ faults: { neverStop: true } });
    for (const zone of zones(1000)) receiver.alarm({ account: "1234", code: "120", zone });
    await until(() => expect(receiver.waiting).toBe(0));
    expectAllReported(receiver, station, 1000);
  });

  test("silence is told and its end", async () => {
    const receiver = await start({ heartbeatSeconds: 0.1 });
    const station = openDriver({ link: `tcp://127.0.0.1:${receiver.port}`, heartbeatSeconds: 0.1 });
    await until(() => expect(station.driver.health().condition).toBe("ok"));
    receiver.setFaults({ silence: true });
    await until(() => expect(station.kinds()).toContain("panel.silent"));
    receiver.setFaults({ silence: false });
    await until(() => expect(station.kinds()).toContain("panel.heard"));
  });
});

test("while nothing is stored nothing is acknowledged; then everything is", async () => {
  const [receiver, station] = await pair({ tries: 3, heartbeatSeconds: 0.1 });
  await until(() => expect(receiver.heartbeatsAcknowledged).toBeGreaterThan(0));
  station.refuse = true;
  for (const zone of zones(5)) receiver.alarm({ account: "1234", code: "120", zone });
  await until(() => expect(receiver.hasLostComputer).toBe(true));
  expect(receiver.acknowledged).toEqual([]);
  station.refuse = false;
  await until(() => expect(receiver.acknowledged).toHaveLength(5));
  expectAllReported(receiver, station, 5);
});

test("the simulator runs alone and takes commands", async () => {
  const script = new URL("../../../../simulators/panel/main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, "--listen", "127.0.0.1:0", "--heartbeat", "1"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  closing(() => void child.kill());
  const said: { event: string; port?: number; frame?: string }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => said.push(JSON.parse(line)));
  await until(() => expect(said[0]).toMatchObject({ event: "ready" }));
  const station = openDriver({ link: `tcp://127.0.0.1:${said[0]?.port ?? 0}` });
  child.stdin.write("alarm 1234 120 001\nrestore 1234 120 001\nsia 99 PA 0007\nraw 00FF14\nnonsense\n");
  await until(() => expect(said.filter(({ event }) => event === "acknowledged")).toHaveLength(3));
  expect(station.messages()).toEqual(["1234-001", "1234-001 R", "99-0007"]);
  expect(said).toContainEqual({ event: "error", message: "no such command: nonsense" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin.write("quit\n");
  expect(await ended).toBe(0);
});

describe("the peer written from the manuals alone", () => {
  const script = new URL("../../../../simulators/panel/peer.py", import.meta.url).pathname;
  const frames = [
    "1011           @    ",
    "5011 181234E12101001",
    "501001 181234R12101001",
    "3011      1234PA0001",
    "1011      1234 2 001",
    "6011      1234A 0005",
    "101000           @    ",
    "Z011 unknown",
  ];
  let peer: ChildProcess | null = null;
  beforeAll(() => () => peer?.kill());

  async function deliver(args: readonly string[]): Promise<object[]> {
    const child = spawn("python3", [script, ...args], { stdio: ["pipe", "pipe", "inherit"] });
    peer = child;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin.end(`${frames.join("\n")}\n`);
    const results: object[] = [];
    for await (const line of createInterface({ input: child.stdout })) results.push(JSON.parse(line) as object);
    await ended;
    return results;
  }
  const all = frames.map((frame) => ({ frame, tries: 1, answer: "ack" }));
  const told = ["1234-001", "1234-001 R", "1234-0001", "1234-001", "1234-0005", "?Z011 unknown"];

  test("is answered over TCP", async () => {
    const port = await freePort();
    const station = openDriver({ link: `tcp-listen://127.0.0.1:${port}` });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await deliver(["--connect", `127.0.0.1:${port}`])).toEqual(all);
    expect(station.messages()).toEqual(told);
  });

  test("is answered over a serial cable", async () => {
    const cable = await openSocatPair();
    const station = openDriver({ link: `serial:${cable.ours}` });
    await until(() => expect(station.kinds()).toEqual(["link.up"]));
    expect(await deliver(["--serial", cable.device])).toEqual(all);
    expect(station.messages()).toEqual(told);
  });
});
