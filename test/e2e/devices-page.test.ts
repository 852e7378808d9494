import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { plugPtyPair } from "../harness/pty-pair.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { closing } from "../set-up.ts";
import { startGateSimulator } from "../simulators/gate/gate-simulator.ts";
import { startReceiver } from "../simulators/panel/receiver.ts";
import { keepScreenshot, openBrowser, openDesk } from "./browser.ts";
import { siteOf } from "./hospital.ts";
import { storedEvents } from "./stored-events.ts";
import { signOnAsTechnician } from "./technician.ts";

/** The technician's journey: a gate is added, comes alive, is changed and removed, and nothing is restarted. */

const words = {
  "zh-CN": { technician: "技术员", name: "赵工", gate: "东门安检门", renamed: "新名医院", open: "还有未关闭的报警" },
  en: {
    technician: "Technician",
    name: "Zhao",
    gate: "East gate",
    renamed: "Renamed Hospital",
    open: "has an open alarm",
  },
} as const;

const field = (page: Page, path: string) => page.locator(`[data-field="${path}"]`);
const card = (page: Page) => page.locator("[data-proposal]");

/** Ctrl+S, a look at the card, Enter. */
async function saveAndApply(page: Page): Promise<string> {
  await page.keyboard.press("Control+s");
  await card(page).locator("button:focus").waitFor();
  const said = (await card(page).textContent()) ?? "";
  await page.keyboard.press("Enter");
  await card(page).waitFor({ state: "detached" });
  return said;
}

test.each(["zh-CN", "en"] as const)(
  "a gate is added on a serial line, changed and removed, in %s",
  async (language) => {
    const folder = temporaryFolder();
    closing(() => removeFolder(folder));
    const cable = await plugPtyPair(folder);
    closing(() => cable.unplug());
    const gate = await startGateSimulator({
      serial: { path: cable.peerPath, baudRate: 9600 },
      framing: "rtu",
      units: [1],
    });
    closing(() => gate.close());
    const receiver = await startReceiver({ line: { listen: { host: "127.0.0.1", port: 0 } }, heartbeatSeconds: 20 });
    closing(() => receiver.close());
    const panel = {
      id: "rx1",
      kind: "panel",
      family: "surgard",
      link: `tcp://127.0.0.1:${receiver.port}`,
      area: "ed",
      heartbeatSeconds: 60,
    };
    const station = await startStation({ site: siteOf([panel]) });
    closing(async () => void (await station.stop()));
    const page = await openDesk(await openBrowser(), station.url, language);
    const say = words[language];
    await signOnAsTechnician(page, say);

    await page.keyboard.press("F7");
    await page.locator('[data-item="rx1"]').waitFor();
    await keepScreenshot(page, `devices-${language}`);
    await page.keyboard.press("Insert");
    await page.locator('[data-add-kind="modbus-io"]').press("Enter");
    await page.keyboard.press("Control+s");
    // A new gate without a port: the station says what is missing, the form stays and marks the place.
    await page.locator('[data-field="link"][data-bad="true"] select:focus').waitFor();
    await keepScreenshot(page, `devices-problems-${language}`);
    await field(page, "name").locator("input").first().fill(say.gate);
    await field(page, "link").locator("select").nth(1).selectOption("*");
    await field(page, "link").locator("input").fill(cable.stationPath);
    await keepScreenshot(page, `devices-new-${language}`);
    expect(await saveAndApply(page)).toContain(cable.stationPath);
    await page.locator('[data-item="gate1"][data-condition="ok"]').waitFor();

    gate.pass(1, true);
    await page.locator('[role="option"][data-class="security"]').waitFor();
    expect(await page.locator('[role="option"][data-class="security"]').textContent()).toContain(say.gate);

    await field(page, "pollMs").locator("input").fill("250");
    await keepScreenshot(page, `devices-edit-${language}`);
    await page.keyboard.press("Control+s");
    await card(page).getByText("150 → 250").waitFor();
    await keepScreenshot(page, `devices-confirm-${language}`);
    await page.keyboard.press("Enter");
    await card(page).waitFor({ state: "detached" });

    await page
      .locator("main [aria-pressed]", { hasText: language === "en" ? "Frames of the line" : "线路数据帧" })
      .click();
    await page.locator("main tr[data-direction=in]").first().waitFor();
    expect(await page.locator("main tr[data-direction=out]").first().textContent()).toMatch(/01 02 00 00 00 01/);
    await keepScreenshot(page, `devices-frames-${language}`);

    // An unsaved form asks before it is left.
    await page.locator('[data-item="rx1"]').click();
    await field(page, "heartbeatSeconds").locator("input").fill("61");
    await page.keyboard.press("Escape");
    await page.locator('main [role="alertdialog"] button:focus').waitFor();
    await keepScreenshot(page, `devices-unsaved-${language}`);
    await page.locator('main [role="alertdialog"] button').nth(1).click();

    await page.locator("main header button").nth(2).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("main section button").first().click(),
    ]);
    const exported = readFileSync(await download.path(), "utf8");
    expect(JSON.parse(exported)).toMatchObject({ devices: [{ id: "rx1" }, { id: "gate1", pollMs: 250 }] });
    await page
      .locator("main textarea")
      .fill(exported.replace(language === "en" ? "Demo Hospital" : "示范医院", say.renamed));
    await page.locator("main section button.ant-btn-primary").click();
    await card(page).locator("button:focus").waitFor();
    await keepScreenshot(page, `devices-import-${language}`);
    await page.keyboard.press("Enter");
    await page.getByRole("banner").getByText(say.renamed).waitFor();

    await page.locator("main header button").nth(0).click();
    await page.locator('[data-item="gate1"]').press("Enter");
    await page.locator("main button.ant-btn-dangerous").click();
    await card(page).getByText(say.open).waitFor();
    await keepScreenshot(page, `devices-remove-${language}`);
    await page.keyboard.press("Enter");
    await page.locator('[data-item="gate1"]').waitFor({ state: "detached" });
    // Its alarm stays until a hand closes it; the receiver was never disturbed.
    expect(await page.locator('[role="option"][data-class="security"]').count()).toBe(1);
    const events = storedEvents(station.dataFolder);
    expect(
      events.flatMap((event) =>
        event.kind === "site.changed" ? [`${event.data.source} ${event.data.action} ${event.data.id}`] : [],
      ),
    ).toEqual(["edit added gate1", "edit changed gate1", "import changed test", "edit removed gate1"]);
    expect(
      events.filter((event) => event.deviceId === "rx1" && event.kind.startsWith("link.")).map(({ kind }) => kind),
    ).toEqual(["link.up"]);
  },
);
