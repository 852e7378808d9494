import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Alarm } from "../../../native/contract/alarms.ts";
import type { Language } from "../../../native/contract/text.ts";
import { type OpenDesk, openDesk } from "../desk-page.ts";
import type { FakeStation } from "../fake-station.ts";
import { sampleAlarm, sampleEvent } from "../sample-data.ts";

/** A browser on a busy machine takes its time; none of this measures it. */
export const soon = { timeout: 15_000 };
export const operator = { name: "王建国", role: "operator" } as const;
export const chief = { name: "赵科", role: "chief" } as const;

export interface GateDeskOptions {
  readonly language?: Language;
  readonly width?: number;
  readonly height?: number;
  readonly prepare?: (station: FakeStation) => void;
}

/** A desk with an operator at it. */
export async function openGateDesk(options: GateDeskOptions = {}): Promise<OpenDesk> {
  const desk = await openDesk({
    ...options,
    prepare: (station) => {
      station.actor = operator;
      options.prepare?.(station);
    },
  });
  desk.page.setDefaultTimeout(10_000);
  await expect.poll(() => desk.station.followers, soon).toBe(1);
  await desk.page.locator("[data-device]").first().waitFor();
  return desk;
}

/** Metal at the emergency gate, selected. */
export async function raiseMetal({ station, page }: OpenDesk, id = "m1", change: Partial<Alarm> = {}): Promise<void> {
  const alarm = sampleAlarm(id, {
    class: "security",
    kind: "metal",
    deviceId: "gate1",
    pointId: "in0",
    name: { "zh-CN": "急诊安检门", en: "Emergency gate" },
    cameraIds: ["cam1", "cam2"],
    code: null,
    ...change,
  });
  station.tell([sampleEvent(station.seq + 1, alarm)], [alarm]);
  await page.waitForSelector(`[role="option"][data-alarm="${id}"][aria-selected="true"]`);
}

/** What the page asked for by name, without what it asks by itself. */
export function callsOf(station: FakeStation, beginning: string): readonly { name: string; input: unknown }[] {
  return station.calls.filter((call) => call.name.startsWith(beginning) && call.name !== "entries.page");
}

/** Screens are kept where WARDWATCH_SCREENS says, to be looked at. */
export async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env["WARDWATCH_SCREENS"];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

/** Texts of the gates' pages that are wider than their place and are cut without a way to read them. */
export async function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>(".ant-drawer-open :is(button, label, h3, th, strong, dt)")]
      .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
      .filter((element) => getComputedStyle(element).display !== "inline" && element.clientWidth > 1)
      .map((element) => `${element.tagName} ${element.textContent}`),
  );
}
