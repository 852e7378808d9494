import { afterAll, expect, test, vi } from "vitest";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import { type OpenDesk, openDesk, removeBuiltPage } from "./desk-page.ts";
import type { FakeStation } from "./fake-station.ts";
import { sampleAlarm, sampleEvent, sampleInfo } from "./sample-data.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });
const soon = { timeout: 15_000 };

const operator = { name: "王建国", role: "operator" } as const;

async function followed(options: Parameters<typeof openDesk>[0] = {}): Promise<OpenDesk> {
  const desk = await openDesk(options);
  await expect.poll(() => desk.station.followers, soon).toBe(1);
  return desk;
}

/** The operator's acknowledgement as the log keeps it. */
function acknowledgement(seq: number, alarm: Alarm): StoredEvent {
  return {
    ...sampleEvent(seq, alarm),
    kind: "alarm.acknowledged",
    actor: operator,
    data: { name: alarm.name, note: "保安已到场" },
  };
}

/** An alarm that somebody has in hand. */
function inHand(id: string, note: string): Alarm {
  return sampleAlarm(id, { state: "acknowledged", acknowledgedAtMs: Date.now(), acknowledgedBy: operator, note });
}

test("the closing form asks for a note where the rules do, and not when the alarm has one", async () => {
  const desk = await followed({
    prepare: (station) => {
      station.actor = operator;
      for (const alarm of [inHand("bare", ""), inHand("noted", "保安已到场")]) station.alarms.set(alarm.id, alarm);
    },
  });
  const { page, station } = desk;
  const hint = page.getByText("此原因须写明情况");
  await page.locator('[role="option"][data-alarm="bare"]').click();
  await page.keyboard.press("c");
  // In the order of the contract: real, false, test, drill, equipment, duplicate.
  const asked: boolean[] = [];
  for (const digit of "123456") {
    await page.getByRole("radio").nth(0).focus();
    await page.keyboard.press(digit);
    await page.locator(`label[data-chosen="true"] kbd`, { hasText: digit }).waitFor();
    // A false alarm asks for its reason first, then for the note.
    if (digit === "2") await page.keyboard.press("1");
    await page.locator("form textarea:focus").waitFor();
    asked.push(await hint.isVisible());
  }
  expect(asked).toEqual([true, true, false, false, true, false]);
  await page.getByRole("radio").nth(0).focus();
  await page.keyboard.press("1");
  await page.keyboard.type("持刀者已制服");
  await hint.waitFor({ state: "detached" });
  await page.keyboard.press("Escape");

  await page.locator('[role="option"][data-alarm="noted"]').click();
  await page.keyboard.press("c");
  await page.keyboard.press("1");
  expect(await hint.count()).toBe(0);
  await page.keyboard.press("Enter");
  await page.waitForSelector('[role="option"][data-alarm="noted"]', { state: "detached" });
  expect(station.calls.at(-1)).toEqual({
    name: "alarms.close",
    input: { alarmId: "noted", cause: "real", reason: null, note: "" },
  });
  expect(desk.complaints).toEqual([]);
});

test("the selected alarm shows what happened to it, when and by whom, and goes on while it is looked at", async () => {
  const alarm = inHand("a1", "");
  const desk = await followed({
    prepare: (station) => {
      station.alarms.set(alarm.id, alarm);
      station.events.push(sampleEvent(1, alarm), sampleEvent(2), acknowledgement(3, alarm));
    },
  });
  const { page, station } = desk;
  await page.locator('[role="option"][data-alarm="a1"]').click();
  const history = page.getByRole("region", { name: "经过" });
  const shown = () =>
    history
      .locator("[data-history]")
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-history"))));
  await expect.poll(shown, soon).toEqual([3, 1]);
  const newest = history.locator('[data-history="3"]');
  await newest.getByText("王建国").waitFor();
  await newest.getByText("保安已到场").waitFor();
  expect(await newest.locator("time").textContent()).toMatch(/^\d\d:\d\d:\d\d$/);

  const again = { ...sampleEvent(4, alarm), kind: "alarm.repeated", data: { name: alarm.name, reportCount: 2 } };
  station.tell([again as StoredEvent, sampleEvent(5)], [{ ...alarm, reportCount: 2 }]);
  await expect.poll(shown, soon).toEqual([4, 3, 1]);

  // What happened while the line was down is there after it, and nothing twice.
  station.disconnect(true);
  await page.getByText("与工作站的连接已断开").waitFor();
  station.events.push({ ...sampleEvent(6, alarm), kind: "alarm.restored", data: { name: alarm.name } });
  station.refusing = false;
  await expect.poll(shown, soon).toEqual([6, 4, 3, 1]);
  expect(desk.complaints).toEqual([]);
});

test("a camera's details tell of its pictures and ask for no frames", async () => {
  const desk = await followed({ prepare: (station) => (station.actor = { name: "李工", role: "technician" }) });
  const { page } = desk;
  await page.locator('[data-device="cam2"]').click();
  await page.getByText("摄像机只传画面").waitFor();
  for (const fact of ["DS-2CD", "avc1.42C01E", "640×360", "25 帧/秒", "800 kbit/s"])
    await page.getByText(fact).waitFor();
  expect(await page.getByText("最近 100 帧").count()).toBe(0);
  expect(await page.getByText("没有这个设备").count()).toBe(0);
  expect(desk.complaints).toEqual([]);
});

test("without cameras nobody is told that pictures are missing", async () => {
  const noPictures = (station: FakeStation) => station.cameras.setDown(true);
  const banner = "画面服务已停止";
  const withCameras = await followed({ prepare: noPictures });
  await withCameras.page.locator("strong", { hasText: banner }).waitFor();

  for (const info of [
    { ...sampleInfo, devices: sampleInfo.devices.filter((device) => device.kind !== "camera") },
    { ...sampleInfo, site: null, areas: [], devices: [] },
  ]) {
    // The channel is refused long before the page has tried three times.
    const desk = await followed({
      prepare: (station) => {
        noPictures(station);
        station.info = info;
      },
      script: `
        window.refused = 0;
        window.WebSocket = class extends WebSocket {
          constructor(url) { super(url); if (url.endsWith("/video")) this.addEventListener("close", () => window.refused++); }
        };`,
    });
    await desk.page.waitForFunction(() => ((window as { refused?: number }).refused ?? 0) >= 3);
    expect(await desk.page.locator("strong", { hasText: banner }).count()).toBe(0);
  }
});

test("in the shell, a station that cannot start is a banner with its reason, until it runs", async () => {
  const { page, complaints } = await openDesk({
    script: `window.wardwatch = { platform: "electron", requestPorts() {} };`,
  });
  await page.getByText("没有未结报警").or(page.getByText("等待数据")).first().waitFor();
  const tell = (notice: unknown) =>
    page.evaluate((notice) => window.postMessage({ type: "wardwatch.process", notice }, location.origin), notice);
  const banner = page.locator("strong", { hasText: "工作站程序没有运行" });
  // What is no notice says nothing.
  await tell({ process: "kitchen", state: "down" });
  await tell({
    process: "station",
    state: "down",
    error: { code: "log.newer_database", params: { version: 90, newest: 10 } },
    restartInMs: 500,
  });
  await banner.waitFor();
  await page.getByText("日志由更新版本写成（格式 90，本版本最高认得 10）").waitFor();
  await page.getByRole("button", { name: "切换为英文" }).click();
  await page.getByText("format 90, this one knows up to 10").waitFor();
  await tell({ process: "station", state: "up", error: null, restartInMs: null });
  await page.locator("strong", { hasText: "The station is not running" }).waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});

test("component styles apply under the policy: drawers, lists that drop down, the slider, both languages", async () => {
  const desk = await followed({ prepare: (station) => station.events.push(sampleEvent(1)) });
  const { page } = desk;
  await page.keyboard.press("l");
  const drawer = page.locator(".ant-drawer");
  await expect.poll(() => drawer.evaluate((element) => getComputedStyle(element).position), soon).toBe("absolute");
  await page.getByRole("combobox", { name: "类型" }).click();
  const list = page.locator(".ant-select-dropdown");
  await list.getByText("工作站启动").waitFor();
  expect(await list.evaluate((element) => getComputedStyle(element).position)).toBe("absolute");
  const ground = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await ground(".ant-select-dropdown")).toBe("rgb(40, 44, 49)");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  const handle = page.locator(".ant-slider-handle");
  expect(await handle.evaluate((element) => getComputedStyle(element).position)).toBe("absolute");
  await handle.hover();
  await page.getByText("音量 100%").waitFor();
  await page.getByRole("button", { name: "切换为英文" }).click();
  await page.keyboard.press("?");
  await page.getByText("Acknowledge the selected alarm").waitFor();
  // Every style element that the library wrote was accepted: one that the policy refuses has no sheet.
  expect(
    await page.locator("style").evaluateAll((styles) => styles.filter((style) => !(style as HTMLStyleElement).sheet)),
  ).toEqual([]);
  expect(desk.complaints).toEqual([]);
});

test.each([
  [1366, 768],
  [1920, 1080],
  [1093, 614],
  [960, 540],
])("at %i × %i what must be read and pressed is on the screen", async (width, height) => {
  const desk = await followed({
    width,
    height,
    language: "en",
    prepare: (station) => {
      station.actor = operator;
      station.alarms.set("a1", sampleAlarm("a1"));
    },
  });
  const { page } = desk;
  await page.waitForSelector('figure[data-live="true"]');
  await page.locator('[role="option"][data-alarm="a1"]').click();
  const inSight = async (name: string, locator: ReturnType<typeof page.locator>) => {
    const box = await locator.first().boundingBox();
    const whole =
      box !== null && box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 1 && box.y + box.height <= height + 1;
    return whole && box.width > 0 && box.height > 0 ? [] : [name];
  };
  const hidden = await Promise.all([
    inSight("help", page.getByRole("button", { name: "Help" })),
    inSight("language", page.getByRole("button", { name: "Switch to Chinese" })),
    inSight("sign off", page.getByRole("button", { name: "Sign off" })),
    inSight("clock", page.locator("header time")),
    inSight("acknowledge", page.getByRole("button", { name: /^Acknowledge/ })),
    inSight("note", page.getByRole("button", { name: /^Note/ })),
    // On a low screen the step has the panel's whole width; facts and timeline follow below it.
    height > 640 ? inSight("history", page.getByRole("region", { name: "Timeline" })) : [],
    inSight("fourth tile", page.locator("figure").nth(3)),
    inSight("devices", page.locator("[data-device]")),
    inSight("log", page.getByRole("button", { name: "Open the log (L)" })),
  ]);
  desk.station.tell([], [inHand("a1", "")]);
  await page.locator('[role="option"][data-alarm="a1"][data-state="acknowledged"]').click();
  await page.keyboard.press("c");
  await page.keyboard.press("1");
  hidden.push(
    await inSight("note field", page.getByRole("textbox", { name: "Note" })),
    await inSight("send", page.getByRole("button", { name: /^Send/ })),
    await inSight("hint", page.getByText("This cause needs a note")),
  );
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  desk.station.disconnect(true);
  await page.getByText("Connection to the station is lost").waitFor();
  hidden.push(
    await inSight("log while lost", page.getByRole("button", { name: "Open the log (L)" })),
    await inSight("silence", page.getByRole("button", { name: "Silence (X)" })),
  );
  expect(hidden.flat()).toEqual([]);
  // Read from 70 cm: the large screen has the large letters.
  const sizes = await page.evaluate(() =>
    ['[role="option"] [class*="name"]', "figcaption", "dl dd", "button"].map((selector) =>
      Number.parseFloat(getComputedStyle(document.querySelector(selector) ?? document.body).fontSize),
    ),
  );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(width >= 1600 ? 16 : 14);
});

test("fewer cameras take the room of four", async () => {
  const roomOf = async (cameras: number) => {
    const { page } = await followed({
      prepare: (station) => (station.info = { ...sampleInfo, devices: sampleInfo.devices.slice(0, 3 + cameras) }),
    });
    await page.waitForSelector('figure[data-live="true"]');
    const wall = await page.getByRole("region", { name: "画面" }).boundingBox();
    const boxes = await page
      .locator("figure")
      .evaluateAll((tiles) => tiles.map((tile) => ({ width: tile.clientWidth, height: tile.clientHeight })));
    return boxes.map((box) => [
      Math.round((2 * box.width) / (wall?.width ?? 1)) / 2,
      Math.round((2 * box.height) / (wall?.height ?? 1)) / 2,
    ]);
  };
  expect(await roomOf(1)).toEqual([[1, 1]]);
  expect(await roomOf(2)).toEqual([
    [0.5, 1],
    [0.5, 1],
  ]);
  expect(await roomOf(4)).toEqual(Array.from({ length: 4 }, () => [0.5, 0.5]));
});
