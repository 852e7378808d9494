import { join } from "node:path";
import type { Actor } from "../contract/actor.ts";
import type { ExportOrder, OrderedClip } from "../contract/cameras-protocol.ts";
import { clipPlaceInFolder } from "../contract/clips.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { ExportAsk, ExportedFile } from "../contract/exports.ts";
import type { SiteFile } from "../contract/site.ts";
import type { LocalizedText } from "../contract/text.ts";
import { extractPath, keyPath, type Manifest, momentOf, rangesOf } from "../evidence/manifest.ts";
import type { Extract } from "../log/extract-events.ts";
import type { FoundCase } from "./evidence-case.ts";
import type { EvidenceTemplates } from "./evidence-templates.ts";

/** What is known of an export before its first file is written. */
export interface PlannedExport {
  readonly exportId: string;
  readonly ask: ExportAsk;
  readonly found: FoundCase;
  readonly actor: Actor;
  readonly atMs: number;
  readonly site: SiteFile | null;
  readonly version: string;
  readonly simulated: boolean;
  readonly key: { readonly fingerprint: string; readonly publicPem: string };
  readonly extract: Extract;
}

const zoneWithoutSite = "Asia/Shanghai";

function zoneOf({ site }: PlannedExport): string {
  return site?.site.timeZone ?? zoneWithoutSite;
}

function camerasOf({
  found,
  site,
}: PlannedExport): { readonly cameraId: string; readonly name: LocalizedText | null }[] {
  return found.cameraIds.map((cameraId) => ({
    cameraId,
    name: site?.devices.find(({ id }) => id === cameraId)?.name ?? null,
  }));
}

function clipsOf({ found, ask }: PlannedExport, clipsFolder: string): OrderedClip[] {
  return found.clips
    .filter(({ clipId }) => !ask.withoutClipIds.includes(clipId))
    .map(({ seq, clipId, cameraId, fromMs, toMs, gaps, whole, bytes, sha256 }) => ({
      clipId,
      cameraId,
      path: join(clipsFolder, clipPlaceInFolder(clipId)),
      fromMs,
      toMs,
      gaps,
      whole,
      bytes,
      sha256,
      storedSeq: seq,
    }));
}

/** A still of every camera at the alarms' moments, and those that were chosen. */
function stillsOf({ found, ask }: PlannedExport, clips: readonly OrderedClip[]): ExportOrder["stills"] {
  const wanted = [
    ...found.alarms.flatMap(({ raisedAtMs }) => found.cameraIds.map((cameraId) => ({ cameraId, atMs: raisedAtMs }))),
    ...ask.stills,
  ];
  return wanted.flatMap(({ cameraId, atMs }) => {
    const clip = clips.find((each) => each.cameraId === cameraId && each.fromMs <= atMs && each.toMs >= atMs);
    return clip === undefined ? [] : [{ clipId: clip.clipId, atMs }];
  });
}

/** What the cameras process is told to put together. */
export function orderExport(
  planned: PlannedExport,
  places: { readonly clipsFolder: string; readonly exportsFolder: string },
  templates: EvidenceTemplates,
  watermark: string | null,
): ExportOrder {
  const { exportId, ask, actor, atMs, site, key, extract, found } = planned;
  const clips = clipsOf(planned, places.clipsFolder);
  const zone = zoneOf(planned);
  const isTreated = watermark !== null || ask.regions.length > 0;
  return {
    exportId,
    folder: places.exportsFolder,
    form: ask.form,
    clips,
    stills: stillsOf(planned, clips),
    texts: [
      { path: "README.txt", kind: "readme", content: templates.readme(exportId, key.fingerprint) },
      { path: keyPath, kind: "key", content: key.publicPem },
    ],
    player: {
      template: templates.player,
      facts: {
        words: templates.words,
        exportId,
        version: planned.version,
        simulated: planned.simulated,
        timeZone: zone,
        siteName: site?.site.name ?? null,
        madeAtMs: atMs,
        madeBy: actor.name,
        reason: ask.reason,
        recipient: ask.recipient,
        approver: ask.approver,
        note: ask.note,
        watermark: watermark !== null,
        regions: ask.regions,
        alarms: found.alarms.map(({ id, name, class: class_, kind, raisedAtMs }) => ({
          id,
          name,
          class: class_,
          kind,
          raisedAtMs,
        })),
        cameras: camerasOf(planned),
        head: extract.head,
        fingerprint: key.fingerprint,
      },
    },
    treatment: isTreated ? { watermark, regions: ask.regions, withOriginals: ask.withOriginals } : null,
  };
}

export function planManifest(
  planned: PlannedExport,
  order: ExportOrder,
  gathered: {
    readonly files: readonly ExportedFile[];
    readonly missing: readonly { readonly clipId: string; readonly atMs: number; readonly error: ErrorData }[];
  },
): Manifest {
  const { exportId, ask, found, actor, atMs, site, version, simulated, key, extract } = planned;
  const moment = (ms: number | null) => (ms === null ? null : momentOf(ms, zoneOf(planned)));
  const withoutClip = found.cameraIds.filter((cameraId) => !order.clips.some((clip) => clip.cameraId === cameraId));
  return {
    format: "wardwatch-evidence-1",
    exportId,
    product: { name: "Wardwatch", version },
    site: site === null ? null : { id: site.site.id, name: site.site.name, timeZone: site.site.timeZone },
    simulated,
    madeAt: momentOf(atMs, zoneOf(planned)),
    madeBy: actor,
    reason: ask.reason,
    recipient: ask.recipient,
    approver: ask.approver,
    note: ask.note,
    alarms: found.alarms.map(({ id, name, class: class_, kind, raisedAtMs }) => ({
      alarmId: id,
      name,
      class: class_,
      kind,
      raisedAt: momentOf(raisedAtMs, zoneOf(planned)),
    })),
    cameras: camerasOf(planned),
    files: gathered.files.map((file) => ({ ...file, from: moment(file.fromMs), to: moment(file.toMs) })),
    missing: [
      ...withoutClip.map((cameraId) => ({ kind: "clip" as const, cameraId, at: null, reason: "clip.not_found" })),
      ...gathered.missing.map(({ clipId, atMs: wantedMs, error }) => ({
        kind: "still" as const,
        cameraId: order.clips.find((clip) => clip.clipId === clipId)?.cameraId ?? clipId,
        at: moment(wantedMs),
        reason: error.code,
      })),
    ],
    regions: ask.regions,
    watermark: order.treatment?.watermark !== null && order.treatment !== null,
    log: {
      path: extractPath,
      lines: extract.seqs.length,
      ranges: rangesOf(extract.seqs),
      head: extract.head,
    },
    key: { algorithm: "Ed25519", fingerprint: key.fingerprint },
  };
}
