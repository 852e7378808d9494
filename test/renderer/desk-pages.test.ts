import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import type { Actor } from "../../native/contract/actor.ts";
import type { Language } from "../../native/contract/text.ts";
import { closing } from "../set-up.ts";
import { type OpenDesk, openDesk, removeBuiltPage } from "./desk-page.ts";
import type { FakeStation } from "./fake-station.ts";
import { sampleAlarm } from "./sample-data.ts";

/** The pages of the chief and the technician: plans, what is on test, sound. */
afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });
const run = promisify(execFile);
const soon = { timeout: 15_000 };
const operator = { name: "王建国", role: "operator" } as const;
const technician = { name: "李工", role: "technician" } as const;

/** Screens are kept where WARDWATCH_SCREENS says, to be looked at. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env["WARDWATCH_SCREENS"];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

async function deskOf(actor: Actor, language: Language, prepare?: (station: FakeStation) => void): Promise<OpenDesk> {
  const desk = await openDesk({
    language,
    prepare: (station) => {
      station.actor = actor;
      prepare?.(station);
    },
  });
  await expect.poll(() => desk.station.followers, soon).toBe(1);
  return desk;
}

test.each(["zh-CN", "en"] as const)("a refused plan file is marked and listed in words (%s)", async (language) => {
  const refuse = (station: FakeStation) => {
    station.refusedPlans = [
      {
        file: "night-ward.json",
        problems: [
          { path: "steps[2].answers[0].next", problem: "unknown_step", detail: "ring-ward" },
          { path: "steps[3]", problem: "endless", detail: "look → call → look" },
        ],
      },
      { file: "visitors.json", problems: [{ path: "", problem: "not_json", detail: "Unexpected end of JSON input" }] },
    ];
  };
  const desk = await deskOf(technician, language, refuse);
  const { page } = desk;
  const mark = page.getByRole("banner").getByText(language === "en" ? "Plans off: 2" : "预案停用 2");
  await mark.waitFor();
  await page.keyboard.press("y");
  const rows = page.locator('[role="dialog"] tr[data-refused]');
  await expect.poll(() => rows.count(), soon).toBe(3);
  expect(await rows.nth(1).locator("td").allTextContents()).toEqual([
    "",
    "steps[3]",
    language === "en" ? "steps go round without an end" : "步骤循环，没有尽头",
    "look → call → look",
  ]);
  expect(await rows.nth(2).locator("td").nth(1).textContent()).toBe(language === "en" ? "the whole file" : "整个文件");
  await keep(page, `${language}-20-plans`);
  expect(desk.complaints).toEqual([]);

  // The operator cannot mend them: at the top nothing, among the devices one quiet line that opens the same page.
  const other = await deskOf(operator, language, refuse);
  await other.page.locator("[data-refused-plans]").click();
  await other.page.locator('tr[data-refused="visitors.json"]').waitFor();
  expect(await other.page.getByRole("banner").getByText("停用 2").count()).toBe(0);
});

test.each(["zh-CN", "en"] as const)(
  "points are searched, ticked and put on test by keyboard, and ended by hand (%s)",
  async (language) => {
    const desk = await deskOf(operator, language);
    const { page, station } = desk;
    await page.keyboard.press("F4");
    const search = page.getByRole("textbox", {
      name: language === "en" ? "Search name, area, number" : "搜索名称、区域、编号",
    });
    await search.focus();
    await page.keyboard.type(language === "en" ? "pharmacy 1234" : "药库 1234");
    await expect.poll(() => page.locator("input[data-point]").count(), soon).toBe(3);
    // Down into the list, Space ticks, Down again: the second and the third.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    expect(await page.locator("input[data-point]:checked").count()).toBe(2);
    await keep(page, `${language}-21-held`);
    await page.getByRole("textbox", { name: language === "en" ? "Reason" : "原因" }).focus();
    await page.keyboard.type("年检 d 1");
    await page.keyboard.press("Enter");
    await page.getByText(language === "en" ? "2 put on test" : "已转测试 2 项").waitFor();
    const started = station.calls.filter((call) => call.name === "desk.startTest").map((call) => call.input);
    expect(started).toMatchObject([
      { deviceId: "rx1", pointId: "1234-003", reason: "年检 d 1" },
      { deviceId: "rx1", pointId: "1234-004", reason: "年检 d 1" },
    ]);
    // On test with its end; what is on test cannot be chosen again.
    const held = page.locator('tr[data-held="rx1"]');
    await expect.poll(() => held.count(), soon).toBe(2);
    expect(await page.locator("input[data-point]:disabled").count()).toBe(2);
    await keep(page, `${language}-22-on-test`);
    await held.first().getByRole("button").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => held.count(), soon).toBe(1);
    expect(station.calls.at(-1)).toEqual({ name: "desk.endTest", input: { deviceId: "rx1", pointId: "1234-003" } });
    expect(desk.complaints).toEqual([]);
  },
);

test.each(["zh-CN", "en"] as const)("the sheet of untested panic points is printed alone (%s)", async (language) => {
  const desk = await deskOf(operator, language);
  const { page } = desk;
  await page.keyboard.press("F4");
  await page
    .getByText(language === "en" ? "Pharmacy panic button" : "药库一键报警")
    .last()
    .waitFor();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const file = join(await mkdtemp(join(tmpdir(), "wardwatch-sheet-")), "sheet.pdf");
  closing(() => rm(dirname(file), { recursive: true, force: true }));
  await writeFile(file, pdf);
  const folder = process.env["WARDWATCH_SCREENS"];
  if (folder !== undefined) await writeFile(join(folder, `${language}-untested.pdf`), pdf);
  const { stdout } = await run("pdftotext", ["-layout", file, "-"]);
  for (const words of language === "en"
    ? [
        "SIMULATED DEVICES",
        "Demo Hospital",
        "not tested this month",
        "Pharmacy panic button",
        "Pressed at",
        "Signature",
      ]
    : ["模拟", "示范医院", "本月未测试", "药库一键报警", "测试时间", "签字"])
    expect(stdout).toContain(words);
  // Nothing of the screen is on it.
  expect(stdout).not.toContain(language === "en" ? "Sign off" : "离岗");
  expect(desk.complaints).toEqual([]);
});

test("the proof of the panic rules is printed by its own button: every rule of every point", async () => {
  const desk = await deskOf(operator, "zh-CN");
  const { page } = desk;
  await page.keyboard.press("F3");
  const proof = page.getByRole("region", { name: "一键报警自检" });
  // The browser would stop at its dialogue: only what stands on the paper is looked at.
  await page.evaluate(() => {
    window.print = () => window.dispatchEvent(new Event("beforeprint"));
  });
  await proof.getByRole("button", { name: "打印" }).focus();
  await page.keyboard.press("Enter");
  const paper = page.locator("[data-printed]");
  await paper.locator("tbody tr").first().waitFor({ state: "attached" });
  expect(await paper.count()).toBe(1);
  expect(await paper.locator("li").count()).toBe(12);
  expect(await paper.locator("tbody tr").first().locator("td").allTextContents()).toEqual([
    "急诊护士站一键报警",
    "急诊大厅",
    "✓",
    ...Array.from({ length: 10 }, () => "—"),
    "建议",
  ]);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await paper.waitFor({ state: "detached" });
  expect(desk.complaints).toEqual([]);
});

/** A machine with the voices named; what was said stands in `window.said`. It ends at once. */
const speaking = (...languages: string[]) => `
  window.said = [];
  window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
  const synthesis = Object.assign(new EventTarget(), {
    getVoices: () => ${JSON.stringify(languages)}.map((lang) => ({ lang, localService: true })),
    speak(utterance) {
      window.said.push(utterance.text);
      setTimeout(() => utterance.dispatchEvent(new Event("end")), 10);
    },
    cancel() {},
  });
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
`;

test("the spoken announcement is off until a desk switches it on, and ends with the acknowledgement", async () => {
  const desk = await openDesk({
    language: "zh-CN",
    script: speaking("zh-CN"),
    prepare: (station) => (station.actor = operator),
  });
  const { page, station } = desk;
  await expect.poll(() => station.followers, soon).toBe(1);
  const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said);
  station.tell([], [sampleAlarm("a1", { mark: "drill" })]);
  await page.waitForSelector('[role="option"][data-alarm="a1"]');
  expect(await said()).toEqual([]);
  await page.keyboard.press("h");
  await page.getByText("本机有中文语音").waitFor();
  await page.getByRole("checkbox", { name: "本机播报新的生命类报警" }).focus();
  await page.keyboard.press(" ");
  // Again after a rest, while the siren goes on.
  await expect.poll(async () => (await said()).length, { timeout: 30_000 }).toBeGreaterThan(1);
  expect(new Set(await said())).toEqual(new Set(["演练，生命报警，急诊护士站一键报警，急诊大厅。"]));
  expect(await page.locator("html").getAttribute("data-flash")).not.toBeNull();
  await keep(page, "zh-CN-23-sound");
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-alarm="a1"][data-state="acknowledged"]');
  const until = (await said()).length;
  station.tell([], [sampleAlarm("m1", { class: "security", kind: "metal" })]);
  await page.waitForSelector('[role="option"][data-alarm="m1"]');
  expect((await said()).length).toBe(until);
  // The choice is this desk's and stays.
  await page.reload();
  await page.getByRole("banner").waitFor();
  await page.keyboard.press("h");
  expect(await page.getByRole("checkbox", { name: "本机播报新的生命类报警" }).isChecked()).toBe(true);
  expect(desk.complaints).toEqual([]);
});

test("a machine without a voice of the language says so", async () => {
  const desk = await openDesk({ language: "zh-CN", script: speaking("en-US") });
  const { page } = desk;
  await page.getByRole("banner").waitFor();
  await page.keyboard.press("h");
  await page.getByText("本机没有中文语音，不能播报").waitFor();
  expect(await page.getByRole("button", { name: "试听播报" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "切换为英文" }).click();
  await page.getByText("This machine has an English voice").waitFor();
  await keep(page, "en-23-sound");
  expect(desk.complaints).toEqual([]);
});
