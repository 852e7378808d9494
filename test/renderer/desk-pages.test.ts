import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import type { Actor } from "../../native/contract/actor.ts";
import type { Language } from "../../native/contract/text.ts";
import { type OpenDesk, openDesk, removeBuiltPage } from "./desk-page.ts";
import type { FakeStation } from "./fake-station.ts";

/** The pages of the chief and the technician: plans, what is on test, sound. */
afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });
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
  const mark = page.getByRole("banner").getByText(language === "en" ? "Plans refused: 2" : "预案 2 份未启用");
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
  expect(await other.page.getByRole("banner").getByText("2 份未启用").count()).toBe(0);
});
