import type { Browser, Page } from "playwright-core";
import type { ErrorData } from "../native/contract/errors.ts";

export interface PrintOptions {
  /** The page's address, with everything that it needs to open. */
  readonly url: Promise<string>;
  readonly browserFile: string;
  /** Chromium's own; it does not start with it as root, nor in some containers. */
  readonly useSandbox: boolean;
  readonly deadlineMs: number;
  /** What is done now. */
  readonly onStage: (stage: "reading" | "printing") => void;
}

export interface Printed {
  readonly pdf: Buffer;
  /** What the page says of itself: `data-` attributes of its `<main data-report>`. */
  readonly facts: Readonly<Record<string, string>>;
}

/** The browser does not start or broke off; `message` has its own words. */
export class BrowserFailed extends Error {}

/** The page could not be made; the station's reason, where it gave one. */
export class PageFailed extends Error {
  readonly reason: ErrorData | null;

  constructor(message: string, reason: ErrorData | null) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Opens a page that says by `<main data-report>` when it can be printed (`ready`) or that it cannot (`failed`),
 * and prints it on the paper that its style sheet names. Rejects with BrowserFailed or PageFailed.
 */
export async function printPage(options: PrintOptions): Promise<Printed> {
  // The browser starts while the address is made.
  const launching = launch(options);
  try {
    const [browser, url] = await Promise.all([launching, options.url]);
    return await printIn(browser, url, options);
  } finally {
    // One that did not start was told above.
    await launching.then(
      (browser) => browser.close(),
      () => undefined,
    );
  }
}

async function printIn(browser: Browser, url: string, options: PrintOptions): Promise<Printed> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void browser.close();
  }, options.deadlineMs);
  try {
    const page = await browser.newPage();
    options.onStage("reading");
    const facts = await openReport(page, url, options.deadlineMs);
    options.onStage("printing");
    return { pdf: await page.pdf({ preferCSSPageSize: true, printBackground: true }), facts };
  } catch (error) {
    if (isLate) throw new BrowserFailed(`not done within ${options.deadlineMs / 1000} s`, { cause: error });
    if (error instanceof PageFailed) throw error;
    throw new BrowserFailed(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function launch({ browserFile, useSandbox }: PrintOptions): Promise<Browser> {
  try {
    const { chromium } = await import("playwright-core");
    return await chromium.launch({
      executablePath: browserFile,
      chromiumSandbox: useSandbox,
      // Containers have little shared memory, and a month of alarms needs much.
      args: [
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    });
  } catch (error) {
    throw new BrowserFailed(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function openReport(page: Page, url: string, deadlineMs: number): Promise<Readonly<Record<string, string>>> {
  const answer = await page.goto(url, { waitUntil: "commit", timeout: deadlineMs });
  if (answer !== null && !answer.ok()) throw new PageFailed(`HTTP ${answer.status()}`, null);
  const main = page.locator('main:is([data-report="ready"], [data-report="failed"], [role="alert"])');
  await main.waitFor({ state: "attached", timeout: deadlineMs });
  // As text: scripts have no types of the page.
  const named = await page.evaluate<Record<string, string>>("({ ...document.querySelector('main').dataset })");
  if (named["report"] === "ready") return named;
  const problem = named["problem"];
  throw new PageFailed(await main.innerText(), problem === undefined ? null : (JSON.parse(problem) as ErrorData));
}
