/**
 * `npm run log -- export|verify --data DIR`: reads the log of a data folder, whether the station runs
 * or not. Exit 0 = done, 1 = verify found a fault, 2 = there is nothing to read or the call is wrong.
 */
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { AppError } from "../native/base/app-error.ts";
import { type LogFault, verifyLog } from "../native/log/check-log.ts";
import { exportEvents } from "../native/log/export-events.ts";

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
for (const command of program.commands) command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
await program.parseAsync();
