import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import type { EntryOutcome } from "../../../native/contract/entries.ts";
import { closing } from "../../set-up.ts";
import { removeBuiltPage } from "../desk-page.ts";
import type { FakeStation } from "../fake-station.ts";
import { sampleDeposit, sampleLists, sampleWarning } from "../sample-gates.ts";
import { callsOf, chief, cutTexts, keep, openGateDesk } from "./gate-desk.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 240_000 });

const knives = sampleLists[0]?.list.classes.find((known) => known.id === "knives");
if (knives === undefined) throw new Error("no knives");
const knife = {
  listId: "beijing/2021-04-01",
  classId: knives.id,
  rule: knives.rule,
  className: knives.name,
  basis: knives.source,
  description: "水果刀",
  count: 2,
};

function decide({ gates }: FakeStation, outcome: EntryOutcome): void {
  gates.open({
    state: "decided",
    stepId: null,
    outcome,
    gateId: "gate1",
    gateName: { "zh-CN": "急诊安检门", en: "Emergency gate" },
    areaId: "ed",
    decidedAtMs: Date.now(),
    decidedBy: { name: "王建国", role: "operator" },
    items: outcome === "refused_item" ? [knife] : [],
  });
}

async function openPart(page: Page, key: string, part: string): Promise<void> {
  await page.keyboard.press("F6");
  await page.locator('[role="tab"]:focus').waitFor();
  await page.keyboard.press(key);
  await page.locator(`[data-tab="${part}"]`).waitFor();
}

/** What a printer would get, as text; and how many pages. */
async function printed(page: Page): Promise<{ readonly text: string; readonly info: string }> {
  const folder = await mkdtemp(join(tmpdir(), "wardwatch-print-"));
  closing(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "paper.pdf");
  await page.pdf({ path, preferCSSPageSize: true, printBackground: true });
  return {
    text: execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" }),
    info: execFileSync("pdfinfo", [path], { encoding: "utf8" }),
  };
}

test("live: figures, a reset that is no negative count, an output after a second key", async () => {
  const desk = await openGateDesk({ language: "en" });
  const { page, station } = desk;
  await openPart(page, "1", "live");
  await page.locator('[data-gate="gate2"]').getByText("Counter resets").waitFor();
  await page.getByText("never a negative count").waitFor();
  await page.locator('figure [role="img"] svg').first().waitFor();
  await keep(page, "en-live");
  expect(await cutTexts(page)).toEqual([]);
  await page.locator('[data-output="lamp1"] button').focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-output="lamp1"] [data-really]:focus').waitFor();
  expect(callsOf(station, "gates.setOutput")).toEqual([]);
  await page.keyboard.press("Enter");
  await page.locator('[data-output="lamp1"][data-on="true"]').waitFor();
  expect(callsOf(station, "gates.setOutput")).toEqual([
    { name: "gates.setOutput", input: { gateId: "gate1", outputId: "lamp1", on: true } },
  ]);
  expect(desk.complaints).toEqual([]);
});

test.each(["zh-CN", "en"] as const)(
  "register: refusals first, particulars, a correction with its reason (%s)",
  async (language) => {
    const desk = await openGateDesk({
      language,
      prepare: (station) => {
        for (const outcome of ["refused_check", "passed", "refused_item", "green_lane"] as const)
          decide(station, outcome);
      },
    });
    const { page, station } = desk;
    await openPart(page, "2", "register");
    await page.locator("[data-row]").nth(1).waitFor();
    expect(await page.locator("[data-row]").count()).toBe(2);
    await keep(page, `${language}-register`);
    await page.keyboard.press("ArrowDown");
    await page.locator('[role="listbox"]:focus').waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator("[data-detail] h3").waitFor();
    await page.locator("[data-detail]").getByText("水果刀 ×2").waitFor();
    await keep(page, `${language}-detail`);
    expect(await cutTexts(page)).toEqual([]);
    await page.locator("[data-correct]").focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-detail] form textarea:focus").waitFor();
    await page.keyboard.type("岗位报错");
    // One Escape does not lose it.
    await page.keyboard.press("Escape");
    await page.locator("[data-discard]").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-detail] form").waitFor({ state: "detached" });
    const [correction] = callsOf(station, "entries.correct");
    expect(correction?.input).toMatchObject({
      entryId: "e3",
      reason: "岗位报错",
      outcome: "refused_item",
      items: [{ count: 2 }],
    });
    expect(station.gates.get("e3").correctedBy).toBe("e3c");
    expect(desk.complaints).toEqual([]);
  },
);

test("a decided check's person is masked; the chief asks for the whole, and erases it with a reason", async () => {
  const desk = await openGateDesk({
    prepare: (station) => {
      station.actor = chief;
      decide(station, "refused_check");
      station.gates.subjects.set("e1", { name: "张三丰", idNumber: "", telephone: "", remark: "" });
      const subject = { id: "p", sha256: "0".repeat(64), erasedAtMs: null };
      station.gates.entries.set("e1", { ...station.gates.get("e1"), subject });
    },
  });
  const { page, station } = desk;
  await openPart(page, "2", "register");
  await page.locator('[data-row="e1"]').click();
  const person = page.locator("[data-detail] details");
  await person.locator("summary").focus();
  await page.keyboard.press("Space");
  await person.locator('[data-masked="true"]').getByText("张**").waitFor();
  await person.locator("button").first().focus();
  await page.keyboard.press("Enter");
  await person.locator('[data-masked="false"]').getByText("张三丰").waitFor();
  await person.locator("button").last().focus();
  await page.keyboard.press("Enter");
  await person.locator("input:focus").waitFor();
  // No reason, no erasure.
  await page.keyboard.press("Enter");
  expect(callsOf(station, "entries.eraseSubject")).toEqual([]);
  await page.keyboard.type("目的已达到");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => callsOf(station, "entries.eraseSubject").map(({ input }) => input), { timeout: 30_000 })
    .toEqual([{ entryId: "e1", reason: "目的已达到" }]);
  expect(callsOf(station, "entries.subject").map(({ input }) => input)).toContainEqual({ entryId: "e1", whole: true });
});

test("deposits: overdue first; returned against a signature, or on paper with a note", async () => {
  const nowMs = Date.now();
  const desk = await openGateDesk({
    prepare: ({ gates }) => {
      const before = { items: [knife], depositedAtMs: nowMs - 86_400_000 };
      gates.deposits.set("a", sampleDeposit("JC20261122-001", { ...before, id: "a" }));
      gates.deposits.set("b", sampleDeposit("JC20261121-009", { ...before, id: "b", dueAtMs: nowMs - 1000 }));
    },
  });
  const { page, station } = desk;
  await page.locator('[data-band="deposits"][data-overdue="true"]').waitFor();
  await openPart(page, "3", "deposits");
  await page.locator("[data-row]").nth(1).waitFor();
  expect(await page.locator("[data-row]").first().getAttribute("data-row")).toBe("b");
  await page.keyboard.press("ArrowDown");
  await page.locator('[role="listbox"]:focus').waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] h3").waitFor();
  await keep(page, "deposits");
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] button:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-paper] input:focus").waitFor();
  // Neither signed nor told why not: nothing is given back.
  await page.keyboard.press("Enter");
  expect(callsOf(station, "deposits.giveBack")).toEqual([]);
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] textarea:focus").waitFor();
  await page.keyboard.type("签收单在登记本第12页");
  await keep(page, "return-on-paper");
  await page.keyboard.press("Enter");
  await page.locator('[data-row="b"]').waitFor({ state: "detached" });
  expect(callsOf(station, "deposits.giveBack")).toEqual([
    { name: "deposits.giveBack", input: { depositId: "b", signature: null, note: "签收单在登记本第12页" } },
  ]);
  // Signed on the screen.
  await page.locator('[data-row="a"]').click();
  await page.locator("[data-detail] button").first().click();
  const box = await page.locator("canvas[aria-label]").last().boundingBox();
  if (box === null) throw new Error("no place to sign");
  await page.mouse.move(box.x + 20, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 160, box.y + 90, { steps: 8 });
  await page.mouse.up();
  await page.locator("[data-paper] input").focus();
  await page.keyboard.press("Enter");
  await expect
    .poll(() => station.gates.signatures.get("a") ?? "", { timeout: 30_000 })
    .toMatch(/^<svg [^>]+><path d="M[^"]+L/);
  expect(desk.complaints).toEqual([]);
});

test("whose a deposit is: whole while it is held, then masked; the chief erases it with a reason", async () => {
  const record = { id: "o", sha256: "0".repeat(64), erasedAtMs: null };
  const desk = await openGateDesk({
    prepare: (station) => {
      station.actor = chief;
      station.gates.deposits.set("a", sampleDeposit("JC20261122-001", { id: "a", items: [knife], subject: record }));
      station.gates.owners.set("a", { name: "李明", idNumber: "", telephone: "13800001234", remark: "" });
    },
  });
  const { page, station } = desk;
  await openPart(page, "3", "deposits");
  await page.locator('[data-row="a"]').click();
  await page.locator("[data-detail] h3").waitFor();
  // Nothing is erased while somebody may come for it.
  expect(await page.locator("[data-erase]").count()).toBe(0);
  await page.locator("[data-detail] summary").focus();
  await page.keyboard.press("Space");
  await page.locator('[data-subject] [data-masked="false"]').getByText("李明").waitFor();
  await keep(page, "deposit-owner");
  await page.locator("[data-detail] button").first().focus();
  await page.keyboard.press("Enter");
  await page.locator("form [data-subject]").getByText("13800001234").waitFor();
  await keep(page, "return-owner");
  expect(await cutTexts(page)).toEqual([]);
  await page.locator("[data-paper] input:focus").waitFor();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] textarea:focus").waitFor();
  await page.keyboard.type("登记本第12页");
  await page.keyboard.press("Enter");
  await page.locator('[data-row="a"]').waitFor({ state: "detached" });

  await page.locator("search .ant-select").first().click();
  await page.locator(".ant-select-item").nth(2).click();
  await page.locator('[data-row="a"]').click();
  await page.locator("[data-detail] summary").focus();
  await page.keyboard.press("Space");
  await page.locator('[data-subject] [data-masked="true"]').getByText("李**").waitFor();
  expect(callsOf(station, "deposits.subject").map(({ input }) => input)).not.toContainEqual({
    depositId: "a",
    whole: true,
  });
  await page.locator("[data-subject] button").focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-subject] [data-masked="false"]').getByText("李明").waitFor();
  await page.locator("[data-erase]").focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] input:focus").waitFor();
  // No reason, no erasure.
  await page.keyboard.press("Enter");
  expect(callsOf(station, "deposits.erasePrivate")).toEqual([]);
  await page.keyboard.type("已取回");
  await page.keyboard.press("Enter");
  await page.locator("[data-erase]").waitFor({ state: "detached" });
  await page.locator("[data-subject]").getByText("已清除").waitFor();
  expect(callsOf(station, "deposits.erasePrivate").map(({ input }) => input)).toEqual([
    { depositId: "a", reason: "已取回" },
  ]);
  expect(desk.complaints).toEqual([]);
});

test("warnings: added with area, end and readers; ended with a reason", async () => {
  const desk = await openGateDesk({
    language: "en",
    prepare: ({ gates }) => {
      gates.warnings = [sampleWarning("w1", { kind: "person" })];
    },
  });
  const { page, station } = desk;
  await openPart(page, "4", "warnings");
  await page.locator('[data-kind="person"] [data-warning="w1"]').waitFor();
  await page.locator("[data-add]").focus();
  await page.keyboard.press("Enter");
  await page.locator("form [data-digits]:focus").waitFor();
  await page.keyboard.press("1");
  await page.locator('[data-field="from"] input:focus').waitFor();
  await page.keyboard.type("ED, Li Mei");
  await page.keyboard.press("Enter");
  await page.locator('[data-field="text"] textarea:focus').waitFor();
  await page.keyboard.type("Family announced to come with others");
  await keep(page, "en-warning");
  await page.keyboard.press("Enter");
  await page.locator('[data-kind="department"] [data-warning="w2"]').waitFor();
  expect(callsOf(station, "warnings.add")[0]?.input).toMatchObject({
    kind: "department",
    areaIds: [],
    from: "ED, Li Mei",
    visibleTo: ["operator", "chief"],
  });
  await page.locator('[data-warning="w1"] button').focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-warning="w1"] input:focus').waitFor();
  await page.keyboard.type("gone home");
  await page.keyboard.press("Enter");
  await page.locator('[data-warning="w1"]').waitFor({ state: "detached" });
  expect(callsOf(station, "warnings.end")).toEqual([
    { name: "warnings.end", input: { warningId: "w1", reason: "gone home" } },
  ]);
  expect(desk.complaints).toEqual([]);
});

test("papers: register on A4 with page numbers, label in two parts of 60 × 40 mm, what is held", async () => {
  const desk = await openGateDesk({
    prepare: (station) => {
      for (let count = 0; count < 60; count++) decide(station, count % 3 === 0 ? "refused_item" : "refused_check");
      station.gates.subjects.set("e1", { name: "张三丰", idNumber: "", telephone: "", remark: "" });
      station.gates.deposits.set("a", sampleDeposit("JC20261122-001", { id: "a", items: [knife] }));
    },
  });
  const { page, station } = desk;
  const open = async (hash: string) => {
    await page.goto("about:blank");
    await page.goto(`${station.url}${hash}`);
    await page.locator('[data-report="ready"]').waitFor();
  };
  const nowMs = Date.now();
  for (const [language, outcome] of [
    ["zh-CN", "不交存限制物品"],
    ["en", "Keeps a restricted item"],
  ] as const) {
    await open(`#register?from=${nowMs - 3_600_000}&to=${nowMs + 3_600_000}&language=${language}`);
    await page.emulateMedia({ media: "print" });
    await keep(page, `paper-${language}`);
    const { text, info } = await printed(page);
    expect(info).toMatch(/Pages:\s+[234]\n/);
    expect(info).toMatch(/A4/);
    for (const part of [
      "AJ20261122-001",
      "AJ20261122-060",
      outcome,
      language === "en" ? "Emergency gate" : "急诊安检门",
    ])
      expect(text.replaceAll(/\s+/g, " ")).toContain(part);
    expect(text).toMatch(/1 ?\/ ?[234]/);
    expect(text).toMatch(/2 ?\/ ?[234]/);
    expect(text).not.toContain("张");
  }
  await open("#label?deposit=a&language=zh-CN");
  const label = await printed(page);
  // 60 × 40 mm in points.
  expect(label.info).toMatch(/Pages:\s+2\n[\s\S]*Page size:\s+1(?:69|70)\.\d+ x 113\.\d+ pts/);
  expect(label.text.split("JC20261122-001")).toHaveLength(3);
  expect(label.text).not.toMatch(/\d ?\/ ?\d\s*$/m);
  await open("#label?deposit=JC20261122-001&paper=a4");
  expect((await printed(page)).info).toMatch(/Pages:\s+1\n/);
  await open("#deposits?language=en");
  expect((await printed(page)).text).toContain("JC20261122-001");
  expect(desk.complaints).toEqual([]);
});
