import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startStation } from "../../harness/station-process.ts";
import { closing } from "../../set-up.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import { startReceiver } from "../../simulators/panel/receiver.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, smallScreen } from "../browser.ts";
import { siteOf } from "../hospital.ts";
import { journeyLanguages } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";
import { signOnAsTechnician } from "../technician.ts";

const words = {
  "zh-CN": { name: "药库门口", technician: "技术员", person: "赵工" },
  en: { name: "Pharmacy door", technician: "Technician", person: "Zhao" },
} as const;

/** The row of the camera at this address. */
const row = (page: Page, address: string) => page.locator(`[data-found="${address}"]`);
const asked = (page: Page, address: string) => page.locator(`[data-asked="${address}"]`);

test.each(journeyLanguages)(
  "a camera is found, looked at and enrolled, and its tile shows moving pictures (%s)",
  async (language) => {
    const say = words[language];
    const receiver = await startReceiver({ line: { listen: { host: "127.0.0.1", port: 0 } }, heartbeatSeconds: 20 });
    closing(() => receiver.close());
    const camera = await startCamera({
      name: "PHARMACY",
      password: "Kamera-2026",
      framesPerSecond: 10,
      endpoint: `urn:uuid:${randomUUID()}`,
      faults: { clockOffsetMs: 95_000 },
    });
    closing(() => camera.close());
    const guarded = await startCamera({ name: "LOBBY", password: "another", endpoint: `urn:uuid:${randomUUID()}` });
    closing(() => guarded.close());
    const panel = { id: "rx1", kind: "panel", family: "surgard", link: `tcp://127.0.0.1:${receiver.port}`, area: "ed" };
    const station = await startStation({ site: siteOf([panel]) });
    closing(async () => void (await station.stop()));
    const page = await openDesk(await openBrowser(), station.url, language, largeScreen);
    const keep = screenshotsOf(page, language, "enrol");
    await signOnAsTechnician(page, { name: say.person, technician: say.technician });

    await page.keyboard.press("F7");
    await page.locator('[data-item="rx1"]').waitFor();
    await page.locator("main h1").click();
    await page.keyboard.press("f");
    await row(page, camera.address).waitFor();
    await row(page, guarded.address).waitFor();
    await keep("1-found");

    // Two cameras with one password: the second refuses it, once.
    await row(page, camera.address).locator("input").focus();
    await page.keyboard.press("Space");
    await row(page, guarded.address).locator("input").focus();
    await page.keyboard.press("Space");
    await page.locator("input[data-enrol-username]").fill(camera.username);
    await page.locator("[data-enrol-password] input, input[data-enrol-password]").fill(camera.password);
    await page.keyboard.press("Enter");
    // Simulated cameras do not stream at port 554: that is agreed to first.
    await asked(page, camera.address).locator("[data-port-yes]").waitFor();
    expect(camera.calls.get("DESCRIBE")).toBeUndefined();
    await asked(page, guarded.address).and(page.locator('[data-state="failed"]')).waitFor();
    expect(guarded.calls.get("GetDeviceInformation")).toBe(1);
    await asked(page, camera.address).locator("[data-port-yes]").press("Enter");
    await asked(page, camera.address).locator("img").waitFor();
    expect(await asked(page, camera.address).textContent()).toContain("Simulated PHARMACY");
    await asked(page, camera.address).locator("[data-enrol-field=nameZh]").fill(say.name);
    await asked(page, camera.address).locator("select").selectOption("pharmacy");
    await keep("2-asked");
    await page.setViewportSize(smallScreen);
    await keep("3-asked-1366");
    await page.setViewportSize(largeScreen);

    await page.keyboard.press("Control+s");
    await page.locator("[data-proposal] button:focus").waitFor();
    await keep("4-confirm");
    await page.keyboard.press("Enter");
    await page.locator('[data-item="cam1"][data-condition="ok"]').waitFor();
    await page.keyboard.press("Escape");
    const live = page.locator('[data-camera="cam1"][data-live="true"]');
    await live.waitFor();
    await keep("5-live");

    const site = storedEvents(station.dataFolder).filter(({ kind }) => kind === "site.changed");
    expect(JSON.stringify(site)).toContain(String(camera.rtspPort));
    expect(JSON.stringify(site)).not.toContain(camera.password);

    // Found again, it is known.
    await page.keyboard.press("F7");
    await page.locator('[data-item="cam1"]').waitFor();
    await page.locator("[data-find]").click();
    await row(page, camera.address).and(page.locator('[data-enrolled="true"]')).waitFor();
    await keep("6-known");
  },
);
