import { expect, test } from "vitest";
import { startStation, temporaryFolder } from "../harness/station-process.ts";
import { closing } from "../set-up.ts";
import { keepScreenshot, openBrowser, openDesk, signOn } from "./browser.ts";
import { openHospital, siteOf } from "./hospital.ts";
import { storedEvents } from "./stored-events.ts";

/** What the page promises: nothing that is old looks live, nothing that happened is missing. */

const live = '[data-camera="cam1"][data-live="true"]';
const notLive = '[data-camera="cam1"][data-live="false"]';

test("a picture that stops goes grey and says since when, and comes back by itself", async () => {
  const hospital = await openHospital();
  const page = await openDesk(await openBrowser(), hospital.station.url);
  await page.locator(live).waitFor();
  hospital.camera.setFaults({ stopRtp: true });
  await page.locator(notLive).waitFor();
  await keepScreenshot(page, "frozen");
  expect(await page.locator(notLive).textContent()).toContain("画面冻结于");
  hospital.camera.setFaults({ stopRtp: false });
  await page.locator(live).waitFor();
});

test("on the whole wall, large, zoomed and in a window of its own a picture that stops is not live either", async () => {
  const hospital = await openHospital();
  const page = await openDesk(await openBrowser(), hospital.station.url);
  await page.locator(live).waitFor();
  const opened = page.waitForEvent("popup");
  await page.keyboard.press("Shift+W");
  const window = await opened;
  await window.locator(`[data-wall="whole"] ${live}`).waitFor();
  await page.keyboard.press("w");
  await page.keyboard.press("Enter");
  await page.keyboard.press("z");
  await page.locator(`[data-wall="whole"] [data-enlarged="true"][data-zoom]${live}`).waitFor();
  // The spot tile's camera is the alarm's; its mark says nothing of the picture's age.
  hospital.receiver.alarm({ account: "1234", code: "120", zone: "001" });
  await window.locator(`[data-spot]:not([data-spot=""])${live}`).waitFor();
  hospital.camera.setFaults({ stopRtp: true });
  for (const each of [page, window]) {
    const stopped = each.locator(`[data-wall="whole"] ${notLive}`);
    await stopped.getByText("画面冻结于").waitFor();
    expect(await stopped.locator("canvas").evaluate((canvas) => getComputedStyle(canvas).filter)).toContain(
      "grayscale",
    );
  }
  await keepScreenshot(page, "frozen-zoomed");
  await keepScreenshot(window, "frozen-window");
  hospital.camera.setFaults({ stopRtp: false });
  for (const each of [page, window]) await each.locator(`[data-wall="whole"] ${live}`).waitFor();
});

test("the cameras process killed: tiles say so, alarms go on, pictures return", async () => {
  const hospital = await openHospital();
  const page = await openDesk(await openBrowser(), hospital.station.url, "en");
  await page.locator(live).waitFor();
  hospital.killCameras();
  await page.locator(notLive).waitFor();
  hospital.receiver.alarm({ account: "1234", code: "120", zone: "001" });
  await page.locator('[role="option"][data-class="life"]').waitFor();
  await page.locator(live).waitFor();
  const kinds = storedEvents(hospital.station.dataFolder).map((event) => event.kind);
  expect(kinds).toContain("cameras.process_down");
});

test("the station killed: the page says so, comes back with every alarm and keeps the operator", async () => {
  const hospital = await openHospital();
  const page = await openDesk(await openBrowser(), hospital.station.url);
  await signOn(page, "王芳");
  hospital.receiver.alarm({ account: "1234", code: "120", zone: "001" });
  await page.locator('[role="option"][data-class="life"]').waitFor();
  await hospital.station.kill();
  await page.getByRole("alert").getByText("连接").first().waitFor();
  await keepScreenshot(page, "station-lost");
  await hospital.restart();
  hospital.receiver.alarm({ account: "1234", code: "130", zone: "007" });
  await page.locator('[role="option"][data-class="security"]').waitFor();
  expect(await page.locator('[role="option"][data-class="life"]').count()).toBe(1);
  await page.keyboard.press("t");
  await page.keyboard.press("Enter");
  await page.locator('[role="option"][data-state="acknowledged"]').waitFor();
  const seqs = storedEvents(hospital.station.dataFolder).map((event) => event.seq);
  expect(seqs).toEqual(seqs.map((_seq, index) => index + 1));
});

test("a site file with mistakes: each is listed, nothing is used, the mended one is", async () => {
  const station = await startStation({ dataFolder: temporaryFolder() });
  closing(async () => void (await station.stop()));
  const page = await openDesk(await openBrowser(), station.url);
  await page.locator("textarea").waitFor();
  await keepScreenshot(page, "first-run");
  await page.locator("textarea").fill(JSON.stringify(siteOf([{ id: "X 1", kind: "door" }])));
  await page.getByRole("button", { name: "检查" }).click();
  await page.getByText("devices[0].kind").waitFor();
  await keepScreenshot(page, "site-problems");
  await page.locator("textarea").fill(JSON.stringify(siteOf([])));
  await page.getByRole("button", { name: "检查" }).click();
  await page.locator("textarea").blur();
  await signOn(page, "李强");
  await page.getByRole("button", { name: "启用" }).click();
  await page.keyboard.press("Enter");
  await page.getByText("示范医院").first().waitFor();
  const events = storedEvents(station.dataFolder);
  expect(events.filter((event) => event.kind === "site.loaded").map((event) => event.actor?.name)).toEqual(["李强"]);
});

test("an address that was used does not let a second browser in", async () => {
  const station = await startStation({ dataFolder: temporaryFolder(), site: siteOf([]) });
  closing(async () => void (await station.stop()));
  const browser = await openBrowser();
  const page = await openDesk(browser, station.url);
  await page.getByText("示范医院").first().waitFor();
  await page.reload();
  await page.getByText("示范医院").first().waitFor();
  const stranger = await openDesk(browser, station.url);
  await stranger.getByText("只能使用一次").waitFor();
  expect(await stranger.locator("#root").count()).toBe(0);
});
