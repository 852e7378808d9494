import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { Actor } from "../../../native/contract/actor.ts";
import type { StoredEvent } from "../../../native/contract/events.ts";
import type { SiteOperation } from "../../../native/contract/site-edit.ts";
import { openStation, type Station } from "../../../native/station/station.ts";
import { openTcpWire } from "../../harness/peer-wire.ts";
import { openRawReceiver } from "../../harness/raw-receiver.ts";
import { removeFolder, temporaryFolder } from "../../harness/station-process.ts";
import { freshPointFrame, numberedFrame } from "../../harness/surgard-frames.ts";
import { waitUntil } from "../../harness/wait-until.ts";
import { closing } from "../../set-up.ts";

/** The site is changed while devices talk on real sockets. */

const technician: Actor = { name: "赵工", role: "technician" };

interface Opened {
  readonly station: Station;
  readonly folder: string;
}

async function open(site: object | null, given?: string): Promise<Opened> {
  const folder = given ?? temporaryFolder();
  if (given === undefined) closing(() => removeFolder(folder));
  const station = await openStation(
    {
      dataFolder: folder,
      version: "test",
      siteText: site === null ? null : JSON.stringify(site),
      simulated: false,
      startCameras: () => ({
        post: () => undefined,
        onMessage: () => undefined,
        onExit: (listener) => listener("no cameras here"),
        kill: () => undefined,
      }),
    },
    { clock: systemClock, logger: silentLogger },
  );
  closing(() => station.close("test"));
  return { station, folder };
}

const area = { id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" } };
const siteOf = (devices: readonly object[]) => ({
  site: { id: "test", name: { "zh-CN": "测试医院" } },
  areas: [area],
  devices,
});
const panel = (id: string, link: string, more: object = {}) => ({
  id,
  kind: "panel",
  family: "surgard",
  link,
  area: "ed",
  heartbeatSeconds: 600,
  points: [],
  ...more,
});
const camera = (id: string, more: object = {}) => ({
  id,
  kind: "camera",
  family: "onvif",
  address: "http://127.0.0.1:1/onvif/device_service",
  username: "operator",
  password: "pass-word-1",
  area: "ed",
  ...more,
});

async function openWire() {
  const wire = await openTcpWire();
  closing(() => wire.close());
  const receiver = openRawReceiver(wire);
  closing(() => receiver.stop());
  let connections = 0;
  let wasUp = false;
  const timer = setInterval(() => {
    if (wire.isUp && !wasUp) connections += 1;
    wasUp = wire.isUp;
  }, 1);
  closing(() => clearInterval(timer));
  return { wire, receiver, connections: () => connections };
}

async function apply({ station }: Opened, ...operations: SiteOperation[]): Promise<string> {
  const { siteEditing } = station.services;
  const { baseSha256, problems } = siteEditing.previewSite({ operations });
  expect(problems).toEqual([]);
  return (await siteEditing.applySite({ operations }, baseSha256, technician)).sha256;
}

async function events({ station }: Opened, kind: StoredEvent["kind"]): Promise<StoredEvent[]> {
  const page = await station.services.page({ filter: { kinds: [kind] }, beforeSeq: null, limit: 100 });
  return page.events.toReversed();
}

test("while devices come, change and go, a receiver on another line keeps its connection and every answer", async () => {
  const kept = await openWire();
  const touched = await openWire();
  const opened = await open(siteOf([panel("rx1", kept.wire.address), panel("rx2", touched.wire.address)]));
  const stop = new AbortController();
  let sent = 0;
  const sending = (async () => {
    while (!stop.signal.aborted) {
      const answered = await kept.receiver.send(numberedFrame(sent), 1);
      expect(answered, `frame ${sent}`).toMatchObject({ tries: 1, brokenConnections: 0 });
      sent += 1;
    }
  })();
  expect(await touched.receiver.send(freshPointFrame(1).frame)).toMatchObject({ tries: 1 });

  await apply(opened, {
    type: "changeDevice",
    deviceId: "rx2",
    device: panel("rx2", touched.wire.address, { heartbeatSeconds: 300 }),
  });
  expect(await touched.receiver.send(freshPointFrame(2).frame)).not.toBeNull();
  const third = await openWire();
  await apply(opened, { type: "addDevice", device: panel("rx3", third.wire.address) });
  expect(await third.receiver.send(freshPointFrame(3).frame)).not.toBeNull();
  await apply(opened, { type: "removeDevice", deviceId: "rx3" });
  await waitUntil("the removed line's end", () => !third.wire.isUp);
  const before = sent;
  await waitUntil("more answers", () => sent > before + 5);
  stop.abort();
  await sending;
  expect(kept.connections()).toBe(1);
  const signals = await opened.station.services.page({
    filter: { deviceId: "rx1", kinds: ["panel.signal"] },
    beforeSeq: null,
    limit: 500,
  });
  expect(signals.events).toHaveLength(Math.min(sent, 500));
  const raised = await events(opened, "alarm.raised");
  expect(raised.filter((event) => event.deviceId !== "rx1").map((event) => event.pointId)).toEqual(
    [1, 2, 3].map((count) => freshPointFrame(count).pointId),
  );
  // The removed device's alarm waits for a hand all the same.
  const left = await opened.station.services.alarm(
    String(raised.findLast((event) => event.deviceId === "rx3")?.alarmId),
  );
  expect(left.alarm.state).toBe("active");
});

test("names, areas, points and cameras change what alarms say, and touch no line", async () => {
  const { wire, receiver, connections } = await openWire();
  const opened = await open(siteOf([panel("rx1", wire.address), camera("cam1")]));
  expect(await receiver.send(freshPointFrame(1).frame)).toMatchObject({ tries: 1 });
  const point = { account: "0000", zone: "002", name: { "zh-CN": "护士站" }, class: "panic", cameras: ["cam1"] };
  const device = panel("rx1", wire.address, { name: { "zh-CN": "主机" }, points: [point] });
  const { links } = opened.station.services.siteEditing.previewSite({
    operations: [{ type: "changeDevice", deviceId: "rx1", device }],
  });
  expect(links).toEqual([]);
  await apply(opened, { type: "changeDevice", deviceId: "rx1", device });
  expect(await receiver.send(freshPointFrame(2, "120").frame)).toMatchObject({ tries: 1 });
  expect(connections()).toBe(1);
  const raised = (await events(opened, "alarm.raised")).at(-1);
  expect(raised).toMatchObject({ data: { name: { "zh-CN": "护士站" }, class: "life", cameraIds: ["cam1"] } });
});

test("a message stored but not acknowledged before its line was changed is known again", async () => {
  const { wire } = await openWire();
  const plain = await openTcpWire();
  closing(() => plain.close());
  let bytes = 0;
  let connections = 0;
  plain.listen({ onUp: () => (connections += 1), onDown: () => undefined, onBytes: (each) => (bytes += each.length) });
  const opened = await open(siteOf([panel("rx1", plain.address), panel("rx9", wire.address)]));
  await waitUntil("the line", () => plain.isUp);
  const { frame } = freshPointFrame(7, "120");
  plain.write(frame);
  await waitUntil("the acknowledgement", () => bytes === 1);
  await apply(opened, {
    type: "changeDevice",
    deviceId: "rx1",
    device: panel("rx1", plain.address, { heartbeatSeconds: 60 }),
  });
  await waitUntil("the new line", () => connections === 2);
  // The acknowledgement was lost with the old line, as far as the receiver can tell.
  plain.write(frame);
  await waitUntil("the second acknowledgement", () => bytes === 2);
  const [raised, ...others] = await events(opened, "alarm.raised");
  expect(others).toEqual([]);
  const { alarm } = await opened.station.services.alarm(String(raised?.alarmId));
  expect(alarm.reportCount).toBe(1);
});

test("every field is an event, old and new; a password is only said to have changed", async () => {
  const opened = await open(siteOf([camera("cam1")]));
  const { password: _, ...kept } = camera("cam1", { username: "operator", name: { "zh-CN": "入口" } });
  await apply(opened, { type: "changeDevice", deviceId: "cam1", device: kept });
  await apply(opened, { type: "changeDevice", deviceId: "cam1", device: { ...kept, password: "pass-word-2" } });
  const changed = await events(opened, "site.changed");
  expect(changed).toMatchObject([
    {
      deviceId: "cam1",
      actor: technician,
      data: { action: "changed", source: "edit", fields: [{ path: "name", before: null, after: '{"zh-CN":"入口"}' }] },
    },
    { data: { fields: [{ path: "password", before: null, after: null, secret: true }] } },
  ]);
  expect(readFileSync(join(opened.folder, "site.json"), "utf8")).toContain("pass-word-2");
  const answers = JSON.stringify([
    opened.station.services.siteEditing.editableSite(),
    await opened.station.services.page({ filter: {}, beforeSeq: null, limit: 500 }),
    await opened.station.services.siteEditing.exportSite(false, technician),
  ]);
  expect(answers).not.toMatch(/pass-word/);
  expect(opened.station.services.siteEditing.editableSite().secrets).toEqual([{ deviceId: "cam1", field: "password" }]);
});

test("a password goes to no other address, and the preview says so", async () => {
  const opened = await open(siteOf([camera("cam1")]));
  const { password: _, ...device } = camera("cam1", { address: "http://10.0.0.66/onvif/device_service" });
  const operation = { type: "changeDevice" as const, deviceId: "cam1", device };
  const { effects } = opened.station.services.siteEditing.previewSite({ operations: [operation] });
  expect(effects).toMatchObject([{ type: "secret_dropped", deviceId: "cam1" }]);
  await apply(opened, operation);
  expect(readFileSync(join(opened.folder, "site.json"), "utf8")).not.toContain("pass-word-1");
});

test("the second desk is told; the last change can be taken back, and that too", async () => {
  const opened = await open(siteOf([camera("cam1")]));
  const { siteEditing } = opened.station.services;
  const first = siteEditing.editableSite();
  expect(first.undoAtMs).toBeNull();
  expect(() => siteEditing.previewUndo()).toThrow(expect.objectContaining({ code: "site.nothing_to_undo" }));
  const add = { operations: [{ type: "addDevice" as const, device: camera("cam2") }] };
  const both = await Promise.allSettled([
    siteEditing.applySite(add, first.sha256, technician),
    siteEditing.applySite(add, first.sha256, technician),
  ]);
  expect(both.map((each) => each.status)).toEqual(["fulfilled", "rejected"]);
  expect(both[1]).toMatchObject({ reason: { code: "site.changed_meanwhile" } });
  expect(siteEditing.editableSite().undoAtMs).not.toBeNull();
  expect(siteEditing.previewUndo().changes).toMatchObject([{ id: "cam2", action: "removed" }]);
  const undone = await siteEditing.undoSite(siteEditing.editableSite().sha256, technician);
  expect(undone.sha256).toBe(first.sha256);
  expect(opened.station.services.info().devices.map(({ id }) => id)).toEqual(["cam1"]);
  await siteEditing.undoSite(undone.sha256, technician);
  expect(opened.station.services.info().devices.map(({ id }) => id)).toEqual(["cam1", "cam2"]);
  expect(
    (await events(opened, "site.changed")).map((event) => event.kind === "site.changed" && event.data.source),
  ).toEqual(["edit", "undo", "undo"]);
  const files = readdirSync(opened.folder).filter((name) => name.startsWith("site."));
  expect(files).toContain("site.backup-1.json");
  for (const name of files) expect(statSync(join(opened.folder, name)).mode & 0o077).toBe(0);
});

test("removing says what hangs on it, and takes a camera out of the lists that show it", async () => {
  const { wire, receiver } = await openWire();
  const point = { account: "0000", zone: "001", name: { "zh-CN": "护士站" }, class: "panic", cameras: ["cam1"] };
  const opened = await open(siteOf([panel("rx1", wire.address, { points: [point] }), camera("cam1")]));
  await receiver.send(freshPointFrame(1, "120").frame);
  const { siteEditing } = opened.station.services;
  const gone = siteEditing.previewSite({ operations: [{ type: "removeDevice", deviceId: "cam1" }] });
  expect(gone).toMatchObject({
    problems: [],
    effects: [{ type: "camera_unlinked", deviceId: "rx1", pointId: "0000-001", detail: "cam1" }],
    changes: [
      { id: "cam1", action: "removed" },
      { id: "rx1", fields: [{ path: "points[0000-001].cameras", after: "[]" }] },
    ],
  });
  const pointGone = { type: "changeDevice" as const, deviceId: "rx1", device: panel("rx1", wire.address) };
  expect(siteEditing.previewSite({ operations: [pointGone] }).effects).toMatchObject([
    { type: "open_alarm", deviceId: "rx1", pointId: "0000-001", name: { "zh-CN": "护士站" } },
  ]);
  expect(siteEditing.previewSite({ operations: [{ type: "removeArea", areaId: "ed" }] }).problems).toMatchObject([
    { path: "devices[0].area", problem: "unknown_area" },
    { path: "devices[1].area", problem: "unknown_area" },
  ]);
  const mistakes = {
    operations: [{ type: "addDevice" as const, device: { id: "X 1", kind: "panel", family: "surgard" } }],
  };
  expect(siteEditing.previewSite(mistakes).problems.map(({ path }) => path)).toContain("devices[2].id");
  await expect(siteEditing.applySite(mistakes, gone.baseSha256, technician)).rejects.toMatchObject({
    code: "site.invalid",
  });
  expect(readdirSync(opened.folder)).not.toContain("site.json.new");
});

test("an import without passwords keeps those in use; an export with them is an event", async () => {
  const opened = await open(siteOf([camera("cam1")]));
  const { siteEditing } = opened.station.services;
  const { text } = await siteEditing.exportSite(false, technician);
  expect(text).not.toContain("pass-word-1");
  const { sha256 } = siteEditing.editableSite();
  expect(siteEditing.previewSite({ text })).toMatchObject({ problems: [], changes: [], links: [], effects: [] });
  const renamed = text.replace("测试医院", "新名医院");
  await siteEditing.applySite({ text: renamed }, sha256, technician);
  expect((await siteEditing.exportSite(true, technician)).text).toContain("pass-word-1");
  expect(await events(opened, "site.exported")).toMatchObject([{ actor: technician, data: { withSecrets: true } }]);
  expect(await events(opened, "site.changed")).toMatchObject([{ data: { what: "site", source: "import" } }]);
});

test("a change of a thousand fields is told in events of at most 200", async () => {
  const opened = await open(siteOf([panel("rx1", "tcp://127.0.0.1:1")]));
  const points = Array.from({ length: 450 }, (_, at) => ({
    account: "1234",
    zone: String(at).padStart(3, "0"),
    name: { "zh-CN": `点${at}` },
    class: "panic",
  }));
  await apply(opened, { type: "changeDevice", deviceId: "rx1", device: panel("rx1", "tcp://127.0.0.1:1", { points }) });
  const parts = (await events(opened, "site.changed")).flatMap((event) =>
    event.kind === "site.changed" ? [event.data] : [],
  );
  expect(parts.map(({ part, parts: all, fields }) => [part, all, fields.length])).toEqual([
    [1, 3, 200],
    [2, 3, 200],
    [3, 3, 50],
  ]);
});

test("a station that died in a change ends it at its start, or undoes it", async () => {
  const opened = await open(siteOf([camera("cam1")]));
  await apply(opened, { type: "addDevice", device: camera("cam2") });
  await opened.station.close("test");
  const file = join(opened.folder, "site.json");
  const stored = readFileSync(file, "utf8");
  // Died after the events, before the new file was in place.
  writeFileSync(`${file}.new`, stored);
  writeFileSync(file, readFileSync(join(opened.folder, "site.backup-1.json")));
  const second = await open(null, opened.folder);
  expect(second.station.services.info().devices.map(({ id }) => id)).toEqual(["cam1", "cam2"]);
  await second.station.close("test");
  expect(readFileSync(file, "utf8")).toBe(stored);
  // Died before the events.
  writeFileSync(`${file}.new`, JSON.stringify(siteOf([])));
  const third = await open(null, opened.folder);
  expect(third.station.services.info().devices).toHaveLength(2);
  expect(readdirSync(opened.folder)).not.toContain("site.json.new");
});
