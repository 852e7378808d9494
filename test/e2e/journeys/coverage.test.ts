import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { makeEvent } from "../../../native/base/make-event.ts";
import { type CoverageCause, type CoverageRecord, minuteMs } from "../../../native/contract/coverage.ts";
import type { Language } from "../../../native/contract/text.ts";
import { draftEntry } from "../../../native/log/draft-entry.ts";
import { openWriter } from "../../../native/log/writer.ts";
import { startStation, temporaryFolder } from "../../harness/station-process.ts";
import { closing } from "../../set-up.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn, smallScreen } from "../browser.ts";
import { openHospital, siteOf } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";
import { signOnAsTechnician } from "../technician.ts";

const hourMs = 60 * minuteMs;
/** The site's clock is eight hours ahead of UTC, all year. */
const aheadMs = 8 * hourMs;
const areas = [
  { areaId: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" } },
  { areaId: "pharmacy", name: { "zh-CN": "药库", en: "Pharmacy store" } },
  { areaId: "nicu", name: { "zh-CN": "新生儿重症监护室", en: "Neonatal intensive care" } },
];
const cameraNames = ["入口 Entrance", "分诊台 Triage desk", "走廊 Corridor"];
const causes: readonly CoverageCause[] = ["offline", "frozen", "moved", "clock", "blank"];

/** Two months of records until an hour ago; every ninth hour of one camera has a gap, some hours the console was down. */
function fillCoverage(dataFolder: string): void {
  const nowHourMs = Math.floor(Date.now() / hourMs) * hourMs;
  const writer = openWriter(join(dataFolder, "log.db"), true);
  for (let at = 60 * 24; at > 0; at--) {
    if (at % 100 < 2) continue;
    const fromMs = nowHourMs - at * hourMs;
    const cameras = areas.flatMap(({ areaId }, which) =>
      cameraNames.map((name, index): CoverageRecord => {
        const isHit = which > 0 && index === 0 && at % (which === 1 ? 9 : 61) === 4;
        const cause = causes[at % causes.length] ?? "offline";
        const gaps: CoverageRecord["gaps"] = isHit ? [[at % 40, which === 1 ? 9 : 20, cause]] : [];
        return { cameraId: `${areaId}-${index}`, name: { "zh-CN": name }, areaId, fromMs, minutes: 60, gaps };
      }),
    );
    const place = { key: `coverage:${at}`, severity: "information", atMs: fromMs + hourMs + 10_000 } as const;
    writer.append([draftEntry({ events: [makeEvent("coverage.measured", place, { areas, cameras })], alarms: [] })]);
  }
  while (writer.index(10_000) > 0);
  writer.close();
}

/** The page F10, part 6. */
async function openCoverage(page: Page): Promise<void> {
  await page.keyboard.press("F10");
  await page.locator("#evidence-tab-coverage").waitFor();
  await page.keyboard.press("6");
  await page.locator("[data-day]").first().waitFor();
}

const words: Readonly<Record<Language, { readonly down: string; readonly print: string }>> = {
  "zh-CN": { down: "控制台停止", print: "打印" },
  en: { down: "console down", print: "Print" },
};

test.each(journeyLanguages)("the chief finds what is missing of a month, and prints it (%s)", async (language) => {
  const dataFolder = temporaryFolder();
  fillCoverage(dataFolder);
  const station = await startStation({ dataFolder, site: siteOf([]) });
  closing(async () => void (await station.stop()));
  const page = await openDesk(await openBrowser(), station.url, language, largeScreen);
  const keep = screenshotsOf(page, language, "coverage");
  await signOn(page, operators[language][0]);
  await openCoverage(page);
  await keep("1-month");
  await page.keyboard.press("PageUp");
  const today = new Date(Date.now() + aheadMs);
  const before = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1)).toISOString().slice(0, 10);
  await page.locator(`[data-day="${before}"]`).first().waitFor();
  // A console that was down is a gap of every camera of every area.
  const low = page.locator('[data-day]:not([data-share="whole"], [data-share="none"])').first();
  await low.click();
  await page.locator("[data-camera] [data-cause]").first().waitFor();
  await keep("2-day");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.setViewportSize(smallScreen);
  await keep("3-day-1366");
  // What the browser would put on paper.
  await page.evaluate(() => {
    window.print = () => void window.dispatchEvent(new Event("beforeprint"));
  });
  await page.getByRole("button", { name: words[language].print }).click();
  const paper = page.locator("[data-printed]");
  await paper.waitFor({ state: "attached" });
  expect(await paper.textContent()).toContain(words[language].down);
  await page.emulateMedia({ media: "print" });
  await keep("4-paper");
});

test("a technician says which view is right; the picture that was seen is kept, and the log knows who said it", async () => {
  const hospital = await openHospital();
  const page = await openDesk(await openBrowser(), hospital.station.url, "zh-CN", largeScreen);
  await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();
  await signOnAsTechnician(page, { name: "张工", technician: "技术员" });
  await page.locator('[data-device="cam1"]').click();
  const views = page.locator("[data-content]");
  await views.locator("img").first().waitFor();
  await screenshotsOf(page, "zh-CN", "view")("1-none");
  await views.getByRole("button", { name: "这就是正确的画面" }).click();
  await expect.poll(() => views.locator("img").count()).toBe(2);
  await screenshotsOf(page, "zh-CN", "view")("2-set");
  const set = storedEvents(hospital.station.dataFolder).find((event) => event.kind === "camera.reference_set");
  expect(set).toMatchObject({ deviceId: "cam1", actor: { name: "张工", role: "technician" } });
}, 120_000);
