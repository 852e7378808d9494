import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { makeEvent } from "../../../native/base/make-event.ts";
import { clipPath } from "../../../native/cameras/clips/clip-path.ts";
import { openLog } from "../../../native/log/open-log.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn, smallScreen } from "../browser.ts";
import { rowOf } from "../desk-keys.ts";
import { nursesButton, openHospital } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";
import { signOnAsTechnician } from "../technician.ts";

const words = {
  "zh-CN": {
    reason: "医疗纠纷，等待调解",
    released: "调解已结束",
    chief: { name: "赵敏", technician: "保卫科长" },
    mark: "推搡",
  },
  en: {
    reason: "Dispute, mediation to come",
    released: "Mediation is over",
    chief: { name: "Zhao Min", technician: "Security chief" },
    mark: "Pushing",
  },
} as const;

/** A recording of a hundred days ago, as an earlier life of the station would have left it. */
async function leaveOldClip(dataFolder: string): Promise<string> {
  const fromMs = Date.now() - 100 * 86_400_000;
  const { clipId, path } = clipPath(join(dataFolder, "clips"), "cam1", fromMs);
  const content = "old";
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const listener = { onStored: () => undefined, onCondition: () => undefined };
  const log = await openLog(
    { file: join(dataFolder, "log.db"), listener },
    { clock: systemClock, logger: silentLogger },
  );
  const place = {
    key: `clip:${clipId}`,
    atMs: fromMs,
    severity: "information",
    deviceId: "cam1",
    areaId: "ed",
  } as const;
  const sha256 = createHash("sha256").update(content).digest("hex");
  const clip = { clipId, fromMs, toMs: fromMs + 1000, pictures: 1, gaps: [], whole: true, bytes: 3, sha256 };
  const event = makeEvent("clip.stored", place, { name: null, ...clip, alarmIds: [] });
  await log.append({ events: [event], alarms: [] });
  await log.close();
  return path;
}

async function draw(page: Page): Promise<void> {
  const canvas = page.locator("[data-evidence] canvas");
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("no place to sign");
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 60, { steps: 5 });
  await page.mouse.up();
}

test.each(journeyLanguages)(
  "recordings are found, played, held, released; deletion is signed (%s)",
  async (language) => {
    const { reason, released, chief, mark } = words[language];
    const hospital = await openHospital({
      video: {
        beforeSeconds: 10,
        afterSeconds: 10,
        keepAtLeastDays: 30,
        deleteAfterDays: 90,
        keyTarget: false,
        quietHour: 3,
      },
    });
    await hospital.station.stop();
    const old = await leaveOldClip(hospital.station.dataFolder);
    await hospital.restart();
    const page = await openDesk(await openBrowser(), hospital.station.url, language, largeScreen);
    const keep = screenshotsOf(page, language, "recordings");
    await signOn(page, operators[language][0]);
    await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();
    hospital.receiver.alarm(nursesButton);
    await rowOf(page, "life").waitFor();
    // What is seen now, marked without an alarm.
    await page.keyboard.press(";");
    await page.locator("form textarea:focus").waitFor();
    await page.keyboard.type(mark);
    await keep("1-mark");
    await page.keyboard.press("Enter");
    await page.locator("form").waitFor({ state: "detached" });

    // F10, the newest recording, its reason once, and it plays; never as live.
    await page.keyboard.press("F10");
    const rows = page.locator('[data-evidence="recordings"] [role="option"]');
    await rows.first().waitFor();
    await page.locator('[data-evidence] [role="listbox"]').focus();
    await page.keyboard.press("Home");
    await keep("2-list");
    await page.keyboard.press("Enter");
    await page.locator("[data-detail] form").waitFor();
    await page.keyboard.press("2");
    await keep("3-register");
    await page.keyboard.press("Enter");
    const film = page.locator('[data-detail] [data-camera="cam1"][data-shown]:not([data-shown=""])');
    await film.waitFor();
    await keep("4-play");
    await page.keyboard.press("Escape");
    await film.waitFor({ state: "detached" });

    // Held with all of its alarm.
    await page.locator("[data-detail] button:not(.ant-btn-primary)").first().press("Enter");
    await page.locator("[data-detail] form textarea:focus").waitFor();
    await page.keyboard.type(reason);
    await keep("5-hold");
    await page.keyboard.press("Enter");
    await page.locator("[data-detail] form").waitFor({ state: "detached" });

    // The operator cannot release it, the chief can.
    await page.locator('[data-evidence] [role="listbox"]').focus();
    await page.keyboard.press("3");
    const hold = page.locator('[data-evidence="holds"] [role="option"]');
    await hold.waitFor();
    await hold.click();
    expect(await page.locator("[data-detail] button").first().isDisabled()).toBe(true);
    await page.keyboard.press("o");
    await page.getByRole("banner").locator("button:focus").press("Enter");
    await signOnAsTechnician(page, chief);
    await page.locator("[data-detail] button:enabled").first().press("Enter");
    await page.locator("[data-detail] form textarea:focus").waitFor();
    await page.keyboard.type(released);
    await page.keyboard.press("Enter");
    await page.locator('[data-evidence="holds"] [data-gone="true"]').waitFor();
    await keep("6-holds");

    // What was over the ceiling is gone by now, with its record; the chief signs it.
    await page.locator('[data-evidence] [role="listbox"]').focus();
    await page.keyboard.press("5");
    const record = page.locator('[data-evidence="storage"] [role="option"]');
    await record.waitFor();
    await expect.poll(() => existsSync(old)).toBe(false);
    await record.click();
    await keep("7-storage");
    await page.locator("[data-evidence] [data-duty] button").press("Enter");
    await page.locator("[data-evidence] form canvas").waitFor();
    await draw(page);
    await keep("8-sign");
    await page.locator("[data-evidence] form input").press("Enter");
    await page.locator("[data-evidence] [data-duty]").waitFor({ state: "detached" });
    await page.locator("[data-detail] footer svg").waitFor();
    await keep("9-signed");
    await page.setViewportSize(smallScreen);
    await keep("10-signed-1366");
    await page.locator('[data-evidence] [role="listbox"]').focus();
    await page.keyboard.press("1");
    await rows.first().waitFor();
    await keep("11-list-1366");
    await page.keyboard.press("2");
    await page.locator('[data-evidence="bookmarks"] [role="option"]').waitFor();
    await keep("12-bookmarks-1366");

    const events = storedEvents(hospital.station.dataFolder);
    const of = (kind: string) => events.filter((event) => event.kind === kind).map(({ data }) => data);
    expect(of("clip.viewed")).toMatchObject([{ reason: "dispute" }]);
    expect(of("bookmark.added")).toMatchObject([{ note: mark }]);
    expect(of("hold.placed")).toMatchObject([{ number: 1, reason, untilMs: null }]);
    expect(of("hold.released")).toMatchObject([{ number: 1, reason: released }]);
    expect(of("clips.deleting")).toMatchObject([{ number: 1, why: "ceiling", ceilingDays: 90 }]);
    expect(of("clips.deleted")).toMatchObject([{ clips: [{ result: "removed" }] }]);
    expect(of("deletion.signed")).toMatchObject([{ numbers: [1] }]);
  },
);
