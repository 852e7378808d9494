import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { closing } from "../set-up.ts";
import { generatePictures } from "./fake-cameras.ts";
import { FakeStation } from "./fake-station.ts";
import { sampleHealth, sampleInfo } from "./sample-data.ts";

let page: Promise<string> | null = null;
let pictures: Promise<readonly Uint8Array[]> | null = null;

/** The page built from the source as it stands, once a test file. */
export function builtPage(): Promise<string> {
  page ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "wardwatch-page-"));
    await build({
      configFile: new URL("../../renderer/vite.config.ts", import.meta.url).pathname,
      logLevel: "error",
      build: { outDir: folder, emptyOutDir: true },
    });
    return folder;
  })();
  return page;
}

export async function removeBuiltPage(): Promise<void> {
  if (page) await rm(await page, { recursive: true, force: true });
}

export interface OpenDesk {
  readonly station: FakeStation;
  readonly page: Page;
  /** What the browser complained about. */
  readonly complaints: string[];
}

export interface DeskOptions {
  readonly width?: number;
  readonly height?: number;
  readonly language?: "zh-CN" | "en";
  /** Changes the station before the page opens. */
  readonly prepare?: (station: FakeStation) => void;
  /** Runs in the page before its own scripts. */
  readonly script?: string;
  readonly reducedMotion?: boolean;
}

/** A station and a browser on it, both closed after the test. */
export async function openDesk(options: DeskOptions = {}): Promise<OpenDesk> {
  pictures ??= generatePictures();
  const station = await FakeStation.open({ page: await builtPage(), info: sampleInfo, pictures: await pictures });
  closing(() => station.close());
  station.health = sampleHealth();
  options.prepare?.(station);
  const profile = await mkdtemp(join(tmpdir(), "wardwatch-browser-"));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--autoplay-policy=no-user-gesture-required",
    ],
    viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
    reducedMotion: options.reducedMotion === true ? "reduce" : "no-preference",
  });
  closing(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });
  const open = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  open.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
  open.on("console", (message) => {
    // A station that refuses connections makes the browser say so: that is the test, not a fault.
    if (message.type() === "error" && !/WebSocket|ERR_CONNECTION/.test(message.text())) complaints.push(message.text());
  });
  // Not every violation is said by the browser: code made from text only throws where it was tried.
  await open.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      setTimeout(() => {
        throw new Error(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
      }),
    ),
  );
  if (options.script) await open.addInitScript(options.script);
  if (options.language)
    await open.addInitScript(
      `localStorage.getItem("wardwatch.language") ?? localStorage.setItem("wardwatch.language", "${options.language}")`,
    );
  await open.goto(station.url);
  return { station, page: open, complaints };
}
