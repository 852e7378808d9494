import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron } from "playwright-core";
import { describe, expect, test } from "vitest";
import { findElectron } from "../../scripts/electron-binary.ts";
import { closing } from "../set-up.ts";

const root = join(import.meta.dirname, "..", "..");
const binary = findElectron(root);

describe.skipIf(binary === null)(`real Electron${binary === null ? ", skipped: no Electron binary" : ""}`, () => {
  async function launch() {
    expect(existsSync(join(root, "dist", "electron", "main.js")), "run `npm run build` first").toBe(true);
    const data = mkdtempSync(join(tmpdir(), "wardwatch-electron-"));
    closing(() => rmSync(data, { recursive: true }));
    const app = await _electron.launch({ executablePath: binary ?? "", args: [root, "--no-sandbox", "--data", data] });
    closing(() => app.close());
    return { app, page: await app.firstWindow() };
  }

  test("opens the page on its own scheme, over ports, with no Node in it", async () => {
    const { page } = await launch();
    expect(page.url()).toBe("app://wardwatch/index.html");
    expect(await page.evaluate(() => typeof Reflect.get(globalThis, "require"))).toBe("undefined");
    expect(await page.evaluate(() => typeof Reflect.get(globalThis, "process"))).toBe("undefined");
    expect(await page.evaluate(() => window.wardwatch?.platform)).toBe("electron");
    // A fresh folder has no site: the page has heard so from the station.
    await page.getByRole("textbox").first().waitFor();
  });

  test("opens no window and loads nothing from elsewhere", async () => {
    const { app, page } = await launch();
    expect(await page.evaluate(() => window.open("https://example.org/") === null)).toBe(true);
    const fetched = await page.evaluate(() =>
      fetch("https://example.org/").then(
        () => "loaded",
        () => "refused",
      ),
    );
    expect(fetched).toBe("refused");
    expect(app.windows()).toHaveLength(1);
  });

  test("runs the version that the project pins", async () => {
    const { app } = await launch();
    const wanted = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      devDependencies: { electron: string };
    };
    expect(await app.evaluate(() => process.versions["electron"])).toBe(wanted.devDependencies.electron);
  });
});
