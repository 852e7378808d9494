import { afterAll, expect, test, vi } from "vitest";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { PaintStamp } from "../../renderer/desk/paint-stamps.ts";
import { type OpenDesk, openDesk, removeBuiltPage } from "./desk-page.ts";
import { sampleAlarm, sampleEvent, sampleHealth, sampleInfo } from "./sample-data.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });
const soon = { timeout: 15_000 };

const operator = { name: "王建国", role: "operator" } as const;

function raise({ station }: OpenDesk, alarm: Alarm): void {
  station.tell([sampleEvent(station.seq + 1, alarm)], [alarm]);
}

async function waitLive({ page }: OpenDesk): Promise<void> {
  await page.waitForSelector('figure[data-live="true"]');
}

/** Waits until the page follows the live stream. */
async function waitFollowed({ page }: OpenDesk): Promise<void> {
  await page.getByText("已连接").waitFor();
}

test("calm: no alarm, no banner, pictures live, no complaint of the browser under a strict policy", async () => {
  const desk = await openDesk();
  await waitLive(desk);
  expect(await desk.page.locator('[data-loud="true"]').count()).toBe(0);
  expect(await desk.page.locator("html").getAttribute("data-flash")).toBeNull();
  await desk.page.getByText("没有未结报警").waitFor();
  await desk.page.getByText("模拟", { exact: true }).waitFor();
  expect(desk.complaints).toEqual([]);
});

test("an alarm sounds and flashes before anybody signed on, and until it is acknowledged by hand", async () => {
  const desk = await openDesk({
    script: `
      window.sounding = 0;
      const { start, stop } = AudioBufferSourceNode.prototype;
      AudioBufferSourceNode.prototype.start = function () { window.sounding += this.loop ? 1 : 0; start.call(this); };
      AudioScheduledSourceNode.prototype.stop = function () { window.sounding -= this.loop ? 1 : 0; stop.call(this); };`,
  });
  const sounding = () => desk.page.evaluate(() => (window as { sounding?: number }).sounding);
  const { page, station } = desk;
  await waitFollowed(desk);
  raise(desk, sampleAlarm("a1"));
  await page.waitForSelector('[data-alarm="a1"][data-state="active"]');
  await page.waitForSelector("html[data-flash]");
  await expect.poll(sounding, soon).toBe(1);
  await page.waitForFunction(() =>
    (window as { wardwatchPaints?: PaintStamp[] }).wardwatchPaints?.some((stamp) => stamp.alarmId === "a1"),
  );
  // Its camera is on the wall though it stands on the second page.
  await page.waitForSelector('figure[data-camera="cam5"][data-linked="true"]');

  // A selection of the operator's own needs no rest before Enter.
  await page.keyboard.press("t");
  await page.keyboard.press("Enter");
  await page.getByText("请先上岗（按 O，输入姓名），再操作。").waitFor();
  expect(station.calls.some((call) => call.name === "alarms.acknowledge")).toBe(false);
  // The name field has the focus: type, Enter, and the keys belong to the alarm again.
  await page.keyboard.type("张三");
  await page.keyboard.press("Enter");
  await expect.poll(() => station.actor?.name, soon).toBe("张三");
  await page.getByText("张三").waitFor();
  expect(await page.locator("html").getAttribute("data-flash")).not.toBeNull();

  await page.keyboard.press("Enter");
  await page.waitForSelector('[role="option"][data-alarm="a1"][data-state="acknowledged"]');
  await page.waitForFunction(() => document.documentElement.dataset["flash"] === undefined);
  await expect.poll(sounding, soon).toBe(0);

  // False: its reason by digit, then the note.
  await page.keyboard.press("c");
  await page.keyboard.press("2");
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await page.getByText("请写明理由，再提交").waitFor();
  await page.keyboard.type("误触按钮 c n 1");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[role="option"][data-alarm="a1"]', { state: "detached" });
  expect(station.calls.at(-1)).toEqual({
    name: "alarms.close",
    input: { alarmId: "a1", cause: "false", reason: "pressed_by_mistake", note: "误触按钮 c n 1" },
  });
  expect(desk.complaints).toEqual([]);
});

test("a new panic goes on top but does not take the selection from an operator who types a note", async () => {
  const desk = await openDesk({ prepare: (station) => (station.actor = operator) });
  const { page, station } = desk;
  await waitFollowed(desk);
  raise(desk, sampleAlarm("gate", { class: "security", kind: "metal" }));
  await page.waitForSelector('[role="option"][data-alarm="gate"][aria-selected="true"]');
  await page.keyboard.press("t");
  await page.keyboard.press("a");
  await page.waitForSelector('[role="option"][data-alarm="gate"][data-state="acknowledged"]');
  await page.keyboard.press("n");
  await page.keyboard.type("正在");
  raise(desk, sampleAlarm("panic"));
  await page.waitForSelector('[role="option"][data-alarm="panic"]');
  await page.keyboard.type("查看 a");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => station.calls.at(-1), soon)
    .toEqual({
      name: "alarms.addNote",
      input: { alarmId: "gate", note: "正在查看 a" },
    });
  expect(await page.locator('[role="option"]').first().getAttribute("data-alarm")).toBe("panic");
  expect(station.alarms.get("panic")?.state).toBe("active");
});

test("Enter does not acknowledge an alarm that took the selection an instant ago", async () => {
  const desk = await openDesk({ prepare: (station) => (station.actor = operator) });
  const { page, station } = desk;
  await waitFollowed(desk);
  // The key comes in the very frame in which the row appears.
  await page.evaluate(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('[role="option"][aria-selected="true"]')) return;
      observer.disconnect();
      window.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  raise(desk, sampleAlarm("a1"));
  await page.getByText("请看清后再按一次").waitFor();
  expect(station.alarms.get("a1")?.state).toBe("active");
});

test("after a loss everything is marked old, and the stream resumes without a gap or a double", async () => {
  const desk = await openDesk();
  const { page, station } = desk;
  await waitFollowed(desk);
  for (let seq = 1; seq <= 5; seq++) station.tell([sampleEvent(seq)], []);
  await page.waitForSelector('[data-seq="5"]');
  station.disconnect(true);
  await page.getByText("与工作站的连接已断开").waitFor();
  await page
    .getByText(/^截至 \d\d:\d\d:\d\d$/)
    .first()
    .waitFor();
  station.events.push(sampleEvent(6), sampleEvent(7));
  station.alarms.set("missed", sampleAlarm("missed"));
  station.refusing = false;
  await page.waitForSelector('[role="option"][data-alarm="missed"]');
  await page.getByText("与工作站的连接已断开").waitFor({ state: "detached" });
  await page.waitForSelector('[data-seq="7"]');
  const shown = await page
    .locator("[data-seq]")
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-seq"))));
  expect(shown.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const asked = station.calls.filter((call) => call.name === "live.follow").map((call) => call.input);
  expect(asked.at(0)).toEqual({ afterSeq: null });
  expect(asked.at(-1)).toEqual({ afterSeq: 5 });
});

test("a log that cannot store is a banner, and an alarm that is not stored says so", async () => {
  const desk = await openDesk();
  await waitFollowed(desk);
  desk.station.setLog({
    state: "unavailable",
    sinceMs: Date.now(),
    pending: 3,
    error: { code: "log.unavailable", params: { reason: "ENOSPC" } },
  });
  desk.station.tell([], [sampleAlarm("a1", { raisedSeq: null })]);
  await desk.page.locator("strong", { hasText: "日志无法写入" }).waitFor();
  await desk.page.getByText("ENOSPC").waitFor();
  await desk.page.locator('[data-alarm="a1"]').getByText("未存储").first().waitFor();
  desk.station.setLog({ state: "ok", sinceMs: Date.now(), pending: 0, error: null });
  await desk.page.locator("strong", { hasText: "日志无法写入" }).waitFor({ state: "detached" });
  expect(desk.complaints).toEqual([]);
});

test("first run asks for a site file, lists its mistakes and uses it after a confirmation", async () => {
  const desk = await openDesk({
    language: "en",
    prepare: (station) => (station.info = { ...sampleInfo, site: null, areas: [], devices: [], simulated: false }),
  });
  const { page, station } = desk;
  await page.getByText("First start: give the site file").waitFor();
  station.siteProblems = [{ path: "devices[0].link", problem: "bad_format", expected: "tcp://HOST:PORT" }];
  await page.getByRole("button", { name: "Start from the example" }).click();
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByText("devices[0].link").waitFor();
  await page.getByText("Wrong format").waitFor();
  expect(await page.getByRole("button", { name: "Use it" }).isDisabled()).toBe(true);
  station.siteProblems = [];
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByText("No problems: ready to use").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");
  await page.keyboard.type("Tech");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Use it" }).click();
  expect(station.calls.some((call) => call.name === "site.install")).toBe(false);
  station.info = { ...sampleInfo };
  await page.getByRole("button", { name: "Yes, use it" }).click();
  await page.waitForSelector("figure");
  expect(desk.complaints).toEqual([]);
});

test("the language is switched at run time and remembered", async () => {
  const { page } = await openDesk();
  await page.getByText("没有未结报警").waitFor();
  await page.getByRole("button", { name: "切换为英文" }).click();
  await page.getByText("No open alarms").waitFor();
  await page.getByText("Demo Hospital").waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  await page.reload();
  await page.getByText("No open alarms").waitFor();
});

test("the log is searched and paged by keyboard; the queue stays in sight", async () => {
  const desk = await openDesk({
    prepare: (station) => {
      for (let seq = 1; seq <= 350; seq++) station.events.push(sampleEvent(seq));
    },
  });
  const { page, station } = desk;
  await waitFollowed(desk);
  await page.keyboard.press("Control+/");
  const table = page.getByRole("table", { name: "日志" });
  await table.getByText("350", { exact: true }).waitFor();
  // The field has the focus.
  await page.keyboard.type("安检门 34");
  await expect
    .poll(() => station.calls.at(-1), soon)
    .toMatchObject({ name: "log.page", input: { filter: { text: "安检门 34" }, beforeSeq: null } });
  await page.getByText("已显示 11 条").waitFor();
  await page.getByRole("button", { name: "清除条件" }).click();
  await table.getByText("350", { exact: true }).waitFor();
  await table.evaluate((element) => element.scrollTo(0, 100_000));
  await expect.poll(() => station.calls.at(-1), soon).toMatchObject({ input: { beforeSeq: 251 } });
  await page.keyboard.press("Escape");
  await table.waitFor({ state: "detached" });
});

test("the technician sees a device's reason and its last frames", async () => {
  const desk = await openDesk({
    prepare: (station) => {
      station.actor = { name: "李工", role: "technician" };
      station.frames = [
        { atMs: Date.now(), direction: "in", hex: "35 30 31 14", good: false, meaning: "no terminator" },
      ];
    },
  });
  const { page, station } = desk;
  await waitFollowed(desk);
  station.setHealth(
    sampleHealth().map((device) =>
      device.deviceId === "gate2"
        ? { ...device, condition: "lost", error: { code: "device.time_out", params: { unit: 2 } } }
        : device,
    ),
  );
  await page.getByText("1 台异常").waitFor();
  await page.keyboard.press("e");
  await page.keyboard.press("Enter");
  await page.getByText("设备详情：门诊安检门").waitFor();
  await page.getByText("35 30 31 14").waitFor();
  expect(await page.getByText("设备没有应答").count()).toBeGreaterThan(1);
  await page.keyboard.press("Escape");
  await page.getByText("35 30 31 14").waitFor({ state: "detached" });
});

test("a blocked browser says that nothing can be heard, and any key mends it", async () => {
  // Chromium without a screen blocks no sound: its refusal is played on top of the real thing.
  const desk = await openDesk({
    script: `
      let gesture = false, allowed = false;
      addEventListener("keydown", () => (gesture = true), true);
      window.AudioContext = class extends AudioContext {
        get state() { return allowed ? super.state : "suspended"; }
        async resume() {
          if (!gesture) return;
          allowed = true;
          await super.resume();
          this.dispatchEvent(new Event("statechange"));
        }
      };`,
  });
  const banner = desk.page.getByText("浏览器阻止了报警声");
  await banner.waitFor();
  await desk.page.keyboard.press("Shift");
  await banner.waitFor({ state: "detached" });
  expect(desk.complaints).toEqual([]);
});

test("in a flood the page stays responsive and the panic is on top", async () => {
  const desk = await openDesk({ prepare: (station) => (station.actor = operator) });
  const { page, station } = desk;
  await waitFollowed(desk);
  for (let batch = 0; batch < 40; batch++) {
    const alarms = Array.from({ length: 50 }, (_, at) =>
      sampleAlarm(`f${batch}-${at}`, { class: "fault", kind: "power", cameraIds: [], raisedAtMs: Date.now() + at }),
    );
    station.tell(
      alarms.map((alarm, at) => sampleEvent(station.seq + 1 + at, alarm)),
      alarms,
    );
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  raise(desk, sampleAlarm("panic"));
  await page.waitForSelector('[role="option"][data-alarm="panic"]');
  expect(await page.locator('[role="option"]').first().getAttribute("data-alarm")).toBe("panic");
  await page.getByText("2001 条待确认").waitFor();
  // A virtual list: the rows in the document do not grow with the alarms.
  expect(await page.locator('[role="option"]').count()).toBeLessThan(30);
  await page.keyboard.press("t");
  await page.waitForSelector('[role="option"][data-alarm="panic"][aria-selected="true"]');
  expect(desk.complaints).toEqual([]);
});
