import { expect, test } from "vitest";
import { startStation } from "../../harness/station-process.ts";
import { closing } from "../../set-up.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn } from "../browser.ts";
import { siteOf } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const eventually = { timeout: 30_000 };

test.each(journeyLanguages)(
  "I, an arrow held down: the camera turns and stops, also when the page is gone (%s)",
  async (language) => {
    const camera = await startCamera({ name: "PTZ", canMove: true, framesPerSecond: 10 });
    closing(() => camera.close());
    const device = {
      id: "cam1",
      kind: "camera",
      family: "onvif",
      address: camera.address,
      rtspPort: camera.rtspPort,
      username: camera.username,
      password: camera.password,
      area: "ed",
      name: { "zh-CN": "急诊大厅入口", en: "ED entrance" },
    };
    const station = await startStation({ site: siteOf([device]) });
    closing(async () => void (await station.stop()));
    const page = await openDesk(await openBrowser(), station.url, language, largeScreen);
    const keep = screenshotsOf(page, language, "ptz");
    await signOn(page, operators[language][0]);
    await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();
    await keep("1-before");

    await page.keyboard.press("i");
    await page.locator('[data-ptz][data-held="true"]').waitFor();
    await page.keyboard.down("ArrowRight");
    await expect.poll(() => camera.ptz?.now().x ?? 0, eventually).toBeGreaterThan(0.5);
    await page.keyboard.up("ArrowRight");
    await expect.poll(() => camera.ptz?.isMoving(), eventually).toBe(false);
    await keep("2-turned");
    await page.keyboard.press("2");
    await expect.poll(() => camera.ptz?.now().zoom, eventually).toBe(2.5);
    await keep("3-preset");

    // A page that is gone lets the camera stop, though nobody let the key go.
    await page.keyboard.down("ArrowLeft");
    await expect.poll(() => camera.ptz?.isMoving(), eventually).toBe(true);
    await page.close();
    await expect.poll(() => camera.ptz?.isMoving(), eventually).toBe(false);
    const told = storedEvents(station.dataFolder).filter(({ kind }) => kind.startsWith("ptz."));
    expect(told.map(({ kind, actor }) => [kind, actor?.name])).toEqual([["ptz.taken", operators[language][0]]]);
  },
);
