import { afterAll, expect, test, vi } from "vitest";
import { openDesk, removeBuiltPage } from "./desk-page.ts";
import { sampleAlarm, sampleEvent } from "./sample-data.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });
const soon = { timeout: 15_000 };

test("a picture that stops goes grey with the time of the last one, and comes back live", async () => {
  const { page, station } = await openDesk();
  const tile = page.locator('figure[data-camera="cam1"]');
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  station.cameras.frozen.add("cam1");
  await tile.getByText(/^画面冻结于 \d\d:\d\d:\d\d$/).waitFor();
  expect(await tile.getAttribute("data-live")).toBe("false");
  // The others are untouched.
  expect(await page.locator('figure[data-camera="cam2"]').getAttribute("data-live")).toBe("true");
  station.cameras.frozen.delete("cam1");
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
});

test("a camera that was moved stays live with a line that says so; a frozen source does not look live", async () => {
  const { page, station } = await openDesk();
  const tile = page.locator('figure[data-camera="cam1"]');
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  station.cameras.tellContent("cam1", "moved", Date.now() - 60_000);
  await tile.getByText(/^画面自 \d\d:\d\d:\d\d 起与参考画面不符/).waitFor();
  expect(await tile.getAttribute("data-live")).toBe("true");
  station.cameras.tellContent("cam1", "frozen", Date.now() - 10_000);
  await page.waitForSelector('figure[data-camera="cam1"][data-live="false"]');
  station.cameras.tellContent("cam1", "seen", Date.now());
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  expect(await tile.getByText("参考画面").count()).toBe(0);
});

test("pictures that waited on the way are not live however fast they come", async () => {
  const { page, station } = await openDesk();
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  station.cameras.lateMs = 5000;
  await page.waitForSelector('figure[data-camera="cam1"][data-live="false"]');
  expect(await page.locator('figure[data-camera="cam1"]').getByText("画面冻结于").count()).toBe(1);
});

test("a page that was hidden does not show what it had as live when it returns", async () => {
  const { page, station } = await openDesk();
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  // Chromium without a window cannot be hidden: the page is told so as the browser would.
  const setHidden = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await setHidden(true);
  await page.waitForSelector('figure[data-camera="cam1"][data-live="false"]');
  station.cameras.frozen.add("cam1");
  // What was under way arrives while hidden; the picture is still far younger than three seconds.
  await page.waitForTimeout(700);
  const tile = page.locator('figure[data-camera="cam1"]');
  const states = tile.evaluate(
    (element) =>
      new Promise<(string | null)[]>((resolve) => {
        const seen: (string | null)[] = [];
        const look = () => {
          seen.push(element.getAttribute("data-live"));
          if (seen.length > 30) resolve(seen);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  await setHidden(false);
  expect(new Set(await states)).toEqual(new Set(["false"]));
  // One that still gets pictures is live again with the first of them.
  await page.waitForSelector('figure[data-camera="cam2"][data-live="true"]');
});

test("a decoder that fails is replaced and goes on with the next key picture", async () => {
  const { page, station } = await openDesk();
  await page.waitForSelector('figure[data-camera="cam3"][data-live="true"]');
  station.cameras.garbled.add("cam3");
  // Two groups of pictures, garbage but for the first of each.
  await page.waitForTimeout(2000);
  station.cameras.garbled.delete("cam3");
  await page.waitForSelector('figure[data-camera="cam3"][data-live="true"]');
  expect(await page.locator('figure[data-camera="cam1"]').getAttribute("data-live")).toBe("true");
});

test("states carry their reason, and a format that cannot be decoded says so", async () => {
  const { page, station } = await openDesk({
    prepare: (station) => {
      station.cameras.states.set("cam1", {
        type: "state",
        tile: 0,
        state: "refused",
        error: { code: "camera.auth_refused", params: {} },
      });
      station.cameras.codec = "hvc1.1.6.L93.B0";
    },
  });
  const tile = page.locator('figure[data-camera="cam1"]');
  await tile.getByText("登录被拒").waitFor();
  await tile.getByText("摄像机拒绝用户名或密码").waitFor();
  await page.locator('figure[data-camera="cam2"]').getByText("本机无法解码 hvc1.1.6.L93.B0").waitFor();
  expect(station.cameras.open.length).toBe(4);
});

test("the picture service going down is said, and the tiles come back by themselves", async () => {
  const { page, station } = await openDesk();
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  station.cameras.setDown(true);
  await page.getByText("画面服务已停止", { exact: true }).first().waitFor();
  await page.waitForSelector('figure[data-camera="cam1"][data-live="false"]');
  station.cameras.setDown(false);
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  expect(await page.locator("strong", { hasText: "画面服务已停止" }).count()).toBe(0);
});

test("keys turn the page and enlarge a tile; the selected alarm's cameras take the wall until deselected", async () => {
  const { page, station } = await openDesk({
    prepare: (station) => (station.actor = { name: "王", role: "operator" }),
  });
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  const shown = () =>
    page.locator("figure").evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute("data-camera")));
  await page.keyboard.press("]");
  await expect.poll(shown, soon).toEqual(["cam5", "cam6"]);
  await page.keyboard.press("[");
  await expect.poll(shown, soon).toEqual(["cam1", "cam2", "cam3", "cam4"]);
  await page.keyboard.press("3");
  await page.waitForSelector('figure[data-camera="cam3"][data-enlarged="true"]');
  await page.keyboard.press("Escape");
  await page.waitForSelector('figure[data-camera="cam3"][data-enlarged="false"]');
  const alarm = sampleAlarm("a1", { cameraIds: ["cam6", "cam2"] });
  station.tell([sampleEvent(1, alarm)], [alarm]);
  await expect.poll(shown, soon).toEqual(["cam6", "cam2", "cam3", "cam4"]);
  expect(await page.locator('figure[data-linked="true"]').count()).toBe(2);
  await page.keyboard.press("Escape");
  await expect.poll(shown, soon).toEqual(["cam1", "cam2", "cam3", "cam4"]);
});
