import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOnAsChief, smallScreen } from "../browser.ts";
import { acknowledgeTop, rowOf } from "../desk-keys.ts";
import { nursesButton, openHospital } from "../hospital.ts";
import { journeyLanguages } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const wall = '[data-wall="whole"]';
const selected = `${wall} figure[data-selected="true"]`;

const words = {
  "zh-CN": {
    chief: "赵科",
    save: "把现在的排列存为视图",
    newTour: "新建轮巡",
    tour: /^轮巡 夜巡 · /,
    paused: "轮巡 夜巡 已暂停：有报警待确认",
    zoom: "电子放大 2.0×",
    frozen: /^画面冻结于/,
  },
  en: {
    chief: "Zhao",
    save: "Save this arrangement as a view",
    newTour: "New tour",
    tour: /^Tour Night · /,
    paused: "Tour Night paused: an alarm waits",
    zoom: "Digital zoom 2.0×",
    frozen: /^Frozen since/,
  },
} as const;

const live = (page: Page, cameraId: string) =>
  page.locator(`${wall} figure[data-camera="${cameraId}"][data-live="true"]`).first().waitFor();

/** Down the list of views and tours until this button has the keys. */
async function goTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page.getByRole("dialog").getByRole("button", { name });
  await wanted.waitFor();
  for (let tried = 0; tried < 20; tried++) {
    if (await wanted.evaluate((button) => button === document.activeElement)) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`the arrows do not reach ${String(name)}`);
}

test.each(journeyLanguages)(
  "the wall by keyboard: layouts, a camera by its number, a view, a tour, zoom; nothing frozen looks live and no alarm is hidden (%s)",
  async (language) => {
    const said = words[language];
    const hospital = await openHospital({ moreCameras: 5 });
    const page = await openDesk(await openBrowser(), hospital.station.url, language, largeScreen);
    const keep = screenshotsOf(page, language, "wall");
    await page.locator('figure[data-camera="cam1"][data-live="true"]').waitFor();
    await signOnAsChief(page, said.chief, language);

    await page.keyboard.press("w");
    for (let at = 1; at <= 6; at++) await live(page, `cam${at}`);
    await keep("1-six");

    // The camera that somebody names by radio comes into the selected tile, the one there goes to its place.
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(selected).getAttribute("data-camera")).toBe("cam2");
    await page.keyboard.press("q");
    await page.keyboard.type("106");
    await keep("2-call");
    await page.keyboard.press("Enter");
    await page.locator(`${selected}[data-camera="cam6"]`).waitFor();
    await live(page, "cam6");
    await page.keyboard.press(",");
    await page.locator(`${wall} [data-tiles="4"]`).waitFor();

    // The chief saves it for everybody, then another, then a tour through both.
    for (const [name, key] of [
      ["A", "."],
      ["B", ","],
    ] as const) {
      await page.keyboard.press("/");
      await goTo(page, said.save);
      await page.keyboard.press("Enter");
      await page.locator("form input:focus").waitFor();
      await page.keyboard.type(name);
      await page.keyboard.press("Enter");
      await page.locator(`[data-view]`, { hasText: name }).waitFor();
      if (name === "A") await keep("3-views");
      await page.keyboard.press("Escape");
      await page.keyboard.press(key);
    }
    await page.keyboard.press("/");
    await goTo(page, said.newTour);
    await page.keyboard.press("Enter");
    await page.locator("form input:focus").waitFor();
    await page.keyboard.type(language === "en" ? "Night" : "夜巡");
    for (const key of ["Tab", "Tab", "Tab", " ", "Tab", " ", "Enter"]) await page.keyboard.press(key);
    await page.locator("[data-tour]").waitFor();
    await goTo(page, language === "en" ? /^Night/ : /^夜巡/);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: said.tour }).waitFor();
    const events = storedEvents(hospital.station.dataFolder).filter(({ kind }) => kind === "site.changed");
    expect(events.map(({ data }) => (data as { what: string }).what)).toEqual(["wall", "wall", "wall"]);
    await keep("4-tour");

    // An alarm: beside the wall, as loud as ever; the tour waits, the spot tile shows its camera, A takes it.
    hospital.receiver.alarm(nursesButton);
    await rowOf(page, "life").waitFor();
    await page.getByText(said.paused).waitFor();
    const spot = page.locator(`${wall} figure[data-spot]:not([data-spot=""])`);
    await spot.waitFor();
    expect(await spot.getAttribute("data-camera")).toBe("cam1");
    await live(page, "cam1");
    await keep("5-alarm");
    await page.setViewportSize(smallScreen);
    await keep("6-alarm-1366");
    await acknowledgeTop(page);
    await page.locator(`[role="option"][data-class="life"][data-state="acknowledged"]`).waitFor();
    await page.locator("[data-step]").first().waitFor();
    await keep("7-taken-1366");
    await page.setViewportSize(largeScreen);

    // A part made large, and the camera stops: the words and the veil stay over all of the tile.
    await page.keyboard.type("101");
    await page.keyboard.press("Enter");
    await page.locator(`${selected}[data-camera="cam1"]`).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(`${selected}[data-enlarged="true"]`).waitFor();
    await page.keyboard.press("z");
    await page.getByText(said.zoom).waitFor();
    await keep("8-zoom");
    hospital.camera.setFaults({ stopRtp: true });
    await page.locator(`${selected}[data-zoom][data-live="false"]`).waitFor();
    await page.locator(selected).getByText(said.frozen).waitFor();
    await keep("9-frozen");
    hospital.camera.setFaults({ stopRtp: false });
    await page.locator(`${selected}[data-zoom][data-live="true"]`).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(`${wall} figure[data-zoom]`).waitFor({ state: "detached" });

    await page.keyboard.press("w");
    await page.locator(wall).waitFor({ state: "detached" });
  },
);
