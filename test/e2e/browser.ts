import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { TestRunner } from "vitest";
import type { Language } from "../../native/contract/text.ts";
import { closing } from "../set-up.ts";
import { listenToPage } from "./listen-to-page.ts";

const chromiumPath = "/usr/bin/chromium";
const screenshots = fileURLToPath(new URL("../../test-results/journeys/", import.meta.url));

/** How long anything is waited for: a build machine is slow, and none of this measures it. */
const patienceMs = 60_000;

export const largeScreen = { width: 1920, height: 1080 } as const;
/** The smallest that the desk is made for. */
export const smallScreen = { width: 1366, height: 768 } as const;

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

/** Screens of failed journeys, so that two of one journey do not overwrite each other. */
let kept = 0;

/** A screen of its own (no cookie of another one). Errors on the page fail the test; of a test that failed it is kept. */
export async function openDesk(
  browser: Browser,
  url: string,
  language: Language = "zh-CN",
  viewport: { readonly width: number; readonly height: number } = smallScreen,
  deviceScaleFactor = 1,
): Promise<Page> {
  const context = await browser.newContext({ viewport, deviceScaleFactor });
  await context.addInitScript((chosen) => globalThis.localStorage.setItem("wardwatch.language", chosen), language);
  await context.addInitScript(listenToPage);
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  closing(async () => {
    const test = TestRunner.getCurrentTest();
    if (!page.isClosed() && test?.result?.state === "fail")
      await keepScreenshot(page, `failed/${test.fullTestName.replaceAll(/[^\w-]+/g, "-")}-${++kept}`);
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

/** By keyboard: O, the name, Tab, the role from its list, and back to the name for Enter. */
export async function signOnAsChief(page: Page, name: string, language: Language): Promise<void> {
  const bar = page.getByRole("banner");
  await bar.getByRole("textbox").first().waitFor();
  const [operator, chief] = language === "en" ? ["Operator", "Security chief"] : ["值班员", "保卫科长"];
  const active = (role: string) => page.locator(".ant-select-item-option-active", { hasText: role });
  await page.keyboard.press("o");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  // The list opens in its own time: each key waits until it stands where the key is meant.
  await bar.getByRole("combobox").and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowDown");
  await active(operator).waitFor();
  await page.keyboard.press("ArrowDown");
  await active(chief).waitFor();
  await page.keyboard.press("Enter");
  await bar.getByText(chief).last().waitFor();
  await page.keyboard.press("Shift+Tab");
  await bar.getByRole("textbox").first().and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Enter");
  await bar.getByText(name, { exact: true }).waitFor();
}

/** The name's field has the keys already. */
export async function giveName(page: Page, name: string): Promise<void> {
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.getByRole("banner").getByText(name, { exact: true }).waitFor();
}

/** Kept by the run under test-results/journeys, for people to look at: `zh-CN/panic-1-alarm`. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const path = `${screenshots}${name}.png`;
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}

/** For the steps of one journey: `zh-CN/panic-1-alarm` from `1-alarm`. */
export function screenshotsOf(page: Page, language: Language, journey: string): (step: string) => Promise<void> {
  return (step) => keepScreenshot(page, `${language}/${journey}-${step}`);
}
