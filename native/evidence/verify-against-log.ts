import { canonicalHash } from "./extract-line.ts";
import type { Finding } from "./finding.ts";
import type { Verification } from "./verify-package.ts";

/** An event of the log, as `npm run log -- export` writes it. */
export interface LogEvent {
  readonly seq: number;
  readonly hash: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Goes through the whole log once: its chain, the extract's lines, the head, the key and the export's own event. */
export function verifyAgainstLog(
  { manifest, manifestSha256, lines }: Verification,
  log: Iterable<LogEvent>,
): Finding[] {
  if (manifest === null) return [];
  const findings: Finding[] = [];
  const wanted = new Map(lines.map((line) => [line.seq, line.hash]));
  const { head } = manifest.log;
  const keys = new Set<string>();
  let exported: LogEvent | null = null;
  let previous = { seq: 0, hash: "0".repeat(64) };
  let headHash: string | null = head.seq === 0 ? head.hash : null;
  for (const event of log) {
    if (event.seq !== previous.seq + 1 || canonicalHash(event, previous.hash) !== event.hash) {
      findings.push({ code: "log.damaged", seq: previous.seq + 1 });
      break;
    }
    const hash = wanted.get(event.seq);
    if (hash !== undefined) {
      wanted.delete(event.seq);
      if (hash !== event.hash) findings.push({ code: "log.line_differs", seq: event.seq });
    }
    if (event.seq === head.seq) headHash = event.hash;
    if (event.kind === "evidence.key_made") keys.add(String(event.data["fingerprint"]));
    if (event.kind === "evidence.exported" && event.data["exportId"] === manifest.exportId) exported = event;
    previous = event;
  }
  for (const seq of wanted.keys()) findings.push({ code: "log.line_differs", seq });
  if (headHash !== head.hash)
    findings.push({ code: "log.head_differs", seq: head.seq, expected: head.hash, found: headHash ?? "" });
  if (!keys.has(manifest.key.fingerprint)) findings.push({ code: "log.other_key", found: manifest.key.fingerprint });
  if (exported === null) findings.push({ code: "log.not_exported", found: manifest.exportId });
  else if (exported.data["manifestSha256"] !== manifestSha256)
    findings.push({
      code: "log.other_manifest",
      seq: exported.seq,
      expected: String(exported.data["manifestSha256"]),
      found: manifestSha256 ?? "",
    });
  return findings;
}
