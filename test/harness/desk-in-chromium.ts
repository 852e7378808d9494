import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { descendantsOf } from "./process-tree.ts";

const buildScript = fileURLToPath(new URL("../../scripts/build.ts", import.meta.url));

export interface DeskInChromium {
  readonly browser: Browser;
  /** The page there is now. */
  readonly page: Page;
  /** Opens the desk in a new page of the same session, instead of one that crashed. */
  reopen(): Promise<void>;
  /** Processes that draw pages, by pid. */
  rendererPids(): readonly number[];
  close(): Promise<void>;
}

/** `npm run build`: what has not changed is not built again. */
export function buildPage(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [buildScript], { stdio: ["ignore", 2, 2] });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`the build ended with ${code}`))));
  });
}

/** Opens the real page of a station in the system's Chromium, without a window. `prepare` sees each page before it loads. */
export async function openDesk(
  url: string,
  prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
): Promise<DeskInChromium> {
  const before = new Set(descendantsOf(process.pid).map(({ pid }) => pid));
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--autoplay-policy=no-user-gesture-required",
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  let page = await showDesk(url);

  async function showDesk(address: string): Promise<Page> {
    const fresh = await context.newPage();
    await prepare(fresh);
    await fresh.goto(address);
    await fresh.waitForFunction(() => document.querySelector("#root")?.childElementCount !== 0);
    return fresh;
  }

  return {
    browser,
    get page() {
      return page;
    },
    async reopen() {
      await page.close();
      page = await showDesk(new URL(url).origin);
    },
    rendererPids: () =>
      descendantsOf(process.pid)
        .filter(({ pid, command }) => !before.has(pid) && command.includes("--type=renderer"))
        .map(({ pid }) => pid),
    close: () => browser.close(),
  };
}
