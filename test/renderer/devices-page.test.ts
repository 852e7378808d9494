import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import type { Draft } from "../../renderer/settings/form/field-schema.ts";
import type { EditableSite, SiteOperation } from "../../native/contract/site-edit.ts";
import { openDesk, type OpenDesk, removeBuiltPage } from "./desk-page.ts";

/** The devices page against a station that the test plays: large sites, secrets, unsaved work. */

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });

const cameras = Array.from({ length: 499 }, (_, at) => ({
  id: `cam${at + 1}`,
  kind: "camera",
  family: "onvif",
  name: { "zh-CN": `摄像机${at + 1}`, en: `Camera ${at + 1}` },
  address: `http://10.0.${at >> 8}.${at & 255}/onvif/device_service`,
  username: "operator",
  area: "ed",
}));
const points = Array.from({ length: 2_000 }, (_, at) => ({
  account: String(1000 + Math.floor(at / 500)),
  zone: String(at % 500).padStart(3, "0"),
  name: { "zh-CN": `点位${at}`, en: `Point ${at}` },
  class: "panic",
  cameras: [],
}));
const panel = {
  id: "rx1",
  kind: "panel",
  family: "surgard",
  link: "tcp://127.0.0.1:1025",
  area: "ed",
  heartbeatSeconds: 30,
  points,
};
const areas = [{ id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" }, key: true }];
const editable: EditableSite = {
  sha256: "before",
  site: {
    site: { id: "big", name: { "zh-CN": "大医院", en: "Big Hospital" }, timeZone: "Asia/Shanghai" },
    areas,
    devices: [panel, ...cameras],
  },
  secrets: [{ deviceId: "cam7", field: "password" }],
  undoAtMs: null,
};

async function open(
  role: "technician" | "operator" = "technician",
  size = { width: 1920, height: 1080 },
  site = editable,
): Promise<OpenDesk> {
  const desk = await openDesk({
    ...size,
    language: "en",
    prepare: (station) => {
      station.actor = { name: "Zhao", role };
      station.editable = site;
      station.preview = {
        baseSha256: "before",
        problems: [],
        changes: [
          {
            what: "device",
            id: "cam7",
            name: null,
            action: "changed",
            fields: [{ path: "username", before: "operator", after: "viewer" }],
          },
        ],
        links: [],
        effects: [],
      };
    },
  });
  await desk.page.getByText("Zhao").first().waitFor();
  await desk.page.keyboard.press("F7");
  return desk;
}

function lastOperation({ station }: OpenDesk, name: string): SiteOperation | undefined {
  const input = station.calls.findLast((call) => call.name === name)?.input as
    | { edit: { operations: SiteOperation[] } }
    | undefined;
  return input?.edit.operations[0];
}

async function find(page: Page, words: string): Promise<void> {
  await page.locator("nav input").fill(words);
}

async function look(page: Page, name: string): Promise<void> {
  const folder = new URL("../../test-results/devices/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}

test("five hundred devices and two thousand points: only what is seen is drawn, all of it is found and edited", async () => {
  const desk = await open();
  const { page } = desk;
  await page.locator('[data-item="rx1"]').waitFor();
  expect(await page.locator("[data-item]").count()).toBeLessThan(80);
  await find(page, "camera 499");
  await page.locator('[data-item="cam499"]').waitFor();
  expect(await page.locator("[data-item]").count()).toBe(1);
  await find(page, "surgard");
  await find(page, "rx1");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("[data-point]").first().waitFor();
  expect(await page.locator("[data-point]").count()).toBeLessThan(60);
  await page.locator('[data-field="points"] input').first().fill("点位1999");
  await page.locator('[data-point="1999"]').waitFor();
  await page.locator('[data-point="1999"] input').nth(3).fill("Last point");
  await look(page, "points-1920");
  await page.keyboard.press("Control+s");
  await page.locator("[data-proposal]").waitFor();
  const operation = lastOperation(desk, "site.preview");
  expect(operation).toMatchObject({ type: "changeDevice", deviceId: "rx1" });
  const sent = operation?.type === "changeDevice" ? (operation.device["points"] as Draft[]) : [];
  expect(sent).toHaveLength(2_000);
  expect(sent[1_999]).toMatchObject({ name: { "zh-CN": "点位1999", en: "Last point" } });
  expect(sent.slice(0, 1_999)).toEqual(points.slice(0, 1_999));
  expect(desk.complaints).toEqual([]);
});

test("points pasted from a spreadsheet are looked at, then taken", async () => {
  const two = { ...editable, site: { ...editable.site, devices: [{ ...panel, points: points.slice(0, 2) }] } };
  const desk = await open("technician", { width: 1366, height: 768 }, two);
  const { page } = desk;
  await page.locator('[data-item="rx1"]').click();
  await page.getByRole("button", { name: "Paste from a spreadsheet" }).click();
  await page.locator("main textarea:focus").waitFor();
  await page.keyboard.insertText("Account\tZone\tName\tClass\n1000\t000\t新名\tFire\n2000\t001\t药房\tnonsense\n");
  await page.getByText("1 added, 1 changed, 0 the same, 0 twice").waitFor();
  await page.getByText("Class not known: nonsense").waitFor();
  await look(page, "paste-1366");
  await page.getByRole("button", { name: "Merge into the table" }).click();
  await page.locator('[data-point="2"]').waitFor();
  expect(await page.locator('[data-point="0"] select').first().inputValue()).toBe("fire");
  await page.keyboard.press("Control+s");
  await page.locator("[data-proposal]").waitFor();
  expect(lastOperation(desk, "site.preview")).toMatchObject({
    device: { points: [{ class: "fire" }, { zone: "001" }, { account: "2000", class: "nonsense" }] },
  });
});

test("a password that is set stays on the station until another is typed", async () => {
  const desk = await open();
  const { page } = desk;
  await find(page, "cam7");
  await page.locator('[data-item="cam7"]').click();
  const password = page.locator('[data-field="password"]');
  expect(await password.locator("input").inputValue()).toBe("Set (never shown)");
  await page.locator('[data-field="username"] input').fill("viewer");
  await look(page, "camera-1920");
  await page.keyboard.press("Control+s");
  await page.locator("[data-proposal] button:focus").waitFor();
  const kept = lastOperation(desk, "site.preview");
  expect(kept?.type === "changeDevice" && "password" in kept.device).toBe(false);
  await page.keyboard.press("Enter");
  await page.getByText("In force").first().waitFor();
  expect(desk.station.calls.findLast((call) => call.name === "site.apply")?.input).toMatchObject({
    baseSha256: "before",
  });
  await password.getByRole("button", { name: "Replace" }).click();
  await password.locator("input").fill("new-one");
  await page.keyboard.press("Control+s");
  await page.locator("[data-proposal]").waitFor();
  expect(lastOperation(desk, "site.preview")).toMatchObject({ device: { password: "new-one" } });
});

test("unsaved work is asked about, and an alarm's page over it loses none", async () => {
  const desk = await open("technician", { width: 1366, height: 768 });
  const { page } = desk;
  await find(page, "cam12");
  await page.locator('[data-item="cam12"]').click();
  const user = page.locator('[data-field="username"] input');
  await user.fill("guard");
  await page.locator('[data-item="cam120"]').click();
  await page.getByRole("alertdialog", { name: "There are unsaved changes." }).waitFor();
  await page.keyboard.press("Enter");
  expect(await user.inputValue()).toBe("guard");
  // The shift log takes the place of the page and gives it back.
  await page.locator("h1").click();
  await user.blur();
  await page.keyboard.press("F8");
  await page.locator('[data-page="devices"]').waitFor({ state: "detached" });
  await page.keyboard.press("F7");
  await page.locator('[data-page="devices"]').waitFor();
  expect(await user.inputValue()).toBe("guard");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Discard changes" }).first().click();
  await page.getByText("Choose a device on the left, or add one.").waitFor();
  await page.keyboard.press("Escape");
  await page.locator('[data-page="devices"]').waitFor({ state: "detached" });
  await look(page, "desk-1366");
});

test("who may not change the site is told who may", async () => {
  const { page } = await open("operator");
  await page.getByText("A technician or the chief must sign on to change devices and site.").waitFor();
  expect(await page.locator("[data-item]").count()).toBe(0);
});

test("an area's form, and the site's own", async () => {
  const desk = await open("technician", { width: 1366, height: 768 });
  const { page } = desk;
  await page.getByRole("button", { name: "Areas" }).click();
  await page.locator('[data-item="ed"]').click();
  await page.locator('[data-field="key"] input').uncheck();
  await look(page, "area-1366");
  await page.keyboard.press("Control+s");
  await page.locator("[data-proposal]").waitFor();
  expect(lastOperation(desk, "site.preview")).toMatchObject({ type: "changeArea", areaId: "ed", area: { key: false } });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Discard changes" }).first().click();
  await page.locator('[data-item="*"]').click();
  expect(await page.locator('[data-field="timeZone"] input').inputValue()).toBe("Asia/Shanghai");
});
