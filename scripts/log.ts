/**
 * `npm run log -- export|verify|verify-paper|rebuild-counts --data DIR`: reads the log of a data folder, whether the
 * station runs or not; `rebuild-counts` writes, and only while none runs. Exit 0 = done, 1 = a fault was found, or the paper does not fit, 2 = there is nothing to read or the call is wrong.
 */
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { AppError } from "../native/base/app-error.ts";
import { type LogFault, verifyLog } from "../native/log/check-log.ts";
import { paperCode } from "../native/contract/shift.ts";
import { exportEvents } from "../native/log/export-events.ts";
import { rebuildClipRows } from "../native/log/clip-rows.ts";
import { rebuildGateHours } from "../native/log/gate-hours.ts";

/** Both languages at once: whoever reads a terminal in an emergency should not have to set one first. */
function say(chinese: string, english: string): void {
  process.stderr.write(`${chinese}\n${english}\n`);
}

const faults: Readonly<Record<LogFault, readonly [string, string]>> = {
  changed: ["内容被改动", "its content was changed"],
  bad_hash: ["哈希值被改动", "its hash was changed"],
  missing: ["记录缺失", "it is missing"],
  out_of_order: ["顺序被打乱", "it stands out of order"],
  unreadable: ["文件从此处起损坏，无法读取", "the file is damaged from here on and cannot be read"],
};

function explain(error: AppError, file: string): void {
  const reason = String(error.params["reason"] ?? "");
  if (error.code === "log.newer_database")
    say(
      `${file} 由更新版本的软件写入（数据库版本 ${String(error.params["version"])}，本软件最高支持 ${String(error.params["newest"])}）；文件未被改动。请使用新版软件读取。`,
      `${file} was written by a newer version (database version ${String(error.params["version"])}, this one knows up to ${String(error.params["newest"])}). It was left untouched; read it with the newer version.`,
    );
  else if (error.code === "log.damaged")
    say(
      `${file} 不是值班日志，或已损坏（${reason}）；文件未被改动。`,
      `${file} is not a log, or is damaged (${reason}). It was left untouched.`,
    );
  else if (error.code === "log.locked")
    say(`${file} 正被工作站使用：请先停止工作站。`, `${file} is in use by a station: stop it first.`);
  else if (reason === "ENOENT")
    say(`${file} 不存在：该目录中没有值班日志。`, `${file} does not exist: there is no log in this folder.`);
  else say(`无法读取 ${file}（${reason}）。`, `${file} cannot be read (${reason}).`);
}

/** Null, and said why, when the folder is not there. */
function logFile(folder: string): string | null {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return join(folder, "log.db");
  say(`数据目录不存在：${folder}`, `There is no such data folder: ${folder}`);
  return null;
}

async function run(folder: string, action: (file: string) => void | Promise<void>): Promise<void> {
  const file = logFile(folder);
  if (file === null) {
    process.exitCode = 2;
    return;
  }
  try {
    await action(file);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    explain(error, file);
    process.exitCode = 2;
  }
}

function verify(file: string): void {
  const check = verifyLog(file);
  if (check.ok) {
    console.log(JSON.stringify({ ok: true, seq: check.head.seq, hash: check.head.hash }));
    say(`日志完整：共 ${check.head.seq} 条。`, `The log is whole: ${check.head.seq} events.`);
    return;
  }
  console.log(JSON.stringify({ ok: false, seq: check.seq, fault: check.fault }));
  const [chinese, english] = faults[check.fault];
  say(`日志在第 ${check.seq} 条出错：${chinese}。`, `The log is wrong at event ${check.seq}: ${english}.`);
  process.exitCode = 1;
}

/** Compares a printed shift log's code with the chain: the code names an event and the first 40 bits of its hash. */
function verifyPaper(file: string, code: string): void {
  const seq = Number(code.split("-")[0]);
  const check = verifyLog(file);
  const [line] = Number.isSafeInteger(seq) && seq > 0 ? exportEvents(file, seq - 1) : [];
  const event = line === undefined ? null : (JSON.parse(line) as { seq: number; hash: string });
  const fits = event !== null && event.seq === seq && paperCode(event) === code.trim().toUpperCase();
  // What stands behind the first fault of the log proves nothing.
  const isWhole = check.ok || check.seq > seq;
  console.log(JSON.stringify({ ok: fits && isWhole, seq: fits ? seq : null }));
  if (fits && isWhole) {
    say(
      `纸质日志与数据库一致：截至第 ${seq} 条，此前的记录未被改动。`,
      `The paper fits the log: nothing was changed up to event ${seq}.`,
    );
    return;
  }
  process.exitCode = 1;
  if (fits && !check.ok)
    say(
      `编号与第 ${seq} 条相符，但日志在第 ${check.seq} 条出错。`,
      `The code fits event ${seq}, but the log is wrong at event ${check.seq}.`,
    );
  else
    say(
      "编号与日志不符：请核对抄写；否则此纸不是由这份日志打印的，或日志已被改动。",
      "The code does not fit: look at the spelling; else the paper was not printed from this log, or the log was changed.",
    );
}

function rebuildCounts(file: string): void {
  rebuildGateHours(file);
  rebuildClipRows(file);
  say(
    "安检门计数与录像清单已按事件重新生成。",
    "The counts of the gates and the list of recordings were made anew from the events.",
  );
}

async function exportLines(file: string, afterSeq: number): Promise<void> {
  for (const line of exportEvents(file, afterSeq)) {
    if (process.stdout.destroyed) return;
    if (!process.stdout.write(line)) await once(process.stdout, "drain");
  }
}

function parseSeq(text: string): number {
  const seq = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seq))
    throw new InvalidArgumentError("应为非负整数 / a whole number, 0 or more");
  return seq;
}

// A reader such as `head` that has seen enough closes the pipe: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 2);
});

const program = new Command("log").description("读取和校验值班日志 / read and check the log");
program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
const data = () => new Option("--data <dir>", "数据目录 / data folder").makeOptionMandatory();
program
  .command("export")
  .description("按顺序输出事件，每行一个 JSON / write the events in order, one JSON object a line")
  .addOption(data())
  .addOption(
    new Option("--after <seq>", "从此序号之后开始 / only events after this number").default(0).argParser(parseSeq),
  )
  .addOption(new Option("--format <format>", "输出格式 / form").choices(["jsonl"]).default("jsonl"))
  .action(({ data, after }: { data: string; after: number }) => run(data, (file) => exportLines(file, after)));
program
  .command("verify")
  .description("校验哈希链 / follow the hash chain")
  .addOption(data())
  .action(({ data }: { data: string }) => run(data, verify));
program
  .command("verify-paper")
  .description("核验打印的值班日志 / check a printed shift log by its code")
  .argument("<code>", "印在纸上的编号 / the code on the paper")
  .addOption(data())
  .action((code: string, { data }: { data: string }) => run(data, (file) => verifyPaper(file, code)));
program
  .command("rebuild-counts")
  .description(
    "按事件重新生成安检门计数与录像清单 / make the gates' hours and the list of recordings anew from the events",
  )
  .addOption(data())
  .action(({ data }: { data: string }) => run(data, rebuildCounts));
for (const command of program.commands) command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
await program.parseAsync();
