/**
 * `npm run evidence -- verify PATH [--log DATAFOLDER] [--key FINGERPRINT] [--json]` and `list --data DIR`: checks an
 * export, as folder or zip, on any machine; lists the register of a data folder. Only reads. Exit 0 = everything
 * fits, 1 = something was found, 2 = there is nothing to read or the call is wrong.
 */
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { AppError } from "../native/base/app-error.ts";
import { manifestCode } from "../native/contract/exports.ts";
import type { StoredEvent } from "../native/contract/events.ts";
import { makeRegister, registerKinds } from "../native/evidence/export-register.ts";
import type { Finding } from "../native/evidence/finding.ts";
import type { Manifest } from "../native/evidence/manifest.ts";
import { openPackage } from "../native/evidence/open-package.ts";
import { type LogEvent, verifyAgainstLog } from "../native/evidence/verify-against-log.ts";
import { type Verification, verifyPackage } from "../native/evidence/verify-package.ts";
import { exportEvents } from "../native/log/export-events.ts";
import { findingWords } from "./finding-words.ts";

/** Both languages at once, as in `npm run log`. */
function say(chinese: string, english: string): void {
  process.stderr.write(`${chinese}\n${english}\n`);
}

function* eventsOf(folder: string): Generator<StoredEvent> {
  for (const line of exportEvents(join(folder, "log.db"), 0)) yield JSON.parse(line) as StoredEvent;
}

function refuse(error: unknown, place: string): void {
  if (!(error instanceof AppError)) throw error;
  const reason = String(error.params["reason"] ?? error.code);
  if (reason === "ENOENT") say(`${place} 不存在。`, `${place} does not exist.`);
  else say(`无法读取 ${place}（${reason}）。`, `${place} cannot be read (${reason}).`);
  process.exitCode = 2;
}

/** Big exports take minutes: whoever waits is told, on a terminal only. */
function teller(): (done: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  let told = 0;
  return (done) => {
    if (done - told < 100_000_000) return;
    told = done;
    process.stderr.write(`\r${Math.round(done / 1e6)} MB`);
  };
}

interface VerifyFlags {
  readonly log?: string;
  readonly key?: string;
  readonly json: boolean;
}

async function check(path: string): Promise<Verification> {
  const source = await openPackage(path);
  try {
    return await verifyPackage(source, { onBytes: teller() });
  } finally {
    source.close();
  }
}

async function verify(path: string, flags: VerifyFlags): Promise<void> {
  let verification: Verification;
  try {
    verification = await check(path);
  } catch (error) {
    return refuse(error, path);
  }
  const findings: Finding[] = [...verification.findings];
  const { manifest } = verification;
  if (manifest !== null && flags.key !== undefined && flags.key !== manifest.key.fingerprint)
    findings.push({ code: "key.other", path: "public-key.pem", expected: flags.key, found: manifest.key.fingerprint });
  if (flags.log !== undefined)
    try {
      // The log's events are what `exportEvents` wrote: canonical, with seq and hash.
      findings.push(...verifyAgainstLog(verification, eventsOf(flags.log) as Iterable<LogEvent>));
    } catch (error) {
      return refuse(error, flags.log);
    }
  if (flags.json) {
    const { files, bytes, manifestSha256 } = verification;
    console.log(
      JSON.stringify({
        ok: findings.length === 0,
        exportId: manifest?.exportId ?? null,
        manifestSha256,
        files,
        bytes,
        log: flags.log !== undefined,
        findings,
      }),
    );
  }
  for (const finding of findings) {
    const [chinese, english] = findingWords(finding);
    say(`✗ ${chinese}。`, `✗ ${english}.`);
  }
  if (manifest !== null) tellManifest(manifest, verification);
  if (findings.length === 0) tellWhole(flags.log !== undefined);
  else {
    say(`共发现 ${findings.length} 处不符。`, `Faults found: ${findings.length}.`);
    process.exitCode = 1;
  }
}

function tellManifest(manifest: Manifest, { manifestSha256, files, bytes }: Verification): void {
  const code = manifestCode(manifestSha256 ?? "");
  const { exportId, madeAt, madeBy, recipient } = manifest;
  const megabytes = (bytes / 1e6).toFixed(1);
  say(
    `导出 ${exportId}，${madeAt.local}，由 ${madeBy.name} 交予 ${recipient.unit} ${recipient.person}；${files} 个文件，${megabytes} MB。`,
    `Export ${exportId}, ${madeAt.utc}, by ${madeBy.name} to ${recipient.unit}, ${recipient.person}; ${files} files, ${megabytes} MB.`,
  );
  say(
    `清单短码 ${code}（应与纸质登记一致）；钥匙指纹 ${manifest.key.fingerprint}。`,
    `Manifest code ${code} (compare it with the paper); key fingerprint ${manifest.key.fingerprint}.`,
  );
}

function tellWhole(withLog: boolean): void {
  say("文件、清单、签名和日志摘录全部相符。", "Files, manifest, signature and log extract all fit.");
  if (withLog) say("与工作站的日志相符。", "It fits the station's log.");
  else
    say(
      "未与工作站的日志核对：清单短码或钥匙指纹与纸质登记一致，才能排除整包伪造；或使用 --log。",
      "It was not compared with the station's log: only the code or the fingerprint on the paper, or --log, rules out that the whole was made anew.",
    );
}

function list(folder: string, json: boolean): void {
  const kinds: readonly string[] = registerKinds;
  const events: StoredEvent[] = [];
  try {
    for (const event of eventsOf(folder)) if (kinds.includes(event.kind)) events.push(event);
  } catch (error) {
    return refuse(error, join(folder, "log.db"));
  }
  const rows = makeRegister(events);
  if (json) {
    console.log(JSON.stringify(rows));
    return;
  }
  if (rows.length === 0) say("登记簿中没有导出。", "The register holds no export.");
  for (const { exportId, state, ask, askedBy, manifestSha256 } of rows) {
    const { unit, person } = ask.recipient;
    const code = manifestSha256 === null ? "—" : manifestCode(manifestSha256);
    console.log([exportId, state, code, askedBy, unit, person, ask.reason.replaceAll(/\s+/g, " ")].join("\t"));
  }
}

function parseFingerprint(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^0-9a-f]/g, "");
  if (plain.length !== 64) throw new InvalidArgumentError("应为 64 位十六进制 / 64 hex digits");
  return plain;
}

const program = new Command("evidence").description("核验和列出证据导出 / check and list exports of evidence");
program
  .command("verify")
  .description("核验一份导出（文件夹或压缩包） / check an export, a folder or a zip")
  .argument("<path>", "文件夹或压缩包 / folder or zip")
  .addOption(new Option("--log <dir>", "与此数据目录的日志核对 / compare with the log of this data folder"))
  .addOption(
    new Option("--key <fingerprint>", "纸上的钥匙指纹 / the fingerprint on the paper").argParser(parseFingerprint),
  )
  .addOption(new Option("--json", "结果输出为 JSON / the result as JSON on stdout").default(false))
  .action((path: string, flags: VerifyFlags) => verify(path, flags));
program
  .command("list")
  .description("列出导出登记簿 / list the register of exports")
  .addOption(new Option("--data <dir>", "数据目录 / data folder").makeOptionMandatory())
  .addOption(new Option("--json", "输出 JSON / as JSON").default(false))
  .action(({ data, json }: { data: string; json: boolean }) => list(data, json));
for (const command of [program, ...program.commands])
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
await program.parseAsync();
