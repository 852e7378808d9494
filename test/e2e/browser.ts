import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Language } from "../../native/contract/text.ts";
import { closing } from "../set-up.ts";

const chromiumPath = "/usr/bin/chromium";
const screenshots = fileURLToPath(new URL("../../test-results/journeys/", import.meta.url));

export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
    ],
  });
  closing(() => browser.close());
  return browser;
}

/** A screen of its own (no cookie of another one). Errors on the page fail the test. */
export async function openDesk(
  browser: Browser,
  url: string,
  language: Language = "zh-CN",
  viewport = { width: 1366, height: 768 },
): Promise<Page> {
  const context = await browser.newContext({ viewport });
  await context.addInitScript((chosen) => globalThis.localStorage.setItem("wardwatch.language", chosen), language);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  closing(() => {
    if (errors.length > 0) throw new Error(`errors on the page: ${errors.join("\n")}`);
  });
  await page.goto(url);
  return page;
}

/** By keyboard: O, the name, Enter. */
export async function signOn(page: Page, name: string): Promise<void> {
  await page.getByRole("banner").getByRole("textbox").first().waitFor();
  await page.keyboard.press("o");
  await giveName(page, name);
}

/** The name's field has the keys already. */
export async function giveName(page: Page, name: string): Promise<void> {
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.getByRole("banner").getByText(name, { exact: true }).waitFor();
}

/** Kept by the run, for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}${name}.png` });
}
