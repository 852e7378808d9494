import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn } from "../browser.ts";
import { acknowledgeTop, answerStep, chooseCause, openClosing, recordStep, rowOf, sendClosing } from "../desk-keys.ts";
import { freshAddress } from "../fresh-address.ts";
import { nursesButton, openHospital } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const words = {
  "zh-CN": {
    band: "演练",
    mark: "演练",
    point: "急诊护士站一键报警",
    confirmed: "演练，李护士确认",
    raised: "报警总数",
  },
  en: {
    band: "DRILL",
    mark: "DRILL",
    point: "ED nurses' panic button",
    confirmed: "Drill; nurse Li confirmed",
    raised: "Alarms",
  },
} as const;

const patience = { timeout: 60_000, interval: 250 };

/** F2 and Enter: what has the focus there begins the drill, or ends the one that runs. */
async function beginOrEnd(page: Page, focused: "input" | "button"): Promise<void> {
  await page.keyboard.press("F2");
  await page.locator(`[role="dialog"] ${focused}:focus`).first().waitFor();
  await page.keyboard.press("Enter");
}

/** F8 opens the alarm load anew: alarms raised up to now. */
async function raisedInLoad(page: Page, name: string): Promise<string | null> {
  const figures = page.locator('[role="dialog"] dl > div');
  if ((await figures.count()) > 0) {
    await page.keyboard.press("Escape");
    await figures.first().waitFor({ state: "detached" });
  }
  await page.keyboard.press("F8");
  return figures
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator("dd")
    .textContent();
}

test.each(journeyLanguages)("a drill is marked on every screen and print and never counted (%s)", async (language) => {
  const [operator, colleague] = operators[language];
  const hospital = await openHospital({ camera: false });
  const browser = await openBrowser();
  const page = await openDesk(browser, hospital.station.url, language, largeScreen);
  const other = await openDesk(browser, freshAddress(hospital.station.dataFolder), language);
  const keep = screenshotsOf(page, language, "drill");
  await signOn(page, operator);
  await signOn(other, colleague);

  await beginOrEnd(page, "input");
  for (const screen of [page, other])
    await screen.locator('[data-band="drill"]').getByText(words[language].band, { exact: true }).waitFor();
  await keep("1-begun");
  await page.keyboard.press("Escape");

  hospital.receiver.alarm(nursesButton);
  for (const screen of [page, other]) {
    const row = screen.locator('[role="option"][data-class="life"][data-mark="drill"]');
    await row.getByText(words[language].mark, { exact: true }).waitFor();
  }
  await acknowledgeTop(page);
  await page.locator('[data-step="look"]').waitFor();
  await keep("2-marked");
  await screenshotsOf(other, language, "drill")("3-other-screen-1366");
  await answerStep(page, "look", "4");
  await answerStep(page, "confirm-mistake", "1");
  await recordStep(page, words[language].confirmed);
  await openClosing(page, "c");
  await chooseCause(page, "4");
  await sendClosing(page, words[language].confirmed);

  await beginOrEnd(page, "button");
  for (const screen of [page, other]) await screen.locator('[data-band="drill"]').waitFor({ state: "detached" });
  await page.keyboard.press("Escape");

  // An alarm that was none of the drill's is the only one that counts.
  hospital.receiver.alarm({ account: "1234", code: "130", zone: "007" });
  await rowOf(page, "security").waitFor();
  expect(await rowOf(page, "security").getAttribute("data-mark")).toBe("");
  await expect.poll(() => raisedInLoad(page, words[language].raised), patience).toBe("1");
  await keep("4-load");

  const toMs = Date.now() + 60_000;
  const paper = await page.context().newPage();
  const origin = new URL(page.url()).origin;
  await paper.goto(`${origin}/#shift?from=${toMs - 3_600_000}&to=${toMs}&language=${language}`);
  await paper.locator('main[data-report="ready"]').waitFor();
  const printed = paper.locator("article tr", { hasText: words[language].point });
  await printed.getByText(words[language].mark).first().waitFor();
  await screenshotsOf(paper, language, "drill")("5-print");

  const marked = storedEvents(hospital.station.dataFolder).filter(
    (event) => event.mark === "drill" && event.alarmId !== null,
  );
  expect(new Set(marked.map((event) => event.alarmId)).size).toBe(1);
  expect(marked.map((event) => event.kind)).toEqual(
    expect.arrayContaining(["alarm.raised", "alarm.shown", "alarm.acknowledged", "plan.finished", "alarm.closed"]),
  );
});
