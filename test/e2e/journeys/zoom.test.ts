import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { openBrowser, openDesk, screenshotsOf, signOn } from "../browser.ts";
import { acknowledgeTop, openAnswers, openClosing, rowInState, rowOf } from "../desk-keys.ts";
import { freshAddress } from "../fresh-address.ts";
import { nursesButton, openHospital } from "../hospital.ts";
import { cutParts, shownShare } from "../in-view.ts";
import { journeyLanguages, operators } from "../operators.ts";

/** A browser that enlarges shows less of a page: 1920 × 1080 at 200 % is 960 × 540. */
const zooms = [1.25, 1.5, 2];
const selectedRow = '[role="option"][aria-selected="true"]';

/** Nothing is cut, and what the next key acts on is in sight. */
async function expectInSight(page: Page, ...selectors: readonly string[]): Promise<void> {
  expect(await cutParts(page)).toEqual([]);
  for (const selector of selectors)
    await expect.poll(() => shownShare(page, selector), { message: selector, timeout: 30_000 }).toBeGreaterThan(0.98);
}

test.each(journeyLanguages)("enlarged up to twice the size the next step stays in sight (%s)", async (language) => {
  const [operator] = operators[language];
  const hospital = await openHospital();
  const browser = await openBrowser();
  for (const zone of ["101", "102", "103", "104", "105", "106", "107"])
    hospital.receiver.alarm({ account: "4321", code: "130", zone });
  hospital.receiver.alarm(nursesButton);
  await expect.poll(() => hospital.receiver.waiting, { timeout: 60_000 }).toBe(0);
  for (const zoom of zooms) {
    const viewport = { width: 1920 / zoom, height: 1080 / zoom };
    const address = freshAddress(hospital.station.dataFolder);
    const page = await openDesk(browser, address, language, viewport, zoom);
    const keep = screenshotsOf(page, language, `zoom-${zoom * 100}`);
    await signOn(page, operator);
    await rowOf(page, "life").waitFor();
    // The last of the queue, the first again: the list follows the keys.
    for (let moved = 0; moved < 8; moved++) await page.keyboard.press("ArrowDown");
    await expectInSight(page, selectedRow);
    if (zoom === zooms[0]) await acknowledgeTop(page);
    await page.keyboard.press("t");
    while ((await page.locator(`${selectedRow}[data-class="life"]`).count()) === 0)
      await page.keyboard.press("ArrowDown");
    await rowInState(page, "acknowledged").waitFor();
    await page.locator('[data-step="look"]').waitFor();
    await expectInSight(page, selectedRow, "[data-alarm] h3", '[data-step="look"]');
    await keep("1-step");
    await openAnswers(page, "look");
    await expectInSight(page, selectedRow, "fieldset:focus");
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.locator('form input[type="checkbox"]:focus').waitFor({ state: "attached" });
    await expectInSight(page, selectedRow, "form input:focus", "form button");
    await keep("2-dispatch");
    await page.keyboard.press("Escape");
    await openClosing(page, "c");
    await page.keyboard.press("2");
    await page.locator('form input[name="reason"]:focus').waitFor({ state: "attached" });
    await expectInSight(page, selectedRow, "form input:focus");
    await page.keyboard.press("1");
    await page.locator("form textarea:focus").waitFor();
    await expectInSight(page, "form textarea:focus", "form button");
    await keep("3-closing");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("F2");
    await page.locator('[role="dialog"] input:focus').first().waitFor();
    await expectInSight(page, '[role="dialog"] input:focus', '[role="dialog"] button.ant-btn-primary');
    await page.context().close();
  }
});
