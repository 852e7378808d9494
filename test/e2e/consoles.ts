import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { _electron, type Page } from "playwright-core";
import type { Language } from "../../native/contract/text.ts";
import { findElectron } from "../../scripts/electron-binary.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { closing } from "../set-up.ts";
import { largeScreen, openBrowser, openDesk } from "./browser.ts";
import type { Devices } from "./hospital.ts";

/** A console connected to the devices, in one of its two shells. */
export interface OpenConsole {
  readonly page: Page;
  readonly dataFolder: string;
}

interface Shell {
  readonly shell: "browser" | "electron";
  /** As the run reports it. */
  readonly name: string;
  readonly isMissing: boolean;
  readonly openConsole: (devices: Devices, language: Language) => Promise<OpenConsole>;
}

const root = join(import.meta.dirname, "..", "..");
const electron = findElectron(root);

async function inBrowser(devices: Devices, language: Language): Promise<OpenConsole> {
  const station = await startStation({ site: devices.site });
  closing(async () => void (await station.stop()));
  return {
    page: await openDesk(await openBrowser(), station.url, language, largeScreen),
    dataFolder: station.dataFolder,
  };
}

async function inElectron(devices: Devices, language: Language): Promise<OpenConsole> {
  const dataFolder = temporaryFolder();
  closing(() => removeFolder(dataFolder));
  const siteFile = join(dataFolder, "given-site.json");
  writeFileSync(siteFile, JSON.stringify(devices.site));
  const app = await _electron.launch({
    executablePath: electron ?? "",
    args: [root, "--no-sandbox", "--data", dataFolder, "--site", siteFile],
  });
  closing(() => app.close());
  const page = await app.firstWindow();
  await page.evaluate((chosen) => globalThis.localStorage.setItem("wardwatch.language", chosen), language);
  await page.reload();
  return { page, dataFolder };
}

/** The same journeys run in both. */
export const consoles: readonly Shell[] = [
  { shell: "browser", name: "plain Node and Chromium", isMissing: false, openConsole: inBrowser },
  {
    shell: "electron",
    name: electron === null ? "Electron, skipped: no Electron binary" : "Electron",
    isMissing: electron === null,
    openConsole: inElectron,
  },
];
