import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { openBrowser, openDesk } from "../e2e/browser.ts";
import { buildPage } from "../harness/desk-in-chromium.ts";
import { fillShift } from "../harness/filled-shift.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { closing } from "../set-up.ts";

const script = join(import.meta.dirname, "..", "..", "scripts", "report.ts");
const fromMs = Date.UTC(2026, 10, 21, 0);
const toMs = fromMs + 12 * 3_600_000;

/** The words in their order; when the paper was made is the one thing that may differ. */
function wordsOf(file: string): string[] {
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  return text
    .split("\n")
    .filter((line) => !/^\s*(生成|Made)\s/.test(line))
    .flatMap((line) => line.split(/\s+/))
    .filter((word) => word !== "");
}

test.each(["zh-CN", "en"] as const)(
  "the desk's print and the command's PDF are the same paper (%s)",
  async (language) => {
    await buildPage();
    const folder = temporaryFolder();
    closing(() => removeFolder(folder));
    fillShift(join(folder, "log.db"), 40, { fromMs, toMs });
    const station = await startStation({ dataFolder: folder, site: siteOfLines([]) });
    closing(() => void station.child.kill("SIGKILL"));
    const page = await openDesk(await openBrowser(), station.url, language);
    await page.getByRole("banner").getByRole("textbox").first().waitFor();
    await page.keyboard.press("F9");
    const drawer = page.getByRole("dialog");
    const [from, to] = language === "en" ? ["From", "To"] : ["从", "到"];
    await drawer.getByLabel(from, { exact: true }).fill("2026-11-21 08:00");
    await drawer.getByLabel(to, { exact: true }).fill("2026-11-21 20:00");
    await page.keyboard.press("Enter");
    await drawer.locator("article").getByText("2026-11-21 20:00:00").waitFor();
    const printed = join(folder, "printed.pdf");
    // As the browser's own print command: the page hears `beforeprint`.
    writeFileSync(printed, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    const reported = join(folder, "reported.pdf");
    const span = ["--from", "2026-11-21T08:00", "--to", "2026-11-21T20:00"];
    const args = ["shift", "--data", folder, ...span, "--out", reported, "--language", language, "--no-sandbox"];
    await promisify(execFile)(process.execPath, [script, ...args]);
    const words = wordsOf(reported);
    expect(words.length).toBeGreaterThan(500);
    expect(wordsOf(printed)).toEqual(words);
  },
  240_000,
);
