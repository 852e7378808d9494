import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countPages } from "../../scripts/write-pdf.ts";
import { findBrowser } from "../../scripts/find-browser.ts";
import { fillShift } from "../harness/filled-shift.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { closing } from "../set-up.ts";

const scripts = join(import.meta.dirname, "..", "..", "scripts");
/** Builds what is stale, starts a browser and prints: on a busy machine that takes its time. */
const patiently = 240_000;
const fromMs = Date.UTC(2026, 10, 21, 0);
const toMs = fromMs + 12 * 3_600_000;
const span = ["--from", "2026-11-21T08:00", "--to", "2026-11-21T20:00"];

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(script: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(scripts, script), ...args], { env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
    child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

const report = (...args: readonly string[]) => run("report.ts", ["shift", "--no-sandbox", ...args]);

function newFolder(): string {
  const folder = temporaryFolder();
  closing(() => removeFolder(folder));
  return folder;
}

/** A data folder with so many lines of a shift from 08:00 to 20:00, Shanghai time. */
function filledFolder(entries: number): string {
  const folder = newFolder();
  writeFileSync(join(folder, "site.json"), JSON.stringify(siteOfLines([])));
  fillShift(join(folder, "log.db"), entries, { fromMs, toMs });
  return folder;
}

const textOf = (file: string) => execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
const pagesOf = (file: string) => textOf(file).split("\f").slice(0, -1);
/** Without what the layout puts between characters. */
const packed = (text: string) => text.replaceAll(/\s+/g, "");

test.each([
  ["zh-CN", "值班日志", "核验码", (page: number, pages: number) => `第${page}页共${pages}页`, "交班值班员", "演练"],
  [
    "en",
    "Shift log",
    "Check code",
    (page: number, pages: number) => `page${page}of${pages}`,
    "Operator going off",
    "DRILL",
  ],
] as const)(
  "the shift log as PDF while no station runs (%s)",
  async (language, title, codeWord, pageWords, signature, drill) => {
    const folder = filledFolder(60);
    const before = (await run("log.ts", ["verify", "--data", folder])).stdout;
    const out = join(folder, "shift.pdf");
    const { code, stdout, stderr } = await report("--data", folder, ...span, "--out", out, "--language", language);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(out) });
    const told = JSON.parse(stdout) as { pages: number; entries: number; code: string };
    expect(told).toMatchObject({ ok: true, file: out, entries: 60, truncated: false, fromMs, toMs });
    // Independent of our own reader: A4, so many pages.
    const info = execFileSync("pdfinfo", [out], { encoding: "utf8" });
    expect(Number(/^Pages:\s+(\d+)$/m.exec(info)?.[1])).toBe(told.pages);
    expect(info).toMatch(/^Page size:\s+59[45](\.\d+)? x 84[12](\.\d+)? pts \(A4\)$/m);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    const pages = pagesOf(out).map(packed);
    expect(pages.length).toBeGreaterThan(3);
    pages.forEach((page, at) => {
      // Every sheet says what it belongs to, and which of how many it is.
      expect(page).toContain(packed(title));
      expect(page).toContain(`${packed(codeWord)}${told.code}`);
      expect(page).toContain(pageWords(at + 1, pages.length));
    });
    const text = pages.join("");
    expect(text).toContain("Asia/Shanghai");
    expect(text).toContain("UTC+08:00");
    expect(text.split(packed(drill)).length - 1).toBeGreaterThanOrEqual(3);
    // The signatures stand together, on the last page, below everything else.
    expect(pages.map((page) => page.includes(packed(signature)))).toEqual(
      pages.map((_, at) => at === pages.length - 1),
    );
    // Heads of tables again on every page that an alarm table goes on to.
    const head = language === "en" ? "No.RaisedWhat" : "序号报警事项";
    expect(pages.filter((page) => page.includes(head)).length).toBeGreaterThan(1);
    // Printing wrote nothing, and the code on the paper is good.
    expect((await run("log.ts", ["verify", "--data", folder])).stdout).toBe(before);
    expect((await run("log.ts", ["verify-paper", told.code, "--data", folder])).code).toBe(0);
    expect(
      readdirSync(folder)
        .toSorted()
        .filter((name) => !name.startsWith("log.db-")),
    ).toEqual(["log.db", "shift.pdf", "site.json"]);
  },
  patiently,
);

test(
  "while a station runs the paper comes through it, and has its code; an empty span says that it is one",
  async () => {
    const folder = newFolder();
    const station = await startStation({ dataFolder: folder, site: siteOfLines([]), arguments: ["--simulated"] });
    closing(() => void station.child.kill("SIGKILL"));
    const out = join(folder, "shift.pdf");
    writeFileSync(out, "an older one");
    const ran = await report("--data", folder, "--from", "today", "--out", out, "--language", "en");
    expect(ran).toMatchObject({ code: 0 });
    const { code, entries } = JSON.parse(ran.stdout) as { code: string; entries: number };
    expect(entries).toBeGreaterThan(0);
    expect((await run("log.ts", ["verify-paper", code, "--data", folder])).code).toBe(0);
    expect(textOf(out)).toContain("SIMULATED DEVICES");
    expect(textOf(out)).toContain("Station started");
    const empty = await report("--data", folder, ...span, "--out", out);
    expect(empty).toMatchObject({ code: 0 });
    expect(JSON.parse(empty.stdout)).toMatchObject({ pages: 1, entries: 0 });
    expect(packed(textOf(out))).toContain("此时段内没有任何记录");
    // The station is as it was: it stops as ever, and what it then has is printed without it, marked as before.
    expect(await station.stop()).toBe(0);
    const later = await report("--data", folder, "--from", "today", "--out", out);
    expect(later).toMatchObject({ code: 0 });
    expect(packed(textOf(out))).toContain("模拟设备，非真实报警");
  },
  patiently,
);

test(
  "a wrong call, or nothing to read: exit 2, said in both languages; nothing is written",
  async () => {
    const folder = newFolder();
    const out = join(folder, "a.pdf");
    const cases: [args: string[], words: RegExp][] = [
      [["--data", join(folder, "none"), ...span, "--out", out], /数据目录不存在[^]*no such data folder/],
      [["--data", folder, ...span, "--out", join(folder, "none", "a.pdf")], /没有这个目录[^]*no such folder/],
      [["--data", folder, ...span, "--out", folder], /这是一个目录[^]*is a folder/],
      [["--data", folder, "--from", "8 o'clock", "--out", out], /不是一个时间[^]*is no moment/],
      [
        ["--data", folder, "--from", "now", "--to", "today", "--out", out],
        /结束须晚于开始[^]*later than the beginning/,
      ],
      [["--data", folder, "--from", "2026-01-01", "--to", "2026-03-01", "--out", out], /最长 31 天[^]*at most 31 days/],
      [["--data", folder, "--out", out], /--from/],
      [["--data", folder, ...span, "--out", out, "--language", "fr"], /--language/],
    ];
    for (const [args, words] of cases) {
      const { code, stdout, stderr } = await report(...args);
      expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(words) });
    }
    expect(existsSync(out)).toBe(false);
  },
  patiently,
);

test(
  "no log, a log that is none, no browser, a browser that fails: said, and nothing is left",
  async () => {
    const folder = newFolder();
    const out = join(folder, "a.pdf");
    const none = await report("--data", folder, ...span, "--out", out);
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/没有值班日志[^]*no log/)]);
    writeFileSync(join(folder, "log.db"), "text ".repeat(1000));
    expect((await report("--data", folder, ...span, "--out", out)).code).toBe(2);
    const missing = await report("--data", folder, ...span, "--out", out, "--browser", join(folder, "chromium"));
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(/没有这个浏览器[^]*no such browser/)]);
    const broken = join(folder, "broken");
    writeFileSync(broken, "#!/bin/sh\necho cannot start >&2\nexit 3\n");
    chmodSync(broken, 0o700);
    const failed = await run("report.ts", ["shift", "--data", filledFolder(1), ...span, "--out", out], {
      CHROME_PATH: broken,
    });
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/浏览器没有完成打印[^]*cannot start/)]);
    expect(readdirSync(folder).toSorted()).toEqual(["broken", "log.db"]);
  },
  patiently,
);

test("a browser is the named one, or the first that is installed", () => {
  const folder = newFolder();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const program = join(bin, "google-chrome");
  writeFileSync(program, "");
  expect(findBrowser(program, {}, "linux")).toBeNull();
  chmodSync(program, 0o700);
  expect(findBrowser(program, {}, "linux")).toBe(program);
  expect(findBrowser(undefined, { CHROME_PATH: program }, "linux")).toBe(program);
  expect(findBrowser(join(folder, "other"), { CHROME_PATH: program }, "linux")).toBeNull();
  expect(findBrowser(undefined, { LocalAppData: folder }, "win32")).toBeNull();
  const chromium = join(bin, "chromium");
  writeFileSync(chromium, "", { mode: 0o700 });
  expect(findBrowser(undefined, { PATH: `relative:${bin}` }, "linux")).toBe(chromium);
});

test("half a PDF is none", () => {
  const file = Buffer.from("%PDF-1.4\n1 0 obj\n<</Type /Pages /Count 1>>\n2 0 obj\n<</Type /Page\n>>\n%%EOF\n");
  expect(countPages(file)).toBe(1);
  expect(countPages(file.subarray(0, -8))).toBeNull();
  expect(countPages(file.subarray(1))).toBeNull();
});
