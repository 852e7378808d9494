import { expect, test } from "vitest";
import type { DeskSettings } from "../../../native/contract/desk.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn } from "../browser.ts";
import { acknowledgeTop, rowInState, rowOf } from "../desk-keys.ts";
import { nursesButton, openHospital, pharmacyButton } from "../hospital.ts";
import { heardPeriodMs } from "../listen-to-page.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

/** As shipped, but for the window: ten minutes are too long to wait for its end. */
const flood: DeskSettings["flood"] = { windowSeconds: 20, beginsAbove: 10, endsBelow: 5 };
const zones = ["101", "102", "103", "104", "105", "106", "107", "108", "109", "110", "111", "112"];
const words = {
  "zh-CN": { band: "报警泛滥", first: "急诊护士站一键报警", second: "药库一键报警" },
  en: { band: "ALARM FLOOD", first: "ED nurses' panic button", second: "Pharmacy panic button" },
} as const;
const patience = { timeout: 60_000, interval: 100 };

test.each(journeyLanguages)("in a flood every panic gets its turn on top (%s)", async (language) => {
  const [operator] = operators[language];
  const hospital = await openHospital({ camera: false, desk: { flood } });
  const page = await openDesk(await openBrowser(), hospital.station.url, language, largeScreen);
  const keep = screenshotsOf(page, language, "flood");
  await signOn(page, operator);
  for (const zone of zones) hospital.receiver.alarm({ account: "4321", code: "130", zone });
  await page.locator('[data-band="flood"]').getByText(words[language].band, { exact: true }).waitFor();
  await expect.poll(() => heardPeriodMs(page), patience).toBe(2000);
  // The panel leaves the gate that waits for the panic; the next panic waits for its turn.
  const top = page.locator('[role="option"][aria-posinset="1"]');
  const selected = page.locator('[role="option"][aria-selected="true"]');
  hospital.receiver.alarm(nursesButton);
  await selected.getByText(words[language].first).waitFor();
  hospital.receiver.alarm(pharmacyButton);
  await expect.poll(() => rowOf(page, "life").count(), patience).toBe(2);
  await expect.poll(() => heardPeriodMs(page), patience).toBe(1000);
  await top.getByText(words[language].first).waitFor();
  await selected.getByText(words[language].first).waitFor();
  await keep("1-panic-on-top");
  await acknowledgeTop(page);
  await rowInState(page, "acknowledged").getByText(words[language].first).waitFor();
  await top.getByText(words[language].second).waitFor();
  expect(await heardPeriodMs(page)).toBe(1000);
  // Enter goes to what waits, Enter takes it.
  await page.keyboard.press("Enter");
  await selected.getByText(words[language].second).waitFor();
  await keep("2-second-panic");
  await page.keyboard.press("Enter");
  await rowInState(page, "acknowledged").getByText(words[language].second).waitFor();
  // Nobody silenced the rest: it sounds as what it is.
  await expect.poll(() => heardPeriodMs(page), patience).toBe(2000);
  await keep("3-panics-taken");
  await page.locator('[data-band="flood"]').waitFor({ state: "detached", timeout: 60_000 });

  const events = storedEvents(hospital.station.dataFolder);
  const bounds = events.filter((event) => event.kind === "desk.flood_began" || event.kind === "desk.flood_ended");
  expect(bounds.map((event) => event.kind)).toEqual(["desk.flood_began", "desk.flood_ended"]);
  const raised = events.filter((event) => event.kind === "alarm.raised");
  expect(raised.filter((event) => event.deviceId === "rx1")).toHaveLength(zones.length + 2);
  const kinds = events.map((event) => event.kind);
  expect(kinds).not.toContain("point.guarded");
  expect(hospital.receiver.acknowledged).toHaveLength(zones.length + 2);
});
