import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { makeEvent } from "../../../native/base/make-event.ts";
import type { StoredClip } from "../../../native/contract/clips.ts";
import type { ExportAsk, ExportRow } from "../../../native/contract/exports.ts";
import { openLog } from "../../../native/log/open-log.ts";
import type { CamerasChild } from "../../../native/station/cameras-process.ts";
import { forkCameras } from "../../../native/station/fork-cameras.ts";
import { openStation, type Station } from "../../../native/station/station.ts";
import { closing } from "../../set-up.ts";
import { makeClip } from "../evidence/made-clip.ts";
import { testSite } from "../test-site.ts";

const script = fileURLToPath(new URL("../../../scripts/evidence.ts", import.meta.url));
const chief = { name: "周科长", role: "chief" } as const;
const operator = { name: "王建国", role: "operator" } as const;

/** A data folder whose log knows these clips of `cam1`. */
async function folderWith(clips: (clipsFolder: string) => readonly StoredClip[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-export-"));
  closing(() => rmSync(folder, { recursive: true, force: true }));
  const log = await openLog(
    { file: join(folder, "log.db"), listener: { onStored: () => undefined, onCondition: () => undefined } },
    { clock: systemClock, logger: silentLogger },
  );
  const name = { "zh-CN": "急诊大厅入口", en: "ED entrance" };
  for (const clip of clips(join(folder, "clips"))) {
    const deviceId = clip.clipId.slice(0, clip.clipId.lastIndexOf("-"));
    const place = { key: `clip:${clip.clipId}`, atMs: clip.toMs, severity: "information", deviceId } as const;
    await log.append({ events: [makeEvent("clip.stored", place, { name, ...clip, alarmIds: [] })], alarms: [] });
  }
  await log.close();
  return folder;
}

interface Opened {
  readonly station: Station;
  readonly folder: string;
  /** The cameras processes, oldest first. */
  readonly children: CamerasChild[];
}

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function open(folder: string): Promise<Opened> {
  const children: CamerasChild[] = [];
  const port = await closedPort();
  const [camera] = testSite.devices.filter(({ kind }) => kind === "camera");
  const site = { ...testSite, devices: [{ ...camera, address: `http://127.0.0.1:${port}/onvif` }] };
  const station = await openStation(
    {
      dataFolder: folder,
      version: "0.1.0",
      siteText: JSON.stringify(site),
      simulated: true,
      startCameras(count) {
        const child = forkCameras(count);
        children.push(child);
        return child;
      },
    },
    { clock: systemClock, logger: silentLogger },
  );
  closing(() => station.close("test"));
  return { station, folder, children };
}

const startMs = Date.UTC(2026, 10, 22, 6, 30, 5);

function askFor(clips: readonly StoredClip[], more: Partial<ExportAsk> = {}): ExportAsk {
  return {
    alarmIds: [],
    clipIds: clips.map(({ clipId }) => clipId),
    span: null,
    withoutClipIds: [],
    stills: [{ cameraId: "cam1", atMs: startMs + 2000 }],
    reason: "公安机关依法调取",
    recipient: { unit: "城东派出所", person: "李警官", document: "〔2026〕12号" },
    approver: "分管院长",
    note: "",
    form: "zip",
    watermark: false,
    regions: [],
    withOriginals: true,
    ...more,
  };
}

async function ended({ station }: Opened, exportId: string): Promise<ExportRow> {
  return vi.waitFor(
    async () => {
      const row = await station.services.exports.get(exportId);
      if (row.state === "running" || row.state === "asked") throw new Error(`still ${row.state}`);
      return row;
    },
    { timeout: 30_000, interval: 50 },
  );
}

function verifyByCommand(path: string, ...more: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "verify", path, "--json", ...more], {
    encoding: "utf8",
  });
  return { status, said: stderr, result: JSON.parse(stdout || "null") as { ok: boolean; findings: object[] } };
}

test("an operator asks, the chief exports: a zip that other programs read and that verifies against the log", async () => {
  let clips: StoredClip[] = [];
  const folder = await folderWith((place) => {
    clips = [makeClip(place, "cam1", startMs), makeClip(place, "cam2", startMs + 1000)];
    return clips;
  });
  const opened = await open(folder);
  const { exports: evidence } = opened.station.services;
  const preview = await evidence.preview({ alarmIds: [], clipIds: clips.map(({ clipId }) => clipId), span: null });
  expect(preview).toMatchObject({ fromMs: startMs, toMs: startMs + 4900, missing: [] });

  const asked = await evidence.ask(askFor(clips), operator);
  expect(asked).toMatchObject({ state: "asked", askedBy: "王建国" });
  expect(asked.exportId).toMatch(/^EX-\d{8}-\d{6}-[0-9A-F]{4}$/);
  await evidence.run(asked.exportId, null, chief);
  const done = await ended(opened, asked.exportId);
  expect(done).toMatchObject({ state: "done", error: null, doneBy: "周科长", fetchable: true });
  expect(readdirSync(join(folder, "exports"))).toEqual([`${asked.exportId}.zip`]);

  const zip = join(folder, "exports", `${asked.exportId}.zip`);
  expect(await opened.station.exportZip(asked.exportId)).toBe(zip);
  const names = execFileSync("python3", ["-m", "zipfile", "-l", zip], { encoding: "utf8" });
  for (const clip of clips) expect(names).toContain(`${asked.exportId}/clips/${clip.clipId}.mp4`);
  expect(names).toMatch(/stills\/cam1-20261122T063007-\d{3}Z\.jpg/);
  const unpacked = join(folder, "unpacked");
  execFileSync("python3", ["-m", "zipfile", "-e", zip, unpacked]);
  const inner = join(unpacked, asked.exportId);
  execFileSync("sha256sum", ["-c", "--strict", "--quiet", "SHA256SUMS"], { cwd: inner });
  for (const clip of clips)
    expect(readFileSync(join(inner, "clips", `${clip.clipId}.mp4`))).toEqual(
      readFileSync(join(folder, "clips", "2026-11-22", `${clip.clipId}.mp4`)),
    );

  const second = verifyByCommand(inner);
  expect(second).toMatchObject({ status: 0, result: { ok: true } });
  await opened.station.close("test");
  const first = verifyByCommand(zip, "--log", folder);
  expect(first.said).toContain("与工作站的日志相符");
  expect(first).toMatchObject({ status: 0, result: { ok: true, findings: [] } });
  expect(statSync(join(folder, "evidence.key")).mode & 0o777).toBe(0o600);
  const listed = spawnSync(process.execPath, [script, "list", "--data", folder], { encoding: "utf8" });
  expect(listed.stdout).toContain(`${asked.exportId}\tdone`);
  // The key is the same for the next export.
  const events = execFileSync(process.execPath, [script.replace("evidence.ts", "log.ts"), "export", "--data", folder], {
    encoding: "utf8",
  });
  expect(events.match(/"kind":"evidence.key_made"/g)).toHaveLength(1);
});

test("a clip that was changed since it was recorded is not exported, and nothing is left", async () => {
  let clips: StoredClip[] = [];
  const folder = await folderWith((place) => (clips = [makeClip(place, "cam1", startMs)]));
  const path = join(folder, "clips", "2026-11-22", `${clips[0]?.clipId ?? ""}.mp4`);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const opened = await open(folder);
  const { exports: evidence } = opened.station.services;
  const { exportId } = await evidence.ask(askFor(clips), chief);
  await evidence.run(exportId, null, chief);
  expect(await ended(opened, exportId)).toMatchObject({
    state: "failed",
    error: { code: "evidence.clip_changed", params: { clipId: clips[0]?.clipId } },
  });
  expect(readdirSync(join(folder, "exports"))).toEqual([]);
  rmSync(path);
  await evidence.run(exportId, null, chief);
  expect(await ended(opened, exportId)).toMatchObject({ error: { code: "evidence.clip_missing" } });
  // Without it the rest can go out: here nothing is left but the log.
  const rest = await evidence.ask(askFor(clips, { withoutClipIds: clips.map(({ clipId }) => clipId) }), chief);
  await evidence.run(rest.exportId, null, chief);
  expect(await ended(opened, rest.exportId)).toMatchObject({ state: "done" });
});

test("the cameras process dies in the middle: told, taken away, and the next try succeeds", async () => {
  let clips: StoredClip[] = [];
  const folder = await folderWith((place) => (clips = [makeClip(place, "cam1", startMs, { seconds: 20 })]));
  const opened = await open(folder);
  const { exports: evidence } = opened.station.services;
  const region = { cameraId: "cam1", x: 0.1, y: 0.1, width: 0.5, height: 0.5, fromMs: null, toMs: null };
  const { exportId } = await evidence.ask(askFor(clips, { regions: [region] }), chief);
  await evidence.run(exportId, null, chief);
  await vi.waitFor(async () => expect((await evidence.get(exportId)).progress?.stage).toMatch(/copying|treating/), {
    timeout: 10_000,
    interval: 5,
  });
  opened.children.at(-1)?.kill();
  expect(await ended(opened, exportId)).toMatchObject({ state: "failed", error: { code: "cameras.process_down" } });
  expect(readdirSync(join(folder, "exports"))).toEqual([]);
  await vi.waitFor(() => expect(opened.children).toHaveLength(2), { timeout: 10_000 });
  await evidence.run(exportId, null, chief);
  expect(await ended(opened, exportId)).toMatchObject({ state: "done", error: null });
});

test("cancelled in the middle: nothing is left, and the register says so; two at once are refused", async () => {
  let clips: StoredClip[] = [];
  const folder = await folderWith((place) => (clips = [makeClip(place, "cam1", startMs, { seconds: 20 })]));
  const opened = await open(folder);
  const { exports: evidence } = opened.station.services;
  const region = { cameraId: "cam1", x: 0.1, y: 0.1, width: 0.5, height: 0.5, fromMs: null, toMs: null };
  const { exportId } = await evidence.ask(askFor(clips, { regions: [region], form: "folder" }), chief);
  await evidence.run(exportId, null, chief);
  await expect(evidence.run(exportId, null, chief)).rejects.toMatchObject({ code: "evidence.busy" });
  await evidence.cancel(exportId);
  expect(await ended(opened, exportId)).toMatchObject({ state: "failed", error: { code: "evidence.cancelled" } });
  expect(readdirSync(join(folder, "exports"))).toEqual([]);
});

test("what a crash left unfinished is told at the next start and taken away; what is done stays", async () => {
  let clips: StoredClip[] = [];
  const folder = await folderWith((place) => (clips = [makeClip(place, "cam1", startMs)]));
  const first = await open(folder);
  const { exportId } = await first.station.services.exports.ask(askFor(clips), chief);
  const other = await first.station.services.exports.ask(askFor(clips, { form: "folder" }), chief);
  const done = await first.station.services.exports.ask(askFor(clips, { form: "folder" }), chief);
  await first.station.services.exports.run(done.exportId, null, chief);
  await ended(first, done.exportId);
  await first.station.close("test");
  const exports = join(folder, "exports");
  // As a kill leaves it: in the middle of the copying; and whole, but never registered.
  mkdirSync(join(exports, `${exportId}.part`, "clips"), { recursive: true });
  writeFileSync(join(exports, `${exportId}.part`, "clips", "half.mp4"), "half");
  writeFileSync(join(exports, `${exportId}.zip.part`), "half");
  mkdirSync(join(exports, other.exportId));
  writeFileSync(join(exports, "notes.txt"), "not ours");

  const second = await open(folder);
  for (const id of [exportId, other.exportId])
    expect(await ended(second, id)).toMatchObject({ state: "failed", error: { code: "evidence.interrupted" } });
  await vi.waitFor(() => expect(readdirSync(exports).toSorted()).toEqual([done.exportId, "notes.txt"].toSorted()));
  expect(await second.station.services.exports.get(done.exportId)).toMatchObject({
    state: "done",
    place: join(exports, done.exportId),
    fetchable: false,
  });
  expect(verifyByCommand(join(exports, done.exportId)).status).toBe(0);
});

test("an export asked for by an operator may be declined; then it is not made", async () => {
  let clips: StoredClip[] = [];
  const folder = await folderWith((place) => (clips = [makeClip(place, "cam1", startMs)]));
  const { station } = await open(folder);
  const { exports: evidence } = station.services;
  const { exportId } = await evidence.ask(askFor(clips), operator);
  expect(await evidence.decline(exportId, "缺少调取文书", chief)).toMatchObject({
    state: "failed",
    error: { code: "evidence.declined", params: { note: "缺少调取文书" } },
  });
  await expect(evidence.run(exportId, null, chief)).rejects.toMatchObject({ code: "evidence.wrong_state" });
  await expect(evidence.decline(exportId, "x", chief)).rejects.toMatchObject({ code: "evidence.wrong_state" });
  const none = { alarmIds: [], clipIds: [], span: null };
  await expect(evidence.ask(askFor([], none), operator)).rejects.toMatchObject({ code: "evidence.nothing" });
  await expect(evidence.run("EX-20261122-000000-0000", null, chief)).rejects.toMatchObject({
    code: "evidence.not_found",
  });
  expect(existsSync(join(folder, "exports"))).toBe(false);
});

test("a key that cannot be read is never replaced by another", async () => {
  let clips: StoredClip[] = [];
  const folder = await folderWith((place) => (clips = [makeClip(place, "cam1", startMs)]));
  writeFileSync(join(folder, "evidence.key"), "damaged");
  const { station } = await open(folder);
  const { exportId } = await station.services.exports.ask(askFor(clips), chief);
  await expect(station.services.exports.run(exportId, null, chief)).rejects.toMatchObject({
    code: "evidence.key_unusable",
  });
  expect(readFileSync(join(folder, "evidence.key"), "utf8")).toBe("damaged");
});
