import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Language } from "../../../native/contract/text.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, smallScreen } from "../browser.ts";
import { acknowledgeTop, rowOf } from "../desk-keys.ts";
import { nursesButton, openHospital } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const script = join(import.meta.dirname, "../../../scripts/evidence.ts");

const words = {
  "zh-CN": { role: ["值班员", "保卫科长"], reason: "公安机关依法调取", unit: "城东派出所", person: "李警官" },
  en: {
    role: ["Operator", "Security chief"],
    reason: "Asked for by the police",
    unit: "East Town police station",
    person: "Officer Li",
  },
} as const;

/** O, the name, the role by its arrow: all by keys. */
async function signOnAsChief(page: Page, language: Language): Promise<void> {
  const [operator, chief] = words[language].role;
  const bar = page.getByRole("banner");
  const active = (role: string) => page.locator(".ant-select-item-option-active", { hasText: role });
  await bar.getByRole("textbox").first().waitFor();
  await page.keyboard.press("o");
  await page.keyboard.type(operators[language][0]);
  await page.keyboard.press("Tab");
  // The list opens in its own time: each key waits until it stands where the key is meant.
  await bar.getByRole("combobox").and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowDown");
  await active(operator).waitFor();
  await page.keyboard.press("ArrowDown");
  await active(chief).waitFor();
  await page.keyboard.press("Enter");
  await bar.getByText(chief).last().waitFor();
  await bar.getByRole("textbox").focus();
  await page.keyboard.press("Enter");
  await bar.getByText(operators[language][0], { exact: true }).waitFor();
}

interface Verified {
  readonly status: number | null;
  readonly said: string;
}

function verify(...args: readonly string[]): Verified {
  const { status, stderr } = spawnSync(process.execPath, [script, "verify", ...args], { encoding: "utf8" });
  return { status, said: stderr };
}

/** Where the film stands, in seconds. */
function playedTo(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector("video")?.currentTime ?? -1);
}

/** The offline page in a browser without a network: it plays, and its picture changes. */
async function playOffline(browser: Browser, folder: string, language: Language): Promise<void> {
  const context = await browser.newContext({ viewport: largeScreen, offline: true, locale: language });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(join(folder, "index.html")).href);
  await page.getByText("回放 REPLAY").first().waitFor();
  const film = page.locator(".film video");
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThan(1);
  const before = await film.screenshot();
  const began = await playedTo(page);
  await page.keyboard.press(" ");
  await expect.poll(async () => await playedTo(page)).toBeGreaterThan(began + 2);
  await page.keyboard.press(" ");
  expect((await film.screenshot()).equals(before)).toBe(false);
  // Back by a key: the film follows the common clock.
  await page.keyboard.press("Home");
  await expect.poll(async () => await playedTo(page)).toBeLessThan(0.2);
  const keep = screenshotsOf(page, language, "evidence");
  await keep("6-offline");
  await page.setViewportSize(smallScreen);
  await keep("7-offline-1366");
  await page.getByRole("button", { name: /中文|English/ }).click();
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).not.toBe(language);
  expect(asked.filter((url) => !url.startsWith("file:"))).toEqual([]);
  await context.close();
}

test.each(journeyLanguages)(
  "alarm, clip, export by keyboard, verified, played offline, tampered with and found out (%s)",
  async (language) => {
    const video = { beforeSeconds: 10, afterSeconds: 10, keepAtLeastDays: 30, deleteAfterDays: 90 };
    const hospital = await openHospital({ video: { ...video, keyTarget: false, quietHour: 3 } });
    const browser = await openBrowser();
    const page = await openDesk(browser, hospital.station.url, language, largeScreen);
    const keep = screenshotsOf(page, language, "evidence");
    await signOnAsChief(page, language);
    await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();
    hospital.receiver.alarm(nursesButton);
    await rowOf(page, "life").waitFor();
    await acknowledgeTop(page);
    // The clip ends ten seconds after the press.
    const { dataFolder } = hospital.station;
    await expect
      .poll(() => storedEvents(dataFolder).some(({ kind }) => kind === "clip.stored"), {
        timeout: 150_000,
        interval: 2000,
      })
      .toBe(true);

    await page.keyboard.press("F10");
    await page.keyboard.press("4");
    await page.locator("[data-new-export]:focus").waitFor();
    await keep("1-register");
    await page.keyboard.press("Enter");
    await page.locator('[data-field="reason"]:focus').waitFor();
    const { reason, unit, person } = words[language];
    await page.keyboard.type(reason);
    await page.keyboard.press("Tab");
    await page.keyboard.type(unit);
    await page.keyboard.press("Tab");
    await page.keyboard.type(person);
    await page.locator("[data-export-form] li").first().waitFor();
    await keep("2-form");
    await page.setViewportSize(smallScreen);
    await keep("3-form-1366");
    await page.setViewportSize(largeScreen);
    await page.keyboard.press("Enter");
    await page.locator('[data-export][data-state="done"]').waitFor();
    const code = await page.locator("[data-code]").innerText();
    await keep("4-done");
    await page.setViewportSize(smallScreen);
    await keep("5-done-1366");
    await page.setViewportSize(largeScreen);

    const downloading = page.waitForEvent("download");
    await page.locator("[data-export] a[download]").focus();
    await page.keyboard.press("Enter");
    const zip = join(dataFolder, "handed-out.zip");
    await (await downloading).saveAs(zip);

    const whole = verify(zip, "--log", dataFolder);
    expect(whole).toMatchObject({ status: 0 });
    expect(whole.said).toContain(code);
    expect(whole.said).toContain("与工作站的日志相符");

    const unpacked = join(dataFolder, "unpacked");
    execFileSync("python3", ["-m", "zipfile", "-e", zip, unpacked]);
    const [exportId = ""] = execFileSync("ls", [unpacked], { encoding: "utf8" }).trim().split("\n");
    const folder = join(unpacked, exportId);
    execFileSync("sha256sum", ["-c", "--strict", "--quiet", "SHA256SUMS"], { cwd: folder });
    const [clip = ""] = execFileSync("ls", [join(folder, "clips")], { encoding: "utf8" })
      .trim()
      .split("\n");
    const probed = execFileSync(
      "ffprobe",
      ["-v", "error", "-count_packets", "-show_entries", "stream=codec_name,nb_read_packets", "-of", "csv=p=0"].concat(
        join(folder, "clips", clip),
      ),
      { encoding: "utf8" },
    );
    const [codec, packets] = probed.trim().split(",");
    expect(codec).toBe("h264");
    const stored = storedEvents(dataFolder).find(({ kind }) => kind === "clip.stored");
    expect(Number(packets)).toBe(stored?.kind === "clip.stored" ? stored.data.pictures : -1);

    await playOffline(browser, folder, language);

    const path = join(folder, "clips", clip);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const tampered = verify(folder);
    expect(tampered.status).toBe(1);
    expect(tampered.said).toContain(`clips/${clip}`);
    expect(tampered.said).not.toContain("log/events.jsonl");
    expect(spawnSync("sha256sum", ["-c", "--quiet", "SHA256SUMS"], { cwd: folder }).status).not.toBe(0);
  },
);
