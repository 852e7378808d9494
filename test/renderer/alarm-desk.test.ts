import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { Language } from "../../native/contract/text.ts";
import { type OpenDesk, openDesk, removeBuiltPage } from "./desk-page.ts";
import type { FakeStation } from "./fake-station.ts";
import { sampleAlarm, sampleEvent } from "./sample-data.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });
const soon = { timeout: 15_000 };
const operator = { name: "王建国", role: "operator" } as const;
const colleague = { name: "李梅", role: "operator" } as const;

/** Screens are kept where WARDWATCH_SCREENS says, to be looked at. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env["WARDWATCH_SCREENS"];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

/** Texts that are wider than their place and are cut without a way to read them. */
async function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, label, h3, th, strong, dt")]
      .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
      .filter((element) => getComputedStyle(element).display !== "inline" && element.clientWidth > 1)
      .map((element) => `${element.tagName} ${element.textContent}`),
  );
}

async function signedOn(language: Language = "zh-CN", prepare?: (station: FakeStation) => void): Promise<OpenDesk> {
  const desk = await openDesk({
    language,
    prepare: (station) => {
      station.actor = operator;
      prepare?.(station);
    },
  });
  desk.page.setDefaultTimeout(8000);
  await expect.poll(() => desk.station.followers, soon).toBe(1);
  return desk;
}

function raise({ station }: OpenDesk, alarm: Alarm): void {
  station.tell([sampleEvent(station.seq + 1, alarm)], [alarm]);
}

const planned = (): Partial<Alarm> => ({
  plan: { planId: "panic", version: 3, stepId: "look", dueAtMs: Date.now() + 20_000, overdue: false, done: [] },
});
const named = (station: FakeStation) =>
  station.calls.filter((call) => call.name !== "alarms.get").map((call) => call.name);

test.each(["zh-CN", "en"] as const)(
  "a panic from press to closed with D, digits and Enter alone (%s)",
  async (language) => {
    const desk = await signedOn(language);
    const { page, station } = desk;
    raise(desk, sampleAlarm("a1", planned()));
    await page.waitForSelector('[role="option"][data-alarm="a1"][aria-selected="true"]');
    await page.waitForSelector('[data-step="look"]');
    await keep(page, `${language}-1-panic`);
    await page.keyboard.press("t");
    await page.keyboard.press("d");
    await page.waitForSelector('[role="option"][data-alarm="a1"][data-state="acknowledged"]');
    // A question: nothing but a digit answers it; Enter and arrows neither act nor move on.
    await page.keyboard.press("d");
    await page.waitForSelector('[data-step="look"][data-answering="true"] fieldset:focus');
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await keep(page, `${language}-2-question`);
    expect(named(station)).not.toContain("alarms.doNextStep");
    await page.keyboard.press("1");
    await page.waitForSelector('[data-step="call"]');
    await page.getByText("8110").waitFor();
    await keep(page, `${language}-3-call`);
    await page.keyboard.press("d");
    await page.waitForSelector('[data-step="send"]');
    await page.keyboard.press("d");
    await page.waitForSelector('form input[type="checkbox"]:focus', { state: "attached" });
    await page.keyboard.press("1");
    await page.keyboard.press("3");
    await keep(page, `${language}-4-dispatch`);
    expect(await cutTexts(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForSelector('[role="option"][data-alarm="a1"][data-state="dispatched"]');
    await page.waitForSelector('[data-step="write"]');
    await page.keyboard.press("d");
    await page.waitForSelector("form textarea:focus");
    await page.keyboard.type("两人争吵 d 1");
    await page.keyboard.press("Enter");
    await page.waitForSelector("form", { state: "detached" });
    // Two were sent: which of them is there?
    await page.keyboard.press("d");
    await page.waitForSelector('form input[name="callSign"]:focus', { state: "attached" });
    await page.keyboard.press("2");
    await page.waitForSelector('[role="option"][data-alarm="a1"][data-state="arrived"]');
    await page.keyboard.press("d");
    await page.waitForSelector('form input[name="cause"]:focus', { state: "attached" });
    await page.keyboard.press("2");
    await page.waitForSelector('form input[name="reason"]:focus', { state: "attached" });
    await keep(page, `${language}-5-close`);
    expect(await cutTexts(page)).toEqual([]);
    await page.keyboard.press("4");
    await page.keyboard.type("家属争吵");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[role="option"][data-alarm="a1"]', { state: "detached" });
    expect(named(station).filter((name) => name.startsWith("alarms."))).toEqual([
      "alarms.acknowledge",
      "alarms.doNextStep",
      "alarms.doNextStep",
      "alarms.doNextStep",
      "alarms.doNextStep",
      "alarms.arrive",
      "alarms.close",
    ]);
    expect(station.calls.filter((call) => call.name === "alarms.doNextStep").map((call) => call.input)).toEqual([
      { alarmId: "a1", stepId: "look", answerId: "yes", callSigns: [], note: "" },
      { alarmId: "a1", stepId: "call", answerId: null, callSigns: [], note: "" },
      { alarmId: "a1", stepId: "send", answerId: null, callSigns: ["A1", "A3"], note: "" },
      { alarmId: "a1", stepId: "write", answerId: null, callSigns: [], note: "两人争吵 d 1" },
    ]);
    expect(station.calls.at(-1)?.input).toEqual({
      alarmId: "a1",
      cause: "false",
      reason: "staff_or_patient_error",
      note: "家属争吵",
    });
    expect(desk.complaints).toEqual([]);
  },
);

test("a colleague's alarm is not moved on: D says whose it is, K takes it over", async () => {
  const desk = await signedOn();
  const { page, station } = desk;
  raise(desk, sampleAlarm("a1", { state: "acknowledged", owner: colleague }));
  await page.waitForSelector('[role="option"][data-alarm="a1"]');
  await page.keyboard.press("t");
  await page.keyboard.press("d");
  await page.getByText("由李梅经手；按 K 接管后再处理").waitFor();
  await page.keyboard.press("k");
  await expect.poll(() => station.alarms.get("a1")?.owner?.name, soon).toBe("王建国");
  await page.locator('[role="option"][data-alarm="a1"]').getByText("王建国").waitFor();
  await page.keyboard.press("d");
  await page.waitForSelector('form input[type="checkbox"]:focus', { state: "attached" });
});

test.each(["zh-CN", "en"] as const)("an alarm by telephone, by keyboard alone (%s)", async (language) => {
  const desk = await signedOn(language);
  const { page, station } = desk;
  await page.keyboard.press("m");
  await page.waitForSelector('form input[name="kind"]:focus', { state: "attached" });
  await keep(page, `${language}-6-manual`);
  expect(await cutTexts(page)).toEqual([]);
  await page.keyboard.press("1");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.type("三楼换药室");
  await page.keyboard.press("Enter");
  await page.keyboard.type("刘护士");
  await page.keyboard.press("Enter");
  await page.keyboard.type("家属推搡医生");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[role="option"][data-alarm="manual"][aria-selected="true"]');
  expect(station.calls.find((call) => call.name === "alarms.raiseManual")?.input).toEqual({
    kind: "assault",
    areaId: "ed",
    place: "三楼换药室",
    who: "刘护士",
    what: "家属推搡医生",
    channel: "telephone",
    cameraIds: [],
  });
  await page.getByText("家属推搡医生").first().waitFor();
  expect(desk.complaints).toEqual([]);
});

test.each(["zh-CN", "en"] as const)(
  "drill, button test, flood, escalation and what is held back stand over the desk (%s)",
  async (language) => {
    const desk = await signedOn(language);
    const { page, station } = desk;
    await page.keyboard.press("F2");
    await page.waitForSelector('[role="dialog"] input:focus');
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-band="drill"]');
    expect(station.desk.drill?.areaIds).toEqual([]);
    await page.keyboard.press("Escape");
    const nowMs = Date.now();
    raise(
      desk,
      sampleAlarm("a1", {
        mark: "drill",
        raisedAtMs: nowMs - 200_000,
        escalation: {
          stage: "acknowledge",
          round: 0,
          sinceMs: nowMs - 200_000,
          level: 2,
          to: "chief",
          dueAtMs: nowMs + 60_000,
        },
        ...planned(),
      }),
    );
    raise(desk, sampleAlarm("s1", { class: "security", kind: "metal", deviceId: "gate1", pointId: "in0" }));
    await expect.poll(() => named(station), soon).toContain("alarms.noteShown");
    expect(station.calls.find((call) => call.name === "alarms.noteShown")?.input).toEqual({ alarmIds: ["a1"] });
    await page.waitForSelector('[data-band="escalated"][data-level="2"]');
    station.setDesk({
      flood: { sinceMs: nowMs - 60_000, alarms: 23, most: 31 },
      chattering: [
        { deviceId: "gate1", pointId: "in0", name: null, kind: "metal", sinceMs: nowMs - 60_000, reports: 41 },
      ],
    });
    await page.waitForSelector('[data-band="flood"]');
    await page.waitForSelector('[data-band="held"]');
    await page.keyboard.press("t");
    await keep(page, `${language}-7-bands`);
    expect(await cutTexts(page)).toEqual([]);
    // The real one among the drill's.
    await page.keyboard.press("u");
    await expect.poll(() => station.alarms.get("a1")?.mark, soon).toBeNull();
    // Life is never shelved; the gate is, and returns by hand.
    await page.keyboard.press("s");
    expect(named(station)).not.toContain("alarms.shelve");
    await page.keyboard.press("ArrowDown");
    await page.waitForSelector('[role="option"][data-alarm="s1"][aria-selected="true"]');
    await page.keyboard.press("s");
    await page.waitForSelector('form input[name="minutes"]:focus', { state: "attached" });
    await page.keyboard.press("2");
    await page.keyboard.type("检修");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[role="option"][data-alarm="s1"][data-shelved="true"]');
    await page.keyboard.press("F4");
    await page.waitForSelector('[data-held="s1"]');
    await keep(page, `${language}-8-held`);
    expect(await cutTexts(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("s");
    await expect.poll(() => station.alarms.get("s1")?.shelf, soon).toBeNull();
    await page.keyboard.press("F3");
    await page.getByText(language === "en" ? "Pharmacy panic button" : "药库一键报警").waitFor();
    await keep(page, `${language}-9-test`);
    expect(await cutTexts(page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  },
);

test("an alarm that was shelved neither sounds nor takes the selection", async () => {
  const desk = await signedOn();
  const { page } = desk;
  const shelf = { untilMs: Date.now() + 60_000, reason: "检修", by: operator };
  raise(desk, sampleAlarm("s1", { class: "security", kind: "metal", shelf }));
  await page.waitForSelector('[role="option"][data-alarm="s1"]');
  expect(await page.locator("html").getAttribute("data-flash")).toBeNull();
  expect(await page.locator('[role="option"][aria-selected="true"]').count()).toBe(0);
  await page.getByText("1 条未结").waitFor();
});

test.each(["zh-CN", "en"] as const)(
  "metal again at a gate whose alarm is in hand: sounds, is marked, Enter has heard it (%s)",
  async (language) => {
    const desk = await signedOn(language);
    const { page, station } = desk;
    const metal = { class: "security", kind: "metal", deviceId: "gate1", pointId: "in0" } as const;
    const held: Partial<Alarm> = { state: "dispatched", owner: operator, callSigns: ["A1"], acknowledgedBy: operator };
    const alarm = sampleAlarm("m1", {
      ...metal,
      ...held,
      ...planned(),
      name: { "zh-CN": "急诊安检门", en: "ED gate" },
    });
    raise(desk, alarm);
    const row = page.locator('[role="option"][data-alarm="m1"]');
    await row.waitFor();
    expect(await page.locator("html").getAttribute("data-flash")).toBeNull();
    raise(desk, { ...alarm, againAtMs: Date.now(), reportCount: 2 });
    const mark = row.getByText(language === "en" ? /^AGAIN \d\d:\d\d:\d\d$/ : /^又报警 \d\d:\d\d:\d\d$/);
    await mark.waitFor();
    await page.waitForSelector("html[data-flash]");
    // It takes the selection as a new one does, and the key D is about it; its guards and plan are as they were.
    await page.waitForSelector('[role="option"][data-alarm="m1"][aria-selected="true"][data-state="dispatched"]');
    await keep(page, `${language}-12-again`);
    expect(await cutTexts(page)).toEqual([]);
    await page.keyboard.press("t");
    await page.keyboard.press("Enter");
    await mark.waitFor({ state: "detached" });
    await page.waitForSelector("html:not([data-flash])");
    await page.waitForSelector('[data-step="look"]');
    expect(station.calls.at(-1)).toEqual({ name: "alarms.acknowledge", input: { alarmId: "m1", note: "" } });

    // A colleague's: D says whose it is and leaves it sounding.
    raise(desk, { ...alarm, owner: colleague, againAtMs: Date.now(), reportCount: 3 });
    await mark.waitFor();
    await page.keyboard.press("d");
    await page.getByText(language === "en" ? "李梅 owns this alarm" : "由李梅经手").waitFor();
    expect(await page.locator("html").getAttribute("data-flash")).not.toBeNull();
    expect(desk.complaints).toEqual([]);
  },
);

test.each(["zh-CN", "en"] as const)("alarm load with charts and CSV; the shift log on paper (%s)", async (language) => {
  const desk = await signedOn(language);
  const { page, station } = desk;
  await page.keyboard.press("F8");
  const chart = page.getByRole("figure").filter({ has: page.locator("svg text") });
  // 144 spans of ten minutes, five of them a flood in the colour of a fault; and the limit's line.
  await expect.poll(() => chart.locator('svg path[fill="#e2c52f"]').count(), soon).toBe(5);
  await chart.getByText(language === "en" ? "Flood, per operator: 10" : "泛滥线（每人） 10").waitFor();
  await keep(page, `${language}-10-load`);
  expect(await cutTexts(page)).toEqual([]);
  // The same figures without eyes or mouse.
  await chart.locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => chart.locator("tbody tr").count(), soon).toBe(144);
  expect(await chart.locator("tbody tr").nth(105).locator("td").allTextContents()).toEqual(["19"]);
  const downloads = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  expect((await downloads).suggestedFilename()).toMatch(/^alarm-load-\d{4}-\d\d-\d\d\.csv$/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("F9");
  await page.waitForSelector('[role="dialog"] article');
  await keep(page, `${language}-11-shift`);
  // On its own, as it is printed without a hand: A4, several pages, nothing but the paper.
  const toMs = Date.now();
  await page.goto(`${station.url}#shift?from=${toMs - 43_200_000}&to=${toMs}&language=${language}`);
  await page.reload();
  await page.waitForSelector('main[data-report="ready"]');
  expect(station.calls.at(-1)).toMatchObject({ name: "reports.shift", input: { toMs } });
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const folder = process.env["WARDWATCH_SCREENS"];
  if (folder !== undefined) await (await import("node:fs/promises")).writeFile(`${folder}/${language}-shift.pdf`, pdf);
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);
  expect(await page.getByText(language === "en" ? "Operator coming on" : "接班值班员").count()).toBe(1);
  expect(desk.complaints).toEqual([]);
});

test("a closed alarm is re-opened with a digit and a reason", async () => {
  const desk = await signedOn("zh-CN", (station) => {
    const alarm = sampleAlarm("old");
    const { data: _, ...raised } = sampleEvent(1, alarm);
    station.events.push({
      ...raised,
      kind: "alarm.closed",
      data: { name: alarm.name, cause: "false", reason: "unknown", note: "无人" },
    });
  });
  const { page, station } = desk;
  await page.keyboard.press("r");
  await page.waitForSelector('[role="dialog"] input[name="closed"]:focus', { state: "attached" });
  await page.keyboard.press("1");
  await page.keyboard.type("科室又来电");
  await keep(page, "zh-CN-12-reopen");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[role="option"][data-alarm="reopened"][aria-selected="true"]');
  expect(station.calls.find((call) => call.name === "alarms.reopen")?.input).toEqual({
    alarmId: "old",
    note: "科室又来电",
  });
});
