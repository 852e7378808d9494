import { expect, test } from "vitest";
import { keepScreenshot, openBrowser, openDesk, signOn } from "./browser.ts";
import { freshAddress } from "./fresh-address.ts";
import { openHospital } from "./hospital.ts";
import { nextKey } from "./next-key.ts";
import { storedEvents } from "./stored-events.ts";

const patience = { timeout: 60_000, interval: 250 };

test.each(["zh-CN", "en"] as const)(
  "D, digits and Enter carry a panic through its plan to the closing (%s)",
  async (language) => {
    const hospital = await openHospital();
    const page = await openDesk(await openBrowser(), hospital.station.url, language);
    await signOn(page, "王芳");
    hospital.receiver.alarm({ account: "1234", code: "120", zone: "001" });
    const alarm = page.locator('[role="option"][data-class="life"]');
    await alarm.waitFor();
    await page.keyboard.press("t");
    await page.locator("[data-step]").waitFor();
    await keepScreenshot(page, `desk-plan-${language}`);
    await expect
      .poll(async () => {
        await nextKey(page);
        return alarm.count();
      }, patience)
      .toBe(0);
    const events = storedEvents(hospital.station.dataFolder).filter((event) => event.alarmId !== null);
    const kinds = events.map((event) => event.kind);
    const inOrder = [
      "alarm.raised",
      "alarm.acknowledged",
      "alarm.dispatched",
      "alarm.arrived",
      "alarm.closed",
    ] as const;
    expect(kinds.filter((kind) => inOrder.some((known) => known === kind))).toEqual(inOrder);
    expect(kinds.filter((kind) => kind === "plan.step_done").length).toBeGreaterThan(2);
    expect(kinds).toContain("plan.finished");
    const byHand = events.filter((event) => event.kind !== "alarm.raised" && event.actor !== null);
    expect(new Set(byHand.map((event) => event.actor?.name))).toEqual(new Set(["王芳"]));
  },
);

test("a press in a drill is marked on both screens and in the log; the other desk takes it over", async () => {
  const hospital = await openHospital();
  const browser = await openBrowser();
  const first = await openDesk(browser, hospital.station.url);
  const second = await openDesk(browser, freshAddress(hospital.station.dataFolder), "en");
  await signOn(first, "王芳");
  await signOn(second, "Li Qiang");
  await first.keyboard.press("F2");
  await first.locator('[role="dialog"] input:focus').first().waitFor();
  await first.keyboard.press("Enter");
  for (const page of [first, second]) await page.locator('[data-band="drill"]').waitFor();
  await first.keyboard.press("Escape");
  hospital.receiver.alarm({ account: "1234", code: "120", zone: "001" });
  for (const page of [first, second]) await page.locator('[role="option"][data-mark="drill"]').waitFor();
  await first.keyboard.press("t");
  await first.keyboard.press("d");
  const row = second.locator('[role="option"][data-state="acknowledged"]');
  await row.getByText("王芳").waitFor();
  await second.keyboard.press("t");
  await second.keyboard.press("d");
  await second.getByText("press K to take it over").waitFor();
  await second.keyboard.press("k");
  await first.locator('[role="option"]').getByText("Li Qiang").waitFor();
  await keepScreenshot(second, "desk-drill-en");
  const marked = storedEvents(hospital.station.dataFolder).filter((event) => event.mark === "drill");
  expect(marked.map((event) => event.kind)).toEqual(
    expect.arrayContaining(["alarm.raised", "alarm.acknowledged", "alarm.taken_over", "alarm.shown"]),
  );
});
