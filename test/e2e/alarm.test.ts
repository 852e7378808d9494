import { describe, expect, test } from "vitest";
import { storedEvents } from "./stored-events.ts";
import { giveName, keepScreenshot, openBrowser, openDesk, signOn } from "./browser.ts";
import { consoles } from "./consoles.ts";
import { freshAddress } from "./fresh-address.ts";
import { openDevices, openHospital } from "./hospital.ts";
import { nextKey } from "./next-key.ts";

const words = {
  "zh-CN": { point: "急诊护士站一键报警", metal: "安检门金属报警" },
  en: { point: "ED nurses' panic button", metal: "metal" },
} as const;

describe.each(consoles)("$name", ({ shell, isMissing, openConsole }) => {
  describe.skipIf(isMissing)("by keyboard alone", () => {
    test.each(["zh-CN", "en"] as const)("panic in %s", async (language) => {
      const devices = await openDevices();
      const { page, dataFolder } = await openConsole(devices, language);
      await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();
      await keepScreenshot(page, `${shell}-calm-${language}`);

      devices.receiver.alarm({ account: "1234", code: "120", zone: "001" });
      const alarm = page.locator('[role="option"][data-class="life"]');
      await alarm.waitFor();
      expect(await alarm.textContent()).toContain(words[language].point);
      expect(await alarm.getAttribute("data-state")).toBe("active");
      await keepScreenshot(page, `${shell}-panic-${language}`);

      // Nobody has given a name yet: the alarm is in sight and sounds, but acknowledging asks for one. (For
      // a moment after it arrived Enter is not taken at all: it may have been meant for something else.)
      await expect
        .poll(async () => {
          await page.keyboard.press("Enter");
          return page.evaluate(() => document.activeElement?.tagName);
        })
        .toBe("INPUT");
      expect(await alarm.getAttribute("data-state")).toBe("active");
      await giveName(page, "王芳");

      await page.keyboard.press("Enter");
      await page.locator('[role="option"][data-state="acknowledged"]').waitFor();
      // A form takes the keys when it is there and gives them back when it has gone.
      await page.keyboard.press("n");
      await page.locator("form textarea:focus").waitFor();
      await page.keyboard.type("保安二人已出发");
      await page.keyboard.press("Enter");
      await page.locator("form").waitFor({ state: "detached" });
      // The plan first: an alarm is not closed while a required step is open.
      const causes = page.locator('form input[name="cause"]:focus');
      await expect
        .poll(
          async () => {
            if ((await causes.count()) === 0) await nextKey(page);
            return causes.count();
          },
          { timeout: 60_000, interval: 250 },
        )
        .toBe(1);
      await page.keyboard.press("1");
      await page.locator("form textarea:focus").waitFor();
      await page.keyboard.type("家属争执，已劝离");
      await keepScreenshot(page, `${shell}-closing-${language}`);
      await page.keyboard.press("Enter");
      await alarm.waitFor({ state: "detached" });

      await expect.poll(() => devices.receiver.acknowledged.length).toBe(1);
      const events = storedEvents(dataFolder);
      const ofAlarm = events.filter((event) => event.kind.startsWith("alarm.") && event.severity === "life");
      // Escalation beside it depends on how fast this machine is.
      const byHand = ofAlarm.filter((event) => event.kind !== "alarm.escalated");
      expect(byHand.map((event) => [event.kind, event.actor?.name])).toEqual([
        ["alarm.raised", undefined],
        ["alarm.acknowledged", "王芳"],
        ["alarm.note_added", "王芳"],
        ["alarm.dispatched", "王芳"],
        ["alarm.arrived", "王芳"],
        ["alarm.closed", "王芳"],
      ]);
    });

    test("metal at the gate shows its camera; tamper and passage are told apart", async () => {
      const devices = await openDevices();
      const { page, dataFolder } = await openConsole(devices, "zh-CN");
      await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();
      devices.gate.pass(1, true);
      const alarm = page.locator('[role="option"][data-class="security"]');
      await alarm.waitFor();
      expect(await alarm.textContent()).toContain(words["zh-CN"].metal);
      await page.keyboard.press("t");
      await page.locator('[data-camera="cam1"][data-linked="true"]').waitFor();
      devices.gate.tamper(1, true);
      await expect.poll(() => alarm.count()).toBe(2);
      await keepScreenshot(page, `${shell}-gate`);
      const kinds = storedEvents(dataFolder)
        .filter((event) => event.kind === "gate.input")
        .map((event) => `${event.data.means} ${event.data.change}`);
      expect(kinds.filter((kind) => kind.startsWith("passage"))).toEqual(["passage on"]);
    });
  });
});

test("two screens stay in step, and the slower operator is told", async () => {
  const hospital = await openHospital();
  const browser = await openBrowser();
  const first = await openDesk(browser, hospital.station.url);
  const second = await openDesk(browser, freshAddress(hospital.station.dataFolder), "en", {
    width: 1920,
    height: 1080,
  });
  await signOn(first, "王芳");
  await signOn(second, "Li Qiang");
  hospital.receiver.alarm({ account: "1234", code: "120", zone: "001" });
  await first.locator('[role="option"][data-class="life"]').waitFor();
  await second.locator('[role="option"][data-class="life"]').waitFor();
  await first.keyboard.press("t");
  await first.keyboard.press("Enter");
  await second.locator('[role="option"][data-state="acknowledged"]').waitFor();
  await keepScreenshot(second, "second-screen-en-1920");
  const events = storedEvents(hospital.station.dataFolder);
  expect(events.filter((event) => event.kind === "alarm.acknowledged").map((event) => event.actor?.name)).toEqual([
    "王芳",
  ]);
});
