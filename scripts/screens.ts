/** `npm run screens [-- desk|wall]`: the README's screenshots and its film of the wall, of the running demonstration hospital. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { languages } from "../native/contract/text.ts";
import { build } from "./build.ts";
import { openConsole } from "./console.ts";
import { startDemoHospital } from "./demo-hospital.ts";
import { filmWall } from "./film-wall.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "docs", "guide", "images");
const size = { width: 1920, height: 1080 };
/** So many alarms make a desk that is at work and not in a flood. */
const alarmsWanted = 4;
/** Any other would do; this one always gives the same desk, nearly. */
const seed = 3;
const withinMs = 120_000;

function findChromium(): string {
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = places.find((each) => existsSync(each));
  if (found === undefined) throw new Error("no Chromium; run `npm run setup`");
  return found;
}

/** Runs in the page: so many alarms have been painted; it keeps their stamps for benchmarks. */
function havePainted(count: number): boolean {
  const stamps: unknown = Reflect.get(globalThis, "wardwatchPaints");
  return (Array.isArray(stamps) ? stamps.length : 0) >= count;
}

async function signOn(page: Page): Promise<void> {
  await page.keyboard.press("o");
  await page.keyboard.type("张伟");
  await page.keyboard.press("Enter");
}

async function waitForDesk(page: Page, alarms: number): Promise<void> {
  await page.locator("canvas").nth(3).waitFor({ timeout: withinMs });
  await page.waitForFunction(havePainted, alarms, { timeout: withinMs });
}

async function takeScreens(context: BrowserContext, url: string, begin: () => void): Promise<void> {
  const page = await context.newPage();
  await page.goto(url);
  await waitForDesk(page, 0);
  await signOn(page);
  begin();
  await waitForDesk(page, alarmsWanted);
  // The second in the queue is in hand; the first still waits.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  for (const language of languages) {
    await page.evaluate(`localStorage.setItem("wardwatch.language", ${JSON.stringify(language)})`);
    await page.reload();
    await waitForDesk(page, alarmsWanted);
    // On a machine that is too busy pictures stand still, and the page says so: not today's subject.
    await page.waitForTimeout(3000);
    await page
      .getByText(/冻结于|Frozen since/)
      .first()
      .waitFor({ state: "hidden", timeout: withinMs });
    const file = join(folder, `desk-${language}.png`);
    await page.screenshot({ path: file });
    console.log(`wrote ${file}`);
  }
}

async function main(): Promise<void> {
  const say = (line: string): void => console.log(line);
  await build(root, { force: false, say });
  const dataFolder = mkdtempSync(join(tmpdir(), "wardwatch-screens-"));
  const hospital = await startDemoHospital({ root, seed, everyMs: [2000, 4000], say });
  const siteFile = join(dataFolder, "site-of-screens.json");
  writeFileSync(siteFile, hospital.siteText, { mode: 0o600 });
  const opened = await openConsole(
    { root, dataFolder, siteFile, listen: null, simulated: true, openBrowser: false, useElectron: false },
    say,
  );
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    mkdirSync(folder, { recursive: true });
    const [wanted] = process.argv.slice(2);
    const context = await browser.newContext({ viewport: size });
    const url = opened.url ?? "";
    if (wanted !== "wall") await takeScreens(context, url, () => hospital.begin());
    if (wanted !== "desk") {
      // Alone, what happens in the hospital begins with the film: how the wall makes room for an alarm is a part of it.
      const begin = (): void => (wanted === "wall" ? hospital.begin() : undefined);
      await filmWall({ context, url, file: join(folder, "wall.webp"), begin });
    }
  } finally {
    await browser.close();
    await opened.stop();
    await hospital.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

await main();
