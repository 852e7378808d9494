import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { MessageChannel } from "node:worker_threads";
import { createORPCClient, isDefinedError, safe } from "@orpc/client";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import { RPCLink as SocketLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { Contract } from "../../../native/contract/rpc.ts";
import { servePort, serveSocket } from "../../../native/rpc/serve.ts";
import type { Session } from "../../../native/rpc/services.ts";
import { closing } from "../../set-up.ts";
import { recordingServices } from "./services-double.ts";

type Client = ContractRouterClient<Contract>;

interface Wire {
  readonly client: Client;
  readonly told: unknown[];
  /** Drops the connection as a lost network or a closed window would. */
  readonly drop: () => void;
}

async function overSocket(): Promise<Wire> {
  const { services, told } = recordingServices();
  const session: Session = { id: "s", actor: null };
  const server: Server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) =>
    serveSocket(socket, { services, session }, { clock: systemClock, logger: silentLogger }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => socket.once("open", resolve));
  closing(() => {
    socket.terminate();
    sockets.close();
    server.close();
  });
  const link = new SocketLink({ websocket: socket as unknown as globalThis.WebSocket });
  return { client: createORPCClient(link), told, drop: () => socket.terminate() };
}

function overPort(): Promise<Wire> {
  const { services, told } = recordingServices();
  const { port1, port2 } = new MessageChannel();
  servePort(port1, { services, session: { id: "p", actor: null } });
  port1.start();
  port2.start();
  closing(() => port2.close());
  const client: Client = createORPCClient(new PortLink({ port: port2 }));
  return Promise.resolve({ client, told, drop: () => port2.close() });
}

/** The code and parameters of a refused call. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  const { error } = await safe(call);
  expect(isDefinedError(error as Error)).toBe(true);
  return (error as unknown as { data: unknown }).data;
}

describe.each([
  ["WebSocket", overSocket],
  ["MessagePort", overPort],
])("the contract over a %s", (_name, connect) => {
  test("answers", async () => {
    const { client } = await connect();
    expect(await client.station.info()).toMatchObject({ site: { id: "s" }, nowMs: 2 });
    expect(await client.session.get()).toEqual({ actor: null });
  });

  test("a viewer reads, but nobody handles an alarm without a name", async () => {
    const { client, told } = await connect();
    await client.log.page({});
    const data = await refusal(client.alarms.acknowledge({ alarmId: "a" }));
    expect(data).toEqual({ code: "rpc.no_operator", params: { right: "alarms.handle" } });
    expect(told).toContainEqual(["refused", "alarms.acknowledge", "rpc.no_operator"]);
  });

  test("every command carries who gave it", async () => {
    const { client, told } = await connect();
    await client.session.signOn({ name: " 王芳 ", role: "operator" });
    const data = await refusal(client.alarms.acknowledge({ alarmId: "a" }));
    expect(data).toEqual({ code: "alarm.wrong_state", params: { state: "closed", wanted: "active" } });
    expect(told).toContainEqual([
      { type: "acknowledge", alarmId: "a", note: "" },
      { name: "王芳", role: "operator" },
    ]);
  });

  test("a role without the right is refused by name of the right", async () => {
    const { client } = await connect();
    await client.session.signOn({ name: "李强", role: "technician" });
    const data = await refusal(client.alarms.close({ alarmId: "a", cause: "test", note: "" }));
    expect(data).toEqual({ code: "rpc.not_permitted", params: { right: "alarms.handle", role: "technician" } });
    await client.session.signOn({ name: "王芳", role: "operator" });
    expect(await refusal(client.site.install({ text: "{}" }))).toMatchObject({ code: "rpc.not_permitted" });
  });

  test("modes of the desk: the technician tests devices, drills are the operators' and the chief's", async () => {
    const { client, told } = await connect();
    await client.session.signOn({ name: "赵工", role: "technician" });
    const test = { deviceId: "gate1", pointId: null, untilMs: 9, reason: "换传感器" };
    await client.desk.startTest(test);
    expect(told).toContainEqual([{ type: "startTest", ...test }, "赵工"]);
    expect(await refusal(client.desk.startDrill({ untilMs: 9 }))).toMatchObject({ code: "rpc.not_permitted" });
    await client.session.signOn({ name: "赵敏", role: "chief" });
    await client.desk.startDrill({ untilMs: 9 });
    expect(told).toContainEqual([{ type: "startDrill", areaIds: [], untilMs: 9, note: "" }, "赵敏"]);
    expect(await refusal(client.plans.get({ planId: "p", version: 1 }))).toMatchObject({ code: "plan.not_found" });
    expect(await client.reports.alarmLoadCsv({ fromMs: 0, toMs: 1 })).toEqual({ csv: "\uFEFFspan\r\n" });
  });

  test("entry checks are the operators' and the chief's; lists and erasing the chief's; lamps the technician's too", async () => {
    const { client, told } = await connect();
    const entryId = "e1";
    const calls = {
      read: () => client.entries.get({ entryId }),
      handle: () => client.entries.open({ gateId: "gate1" }),
      see: () => client.entries.subject({ entryId, whole: true }),
      erase: () => client.entries.eraseSubject({ entryId, reason: "目的已达到" }),
      sign: () => client.deposits.signature({ depositId: "d1" }),
      warn: () =>
        client.warnings.add({ kind: "person", areaIds: [], from: "科", text: "x", visibleTo: ["chief"], untilMs: 9 }),
      switch: () => client.gates.setOutput({ gateId: "gate1", outputId: "out0", on: true }),
      still: () => client.entries.still({ entryId, stillId: "s1" }),
    };
    const allowed = async () => {
      const may: string[] = [];
      for (const [name, call] of Object.entries(calls)) {
        const { code } = (await refusal(call())) as { code: string };
        if (code === "entry.not_found") may.push(name);
      }
      return may;
    };
    expect(await allowed()).toEqual(["read"]);
    await client.session.signOn({ name: "赵工", role: "technician" });
    expect(await allowed()).toEqual(["read", "switch"]);
    await client.session.signOn({ name: "王芳", role: "operator" });
    expect(await allowed()).toEqual(["read", "handle", "see", "sign", "warn", "switch", "still"]);
    await client.session.signOn({ name: "赵敏", role: "chief" });
    expect(await allowed()).toEqual(Object.keys(calls));
    expect(told).toContainEqual([
      "entries.open",
      { alarmId: null, gateId: "gate1", areaId: null, happenedAtMs: null },
      { name: "赵敏", role: "chief" },
    ]);
  });

  test("cameras are found and asked by those who may change the site; what fails on the way has its code", async () => {
    const { client, told } = await connect();
    const camera = { address: "http://10.0.0.9/onvif/device_service", username: "a", password: "b" };
    const first = async (): Promise<unknown> => (await (await client.cameras.discover()).next()).value;
    await client.session.signOn({ name: "王芳", role: "operator" });
    expect(await refusal(first())).toMatchObject({ code: "rpc.not_permitted" });
    await client.session.signOn({ name: "赵工", role: "technician" });
    expect(await first()).toEqual({ type: "begun", interfaces: [], withinMs: 4000 });
    const probing = async (): Promise<unknown> => {
      const answers = await client.cameras.probe(camera);
      await answers.next();
      return answers.next();
    };
    expect(await refusal(probing())).toEqual({ code: "camera.auth_refused", params: { reason: "HTTP 401" } });
    expect(told).toContainEqual(["probe", camera.address]);
    const elsewhere = client.cameras.probe as (input: unknown) => Promise<unknown>;
    expect(await refusal(elsewhere({ ...camera, address: "file:///etc/passwd" }))).toMatchObject({
      code: "rpc.malformed",
    });
  });

  test("whoever may handle moves cameras, presets are the chief's and the technician's, viewers look", async () => {
    const { client, told } = await connect();
    const vector = { pan: 1, tilt: 0, zoom: 0 };
    expect(await refusal(client.ptz.take({ cameraId: "cam1" }))).toMatchObject({ code: "rpc.no_operator" });
    await client.session.signOn({ name: "王芳", role: "operator" });
    await client.ptz.take({ cameraId: "cam1" });
    await client.ptz.move({ cameraId: "cam1", vector });
    expect(told).toContainEqual(["cam1", { type: "move", vector }]);
    const preset = { cameraId: "cam1", preset: null, name: "门口" };
    expect(await refusal(client.ptz.setPreset(preset))).toMatchObject({ code: "rpc.not_permitted" });
    expect(await refusal(client.ptz.move({ cameraId: "cam1", vector: { ...vector, pan: 2 } }))).toMatchObject({
      code: "rpc.malformed",
    });
    await client.session.signOn({ name: "赵工", role: "technician" });
    expect(await client.ptz.setPreset(preset)).toEqual([]);
  });

  test("a check by hand needs a checker of the same sex: nothing else is even a call", async () => {
    const { client } = await connect();
    await client.session.signOn({ name: "王芳", role: "operator" });
    const answer = client.entries.answer as (input: unknown) => Promise<unknown>;
    const call = { entryId: "e1", stepId: "manual_checker", answerId: null };
    expect(await refusal(answer({ ...call, data: { checker: { name: "李娜", sameSex: false } } }))).toMatchObject({
      code: "rpc.malformed",
    });
    expect(await refusal(answer({ ...call, data: { checker: { name: "李娜", sameSex: true } } }))).toMatchObject({
      code: "entry.not_found",
    });
  });

  test("signing on as somebody else signs the first one off", async () => {
    const { client, told } = await connect();
    await client.session.signOn({ name: "王芳", role: "operator" });
    await client.session.signOn({ name: "王芳", role: "operator" });
    await client.session.signOn({ name: "赵敏", role: "chief" });
    await client.session.signOff();
    expect(told).toEqual([
      ["on", "王芳"],
      ["off", "王芳"],
      ["on", "赵敏"],
      ["off", "赵敏"],
    ]);
  });

  test("a malformed call gets a code and harms nothing", async () => {
    const { client, told } = await connect();
    const malformed = client.log.page as (input: unknown) => Promise<unknown>;
    for (const input of [
      { limit: -1 },
      { limit: 10, sql: "drop table event" },
      "x",
      { filter: { kinds: ["nope"] } },
      null,
    ])
      expect(await refusal(malformed(input))).toEqual({ code: "rpc.malformed", params: { procedure: "log.page" } });
    expect(told.filter((each) => Array.isArray(each) && each[0] === "refused")).toHaveLength(5);
    await client.station.info();
  });

  test("a mistake of ours says `internal` and keeps the technical text apart", async () => {
    const { client } = await connect();
    await client.session.signOn({ name: "李强", role: "technician" });
    expect(await refusal(client.devices.frames({ deviceId: "gate1" }))).toMatchObject({ code: "internal" });
  });

  test("a subscription resumes after what the page has, and ends with the connection", async () => {
    const { client, told, drop } = await connect();
    const seqs: number[] = [];
    for await (const message of await client.live.follow({ afterSeq: 41 })) {
      if (message.type === "changes") seqs.push(message.seq);
      if (seqs.length === 3) break;
    }
    expect(seqs).toEqual([42, 43, 44]);
    const second = await client.live.follow({ afterSeq: 0 });
    await second.next();
    drop();
    await expect.poll(() => told.filter((each) => each === "follow ended").length).toBe(2);
  });
});

test("a socket that sends no calls at all is closed after a few tries", async () => {
  const { services, told } = recordingServices();
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) =>
    serveSocket(socket, { services, session: { id: "s", actor: null } }, { clock: systemClock, logger: silentLogger }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closing(() => {
    sockets.close();
    server.close();
  });
  await new Promise((resolve) => socket.once("open", resolve));
  for (const text of ["hello", "[", "\u0000", "<xml/>", "42", "more"]) socket.send(text);
  const code = await new Promise((resolve) => socket.once("close", resolve));
  expect(code).toBe(1007);
  expect(told.length).toBeGreaterThan(0);
});
