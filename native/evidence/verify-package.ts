import { createHash } from "node:crypto";
import type { EvidencePackage, PackageEntry } from "./open-package.ts";
import { readExtractLine, type ExtractLine } from "./extract-line.ts";
import type { Finding } from "./finding.ts";
import {
  extractPath,
  formManifest,
  formSums,
  keyPath,
  type Manifest,
  manifestPath,
  manifestSchema,
  rangesOf,
  signaturePath,
  sumsPath,
} from "./manifest.ts";
import { fingerprintOf, isSignedBy, readPublicKey } from "./signing-key.ts";

/** What is read into memory: manifest, signature, key, sums, extract. More is no export of ours. */
const mostBytesKept = 512_000_000;
const kept: ReadonlySet<string> = new Set([manifestPath, signaturePath, sumsPath, keyPath, extractPath]);

export interface Verification {
  /** Null when there is none, or none that can be read. */
  readonly manifest: Manifest | null;
  /** Of the manifest's bytes; null without one. */
  readonly manifestSha256: string | null;
  /** Empty: everything fits. */
  readonly findings: readonly Finding[];
  /** The extract's lines, as far as they could be read. */
  readonly lines: readonly ExtractLine[];
  readonly files: number;
  readonly bytes: number;
}

interface ReadFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly content: Buffer | null;
}

/** Every file of an export against its manifest, the manifest against its signature, the extract against its chain. */
export async function verifyPackage(
  source: EvidencePackage,
  { onBytes }: { readonly onBytes?: (done: number) => void } = {},
): Promise<Verification> {
  const findings: Finding[] = [];
  const files = new Map<string, ReadFile>();
  let bytes = 0;
  for (const entry of source.entries) {
    const { path } = entry;
    if (files.has(path)) findings.push({ code: "file.twice", path });
    else if (!entry.isPlain) findings.push({ code: "file.no_file", path });
    else {
      const file = await readFile(source, entry, (more) => onBytes?.((bytes += more)));
      files.set(path, file);
    }
  }

  const manifest = readManifest(files.get(manifestPath), findings);
  checkSignature(files, manifest, findings);
  let lines: readonly ExtractLine[] = [];
  if (manifest !== null) {
    checkFiles(manifest, files, findings);
    lines = checkExtract(manifest, files.get(manifest.log.path)?.content ?? null, findings);
    checkClips(manifest, lines, findings);
  }
  return {
    manifest,
    manifestSha256: files.get(manifestPath)?.sha256 ?? null,
    findings,
    lines,
    files: files.size,
    bytes,
  };
}

/** A file that breaks off or is damaged has the hash of what could be read: it fits nothing. */
async function readFile(
  source: EvidencePackage,
  entry: PackageEntry,
  onBytes: (more: number) => void,
): Promise<ReadFile> {
  const hash = createHash("sha256");
  const pieces: Buffer[] = [];
  const keeps = kept.has(entry.path) && entry.bytes <= mostBytesKept;
  let bytes = 0;
  try {
    for await (const piece of await source.read(entry)) {
      const buffer = piece as Buffer;
      hash.update(buffer);
      bytes += buffer.length;
      onBytes(buffer.length);
      if (keeps) pieces.push(buffer);
    }
  } catch (error) {
    hash.update(`unreadable: ${String(error)}`);
  }
  return { bytes, sha256: hash.digest("hex"), content: keeps ? Buffer.concat(pieces) : null };
}

function readManifest(file: ReadFile | undefined, findings: Finding[]): Manifest | null {
  if (file?.content === undefined || file.content === null) {
    findings.push({ code: "manifest.missing", path: manifestPath });
    return null;
  }
  const text = file.content.toString("utf8");
  const parsed = manifestSchema.safeParse(parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    findings.push({ code: "manifest.invalid", path: manifestPath, found: issue?.path.join(".") ?? "" });
    return null;
  }
  if (formManifest(parsed.data) !== text) findings.push({ code: "manifest.rewritten", path: manifestPath });
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no manifest: the schema refuses it.
    return undefined;
  }
}

function checkSignature(files: ReadonlyMap<string, ReadFile>, manifest: Manifest | null, findings: Finding[]): void {
  const signature = files.get(signaturePath)?.content ?? null;
  const pem = files.get(keyPath)?.content ?? null;
  const text = files.get(manifestPath)?.content ?? null;
  if (signature === null) findings.push({ code: "signature.missing", path: signaturePath });
  const key = pem === null ? null : readPublicKey(pem);
  if (key === null) {
    findings.push({ code: "key.missing", path: keyPath });
    return;
  }
  const found = fingerprintOf(key);
  if (manifest !== null && manifest.key.fingerprint !== found)
    findings.push({ code: "key.other", path: keyPath, expected: manifest.key.fingerprint, found });
  if (signature !== null && text !== null && !isSignedBy(text, signature, key))
    findings.push({ code: "signature.wrong", path: signaturePath });
}

function checkFiles(manifest: Manifest, files: ReadonlyMap<string, ReadFile>, findings: Finding[]): void {
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const pathOf = new Map(manifest.files.map((file) => [file.sha256, file.path]));
  for (const { path, sha256 } of manifest.files) {
    const file = files.get(path);
    if (file === undefined) findings.push({ code: "file.missing", path });
    else if (file.sha256 !== sha256) {
      const other = pathOf.get(file.sha256);
      const place = { path, expected: sha256 };
      findings.push(
        other === undefined
          ? { code: "file.changed", ...place, found: file.sha256 }
          : { code: "file.swapped", ...place, found: other },
      );
    }
  }
  const ours = new Set([manifestPath, signaturePath, sumsPath]);
  for (const path of files.keys())
    if (!listed.has(path) && !ours.has(path)) findings.push({ code: "file.extra", path });
  const sums = files.get(sumsPath);
  if (sums === undefined) findings.push({ code: "file.missing", path: sumsPath });
  else {
    // What the signed manifest says, not what is there now: a changed file is named once.
    const own = [manifestPath, signaturePath].flatMap((path) => {
      const file = files.get(path);
      return file === undefined ? [] : [{ path, sha256: file.sha256 }];
    });
    if (sums.content?.toString("utf8") !== formSums([...manifest.files, ...own]))
      findings.push({ code: "sums.wrong", path: sumsPath });
  }
}

function checkExtract(manifest: Manifest, content: Buffer | null, findings: Finding[]): readonly ExtractLine[] {
  const { path, ranges } = manifest.log;
  // That it is missing was said with the files.
  if (content === null) return [];
  const lines: ExtractLine[] = [];
  const texts = content.toString("utf8").split("\n");
  for (const [index, text] of texts.entries()) {
    if (text === "" && index === texts.length - 1) break;
    const line = readExtractLine(text);
    if (line === null) findings.push({ code: "extract.unreadable", path, found: String(index + 1) });
    else lines.push(line);
  }
  const bySeq = new Map(lines.map((line) => [line.seq, line]));
  for (const line of lines) {
    const before = bySeq.get(line.seq - 1);
    const isLinked = before === undefined || before.hash === line.previousHash;
    if (!line.fits || !isLinked) findings.push({ code: "extract.line_changed", path, seq: line.seq });
  }
  const isListed = (seq: number): boolean => ranges.some(([from, to]) => seq >= from && seq <= to);
  for (const [from, to] of ranges)
    for (let seq = from; seq <= to; seq++)
      if (!bySeq.has(seq)) findings.push({ code: "extract.line_missing", path, seq });
  for (const [seq] of rangesOf(lines.map(({ seq: each }) => each)))
    if (!isListed(seq)) findings.push({ code: "extract.line_extra", path, seq });
  return lines;
}

/** The log's word on a clip, in the extract, against the manifest's. */
function checkClips(manifest: Manifest, lines: readonly ExtractLine[], findings: Finding[]): void {
  const bySeq = new Map(lines.map((line) => [line.seq, line]));
  for (const { path, kind, storedSeq, sha256, derivedFrom, clipId } of manifest.files) {
    if (storedSeq === null || (kind !== "clip" && kind !== "treated-clip")) continue;
    const stored = bySeq.get(storedSeq);
    // A line that is missing was said above.
    if (stored === undefined) continue;
    const original = kind === "clip" ? sha256 : derivedFrom;
    if (stored.kind !== "clip.stored" || stored.data["clipId"] !== clipId || stored.data["sha256"] !== original)
      findings.push({
        code: "clip.not_as_stored",
        path,
        seq: storedSeq,
        expected: textOf(stored.data["sha256"]),
        ...(original === null ? {} : { found: original }),
      });
  }
}

/** Of a line that anybody may have written. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
