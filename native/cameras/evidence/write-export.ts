import { readFile, rename, rm, statfs } from "node:fs/promises";
import { basename, join } from "node:path";
import { AppError, reasonOf } from "../../base/app-error.ts";
import type { ErrorData } from "../../contract/errors.ts";
import type { ExportOrder, OrderedClip } from "../../contract/cameras-protocol.ts";
import type { ExportedFile, ExportProgress, ExportStage } from "../../contract/exports.ts";
import { extractPath, formSums, manifestPath, signaturePath, sumsPath } from "../../evidence/manifest.ts";
import { openPackage } from "../../evidence/open-package.ts";
import { verifyPackage } from "../../evidence/verify-package.ts";
import { clipStill } from "./clip-still.ts";
import { type ExportPaths, exportPaths } from "./export-paths.ts";
import { packZip } from "./pack-zip.ts";
import { formPlayerPage } from "./player-page.ts";
import { treatClip } from "./treat-clip.ts";
import { copyDurably, settleFile, syncFolder, writeDurably, type Written } from "./write-durably.ts";

/** So much stays free beside an export: the log and the clips on the same disk come first. */
const leastFreeBytes = 1_000_000_000;
/** Stills, page and manifest, by reckoning. */
const besidesBytes = 20_000_000;
/** A treated clip is encoded anew, mostly smaller than a camera's own. */
const treatedShare = 1.5;

export interface WriteExportParts {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface Gathered {
  readonly files: readonly ExportedFile[];
  readonly missing: readonly { readonly clipId: string; readonly atMs: number; readonly error: ErrorData }[];
}

const nothing = {
  cameraId: null,
  clipId: null,
  fromMs: null,
  toMs: null,
  gaps: [],
  whole: null,
  derivedFrom: null,
  storedSeq: null,
} satisfies Partial<ExportedFile>;

/** Counts bytes over the whole of a stage. */
function makeTeller(stage: ExportStage, totalBytes: number, parts: WriteExportParts): (more: number) => void {
  let doneBytes = 0;
  parts.onProgress({ stage, doneBytes, totalBytes });
  return (more) => parts.onProgress({ stage, doneBytes: (doneBytes += more), totalBytes });
}

/** Copies, stills, treated clips and the page; everything but the manifest. */
export async function gatherExport(order: ExportOrder, parts: WriteExportParts): Promise<Gathered> {
  const paths = exportPaths(order.folder, order.exportId);
  await checkSpace(order, parts);
  const files: ExportedFile[] = [];
  const add = (path: string, written: Written, more: Partial<ExportedFile> & Pick<ExportedFile, "kind">): void => {
    files.push({ ...nothing, path, ...written, ...more });
  };

  const clipBytes = order.clips.reduce((sum, { bytes }) => sum + bytes, 0);
  const onCopied = makeTeller("copying", clipBytes, parts);
  const { treatment } = order;
  for (const clip of order.clips) {
    const written = await copyClip(clip, join(paths.part, clipPlace(clip)), {
      signal: parts.signal,
      onBytes: onCopied,
    });
    add(clipPlace(clip), written, { ...clipFacts(clip), kind: "clip" });
  }
  if (treatment !== null) {
    const onTreated = makeTeller("treating", clipBytes, parts);
    for (const clip of order.clips) {
      let told = 0;
      const onDone = (share: number): void => {
        onTreated(Math.round(share * clip.bytes) - told);
        told = Math.round(share * clip.bytes);
      };
      const path = treatedPlace(clip);
      await treatClip(clip, join(paths.part, path), treatment, { signal: parts.signal, onDone });
      const written = await settleFile(join(paths.part, path));
      add(path, written, { ...clipFacts(clip), kind: "treated-clip", derivedFrom: clip.sha256 });
      onDone(1);
    }
    if (!treatment.withOriginals)
      for (const clip of order.clips) {
        await rm(join(paths.part, clipPlace(clip)));
        files.splice(
          files.findIndex(({ path }) => path === clipPlace(clip)),
          1,
        );
      }
  }
  const { stills, missing } = await takeStills(order, paths, parts.signal);
  files.push(...stills);
  for (const { path, kind, content } of order.texts)
    add(path, await writeDurably(join(paths.part, path), content), { kind });
  const extract = await readFile(join(paths.part, extractPath));
  add(extractPath, await settleFile(join(paths.part, extractPath)), { kind: "log" });
  const lines = extract.toString("utf8").split("\n").filter(Boolean);
  const page = formPlayerPage(order.player, files, lines);
  add("index.html", await writeDurably(join(paths.part, "index.html"), page), { kind: "player" });
  parts.signal.throwIfAborted();
  return { files, missing };
}

/** Writes what was signed, reads everything back and puts it in its place. */
export async function sealExport(
  order: ExportOrder,
  sealed: { readonly manifest: string; readonly signature: Buffer; readonly files: readonly ExportedFile[] },
  parts: WriteExportParts,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const paths = exportPaths(order.folder, order.exportId);
  const manifest = await writeDurably(join(paths.part, manifestPath), sealed.manifest);
  const signature = await writeDurably(join(paths.part, signaturePath), sealed.signature);
  const own = [
    { path: manifestPath, ...manifest },
    { path: signaturePath, ...signature },
  ];
  await writeDurably(join(paths.part, sumsPath), formSums([...sealed.files, ...own]));
  for (const folder of ["clips", "stills", "log", ""]) await syncFolder(join(paths.part, folder)).catch(ignoreMissing);

  const bytes = [...sealed.files, ...own].reduce((sum, file) => sum + file.bytes, 0);
  let place = paths.part;
  if (order.form === "zip") {
    const onPacked = makeTeller("packing", bytes, parts);
    await packZip(paths.part, paths.zipPart, { top: order.exportId, signal: parts.signal, onBytes: onPacked });
    place = paths.zipPart;
  }
  await readBack(place, bytes, parts);
  if (order.form === "zip") {
    await rename(paths.zipPart, paths.zip);
    await rm(paths.part, { recursive: true });
  } else await rename(paths.part, paths.folder);
  await syncFolder(order.folder);
  return { files: sealed.files.length + own.length + 1, bytes };
}

/** What was read is what was meant, or it was never done. */
async function readBack(place: string, totalBytes: number, parts: WriteExportParts): Promise<void> {
  const source = await openPackage(place);
  try {
    let told = 0;
    const onRead = makeTeller("reading_back", totalBytes, parts);
    const { findings } = await verifyPackage(source, {
      onBytes(done) {
        parts.signal.throwIfAborted();
        onRead(done - told);
        told = done;
      },
    });
    // A stop in the middle of a file looks like a damaged one.
    parts.signal.throwIfAborted();
    const [first] = findings;
    if (first !== undefined)
      throw new AppError("evidence.read_back", { path: first.path ?? basename(place), found: first.code });
  } finally {
    source.close();
  }
}

/** Takes away all that was written of an export that is not done. */
export async function dropExport(paths: ExportPaths): Promise<void> {
  for (const place of [paths.part, paths.zipPart]) await rm(place, { recursive: true, force: true });
}

function clipPlace({ clipId }: OrderedClip): string {
  return `clips/${clipId}.mp4`;
}

function treatedPlace({ clipId }: OrderedClip): string {
  return `clips/${clipId}.treated.mp4`;
}

function clipFacts({ clipId, cameraId, fromMs, toMs, gaps, whole, storedSeq }: OrderedClip): Partial<ExportedFile> {
  return { clipId, cameraId, fromMs, toMs, gaps: [...gaps], whole, storedSeq };
}

async function copyClip(
  clip: OrderedClip,
  to: string,
  parts: { readonly signal: AbortSignal; readonly onBytes: (more: number) => void },
): Promise<Written> {
  const { clipId } = clip;
  let written: Written;
  try {
    written = await copyDurably(clip.path, to, parts);
  } catch (error) {
    if (reasonOf(error) !== "ENOENT") throw error;
    throw new AppError("evidence.clip_missing", { clipId, reason: "ENOENT" }, error);
  }
  if (written.sha256 !== clip.sha256) throw new AppError("evidence.clip_changed", { clipId });
  return written;
}

/** One that cannot be made is told of and holds nothing up. */
async function takeStills(
  order: ExportOrder,
  paths: ExportPaths,
  signal: AbortSignal,
): Promise<{ readonly stills: readonly ExportedFile[]; readonly missing: Gathered["missing"] }> {
  const stills = new Map<string, ExportedFile>();
  const missing: Gathered["missing"][number][] = [];
  for (const { clipId, atMs } of order.stills) {
    signal.throwIfAborted();
    const clip = order.clips.find((each) => each.clipId === clipId);
    if (clip === undefined) continue;
    try {
      // What was made unrecognisable in the film must not be seen in the still.
      const source = join(paths.part, order.treatment === null ? clipPlace(clip) : treatedPlace(clip));
      const still = await clipStill(source, clip.fromMs, atMs);
      const stamp = new Date(still.atMs).toISOString().replaceAll(/[-:]/g, "").replace(".", "-");
      const path = `stills/${clip.cameraId}-${stamp}.jpg`;
      if (stills.has(path)) continue;
      const written = await writeDurably(join(paths.part, path), still.jpeg);
      const moment = { fromMs: still.atMs, toMs: still.atMs };
      stills.set(path, {
        ...nothing,
        ...clipFacts(clip),
        ...moment,
        ...written,
        path,
        gaps: [],
        whole: null,
        kind: "still",
        derivedFrom: clip.sha256,
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      missing.push({ clipId, atMs, error: error.toData() });
    }
  }
  return { stills: [...stills.values()], missing };
}

async function checkSpace(order: ExportOrder, { freeBytes = freeBytesOf }: WriteExportParts): Promise<void> {
  const clips = order.clips.reduce((sum, { bytes }) => sum + bytes, 0);
  const once = clips * (order.treatment === null ? 1 : 1 + treatedShare) + besidesBytes;
  const needed = once * (order.form === "zip" ? 2 : 1) + leastFreeBytes;
  const free = await freeBytes(order.folder);
  if (free < needed)
    throw new AppError("evidence.no_space", { neededMb: Math.ceil(needed / 1e6), freeMb: Math.floor(free / 1e6) });
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function ignoreMissing(error: unknown): void {
  // An export without clips has no folder for them.
  if (reasonOf(error) !== "ENOENT") throw error;
}
