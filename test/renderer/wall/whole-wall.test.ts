import { afterAll, expect, test, vi } from "vitest";
import { openDesk, removeBuiltPage } from "../desk-page.ts";
import { sampleAlarm, sampleEvent } from "../sample-data.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });

const selected = '[data-wall="whole"] figure[data-selected="true"]';

test("W opens the wall: arrows, Enter and digits are its tile's, and an alarm keeps its place and its keys", async () => {
  const { page, station } = await openDesk();
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  await page.keyboard.press("w");
  // Six cameras: a large one and five.
  await page.locator('[data-wall="whole"] [data-tiles="6"]').waitFor();
  await page.waitForSelector('[data-wall="whole"] figure[data-camera="cam6"][data-live="true"]');
  await page.keyboard.press("ArrowRight");
  expect(await page.locator(selected).getAttribute("data-camera")).toBe("cam2");
  await page.keyboard.press("Enter");
  await page.locator(`${selected}[data-enlarged="true"]`).waitFor();
  // What cannot be seen is not decoded.
  await expect.poll(() => station.cameras.open).toEqual(["cam2"]);
  await page.keyboard.press("Escape");
  await expect.poll(() => station.cameras.open.length).toBe(6);
  await page.keyboard.press("5");
  await expect.poll(() => station.cameras.open).toEqual(["cam5"]);

  const alarm = sampleAlarm("a1", { cameraIds: ["cam5"] });
  station.tell([sampleEvent(station.seq + 1)], [alarm]);
  const row = page.locator('[role="option"][data-alarm="a1"]');
  await row.waitFor();
  expect(await row.getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Escape");
  await page.locator('[data-wall="whole"] [data-camera="cam5"][data-linked="true"]').waitFor();
  // Enter and the arrows stay the wall's: nothing is acknowledged by looking.
  await page.keyboard.press("ArrowLeft");
  expect(station.calls.some(({ name }) => name.includes("acknowledge"))).toBe(false);
  await page.keyboard.press(",");
  await page.locator('[data-wall="whole"] [data-tiles="4"]').waitFor();
  await page.keyboard.press("w");
  await page.locator('[data-wall="whole"]').waitFor({ state: "detached" });
});

test("on the desk's wall a tile that has the focus has the arrows", async () => {
  const { page } = await openDesk();
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  await page.locator('figure[data-camera="cam1"] [data-tile]').click();
  await page.keyboard.press("ArrowRight");
  await page.locator('figure[data-camera="cam2"][data-selected="true"] [data-tile]:focus').waitFor();
  await page.keyboard.press("Enter");
  await page.locator('figure[data-camera="cam2"][data-enlarged="true"]').waitFor();
  await page.keyboard.press("Escape");
  await page.locator('figure[data-camera="cam1"]').waitFor();
  expect(await page.locator("figure[data-camera]").count()).toBe(4);
});

test("an arrangement of one's own is there again after a reload", async () => {
  const { page } = await openDesk();
  await page.waitForSelector("figure[data-camera]");
  await page.keyboard.press("w");
  await page.keyboard.press(".");
  await page.locator('[data-wall="whole"] [data-tiles="8"]').waitFor();
  await page.reload();
  await page.waitForSelector("figure[data-camera]");
  await page.keyboard.press("w");
  await page.locator('[data-wall="whole"] [data-tiles="8"]').waitFor();
  expect(await page.locator('[data-wall="whole"] figure').count()).toBe(6);
});
