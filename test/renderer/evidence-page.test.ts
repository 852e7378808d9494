import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import type { Actor } from "../../native/contract/actor.ts";
import type { Clip } from "../../native/contract/clips.ts";
import type { Deletion, Hold, StorageState } from "../../native/contract/evidence.ts";
import { openDesk, removeBuiltPage } from "./desk-page.ts";
import type { FakeStation } from "./fake-station.ts";
import { callsOf as callsByName, cutTexts, keep } from "./gates/gate-desk.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 240_000 });

const dayMs = 86_400_000;
const operator: Actor = { name: "王芳", role: "operator" };
const chief: Actor = { name: "赵敏", role: "chief" };

function clip(at: number, other: Partial<Clip> = {}): Clip {
  const fromMs = Date.now() - at * 3_600_000;
  return {
    clipId: `cam1-${fromMs}`,
    cameraId: "cam1",
    name: { "zh-CN": "急诊大厅入口", en: "ED entrance" },
    areaId: "ed",
    fromMs,
    toMs: fromMs + 90_000,
    pictures: 2250,
    gaps: [],
    whole: true,
    bytes: 45_200_000,
    sha256: "ab".repeat(32),
    seq: 5000 - at,
    causes: [{ of: "alarm", id: "0f3a" }],
    state: "kept",
    holds: 0,
    deletion: null,
    deletedAtMs: null,
    damage: null,
    ...other,
  };
}

const hold: Hold = {
  holdId: "h1",
  number: 12,
  reason: "医疗纠纷，等待调解结果",
  untilMs: Date.now() + 5 * dayMs,
  alarmId: "0f3a",
  placedAtMs: Date.now() - 20 * dayMs,
  placedBy: operator,
  ending: true,
  endedAtMs: null,
  endedBy: null,
  endReason: null,
  clips: 3,
  bytes: 135_600_000,
};

function record(number: number, other: Partial<Deletion> = {}): Deletion {
  return {
    recordId: `r${number}`,
    number,
    why: "ceiling",
    reason: "",
    floorDays: 30,
    ceilingDays: 90,
    keyTarget: false,
    configured: { by: chief, atMs: Date.now() - 40 * dayMs, sha256: "cd".repeat(32) },
    atMs: Date.now() - number * dayMs,
    by: null,
    clips: 3,
    bytes: 135_600_000,
    fromMs: Date.now() - 92 * dayMs,
    toMs: Date.now() - 91 * dayMs,
    pending: 0,
    signedAtMs: null,
    signedBy: null,
    ...other,
  };
}

const storage: StorageState = {
  disk: { freeBytes: 22e9, totalBytes: 500e9 },
  error: null,
  clips: 2310,
  keptBytes: 96.4e9,
  heldBytes: 12.1e9,
  bytesPerDay: 1.1e9,
  daysLeft: 18,
  floorKept: false,
  fault: "forecast",
  lookedAtMs: Date.now(),
};

function prepare(actor: Actor) {
  return (station: FakeStation): void => {
    const { evidence } = station;
    station.actor = actor;
    evidence.clips = [
      clip(1),
      clip(2, { causes: [{ of: "entry", id: "AJ" }], holds: 1, gaps: [{ fromMs: 1, toMs: 3 }] }),
      clip(5, { causes: [{ of: "bookmark", id: "b" }], whole: false }),
      clip(30, { damage: "changed" }),
      ...Array.from({ length: 40 }, (_, at) => clip(50 + at)),
      clip(24 * 60),
    ];
    evidence.holds = [
      hold,
      { ...hold, holdId: "h0", number: 11, endedAtMs: Date.now(), endReason: "结案", ending: false },
    ];
    evidence.records = [record(2), record(1, { signedAtMs: Date.now(), signedBy: chief })];
    evidence.state = { ...evidence.state, storage, unsigned: 1, lastRanAtMs: Date.now() - 3_600_000 };
  };
}

const callsOf = (station: FakeStation, name: string) => callsByName(station, name).map(({ input }) => input);

async function openPage(page: Page): Promise<void> {
  await page.locator("[data-device]").first().waitFor();
  await page.keyboard.press("F10");
  await page.locator('[data-evidence="recordings"] [role="option"]').first().waitFor();
}

const list = (page: Page) => page.locator('[data-evidence] [role="listbox"]');

for (const language of ["zh-CN", "en"] as const)
  test(`recordings: the reason is asked once, every clip that is opened is registered (${language})`, async () => {
    const { page, station, complaints } = await openDesk({ language, prepare: prepare(operator) });
    await openPage(page);
    await keep(page, `evidence-recordings-${language}`);
    expect(await cutTexts(page)).toEqual([]);
    await list(page).focus();
    await page.keyboard.press("ArrowDown");
    await page.locator("[data-detail]").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-detail] form [data-digits]:focus").waitFor();
    // Without a reason nothing is played.
    await page.keyboard.press("Enter");
    expect(callsOf(station, "clips.view")).toEqual([]);
    await page.keyboard.press("3");
    await keep(page, `evidence-register-${language}`);
    await page.keyboard.press("Enter");
    await page.locator("[data-detail][data-playing]").waitFor();
    expect(callsOf(station, "clips.view")).toMatchObject([
      { clipId: station.evidence.clips[0]?.clipId, reason: "police", person: "", unit: "" },
    ]);
    await page.keyboard.press("Escape");
    await page.locator("[data-playing]").waitFor({ state: "detached" });
    // The next one needs no word, but is registered too.
    await expect.poll(() => page.evaluate(() => document.activeElement?.role)).toBe("listbox");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("[data-playing]").waitFor();
    expect(callsOf(station, "clips.view")).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

test("a hold needs a reason, and goes to all of the alarm unless the operator says otherwise", async () => {
  const { page, station } = await openDesk({ language: "en", prepare: prepare(operator) });
  await openPage(page);
  await list(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("button", { name: "Hold…" }).press("Enter");
  await page.locator("form textarea:focus").waitFor();
  await page.keyboard.press("Enter");
  expect(callsOf(station, "holds.place")).toEqual([]);
  await page.keyboard.type("Asked for by police");
  await keep(page, "evidence-hold");
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] form").waitFor({ state: "detached" });
  expect(callsOf(station, "holds.place")).toMatchObject([
    { alarmId: "0f3a", clipIds: [], reason: "Asked for by police", untilMs: null },
  ]);
});

for (const language of ["zh-CN", "en"] as const)
  test(`holds and storage: what waits for the chief is loud, and only the chief can do it (${language})`, async () => {
    const { page, station } = await openDesk({ language, width: 1920, height: 1080, prepare: prepare(operator) });
    await openPage(page);
    await page.keyboard.press("3");
    await page.locator('[data-evidence="holds"] [role="option"]').first().click();
    expect(await page.locator("[data-detail] button").first().isDisabled()).toBe(true);
    await keep(page, `evidence-holds-${language}`);
    expect(await cutTexts(page)).toEqual([]);
    await list(page).focus();
    await page.keyboard.press("5");
    await page.locator('[data-evidence="storage"] [role="alert"]').waitFor();
    expect(await page.locator("[data-duty] button").count()).toBe(0);
    await page.locator('[data-evidence="storage"] [role="option"]').first().click();
    await page.locator("[data-detail] table").waitFor();
    await keep(page, `evidence-storage-${language}`);
    expect(await cutTexts(page)).toEqual([]);
    expect(callsOf(station, "retention.sign")).toEqual([]);
  });

test("the chief deletes what is past the floor, with a reason, and not what is younger", async () => {
  const { page, station } = await openDesk({ language: "zh-CN", prepare: prepare(chief) });
  await openPage(page);
  await list(page).focus();
  await page.keyboard.press("Home");
  await page.locator("[data-detail] button").first().waitFor();
  expect(await page.getByRole("button", { name: "销毁…" }).count()).toBe(0);
  await page.keyboard.press("End");
  await page.getByRole("button", { name: "销毁…" }).press("Enter");
  await page.locator("form textarea:focus").waitFor();
  await page.keyboard.type("误录");
  await page.keyboard.press("Enter");
  await expect.poll(() => callsOf(station, "clips.delete")).toMatchObject([{ reason: "误录" }]);
});

test("; marks what is seen with its moment; Escape leaves it", async () => {
  const { page, station } = await openDesk({ language: "zh-CN", prepare: prepare(operator) });
  await page.locator('[data-camera="cam1"]').first().waitFor();
  await page.keyboard.press(";");
  await page.locator("form textarea:focus").waitFor();
  await page.keyboard.type("推搡");
  await keep(page, "evidence-bookmark");
  await page.keyboard.press("Enter");
  await page.locator("form").waitFor({ state: "detached" });
  expect(callsOf(station, "bookmarks.add")).toMatchObject([{ cameraId: "cam1", note: "推搡" }]);
  await openPage(page);
  await page.keyboard.press("2");
  await page.locator('[data-evidence="bookmarks"] [role="option"]').waitFor();
  await keep(page, "evidence-bookmarks");
});
