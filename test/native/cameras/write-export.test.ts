import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { exportPaths } from "../../../native/cameras/evidence/export-paths.ts";
import { dropExport, gatherExport, sealExport } from "../../../native/cameras/evidence/write-export.ts";
import { clipPlaceInFolder } from "../../../native/contract/clips.ts";
import type { ExportOrder } from "../../../native/contract/cameras-protocol.ts";
import type { ExportedFile, ExportProgress } from "../../../native/contract/exports.ts";
import { extractPath, formManifest, keyPath, type Manifest, momentOf } from "../../../native/evidence/manifest.ts";
import { fingerprintOf, makeSigningKey, publicPem, signManifest } from "../../../native/evidence/signing-key.ts";
import { formExtractLine } from "../../../native/log/extract-events.ts";
import { noHash } from "../../../native/log/chain.ts";
import { makeClip } from "../evidence/made-clip.ts";
import { chain } from "../evidence/made-package.ts";
import { temporaryFolder } from "./forked-process.ts";

const startMs = 1_790_000_000_000;
const exportId = "EX-20261122-143005-7F3A";
const key = createPrivateKey(makeSigningKey());
const moment = momentOf(startMs, "Asia/Shanghai");

/** An order of one clip and one still, as the station gives it, with its extract in place. */
function ordered(change: Partial<ExportOrder> = {}): ExportOrder {
  const root = temporaryFolder();
  const folder = join(root, "exports");
  const stored = makeClip(join(root, "clips"), "cam1", startMs, { seconds: 6 });
  const clip = {
    ...stored,
    cameraId: "cam1",
    path: join(root, "clips", clipPlaceInFolder(stored.clipId)),
    storedSeq: 1,
  };
  const [event] = chain([{ kind: "clip.stored", data: { clipId: stored.clipId, sha256: stored.sha256 } }]);
  const extract = join(exportPaths(folder, exportId).part, extractPath);
  mkdirSync(dirname(extract), { recursive: true });
  writeFileSync(extract, formExtractLine(event ?? {}, noHash));
  return {
    exportId,
    folder,
    form: "folder",
    clips: [clip],
    stills: [{ clipId: stored.clipId, atMs: startMs + 2000 }],
    texts: [{ path: keyPath, kind: "key", content: publicPem(key) }],
    player: { template: '<script>const data = "__WARDWATCH_DATA__";</script>', facts: { note: "</script><b>" } },
    treatment: null,
    ...change,
  };
}

function sealed(files: readonly ExportedFile[], order: ExportOrder) {
  const [event] = readFileSync(join(exportPaths(order.folder, exportId).part, extractPath), "utf8").split("\n");
  const { seq, hash } = JSON.parse(event ?? "") as { seq: number; hash: string };
  const manifest: Manifest = {
    format: "wardwatch-evidence-1",
    exportId,
    product: { name: "Wardwatch", version: "0.1.0" },
    site: null,
    simulated: true,
    madeAt: moment,
    madeBy: { name: "周科长", role: "chief" },
    reason: "x",
    recipient: { unit: "x", person: "x", document: "" },
    approver: "",
    note: "",
    alarms: [],
    cameras: [],
    files: files.map((file) => ({ ...file, from: null, to: null })),
    missing: [],
    regions: [],
    watermark: false,
    log: { path: extractPath, lines: 1, ranges: [[seq, seq]], head: { seq, hash } },
    key: { algorithm: "Ed25519", fingerprint: fingerprintOf(createPublicKey(key)) },
  };
  const text = formManifest(manifest);
  return { manifest: text, signature: signManifest(text, key), files };
}

const parts = (told: ExportProgress[] = []) => ({
  signal: new AbortController().signal,
  onProgress: (progress: ExportProgress) => told.push(progress),
});

test("gathered, sealed and read back, as folder and as zip; the progress ends at the whole", async () => {
  for (const form of ["folder", "zip"] as const) {
    const order = ordered({ form });
    const told: ExportProgress[] = [];
    const { files, missing } = await gatherExport(order, parts(told));
    expect(missing).toEqual([]);
    expect(files.map(({ kind }) => kind).toSorted()).toEqual(["clip", "key", "log", "player", "still"]);
    const done = await sealExport(order, sealed(files, order), parts(told));
    expect(done.files).toBe(8);
    expect(readdirSync(order.folder)).toEqual([form === "zip" ? `${exportId}.zip` : exportId]);
    for (const stage of ["copying", "reading_back"] as const) {
      const last = told.findLast((progress) => progress.stage === stage);
      expect(last?.totalBytes).toBeGreaterThan(0);
      // The zip's read-back and the sums file are a little more than what was counted.
      expect(last?.doneBytes).toBeGreaterThanOrEqual(last?.totalBytes ?? 0);
    }
  }
});

test("what was put into the page cannot end its script", async () => {
  const order = ordered();
  await gatherExport(order, parts());
  const page = readFileSync(join(exportPaths(order.folder, exportId).part, "index.html"), "utf8");
  expect(page.match(/<\/script>/g)).toHaveLength(1);
  expect(page).toContain(String.raw`\u003c/script>\u003cb>`);
});

test("a file that is not on the disk as it was written is found by the read-back, and nothing is called done", async () => {
  const order = ordered();
  const { part } = exportPaths(order.folder, exportId);
  const { files } = await gatherExport(order, parts());
  const clip = join(part, files.find(({ kind }) => kind === "clip")?.path ?? "");
  const bytes = readFileSync(clip);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  writeFileSync(clip, bytes);
  await expect(sealExport(order, sealed(files, order), parts())).rejects.toMatchObject({
    code: "evidence.read_back",
    params: { path: files.find(({ kind }) => kind === "clip")?.path, found: "file.changed" },
  });
  expect(readdirSync(order.folder)).toEqual([`${exportId}.part`]);
  await dropExport(exportPaths(order.folder, exportId));
  expect(readdirSync(order.folder)).toEqual([]);
});

test("too little room is said before the first byte, with how much is wanted; a zip wants twice", async () => {
  const room = { ...parts(), freeBytes: () => Promise.resolve(900_000_000) };
  const needs: number[] = [];
  for (const form of ["folder", "zip"] as const) {
    const order = ordered({ form });
    const refused = await gatherExport(order, room).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "evidence.no_space", params: { freeMb: 900 } });
    needs.push((refused as { params: { neededMb: number } }).params.neededMb);
    expect(readdirSync(exportPaths(order.folder, exportId).part)).toEqual(["log"]);
  }
  expect(needs[1]).toBeGreaterThan(needs[0] ?? 0);
});

test("without originals neither the film nor a still shows what was covered; the original's hash is named", async () => {
  const region = { cameraId: "cam1", x: 0, y: 0, width: 1, height: 1, fromMs: null, toMs: null };
  const order = ordered({ treatment: { watermark: null, regions: [region], withOriginals: false } });
  const { part } = exportPaths(order.folder, exportId);
  const { files } = await gatherExport(order, parts());
  expect(readdirSync(join(part, "clips"))).toEqual([`cam1-${startMs}.treated.mp4`]);
  for (const kind of ["treated-clip", "still"] as const) {
    const file = files.find((each) => each.kind === kind);
    expect(file?.derivedFrom).toBe(order.clips[0]?.sha256);
    const gray = execFileSync(
      "ffmpeg",
      ["-v", "error", "-i", join(part, file?.path ?? ""), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
      { maxBuffer: 1e8 },
    );
    // Squares of 40 pixels: within one everything is alike.
    const square = Array.from(
      { length: 30 * 30 },
      (_, at) => gray[(5 + Math.floor(at / 30)) * 320 + 5 + (at % 30)] ?? 0,
    );
    expect(Math.max(...square) - Math.min(...square)).toBeLessThan(12);
  }
  await sealExport(order, sealed(files, order), parts());
  expect(readdirSync(order.folder)).toEqual([exportId]);
});

test("stopped at any stage it ends with the reason of the stop", async () => {
  const stop = new Error("stopped");
  for (const stage of ["copying", "treating"] as const) {
    const region = { cameraId: "cam1", x: 0, y: 0, width: 0.5, height: 0.5, fromMs: null, toMs: null };
    const order = ordered({ treatment: { watermark: null, regions: [region], withOriginals: true } });
    const stopping = new AbortController();
    const onProgress = (progress: ExportProgress): void => {
      if (progress.stage === stage) stopping.abort(stop);
    };
    await expect(gatherExport(order, { signal: stopping.signal, onProgress })).rejects.toBe(stop);
  }
  const order = ordered({ form: "zip" });
  const { files } = await gatherExport(order, parts());
  for (const stage of ["reading_back"] as const) {
    const stopping = new AbortController();
    const onProgress = (progress: ExportProgress): void => {
      if (progress.stage === stage && progress.doneBytes > 0) stopping.abort(stop);
    };
    await expect(sealExport(order, sealed(files, order), { signal: stopping.signal, onProgress })).rejects.toBe(stop);
  }
  expect(readdirSync(order.folder).some((name) => !name.endsWith(".part"))).toBe(false);
});
