import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { MessageChannel } from "node:worker_threads";
import { createORPCClient, isDefinedError, safe } from "@orpc/client";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import { RPCLink as SocketLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { AppError } from "../../../native/base/app-error.ts";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { quietDesk } from "../../../native/contract/desk.ts";
import type { Contract, LiveMessage } from "../../../native/contract/rpc.ts";
import { servePort, serveSocket } from "../../../native/rpc/serve.ts";
import type { Services, Session } from "../../../native/rpc/services.ts";
import { readDeskSettings } from "../../../native/station/desk-files.ts";
import { closing } from "../../set-up.ts";
import { recordingEvidenceServices } from "./evidence-services-double.ts";
import { recordingExportsServices } from "./exports-services-double.ts";
import { recordingGateServices } from "./gate-services-double.ts";

type Client = ContractRouterClient<Contract>;

/** Services that answer with what they were asked, and note what they were told. */
function recordingServices() {
  const told: unknown[] = [];
  const services: Services = {
    ...recordingGateServices(told),
    evidence: recordingEvidenceServices(told),
    coverage: {
      month: (month) => Promise.resolve({ month, timeZone: "Asia/Shanghai", measuredUntilMs: 0, days: [], areas: [] }),
      day: (day) => Promise.resolve({ day, timeZone: "Asia/Shanghai", measuredUntilMs: 0, isOver: true, areas: [] }),
      gaps: () => Promise.resolve([]),
      csv: () => Promise.resolve("day\r\n"),
    },
    cameras: {
      still: (id) => Promise.reject(new AppError("camera.not_found", { id })),
      reference: () => Promise.resolve(null),
      setReference(cameraId, atMs, actor) {
        told.push([cameraId, atMs, actor.name]);
        return Promise.resolve({ atMs, jpeg: "" });
      },
    },
    exports: recordingExportsServices(told),
    info: () => ({
      version: "1",
      startedAtMs: 1,
      nowMs: 2,
      site: { id: "s", name: { "zh-CN": "院" }, timeZone: "Asia/Shanghai" },
      areas: [],
      devices: [],
      wall: { views: [], tours: [] },
      simulated: false,
      video: { beforeSeconds: 30, afterSeconds: 60 },
      desk: readDeskSettings(null),
    }),
    raiseManual: (report, actor) => {
      told.push([report, actor.name]);
      return Promise.reject(new AppError("desk.unknown_area", { areaId: "" }));
    },
    reopen: (alarmId) => Promise.reject(new AppError("alarm.already_continued", { by: alarmId })),
    noteShown: (alarmIds) => {
      told.push(["shown", ...alarmIds]);
      return Promise.resolve();
    },
    desk: () => quietDesk,
    setMode: (command, actor) => {
      told.push([command, actor.name]);
      return Promise.resolve(quietDesk);
    },
    testablePoints: () => [],
    checkPanicPoints: () => [],
    plans: () => ({ plans: [], refused: [] }),
    plan: (planId, version) => {
      throw new AppError("plan.not_found", { planId, version });
    },
    reports: {
      alarmLoad: () => Promise.reject(new AppError("report.bad_span", { mostDays: 92 })),
      alarmLoadCsv: () => Promise.resolve("\uFEFFspan\r\n"),
      shift: () => Promise.reject(new AppError("report.bad_span", { mostDays: 31 })),
      testedPresses: () => Promise.resolve([]),
      untestedPoints: () => Promise.resolve({ sinceMs: 0, points: [] }),
    },
    checkSite: () => [],
    installSite: (text, actor) => {
      told.push(["install", text, actor.name]);
      return Promise.resolve([]);
    },
    alarm: (alarmId) => Promise.reject(new AppError("alarm.not_found", { alarmId })),
    command: (command, actor) => {
      told.push([command, actor]);
      return Promise.reject(new AppError("alarm.wrong_state", { state: "closed", wanted: "active" }));
    },
    page: (query) => {
      told.push(query);
      return Promise.resolve({ events: [], nextBeforeSeq: null });
    },
    async *follow(afterSeq, signal) {
      for (let seq = (afterSeq ?? 0) + 1; !signal.aborted && seq < 1000; seq++) {
        yield { type: "changes", seq, events: [], alarms: [], nowMs: seq } satisfies LiveMessage;
        await systemClock.sleep(1);
      }
      told.push("follow ended");
    },
    health: () => [],
    async *followHealth() {
      yield await Promise.resolve([]);
    },
    ptz: {
      take: (cameraId, actor) => {
        told.push(["take", cameraId, actor.name]);
        return Promise.resolve({ by: actor, presets: [] });
      },
      release: (cameraId) => told.push(["release", cameraId]),
      perform: (cameraId, act) => {
        told.push([cameraId, act]);
        return Promise.resolve([]);
      },
    },
    cameraFinder: {
      async *discover() {
        yield { type: "begun" as const, interfaces: [], withinMs: 4000 };
      },
      async *probe(camera) {
        told.push(["probe", camera.address]);
        yield { type: "step" as const, step: "clock" as const };
        throw new AppError("camera.auth_refused", { reason: "HTTP 401" });
      },
    },
    siteEditing: {
      editableSite: () => ({ sha256: "a", site: null, secrets: [], undoAtMs: null }),
      previewSite: (edit) => {
        told.push(edit);
        return { baseSha256: "a", problems: [], changes: [], links: [], effects: [] };
      },
      previewUndo: () => {
        throw new AppError("site.nothing_to_undo");
      },
      applySite: () => Promise.reject(new AppError("site.changed_meanwhile")),
      undoSite: () => Promise.reject(new AppError("site.nothing_to_undo")),
      exportSite: (withSecrets, actor) => {
        told.push(["export", withSecrets, actor.name]);
        return Promise.resolve({ text: "{}" });
      },
    },
    serialPorts: () => Promise.resolve([]),
    frames: () => {
      throw new TypeError("a mistake of the programmer's");
    },
    frameChecks: (deviceId) =>
      deviceId === "gate1" ? { good: 3, failed: 1, unknown: 0, foreign: 0, advice: [] } : null,
    profiles: () => ({ profiles: [], refused: [{ file: "x.yaml", problems: [] }] }),
    useProfiles: () => Promise.resolve({ profiles: [], refused: [] }),
    noteSignOn: (actor, isOn) => {
      told.push([isOn ? "on" : "off", actor.name]);
      return Promise.resolve();
    },
    noteRefusal: (procedure, error) => told.push(["refused", procedure, error.code]),
  };
  return { services, told };
}

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
