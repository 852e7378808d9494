import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import type { FoundCamera, ProbedCamera } from "../../native/contract/enrol.ts";
import { openDesk, type OpenDesk, removeBuiltPage } from "./desk-page.ts";
import type { FakeCameraFinder } from "./fake-camera-finder.ts";

/** Finding cameras against a station that the test plays. */

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });

const interfaces = [
  { name: "eth0", address: "10.0.0.2", reason: null },
  { name: "wlan0", address: "10.9.0.2", reason: "ENETUNREACH" },
];

function found(host: string, more: Partial<FoundCamera> = {}): FoundCamera {
  return {
    key: `urn:${host} ${host}`,
    endpoint: `urn:${host}`,
    name: `Camera ${host}`,
    hardware: "DS-2",
    location: "",
    sourceAddress: host,
    address: `http://${host}/onvif/device_service`,
    otherHosts: [],
    sharesEndpoint: false,
    ...more,
  };
}

const seen: ProbedCamera = {
  manufacturer: "Maker",
  model: "DS-2",
  firmware: "5.7",
  serial: "123",
  clockOffsetMs: 100,
  profiles: [{ encoding: "H264", width: 640, height: 360 }],
  tile: { encoding: "H264", width: 640, height: 360 },
  rtspPort: 554,
  events: true,
  ptz: true,
  otherHosts: ["192.0.2.9"],
  jpeg: null,
  pictureError: { code: "camera.timed_out", params: { reason: "first picture" } },
};

async function open(language: "zh-CN" | "en", play: (finder: FakeCameraFinder) => void): Promise<OpenDesk> {
  const desk = await openDesk({
    width: 1366,
    height: 768,
    language,
    prepare: (station) => {
      station.actor = { name: "Zhao", role: "technician" };
      station.editable = {
        sha256: "before",
        site: {
          site: { id: "h", name: { "zh-CN": "医院", en: "Hospital" }, timeZone: "Asia/Shanghai" },
          areas: [{ id: "ed", name: { "zh-CN": "急诊", en: "Emergency" }, key: true }],
          devices: [{ id: "cam1", kind: "camera", family: "onvif", area: "ed", address: "http://10.0.0.11/x" }],
        },
        secrets: [],
        undoAtMs: null,
      };
      play(station.cameraFinder);
    },
  });
  await desk.page.getByText("Zhao").first().waitFor();
  await desk.page.keyboard.press("F7");
  await desk.page.locator("[data-find]").click();
  await desk.page.locator("[data-finder]").waitFor();
  return desk;
}

async function look(page: Page, name: string): Promise<void> {
  const folder = new URL("../../test-results/devices/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}

test.each(["zh-CN", "en"] as const)("nobody answers: what to check, and an address by hand (%s)", async (language) => {
  const desk = await open(language, (finder) => {
    finder.search = [
      { type: "begun", interfaces, withinMs: 4000 },
      { type: "done", interfaces, refused: 3, full: false },
    ];
  });
  const { page } = desk;
  await page.locator("[data-nobody]").waitFor();
  expect(await page.locator("[data-nobody]").textContent()).toContain("3702");
  expect(await page.locator("[data-finder]").textContent()).toContain("ENETUNREACH");
  await page.locator("input[data-typed-address]").fill("not an address");
  await page.keyboard.press("Enter");
  await look(page, `find-nobody-${language}`);
  await page.locator("input[data-typed-address]").fill("10.0.0.77");
  await page.locator("[data-finder] select").selectOption("8899");
  await page.locator("input[data-typed-address]").press("Enter");
  await page.locator('[data-found="http://10.0.0.77:8899/onvif/device_service"] input:checked').waitFor();
  // The name field has the keys: the next thing to type.
  await page.locator("input[data-enrol-username]:focus").waitFor();
});

test("rows say what is odd, known cameras cannot be marked, the first refused password spares the rest", async () => {
  const desk = await open("en", (finder) => {
    finder.search = [
      { type: "begun", interfaces, withinMs: 4000 },
      {
        type: "found",
        cameras: [
          found("10.0.0.11"),
          found("10.0.0.12", { otherHosts: ["192.0.2.9"] }),
          found("10.0.0.13", { sharesEndpoint: true }),
          found("10.0.0.14"),
        ],
      },
      { type: "done", interfaces, refused: 0, full: false },
    ];
    finder.cameras.set("http://10.0.0.12/onvif/device_service", [{ type: "done", camera: seen }]);
    finder.refusal = { code: "camera.auth_refused", params: { reason: "HTTP 401" } };
  });
  const { page, station } = desk;
  await page.locator('[data-found*="10.0.0.14"]').waitFor();
  expect(await page.locator('[data-enrolled="true"] input').isDisabled()).toBe(true);
  expect(await page.locator('[data-found*="10.0.0.12"]').textContent()).toContain("192.0.2.9");
  await page.locator("[data-mark-all]").click();
  await page.locator("input[data-enrol-username]").fill("admin");
  await page.keyboard.press("Tab");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.locator('[data-state="spared"][data-asked*="10.0.0.14"]').waitFor();
  await look(page, "find-refused-en");
  expect(station.cameraFinder.probed.map(({ address }) => new URL(address).hostname)).toEqual([
    "10.0.0.12",
    "10.0.0.13",
  ]);
  // Asked again, only those that have not shown themselves.
  await page.locator("input[data-enrol-username]").press("Enter");
  await expect.poll(() => station.cameraFinder.probed.length).toBe(3);
  await page.keyboard.press("Control+s");
  await page.locator("[data-proposal]").waitFor();
  const { input } = station.calls.findLast(({ name }) => name === "site.preview") ?? {};
  expect(input).toMatchObject({ edit: { operations: [{ device: { id: "cam2", rtspPort: 554, password: "wrong" } }] } });
  // Back from the card: what was found and asked is still there.
  await page.keyboard.press("Escape");
  await page.locator('[data-state="seen"][data-asked*="10.0.0.12"]').waitFor();
  await page.keyboard.press("Escape");
  await page.locator("[data-finder]").waitFor({ state: "detached" });
});

test("a certificate is compared before anything is sent", async () => {
  const address = "https://10.0.0.15/onvif/device_service";
  const certificate = { sha256: "ab".repeat(32), subject: "CN=camera", validFromMs: 0, validToMs: 1 };
  const desk = await open("en", (finder) => {
    finder.search = [{ type: "found", cameras: [found("10.0.0.15", { address })] }];
    finder.cameras.set(address, [{ type: "certificate", certificate }]);
  });
  const { page, station } = desk;
  await page.locator("[data-found] input").check();
  await page.locator("input[data-enrol-username]").fill("admin");
  await page.keyboard.press("Enter");
  await page.getByText("AB:AB:AB").waitFor();
  await look(page, "find-certificate-en");
  station.cameraFinder.cameras.set(address, [{ type: "done", camera: seen }]);
  await page.locator("[data-certificate-yes]").press("Enter");
  await page.locator('[data-state="seen"]').first().waitFor();
  expect(station.cameraFinder.probed.map((input) => input.certificate)).toEqual([undefined, certificate.sha256]);
});
