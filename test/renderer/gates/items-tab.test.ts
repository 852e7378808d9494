import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import { removeBuiltPage } from "../desk-page.ts";
import type { FakeStation } from "../fake-station.ts";
import { callsOf, chief, cutTexts, keep, openGateDesk } from "./gate-desk.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 240_000 });

async function openItems(page: Page): Promise<void> {
  await page.keyboard.press("F6");
  await page.locator('[role="tab"]:focus').waitFor();
  await page.keyboard.press("5");
  await page.locator('[data-tab="items"] [data-list="hospital"]').waitFor();
}

/** Types into a field that has the focus, and goes on. */
async function fill(page: Page, field: string, text: string, end = "Enter"): Promise<void> {
  await page.locator(`[data-field="${field}"] :is(input, textarea):focus`).waitFor();
  await page.keyboard.type(text);
  await page.keyboard.press(end);
}

const savedLists = (station: FakeStation) => callsOf(station, "items.setHospital").map(({ input }) => input);

test.each([
  ["zh-CN", 1366, 768],
  ["en", 1366, 768],
  ["zh-CN", 1920, 1080],
  ["en", 1920, 1080],
] as const)("the hospital's own list by keyboard (%s, %i × %i)", async (language, width, height) => {
  const desk = await openGateDesk({ language, width, height, prepare: (station) => void (station.actor = chief) });
  const { page, station } = desk;
  await openItems(page);
  // Every list with its source; what nobody read in the source itself says so.
  await page.locator('[data-list="national/2021-04-01"][data-in-use="false"] small b').waitFor();
  await page.locator('[data-list="beijing/2021-04-01"]').getByText("北京市公安局通告").waitFor();
  await keep(page, `${language}-${width}-items-empty`);

  await page.locator("[data-add]").focus();
  await page.keyboard.press("Enter");
  await page.locator("form [data-digits]:focus").waitFor();
  await page.keyboard.press("1");
  await fill(page, "chinese", "宠物");
  await fill(page, "english", "Pets");
  await fill(page, "examples", "猫 = cat");
  await page.keyboard.type("狗 = dog");
  await page.keyboard.press("Enter");
  // An empty line goes on.
  await page.keyboard.press("Enter");
  // Without its basis nothing is stored.
  await page.locator('[data-field="title"] input:focus').waitFor();
  await page.keyboard.press("Enter");
  await fill(page, "article", "第三条");
  await fill(page, "reason", "院办通知");
  await fill(page, "title", "本院规定", "Tab");
  expect(savedLists(station)).toEqual([]);
  await keep(page, `${language}-${width}-items-form`);
  expect(await cutTexts(page)).toEqual([]);
  await page.locator('[data-field="reason"] input').focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-row="hospital-pets"][aria-selected="true"]').waitFor();
  const pets = {
    id: "hospital-pets",
    rule: "prohibited",
    name: { "zh-CN": "宠物", en: "Pets" },
    examples: [
      { "zh-CN": "猫", en: "cat" },
      { "zh-CN": "狗", en: "dog" },
    ],
    source: { title: "本院规定", article: "第三条", url: "", unverified: false },
  };
  expect(savedLists(station)).toMatchObject([
    { list: { id: "hospital", province: "hospital", classes: [pets] }, reason: "院办通知" },
  ]);

  // Changed: the second Enter of the list goes into the particulars, whose first button it is.
  await page.locator('[data-tab="items"] [role="listbox"]:focus').waitFor();
  await keep(page, `${language}-${width}-items-detail`);
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] button:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("form [data-digits]:focus").waitFor();
  await page.keyboard.press("2");
  await page.locator('[data-field="chinese"] input:focus').waitFor();
  // One Escape does not lose what was typed.
  await page.keyboard.type("（导盲犬除外）");
  await page.keyboard.press("Escape");
  await page.locator("[data-discard]").waitFor();
  await page.locator('[data-field="reason"] input').focus();
  await fill(page, "reason", "导盲犬可以进入");
  await expect.poll(() => savedLists(station).length, { timeout: 30_000 }).toBe(2);
  expect(savedLists(station)[1]).toMatchObject({
    list: {
      classes: [{ id: "hospital-pets", rule: "restricted", name: { "zh-CN": "宠物（导盲犬除外）", en: "Pets" } }],
    },
  });

  await page.locator('[data-tab="items"] [role="listbox"]:focus').waitFor();

  // Taken off, with a reason; the last one too.
  await page.locator('[data-detail="hospital-pets"] [data-remove]').focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] input:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("通知撤回");
  await page.keyboard.press("Enter");
  await page.locator('[data-row="hospital-pets"]').waitFor({ state: "detached" });
  expect(savedLists(station)[2]).toMatchObject({ list: { classes: [] }, reason: "通知撤回" });

  // A shipped list: looked at by arrows, changed by nobody.
  await page.locator('[data-list="hospital"] input').focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.locator('[data-row="knives"]').waitFor();
  await page.locator('[data-row="blades"]').click();
  await page.locator('[data-detail="blades"]').getByText("弹簧刀").waitFor();
  expect(await page.locator("[data-detail] [data-remove]").count()).toBe(0);
  await keep(page, `${language}-${width}-items-shipped`);
  expect(await cutTexts(page)).toEqual([]);
  // From the lists, digits still turn the pages.
  await page.locator('[data-list="beijing/2021-04-01"] input').focus();
  await page.keyboard.press("4");
  await page.locator('[data-tab="warnings"]').waitFor();
  expect(desk.complaints).toEqual([]);
});

test("a name twice is told; what the station refuses is told in words; another desk that was faster too", async () => {
  const desk = await openGateDesk({
    prepare: (station) => {
      station.actor = chief;
      const [shipped] = station.gates.lists;
      if (shipped === undefined) throw new Error("no list");
      const list = { ...shipped.list, id: "hospital", province: "hospital" };
      station.gates.lists = [...station.gates.lists, { list, inUse: true, changedAtMs: Date.now() }];
      station.gates.badClassName = "坏";
    },
  });
  const { page, station } = desk;
  await openItems(page);
  await page.locator("[data-add]").focus();
  await page.keyboard.press("Enter");
  await page.locator("form [data-digits]:focus").waitFor();
  await page.keyboard.press("2");
  await fill(page, "chinese", "枪支弹药", "Tab");
  await page.locator('[data-field="title"] input').focus();
  await fill(page, "title", "本院规定", "Tab");
  await page.locator('[data-field="reason"] input').focus();
  await fill(page, "reason", "试");
  await page.locator('[data-field="chinese"] input:focus').waitFor();
  await page.getByText("本院清单已有这个名称").waitFor();
  await page.locator('[data-field="chinese"] input').fill("坏");
  await page.locator('[data-field="reason"] input').focus();
  await page.keyboard.press("Enter");
  await page.getByText("类别编号重复").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.locator("form").waitFor({ state: "detached" });

  await page.locator('[data-row="guns"]').click();
  await page.locator('[data-detail="guns"] [data-remove]').focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] input:focus").waitFor();
  // Changed elsewhere without the page having heard of it.
  station.gates.lists = station.gates.lists.map((state) => ({
    ...state,
    list: { ...state.list, classes: state.list.classes.map((each) => ({ ...each, rule: "restricted" as const })) },
  }));
  await page.keyboard.type("试");
  await page.keyboard.press("Enter");
  await page.getByText("另一个台已经改动了这一类").waitFor();
  expect(savedLists(station)).toHaveLength(1);
  expect(desk.complaints).toEqual([]);
});

test("an operator reads the lists and changes none", async () => {
  const desk = await openGateDesk({ language: "en" });
  const { page } = desk;
  await openItems(page);
  await page.getByText("is changed by the chief").waitFor();
  expect(await page.locator('[data-tab="items"] [data-add]').count()).toBe(0);
});
