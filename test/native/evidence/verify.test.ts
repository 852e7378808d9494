import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formExtractLine } from "../../../native/log/extract-events.ts";
import { canonicalHash } from "../../../native/evidence/extract-line.ts";
import type { Finding } from "../../../native/evidence/finding.ts";
import { formManifest } from "../../../native/evidence/manifest.ts";
import { openPackage } from "../../../native/evidence/open-package.ts";
import { fingerprintOf, makeSigningKey, publicPem } from "../../../native/evidence/signing-key.ts";
import { verifyAgainstLog } from "../../../native/evidence/verify-against-log.ts";
import { type Verification, verifyPackage } from "../../../native/evidence/verify-package.ts";
import { closing } from "../../set-up.ts";
import { chain, makePackage, type MadePackage, sha256Of } from "./made-package.ts";

function made(): MadePackage {
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-evidence-"));
  closing(() => rmSync(folder, { recursive: true, force: true }));
  return makePackage(folder);
}

async function verify(path: string): Promise<Verification> {
  const source = await openPackage(path);
  closing(() => source.close());
  return verifyPackage(source);
}

const named = (findings: readonly Finding[]): string[] =>
  findings.map(({ code, path, seq }) => [code, path, seq].filter((each) => each !== undefined).join(" "));

const extractOf = (made_: MadePackage): string => join(made_.folder, "log/events.jsonl");
const clip = (number: number): string => `clips/cam${number}-1790000000000.mp4`;

/** The manifest as somebody would write it who knows how, of the files as they are now. */
function rewritten({ folder, manifest }: MadePackage): MadePackage["manifest"] {
  const files = manifest.files.map((file) => {
    const bytes = readFileSync(join(folder, file.path));
    return { ...file, bytes: bytes.length, sha256: sha256Of(bytes) };
  });
  return { ...manifest, files };
}

test("an export that nobody touched fits; sha256sum and openssl say so too", async () => {
  const it = made();
  const verification = await verify(it.folder);
  expect(verification.findings).toEqual([]);
  expect(verification).toMatchObject({ files: 8, manifest: { exportId: "EX-20261122-143005-7F3A" } });
  expect(verifyAgainstLog(verification, logWith(it, verification))).toEqual([]);

  const sums = execFileSync("sha256sum", ["-c", "--strict", "SHA256SUMS"], { cwd: it.folder, encoding: "utf8" });
  expect(sums.trim().split("\n")).toHaveLength(7);
  const openssl = execFileSync(
    "openssl",
    "pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig".split(" "),
    { cwd: it.folder, encoding: "utf8" },
  );
  expect(openssl).toContain("Verified Successfully");
});

/** The station's log as it went on after the extract: the export itself. */
function logWith(it: MadePackage, { manifestSha256 }: Verification) {
  const contents = it.log.map(({ kind, data }) => ({ kind, data }));
  return chain([...contents, { kind: "evidence.exported", data: { exportId: it.manifest.exportId, manifestSha256 } }]);
}

test("one byte of a clip is named by its file", async () => {
  const it = made();
  const path = join(it.folder, clip(2));
  const bytes = readFileSync(path);
  bytes[33_333] = (bytes[33_333] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect(named((await verify(it.folder)).findings)).toEqual([`file.changed ${clip(2)}`]);
});

test("two clips that were swapped are named as swapped", async () => {
  const it = made();
  const [one, two] = [join(it.folder, clip(1)), join(it.folder, clip(2))];
  renameSync(one, `${one}.x`);
  renameSync(two, one);
  renameSync(`${one}.x`, two);
  const { findings } = await verify(it.folder);
  expect(named(findings)).toEqual([`file.swapped ${clip(1)}`, `file.swapped ${clip(2)}`]);
  expect(findings[0]?.found).toBe(clip(2));
});

test("files that are missing, more, links or twice in a zip are named", async () => {
  const it = made();
  rmSync(join(it.folder, "stills/cam1.jpg"));
  writeFileSync(join(it.folder, "stills/other.jpg"), "x");
  symlinkSync("/etc/hostname", join(it.folder, "stills/link.jpg"));
  expect(named((await verify(it.folder)).findings).toSorted()).toEqual([
    "file.extra stills/other.jpg",
    "file.missing stills/cam1.jpg",
    "file.no_file stills/link.jpg",
  ]);
});

test("a zip by another program verifies; a byte in it, the cut end and no zip at all are told apart", async () => {
  const it = made();
  const zip = join(it.folder, "../", `${it.manifest.exportId}-${process.pid}.zip`);
  closing(() => rmSync(zip, { force: true }));
  const script = `import sys, zipfile, os
out, root = sys.argv[1:3]
with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as z:
    for base, _, names in os.walk(root):
        for name in names:
            p = os.path.join(base, name)
            z.write(p, "证据/" + os.path.relpath(p, root))`;
  execFileSync("python3", ["-c", script, zip, it.folder]);
  expect((await verify(zip)).findings).toEqual([]);

  const bytes = readFileSync(zip);
  const at = bytes.indexOf("moving picture 2") + 100;
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  writeFileSync(zip, bytes);
  expect(named((await verify(zip)).findings)).toEqual([`file.changed ${clip(2)}`]);

  writeFileSync(zip, bytes.subarray(0, bytes.length - 30));
  await expect(openPackage(zip)).rejects.toMatchObject({ code: "evidence.unreadable" });
  writeFileSync(zip, "not a zip");
  await expect(openPackage(zip)).rejects.toMatchObject({ code: "evidence.unreadable" });
});

test("a changed manifest is named: by hand, written anew, and signed with another key", async () => {
  const it = made();
  const path = join(it.folder, "manifest.json");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("李警官", "张警官"));
  expect(named((await verify(it.folder)).findings)).toEqual(["signature.wrong manifest.sig", "sums.wrong SHA256SUMS"]);
  writeFileSync(path, `${JSON.stringify(JSON.parse(text), null, 1)}\n`);
  expect(named((await verify(it.folder)).findings)).toContain("manifest.rewritten manifest.json");
  writeFileSync(path, "{");
  expect(named((await verify(it.folder)).findings)).toContain("manifest.invalid manifest.json");

  // Another key, with its public part left as it was.
  it.sign({ ...it.manifest, reason: "其他" }, makeSigningKey());
  expect(named((await verify(it.folder)).findings)).toEqual(["signature.wrong manifest.sig"]);
});

test("an export that was made anew as a whole fits by itself; the station's log and the paper's fingerprint tell it", async () => {
  const it = made();
  const before = await verify(it.folder);
  const pem = makeSigningKey();
  const key = createPrivateKey(pem);
  writeFileSync(join(it.folder, "public-key.pem"), publicPem(key));
  const fingerprint = fingerprintOf(createPublicKey(key));
  it.sign({ ...rewritten(it), reason: "其他", key: { algorithm: "Ed25519", fingerprint } }, pem);
  const verification = await verify(it.folder);
  expect(verification.findings).toEqual([]);
  expect(named(verifyAgainstLog(verification, logWith(it, before)))).toEqual(["log.other_key", "log.other_manifest 8"]);
  // Of another station.
  expect(named(verifyAgainstLog(verification, chain([{ kind: "station.started", data: {} }])))).toEqual([
    "log.line_differs 2",
    "log.line_differs 4",
    "log.line_differs 5",
    "log.line_differs 6",
    "log.line_differs 7",
    "log.head_differs 7",
    "log.other_key",
    "log.not_exported",
  ]);
});

test("a dropped line of the extract is named by its number, a changed one too", async () => {
  const it = made();
  const lines = readFileSync(extractOf(it), "utf8").trimEnd().split("\n");
  writeFileSync(extractOf(it), `${lines.filter((_, index) => index !== 3).join("\n")}\n`);
  expect(named((await verify(it.folder)).findings)).toEqual([
    "file.changed log/events.jsonl",
    "extract.line_missing log/events.jsonl 6",
  ]);
  writeFileSync(extractOf(it), `${lines.join("\n").replace("处理完毕", "无事发生")}\n`);
  expect(named((await verify(it.folder)).findings)).toEqual([
    "file.changed log/events.jsonl",
    "extract.line_changed log/events.jsonl 7",
  ]);
  writeFileSync(extractOf(it), `${lines.join("\n")}\nno json\n`);
  expect(named((await verify(it.folder)).findings)).toEqual([
    "file.changed log/events.jsonl",
    "extract.unreadable log/events.jsonl",
  ]);
});

test("with the station's own key in wrong hands: a forged line fits its own hash, but neither its neighbours nor the log", async () => {
  const it = made();
  const before = await verify(it.folder);
  const forged = it.log.map((event) => ({ ...event }));
  const [forgedEvent] = chain([{ kind: "alarm.closed", data: { note: "无事发生" } }]);
  if (forgedEvent === undefined) throw new Error("no event");
  const lines = readFileSync(extractOf(it), "utf8").trimEnd().split("\n").slice(0, -1);
  const { hash: _, ...content } = { ...forgedEvent, seq: 7 };
  const previous = forged[5]?.hash ?? "";
  const hash = canonicalHash({ ...content, hash: "" }, previous) ?? "";
  writeFileSync(extractOf(it), `${lines.join("\n")}\n${formExtractLine({ ...content, hash }, previous)}`);
  it.sign(rewritten(it));
  const verification = await verify(it.folder);
  expect(verification.findings).toEqual([]);
  expect(named(verifyAgainstLog(verification, logWith(it, before)))).toEqual([
    "log.line_differs 7",
    "log.other_manifest 8",
  ]);
});

test("a clip put in the place of another with a manifest to match is not the one that the log stored", async () => {
  const it = made();
  writeFileSync(join(it.folder, clip(1)), "another film");
  it.sign(rewritten(it));
  expect(named((await verify(it.folder)).findings)).toEqual([`clip.not_as_stored ${clip(1)} 4`]);
});

test("a path that leads out of the export is no manifest", async () => {
  const it = made();
  const [first, ...rest] = it.manifest.files;
  if (first === undefined) throw new Error("no file");
  for (const path of ["../x.mp4", "/etc/passwd", "clips/../../x", "C:/x"]) {
    const manifest = { ...it.manifest, files: [{ ...first, path }, ...rest] };
    writeFileSync(join(it.folder, "manifest.json"), formManifest(manifest));
    expect(named((await verify(it.folder)).findings)).toContain("manifest.invalid manifest.json");
  }
});

test("a log whose own chain is broken is named as that", async () => {
  const it = made();
  const verification = await verify(it.folder);
  const log = logWith(it, verification).map((event) =>
    event.seq === 3 ? { ...event, data: { version: "2" } } : event,
  );
  expect(named(verifyAgainstLog(verification, log))[0]).toBe("log.damaged 3");
});
