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
  // A number said by radio is typed at once; the camera comes into the selected tile, the other goes where it was.
  await page.keyboard.type("51");
  await page.keyboard.press("Enter");
  await page.locator(`${selected}[data-camera="cam5"]`).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => station.cameras.open).toEqual(["cam5"]);

  const alarm = sampleAlarm("a1", { cameraIds: ["cam5"] });
  station.tell([sampleEvent(station.seq + 1)], [alarm]);
  const row = page.locator('[role="option"][data-alarm="a1"]');
  await row.waitFor();
  expect(await row.getAttribute("aria-selected")).toBe("true");
  // The enlarged picture makes room, and the spot tile shows what the alarm is about.
  const spot = page.locator('[data-wall="whole"] figure[data-spot="a1"]');
  await spot.getByText("急诊护士站一键报警").waitFor();
  expect(await spot.getAttribute("data-camera")).toBe("cam5");
  await page.waitForSelector('[data-wall="whole"] figure[data-spot="a1"][data-live="true"]');
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

test("Z makes a part of the selected picture large, and one that stops is not live for that", async () => {
  const { page, station } = await openDesk();
  await page.waitForSelector('figure[data-camera="cam1"][data-live="true"]');
  await page.keyboard.press("w");
  await page.waitForSelector('[data-wall="whole"] figure[data-camera="cam1"][data-live="true"]');
  await page.keyboard.press("z");
  const zoomed = page.locator('[data-wall="whole"] figure[data-zoom]');
  await zoomed.getByText("电子放大 2.0×").waitFor();
  await page.keyboard.press("+");
  await zoomed.getByText("电子放大 2.5×").waitFor();
  await page.keyboard.press("ArrowRight");
  expect(await zoomed.locator("canvas").evaluate((canvas) => canvas.style.transform)).toMatch(/^translate\(-12.5%/);
  expect(await page.locator(selected).getAttribute("data-camera")).toBe("cam1");
  station.cameras.frozen.add("cam1");
  await zoomed.getByText(/^画面冻结于/).waitFor();
  const [veil, tile] = await Promise.all([zoomed.locator("output").boundingBox(), zoomed.boundingBox()]);
  expect(veil?.width).toBeGreaterThan((tile?.width ?? 0) * 0.9);
  expect(veil?.width).toBeLessThanOrEqual(tile?.width ?? 0);
  await page.keyboard.press("Escape");
  await zoomed.waitFor({ state: "detached" });
});

test("a view and a tour are chosen by keyboard; a tour stands still while an alarm waits", async () => {
  const view = (id: string, cameraId: string) => ({
    id,
    name: { "zh-CN": `视图${id}` },
    layout: 1 as const,
    tiles: [cameraId],
    spot: null,
  });
  const { page, station } = await openDesk({
    prepare(station) {
      const tours = [{ id: "night", name: { "zh-CN": "夜巡" }, dwellSeconds: 5, views: ["a", "b"] }];
      station.info = { ...station.info, wall: { views: [view("a", "cam2"), view("b", "cam3")], tours } };
    },
  });
  await page.waitForSelector("figure[data-camera]");
  await page.keyboard.press("w");
  await page.keyboard.press("/");
  await page.locator("[data-view]").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator('[data-wall="whole"] figure[data-camera="cam2"]').waitFor();
  await page.keyboard.press("/");
  await page.locator('[data-tour="night"]').focus();
  await page.keyboard.press("Enter");
  await page.getByText(/^轮巡 夜巡 · \d 秒后切换/).waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByText(/^轮巡 夜巡 已暂停：有人操作/).waitFor();
  await page.keyboard.press(" ");
  await page.locator('[data-wall="whole"] figure[data-camera="cam3"]').waitFor();
  station.tell([sampleEvent(station.seq + 1)], [sampleAlarm("a1", { cameraIds: [] })]);
  await page.getByText("轮巡 夜巡 已暂停：有报警待确认").waitFor();
  expect(await page.locator('[data-wall="whole"] figure').count()).toBe(1);
});

test("the chief saves the arrangement as a view by keyboard, and may take it back", async () => {
  const { page, station } = await openDesk({
    prepare(station) {
      station.actor = { name: "赵科长", role: "chief" };
      station.editable = { sha256: "base", site: {}, secrets: [], undoAtMs: null };
    },
  });
  await page.waitForSelector("figure[data-camera]");
  await page.keyboard.press("w");
  await page.keyboard.press("/");
  await page.getByRole("button", { name: "把现在的排列存为视图" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("form input:focus").waitFor();
  await page.keyboard.type("急诊");
  await page.keyboard.press("Enter");
  await page.getByText("已保存：急诊").waitFor();
  const saved = station.calls.find(({ name }) => name === "site.apply")?.input;
  const tiles = ["cam1", "cam2", "cam3", "cam4", "cam5", "cam6"];
  expect(saved).toEqual({
    baseSha256: "base",
    edit: {
      operations: [
        {
          type: "changeWall",
          wall: { views: [{ id: "view1", name: { "zh-CN": "急诊" }, layout: 6, tiles, spot: 0 }], tours: [] },
        },
      ],
    },
  });
  await page.getByRole("button", { name: "恢复" }).click();
  await expect.poll(() => station.calls.some(({ name }) => name === "site.undo")).toBe(true);
});

test("the wall's own window: no desk, no sound of its own, alarms as they come, and as loud when nothing is heard", async () => {
  const { page, station } = await openDesk();
  await page.waitForSelector("figure[data-camera]");
  const opened = page.waitForEvent("popup");
  await page.keyboard.press("Shift+W");
  const window = await opened;
  await window.waitForSelector('[data-wall="whole"] figure[data-camera="cam1"][data-live="true"]');
  // It keeps an arrangement of its own.
  await window.keyboard.press(",");
  await window.locator('[data-tiles="4"]').waitFor();
  await page.keyboard.press("w");
  await page.locator('[data-wall="whole"] [data-tiles="6"]').waitFor();
  await window.keyboard.press("w");
  expect(await window.locator('[data-wall="whole"]').count()).toBe(1);

  station.tell([sampleEvent(station.seq + 1)], [sampleAlarm("a1", { cameraIds: ["cam5"] })]);
  await window.locator('[role="option"][data-alarm="a1"][data-class="life"]').waitFor();
  await window.waitForSelector('[data-wall="whole"] figure[data-spot="a1"][data-camera="cam5"]');
  station.cameras.frozen.add("cam2");
  await window.waitForSelector('figure[data-camera="cam2"][data-live="false"]');
  station.disconnect(true);
  await window.getByRole("alert").getByText("连接").first().waitFor();
});

test("who signs on in one window is shown in the other, and the alarm's panel stands where the keys are", async () => {
  const { page, station } = await openDesk();
  await page.waitForSelector("figure[data-camera]");
  const opened = page.waitForEvent("popup");
  await page.keyboard.press("Shift+W");
  const window = await opened;
  await window.waitForSelector('[data-wall="whole"] figure[data-camera]');
  await page.bringToFront();
  await page.keyboard.press("o");
  await page.keyboard.type("王芳");
  await page.keyboard.press("Enter");
  await window.getByRole("banner").getByText("王芳", { exact: true }).waitFor();
  station.tell([sampleEvent(station.seq + 1)], [sampleAlarm("a1")]);
  await window.locator('[data-alarm="a1"][aria-selected="true"]').waitFor();
  // For 0.8 s a key may have been meant for what was there before: it is given until it counts.
  const taken = async () => {
    await window.keyboard.press("a");
    return station.calls.some(({ name }) => name === "alarms.acknowledge");
  };
  await expect.poll(taken, { timeout: 15_000 }).toBe(true);
});

test("the wheel and the mouse zoom and move the picture under them", async () => {
  const { page } = await openDesk();
  await page.waitForSelector('figure[data-camera="cam2"][data-live="true"]');
  const cover = page.locator('figure[data-camera="cam2"] [data-tile]');
  const box = await cover.boundingBox();
  if (box === null) throw new Error("no tile");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  for (let notch = 0; notch < 20; notch++) await page.mouse.wheel(0, -100);
  await page.getByText("电子放大 8.0×").waitFor();
  const canvas = page.locator('figure[data-camera="cam2"] canvas');
  const before = await canvas.evaluate((element) => element.style.transform);
  await page.mouse.down();
  await page.mouse.move(x + 30, y + 10, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => canvas.evaluate((element) => element.style.transform)).not.toBe(before);
  // Another page of cameras: the zoom goes with its picture.
  await page.keyboard.press("]");
  await page.getByText("电子放大").waitFor({ state: "detached" });
  await page.keyboard.press("[");
  await page.waitForSelector('figure[data-camera="cam2"][data-live="true"]');
  expect(await page.locator("figure[data-zoom]").count()).toBe(0);
});
