import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn, smallScreen } from "../browser.ts";
import { acknowledgeTop, rowOf } from "../desk-keys.ts";
import { nursesButton, openHospital } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";

const film = '[data-camera="cam1"][data-shown]';

/** When the picture that stands in the replay was received, UTC ms; 0 while there is none. */
async function shownMs(page: Page): Promise<number> {
  return Number((await page.locator(film).getAttribute("data-shown")) ?? "");
}

/** The moment that the replay stands at, UTC ms. */
async function askedMs(page: Page): Promise<number> {
  return Number(await page.locator('input[type="range"]:focus').inputValue());
}

test.each(journeyLanguages)(
  "B shows what the camera saw before the alarm, and never as live (%s)",
  async (language) => {
    const hospital = await openHospital();
    const browser = await openBrowser();
    const page = await openDesk(browser, hospital.station.url, language, largeScreen);
    const keep = screenshotsOf(page, language, "replay");
    await signOn(page, operators[language][0]);
    const live = page.locator('[data-camera="cam1"][data-live="true"]');
    await live.waitFor();
    // So that there is something before the press.
    const seenSinceMs = Date.now();
    await expect.poll(() => Date.now() - seenSinceMs).toBeGreaterThan(4000);
    hospital.receiver.alarm(nursesButton);
    await rowOf(page, "life").waitFor();
    const raisedMs = Date.now();
    await acknowledgeTop(page);
    await keep("1-alarm");

    await page.keyboard.press("b");
    await page.locator(film).waitFor();
    await live.waitFor({ state: "detached" });
    // The span begins half a minute before the press, when this station did not run yet: no old picture stands for that.
    await page.locator(`${film}[data-gap="true"]`).waitFor();
    await page.keyboard.press(" ");
    // Half a minute on, five seconds a key: the picture that stood about then.
    for (let at = 0; at < 6; at++) await page.keyboard.press("ArrowRight");
    await page.locator(`${film}[data-gap="false"]`).waitFor();
    // The keys are quicker than the pictures: until the one of the asked moment stands.
    await expect.poll(async () => Math.abs((await askedMs(page)) - (await shownMs(page)))).toBeLessThan(1500);
    const atPress = await shownMs(page);
    expect(atPress).toBeGreaterThan(seenSinceMs - 1500);
    expect(atPress).toBeLessThan(raisedMs + 6000);
    await keep("2-replay");
    await page.setViewportSize(smallScreen);
    await keep("3-replay-1366");
    await page.setViewportSize(largeScreen);

    // Back before the press, a picture at a time.
    for (let at = 0; at < 40; at++) await page.keyboard.press(",");
    await expect.poll(() => shownMs(page)).toBeLessThan(atPress);

    // The desk's own keys go on: the alarm's next step, and Escape leads back to what is live.
    await page.keyboard.press("Escape");
    await live.waitFor();
    await page.locator(film).waitFor({ state: "detached" });
  },
);

test.each(journeyLanguages)("the timeline of a replay hatches what is missing and says why (%s)", async (language) => {
  const hospital = await openHospital();
  const page = await openDesk(await openBrowser(), hospital.station.url, language, largeScreen);
  const keep = screenshotsOf(page, language, "timeline");
  await signOn(page, operators[language][0]);
  const live = page.locator('[data-camera="cam1"][data-live="true"]');
  await live.waitFor();
  hospital.camera.setFaults({ stopRtp: true });
  await page.locator('[data-device="cam1"][data-condition="lost"]').waitFor();
  hospital.camera.setFaults({ stopRtp: false });
  await live.waitFor();
  hospital.receiver.alarm(nursesButton);
  await rowOf(page, "life").waitFor();
  await acknowledgeTop(page);
  await page.keyboard.press("b");
  await page.locator('li[data-camera="cam1"] [data-is="gap"][data-cause="offline"]').waitFor({ state: "attached" });
  const pictures = page.locator('li[data-camera="cam1"] [data-is="pictures"]');
  await pictures.first().waitFor({ state: "attached" });
  // On a slow machine what was before the gap is older than the span by now.
  expect(await pictures.count()).toBeGreaterThan(0);
  await page
    .getByText(language === "en" ? "camera offline" : "摄像机离线")
    .first()
    .waitFor();
  await keep("1-offline");
  await page.setViewportSize(smallScreen);
  await keep("2-offline-1366");
});
