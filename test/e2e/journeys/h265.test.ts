import { expect, test } from "vitest";
import { startStation } from "../../harness/station-process.ts";
import { startGstPeer } from "../../native/cameras/gst-peer.ts";
import { closing } from "../../set-up.ts";
import { startCamera } from "../../simulators/camera/start-camera.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn, smallScreen } from "../browser.ts";
import { siteOf } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";

const password = "p@ss:w/rd";

/** A camera of gst-rtsp-server behind our ONVIF, as a device of the site file. */
async function camera(id: string, codec: "h264" | "h265" | "jpeg", en: string, zh: string): Promise<object> {
  const peer = await startGstPeer("operator", password, "ball", codec);
  const front = await startCamera({ streamAddress: peer.address, password });
  closing(() => front.close());
  front.setFaults({ encoding: codec.toUpperCase() });
  const { address, username } = front;
  const name = { "zh-CN": zh, en };
  return { id, kind: "camera", family: "onvif", address, username, password, area: "ed", name };
}

const words = {
  "zh-CN": { mark: "≤10 幅/秒", onlyJpeg: "只有 JPEG" },
  en: { mark: "≤10/s", onlyJpeg: "only JPEG" },
} as const;

test.each(journeyLanguages)(
  "a camera with H.265 only is live and marked, one with JPEG alone says why (%s)",
  async (language) => {
    const cameras = await Promise.all([
      camera("cam1", "h265", "ED entrance", "急诊大厅入口"),
      camera("cam2", "h264", "Pharmacy store", "药库"),
      camera("cam3", "jpeg", "Car park", "停车场"),
    ]);
    const station = await startStation({ site: siteOf(cameras) });
    closing(async () => void (await station.stop()));
    const page = await openDesk(await openBrowser(), station.url, language, largeScreen);
    const keep = screenshotsOf(page, language, "h265");
    await signOn(page, operators[language][0]);
    const tile = (id: string) => page.locator(`figure[data-camera="${id}"]`);
    for (const id of ["cam1", "cam2"]) await page.locator(`[data-camera="${id}"][data-live="true"]`).waitFor();
    await tile("cam1").getByText(words[language].mark).waitFor();
    expect(await tile("cam2").getByText(words[language].mark).count()).toBe(0);
    await tile("cam3").getByText(words[language].onlyJpeg).waitFor();
    await keep("1-wall");
    await page.setViewportSize(smallScreen);
    await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();
    await keep("2-wall-1366");
  },
);
