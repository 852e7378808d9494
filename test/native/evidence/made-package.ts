import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ExportedFile } from "../../../native/contract/exports.ts";
import { formExtractLine } from "../../../native/log/extract-events.ts";
import {
  extractPath,
  formManifest,
  formSums,
  keyPath,
  type Manifest,
  manifestPath,
  momentOf,
  rangesOf,
  signaturePath,
  sumsPath,
} from "../../../native/evidence/manifest.ts";
import { fingerprintOf, makeSigningKey, publicPem, signManifest } from "../../../native/evidence/signing-key.ts";
import { toCanonicalJson } from "../../../native/log/canonical-json.ts";
import { chainHash, noHash } from "../../../native/log/chain.ts";

export const sha256Of = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");

export interface ChainedEvent {
  readonly seq: number;
  readonly hash: string;
  readonly kind: string;
  readonly data: Record<string, unknown>;
}

/** A log of its own, chained as the writer does. */
export function chain(contents: readonly { readonly kind: string; readonly data: object }[]): ChainedEvent[] {
  let previous = noHash;
  return contents.map(({ kind, data }, index) => {
    const content = {
      seq: index + 1,
      key: `k${index}`,
      kind,
      severity: "information",
      atMs: 1_790_000_000_000 + index * 1000,
      deviceAtMs: null,
      deviceId: null,
      pointId: null,
      areaId: null,
      alarmId: null,
      actor: null,
      data: data as Record<string, unknown>,
    };
    previous = chainHash(previous, toCanonicalJson(content));
    return { ...content, hash: previous };
  });
}

export interface MadePackage {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly log: readonly ChainedEvent[];
  /** Puts a manifest in the place of the one that is there, signed with this key or a new one. */
  sign(manifest: Manifest, pem?: string): void;
  readonly pem: string;
}

const startMs = 1_790_000_000_000;

/** An export with two clips, a still and an extract of five events out of seven, written by hand. */
export function makePackage(folder: string): MadePackage {
  const pem = makeSigningKey();
  const key = createPrivateKey(pem);
  const fingerprint = fingerprintOf(createPublicKey(key));
  const clips = [1, 2].map((number) => ({
    clipId: `cam${number}-${startMs}`,
    path: `clips/cam${number}-${startMs}.mp4`,
    content: Buffer.alloc(70_000, `moving picture ${number} `),
  }));
  const log = chain([
    { kind: "evidence.key_made", data: { fingerprint } },
    { kind: "alarm.raised", data: { class: "life", kind: "panic" } },
    { kind: "station.started", data: { version: "1" } },
    ...clips.map(({ clipId, content }) => ({
      kind: "clip.stored",
      data: { clipId, sha256: sha256Of(content), bytes: content.length },
    })),
    { kind: "alarm.acknowledged", data: { note: "" } },
    { kind: "alarm.closed", data: { note: "处理完毕" } },
  ]);
  const extracted = log.filter(({ seq }) => seq !== 1 && seq !== 3);
  const extract = extracted.map((event) => formExtractLine(event, log[event.seq - 2]?.hash ?? noHash)).join("");
  const storedSeq = (clipId: string) => log.find(({ data }) => data["clipId"] === clipId)?.seq ?? null;
  const file = (path: string, content: Buffer | string, more: Partial<ExportedFile>): ExportedFile => ({
    path,
    bytes: Buffer.byteLength(content),
    sha256: sha256Of(content),
    kind: "still",
    cameraId: null,
    clipId: null,
    fromMs: null,
    toMs: null,
    gaps: [],
    whole: null,
    derivedFrom: null,
    storedSeq: null,
    ...more,
  });
  const contents = new Map<string, Buffer | string>([
    ...clips.map(({ path, content }) => [path, content] as const),
    ["stills/cam1.jpg", "jpeg"],
    [extractPath, extract],
    [keyPath, publicPem(key)],
  ]);
  const files = [
    ...clips.map(({ path, content, clipId }) => {
      const of = { clipId, cameraId: clipId.slice(0, 4), fromMs: startMs, toMs: startMs + 9000, whole: true };
      return file(path, content, { ...of, kind: "clip", storedSeq: storedSeq(clipId) });
    }),
    file("stills/cam1.jpg", "jpeg", { cameraId: "cam1", fromMs: startMs, toMs: startMs }),
    file(extractPath, extract, { kind: "log" }),
    file(keyPath, publicPem(key), { kind: "key" }),
  ];
  const moment = (ms: number | null) => (ms === null ? null : momentOf(ms, "Asia/Shanghai"));
  const manifest: Manifest = {
    format: "wardwatch-evidence-1",
    exportId: "EX-20261122-143005-7F3A",
    product: { name: "Wardwatch", version: "0.1.0" },
    site: { id: "test", name: { "zh-CN": "示范医院" }, timeZone: "Asia/Shanghai" },
    simulated: true,
    madeAt: momentOf(startMs, "Asia/Shanghai"),
    madeBy: { name: "王建国", role: "chief" },
    reason: "公安机关调取",
    recipient: { unit: "城东派出所", person: "李警官", document: "京公调证字〔2026〕12号" },
    approver: "",
    note: "",
    alarms: [],
    cameras: [{ cameraId: "cam1", name: { "zh-CN": "急诊大厅入口" } }],
    files: files.map((each) => ({ ...each, from: moment(each.fromMs), to: moment(each.toMs) })),
    missing: [],
    regions: [],
    watermark: false,
    log: {
      path: extractPath,
      lines: extracted.length,
      ranges: rangesOf(extracted.map(({ seq }) => seq)),
      head: { seq: 7, hash: log[6]?.hash ?? "" },
    },
    key: { algorithm: "Ed25519", fingerprint },
  };
  for (const [path, content] of contents) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const made: MadePackage = {
    folder,
    manifest,
    log,
    pem,
    sign(other, signer = pem) {
      const text = formManifest(other);
      const signature = signManifest(text, createPrivateKey(signer));
      writeFileSync(join(folder, manifestPath), text);
      writeFileSync(join(folder, signaturePath), signature);
      writeFileSync(
        join(folder, sumsPath),
        formSums([
          ...other.files,
          { path: manifestPath, sha256: sha256Of(text) },
          { path: signaturePath, sha256: sha256Of(signature) },
        ]),
      );
    },
  };
  made.sign(manifest);
  return made;
}
