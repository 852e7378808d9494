import { mkdirSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import type { ExportAsk } from "../../native/contract/exports.ts";
import { openDesk, type OpenDesk, removeBuiltPage } from "./desk-page.ts";
import { sampleAlarm, sampleEvent } from "./sample-data.ts";

/** The exports tab (F10, 4) against a station that the test plays. */

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 300_000 });

const startMs = Date.UTC(2026, 10, 22, 6, 30, 5);
const screenshots = process.env["WARDWATCH_SCREENSHOTS"];

async function keep(page: Page, name: string): Promise<void> {
  if (screenshots === undefined) return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}/${name}.png` });
}

async function open(role: "operator" | "chief", language: "zh-CN" | "en" = "en"): Promise<OpenDesk> {
  const desk = await openDesk({
    width: 1920,
    height: 1080,
    language,
    prepare(station) {
      station.actor = { name: "Zhou", role };
      station.exports.still = readFileSync(new URL("../fixtures/exports/still.jpg", import.meta.url)).toString(
        "base64",
      );
      station.exports.preview = {
        fromMs: startMs,
        toMs: startMs + 90_000,
        clips: ["cam1", "cam2"].map((cameraId, at) => ({
          clipId: `${cameraId}-${startMs}`,
          cameraId,
          fromMs: startMs,
          toMs: startMs + 90_000,
          bytes: 22_500_000,
          whole: at === 0,
          gaps: at,
        })),
        moments: [],
        missing: ["cam3"],
        bytes: 45_000_000,
      };
    },
  });
  await desk.page.locator("[data-device]").first().waitFor();
  await desk.page.keyboard.press("F10");
  await desk.page.locator('[role="tab"]').first().waitFor();
  await desk.page.keyboard.press("4");
  await desk.page.locator("[data-new-export]:focus").waitFor();
  return desk;
}

/** The form with a case of cameras and a span. */
async function fillForm(page: Page): Promise<void> {
  await page.keyboard.press("Enter");
  await page.locator('[data-field="reason"]:focus').waitFor();
  await page.keyboard.type("police");
  await page.keyboard.press("Tab");
  await page.keyboard.type("East Town");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Officer Li");
}

test("an operator asks; what is missing is said by its field, and the chief is waited for", async () => {
  const { page, station, complaints } = await open("operator");
  await page.keyboard.press("Enter");
  await page.locator('[data-field="reason"]:focus').waitFor();
  await keep(page, "empty-form");
  await page.keyboard.press("Enter");
  await page.getByText("Say why", { exact: true }).waitFor();
  await page.keyboard.type("police");
  await page.keyboard.press("Enter");
  await page.locator('[data-field="unit"]:focus').waitFor();
  await page.keyboard.type("East Town");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Officer Li");
  await page.keyboard.press("Enter");
  await page.locator('[data-export][data-state="asked"]').waitFor();
  await page.getByText("Waits for the chief to make it.").waitFor();
  const [asked] = station.calls.filter(({ name }) => name === "exports.ask");
  expect(asked?.input).toMatchObject({
    ask: { reason: "police", recipient: { unit: "East Town", person: "Officer Li" }, form: "zip", regions: [] },
  });
  expect(station.calls.some(({ name }) => name === "exports.run")).toBe(false);
  expect(await page.getByRole("button", { name: "Export", exact: true }).count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("the chief blurs a region and wants a watermark: the station gets both, progress and code are shown", async () => {
  const { page, station, complaints } = await open("chief", "zh-CN");
  await fillForm(page);
  await page.getByRole("checkbox", { name: /加水印/ }).focus();
  await page.keyboard.press(" ");
  await page.locator("fieldset button[aria-pressed]").first().focus();
  await page.keyboard.press("Enter");
  const picture = page.locator("[data-regions] img");
  await picture.waitFor();
  const { x = 0, y = 0, width = 0, height = 0 } = (await picture.boundingBox()) ?? {};
  await page.mouse.move(x + width * 0.25, y + height * 0.25);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.75, y + height * 0.5, { steps: 4 });
  await page.mouse.up();
  await page.locator("[data-regions] li").waitFor();
  // The other camera's recording stays at home.
  await page.locator('form li input[type="checkbox"]').nth(1).focus();
  await page.keyboard.press(" ");
  await keep(page, "form-with-region");
  await page.setViewportSize({ width: 1366, height: 768 });
  await keep(page, "form-with-region-1366");
  await page.locator('[data-field="person"]').focus();
  await page.keyboard.press("Control+Enter");
  await page.locator('[data-export][data-state="running"]').waitFor();

  const asked = station.calls.find(({ name }) => name === "exports.ask");
  const { ask } = (asked?.input ?? { ask: null }) as { ask: ExportAsk };
  expect(ask).toMatchObject({ watermark: true, withoutClipIds: [`cam2-${startMs}`], withOriginals: true });
  const [region] = ask.regions;
  expect(region?.cameraId).toBe("cam1");
  for (const [edge, wanted] of [
    ["x", 0.25],
    ["y", 0.25],
    ["width", 0.5],
    ["height", 0.25],
  ] as const)
    expect(region?.[edge]).toBeCloseTo(wanted, 1);
  await vi.waitFor(() => expect(station.calls.some(({ name }) => name === "exports.run")).toBe(true));
  const run = station.calls.find(({ name }) => name === "exports.run")?.input as {
    exportId: string;
    watermark: string;
  };
  const png = Buffer.from(run.watermark, "base64");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeLessThan(200_000);

  station.exports.set(run.exportId, { progress: { stage: "treating", doneBytes: 9_000_000, totalBytes: 22_500_000 } });
  await page.getByText("正在加水印、遮挡").waitFor();
  await page.getByText("40%").waitFor();
  await keep(page, "running");
  station.exports.set(run.exportId, {
    state: "done",
    progress: null,
    endedAtMs: startMs,
    doneBy: "Zhou",
    manifestSha256: "7b3f091c2a".padEnd(64, "0"),
    files: 9,
    bytes: 45_000_000,
    place: "/data/exports/x.zip",
    fetchable: true,
  });
  await page.locator("[data-code]").waitFor();
  expect(await page.locator("[data-code]").innerText()).toBe("7B3F0-91C2A");
  expect(await page.locator("a[download]").getAttribute("href")).toBe(`/exports/${run.exportId}.zip`);
  await keep(page, "done-1366");
  await page.setViewportSize({ width: 1920, height: 1080 });
  await keep(page, "done");
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => globalThis.dispatchEvent(new Event("beforeprint")));
  await page.getByRole("heading", { name: "视频资料调取、复制登记簿" }).waitFor();
  expect(await page.locator("[data-printed] td").allInnerTexts()).toContain("7B3F0-91C2A");
  await keep(page, "paper");
  expect(complaints).toEqual([]);
});

test("the chief declines what an operator asked for, with a reason; a failed one says why and is tried again", async () => {
  const { page, station } = await open("chief");
  await fillForm(page);
  station.refusal = { code: "evidence.nothing", params: {} };
  await page.keyboard.press("Enter");
  await page.getByText("There is nothing to export for this case").waitFor();
  station.refusal = null;
  // While the refused one is still being sent a second Enter is the same wish: he presses until it goes.
  const running = page.locator('[data-export][data-state="running"]');
  const pressed = async () => {
    if ((await running.count()) === 0) await page.keyboard.press("Enter");
    return await running.count();
  };
  await expect.poll(pressed, { timeout: 20_000, interval: 1000 }).toBe(1);
  const [exportId = ""] = station.exports.rows.keys();
  await page.getByRole("button", { name: "Cancel the export" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("The export was cancelled").waitFor();
  await page.getByRole("button", { name: "Export again" }).focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-export][data-state="running"]').waitFor();

  station.exports.set(exportId, { state: "asked", progress: null, error: null });
  await page.locator('[data-export][data-state="asked"]').waitFor();
  await page.getByRole("button", { name: "Decline" }).focus();
  await page.keyboard.press("Enter");
  // The field for the reason opens in its own time.
  await page.locator(":is(input, textarea):focus").waitFor();
  await page.keyboard.type("no letter");
  await page.keyboard.press("Enter");
  await page.getByText("The export was not approved: no letter").waitFor();
  expect(await page.getByRole("button", { name: "Export again" }).count()).toBe(0);
});

test("an alarm that was closed long ago is found by its name and handed out", async () => {
  const { page, station } = await open("chief");
  const closed = sampleAlarm("closed-1", { name: { "zh-CN": "药库一键报警", en: "Pharmacy panic button" } });
  station.events.push(sampleEvent(900, sampleAlarm("closed-2")), sampleEvent(901, closed));
  await fillForm(page);
  await page.getByRole("radio", { name: "Another alarm, closed or not" }).focus();
  await page.keyboard.press(" ");
  await page.getByRole("combobox", { name: "Another alarm, closed or not" }).focus();
  await page.keyboard.type("Pharmacy");
  await page.locator(".ant-select-item-option-active", { hasText: "Pharmacy panic button" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".ant-select-selection-item, .ant-select-content", { hasText: "Pharmacy" }).first().waitFor();
  await page.locator('[data-field="person"]').focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-export]").waitFor();
  const asked = station.calls.find(({ name }) => name === "exports.ask");
  expect(asked?.input).toMatchObject({ ask: { alarmIds: ["closed-1"], clipIds: [], span: null } });
});
