/**
 * `npm run report -- shift --data DIR --from … [--to …] --out FILE.pdf`: the shift log of a span as PDF, whether the
 * station runs or not. Prints one JSON object on stdout when the file is there. Exit 0 = written; 1 = it could not
 * be made (no browser, no disk space, …); 2 = there is nothing to read or the call is wrong.
 */
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { AppError, reasonOf } from "../native/base/app-error.ts";
import { systemClock } from "../native/base/clock.ts";
import { openLogger } from "../native/base/logger.ts";
import { type Language, languages } from "../native/contract/text.ts";
import { fatalMessage } from "../native/station/fatal-message.ts";
import { findBrowser } from "./find-browser.ts";
import { BrowserFailed, PageFailed, printPage } from "./print-page.ts";
import { momentForms, parseMoment } from "./report-span.ts";
import { addressOfRunningStation } from "./running-station.ts";
import { writePdf } from "./write-pdf.ts";

// The browser inherits it: on two cores a month of paper must not hold up the desk beside it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const root = fileURLToPath(new URL("..", import.meta.url));
const mostDays = 31;
/** A month on a slow and busy machine takes minutes; a browser that hangs must not hold a nightly job for ever. */
const deadlineMs = 600_000;
/** Whoever waits longer than this is told what is done, ms. */
const tellEveryMs = 3000;

/** Both languages at once, as in `npm run log`. */
function say(chinese: string, english: string): void {
  process.stderr.write(`${chinese}\n${english}\n`);
}

/** Ends the command with a reason in both languages. */
class Refused extends Error {
  readonly exitCode: 1 | 2;
  readonly chinese: string;

  constructor(exitCode: 1 | 2, chinese: string, english: string) {
    super(english);
    this.exitCode = exitCode;
    this.chinese = chinese;
  }
}

interface Flags {
  readonly data: string;
  readonly from: string;
  readonly to: string;
  readonly out: string;
  readonly language: Language;
  readonly browser?: string;
  readonly sandbox: boolean;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The installed site's; without a site that of the page. */
function timeZoneOf(dataFolder: string): string {
  try {
    const site = JSON.parse(readFileSync(join(dataFolder, "site.json"), "utf8")) as { site?: { timeZone?: string } };
    return site.site?.timeZone ?? "Asia/Shanghai";
  } catch {
    // No site yet, or one that cannot be read: whoever opens it says so in more words.
    return "Asia/Shanghai";
  }
}

function readMoment(option: string, text: string, dataFolder: string): number {
  const timeZone = timeZoneOf(dataFolder);
  const ms = parseMoment(text, { nowMs: Date.now(), timeZone });
  if (ms !== null && ms >= 0) return ms;
  throw new Refused(
    2,
    `${option} 不是一个时间：${text}。写法：${momentForms}；不写时区时为 ${timeZone} 时间。`,
    `${option} is no moment: ${text}. Write it as ${momentForms}; without a zone it is the time of ${timeZone}.`,
  );
}

function checkCall(flags: Flags): { readonly fromMs: number; readonly toMs: number; readonly browserFile: string } {
  if (!isFolder(flags.data))
    throw new Refused(2, `数据目录不存在：${flags.data}`, `There is no such data folder: ${flags.data}`);
  const out = resolve(flags.out);
  if (!isFolder(dirname(out)))
    throw new Refused(2, `没有这个目录：${dirname(out)}`, `There is no such folder: ${dirname(out)}`);
  if (isFolder(out)) throw new Refused(2, `这是一个目录：${out}`, `This is a folder: ${out}`);
  const fromMs = readMoment("--from", flags.from, flags.data);
  const toMs = readMoment("--to", flags.to, flags.data);
  if (toMs <= fromMs) throw new Refused(2, "结束须晚于开始。", "The end must be later than the beginning.");
  if (toMs - fromMs > mostDays * 86_400_000)
    throw new Refused(2, `时段最长 ${mostDays} 天。`, `A span has at most ${mostDays} days.`);
  const browserFile = findBrowser(flags.browser);
  if (browserFile !== null) return { fromMs, toMs, browserFile };
  const named = flags.browser ?? process.env["CHROME_PATH"];
  if (named !== undefined && named !== "")
    throw new Refused(1, `没有这个浏览器程序：${named}`, `There is no such browser: ${named}`);
  throw new Refused(
    1,
    "找不到 Chromium，不能生成 PDF。请安装（如 apt-get install chromium），或用 --browser 或环境变量 CHROME_PATH 指明 Chromium、Chrome 或 Edge 的程序文件。也可以在控制台按 F9 打印。",
    "No Chromium was found to print with. Install it (such as apt-get install chromium), or name the program of Chromium, Chrome or Edge by --browser or in CHROME_PATH. F9 in the console prints as well.",
  );
}

interface Source {
  /** One-time. */
  readonly address: string;
  close(): Promise<void>;
}

async function openSource(dataFolder: string): Promise<Source> {
  try {
    return { address: await addressOfRunningStation(dataFolder), close: () => Promise.resolve() };
  } catch {
    // No station, or one in Electron, which listens nowhere: the log is read beside it.
    return openOwnPage(dataFolder);
  }
}

/** Serves the page over the log of the folder, in which nothing is changed. */
async function openOwnPage(dataFolder: string): Promise<Source> {
  // Only here: they take longer to load than a page of a running station to print.
  const { build } = await import("./build.ts");
  const { openReadingStation } = await import("../native/station/open-reading-station.ts");
  const { openPageServer } = await import("../native/station/page-server.ts");
  const { readPageFiles } = await import("../native/station/page-files.ts");
  const { PageSessions } = await import("../native/station/page-sessions.ts");
  const parts = { clock: systemClock, logger: openLogger("error") };
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const station = openReadingStation({ dataFolder, version }, parts);
  try {
    await build(root, { force: false, say: (line) => process.stderr.write(`wardwatch: ${line}\n`) });
    const pages = await openPageServer(
      {
        host: "127.0.0.1",
        port: 0,
        files: readPageFiles(join(root, "dist", "renderer")),
        sessions: new PageSessions(randomBytes(32), systemClock),
        services: station.services,
        exportZip: () => Promise.resolve(null),
        passVideo: (_request, socket) => void socket.destroy(),
      },
      parts,
    );
    return {
      address: pages.address(),
      async close() {
        await pages.close();
        await station.close();
      },
    };
  } catch (error) {
    await station.close();
    throw error;
  }
}

const stages = {
  starting: ["正在启动", "Starting"],
  reading: ["正在读取日志", "Reading the log"],
  printing: ["正在排版", "Laying out the pages"],
} as const;

async function shift(flags: Flags): Promise<void> {
  const { fromMs, toMs, browserFile } = checkCall(flags);
  const startedAtMs = performance.now();
  let stage: keyof typeof stages = "starting";
  const telling = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAtMs) / 1000);
    const [chinese, english] = stages[stage];
    process.stderr.write(`${chinese}…… / ${english} … (${seconds} s)\n`);
  }, tellEveryMs);
  try {
    const opening = openSource(flags.data);
    try {
      const { pdf, facts } = await printPage({
        url: opening.then(({ address }) => `${address}#shift?from=${fromMs}&to=${toMs}&language=${flags.language}`),
        browserFile,
        useSandbox: flags.sandbox && process.getuid?.() !== 0,
        deadlineMs,
        onStage: (next) => (stage = next),
      });
      const file = resolve(flags.out);
      const pages = writePdf(file, pdf);
      const isTruncated = facts["truncated"] === "true";
      const entries = Number(facts["entries"]);
      const code = facts["code"] ?? "";
      console.log(JSON.stringify({ ok: true, file, pages, entries, code, truncated: isTruncated, fromMs, toMs }));
      say(
        `已写入 ${file}：${pages} 页，${entries} 条，核验码 ${code}。`,
        `Wrote ${file}: ${pages} pages, ${entries} entries, check code ${code}.`,
      );
      if (isTruncated)
        say("事件过多，未全部列出：请选择更短的时段。", "Too much happened to print it all: choose a shorter span.");
    } finally {
      // One that could not be opened was told by the printing.
      await opening.then(
        (source) => source.close(),
        () => undefined,
      );
    }
  } finally {
    clearInterval(telling);
  }
}

/** What stands in the way, in both languages, and the exit code that says so. */
function explain(error: unknown, { data, out }: Flags): { chinese: string; english: string; exitCode: 1 | 2 } {
  if (error instanceof Refused) return { chinese: error.chinese, english: error.message, exitCode: error.exitCode };
  if (error instanceof BrowserFailed)
    return {
      chinese: "浏览器没有完成打印；下面是它自己的话。在容器里可加 --no-sandbox。",
      english: `The browser did not finish; its own words follow. In a container --no-sandbox may help.\n${error.message}`,
      exitCode: 1,
    };
  const known = error instanceof PageFailed ? error.reason : error instanceof AppError ? error.toData() : null;
  if (known?.code === "log.unavailable" && known.params["reason"] === "ENOENT")
    return { chinese: `${data} 中没有值班日志。`, english: `There is no log in ${data}.`, exitCode: 2 };
  if (known !== null) {
    const [chinese = "", english = ""] = fatalMessage(new AppError(known.code, known.params)).message.split(" / ");
    return { chinese, english, exitCode: known.code.startsWith("log.") || known.code.startsWith("site.") ? 2 : 1 };
  }
  return {
    chinese: `不能生成 ${out}（${reasonOf(error)}）。`,
    english: `${out} could not be made (${error instanceof Error ? error.message : String(error)}).`,
    exitCode: 1,
  };
}

const program = new Command("report").description("生成报告 / makes reports");
program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
program
  .command("shift")
  .description("值班日志（PDF） / the shift log as PDF")
  .requiredOption("--data <dir>", "数据目录 / data folder")
  .requiredOption("--from <moment>", `从何时起：${momentForms} / since when`)
  .option("--to <moment>", "到何时止，写法同上 / until when, written alike", "now")
  .requiredOption("--out <file>", "PDF 文件；已有的会被取代 / the file; one that is there is replaced")
  .addOption(new Option("--language <language>", "语言 / language").choices(languages).default("zh-CN"))
  .option("--browser <program>", "Chromium、Chrome 或 Edge 的程序文件 / the browser to print with (CHROME_PATH)")
  .option("--no-sandbox", "浏览器不用沙箱（容器） / the browser without its sandbox, for containers")
  .action(async (flags: Flags) => {
    try {
      await shift(flags);
    } catch (error) {
      const { chinese, english, exitCode } = explain(error, flags);
      say(chinese, english);
      process.exitCode = exitCode;
    }
  })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
await program.parseAsync();
