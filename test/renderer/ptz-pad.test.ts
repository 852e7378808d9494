import { mkdirSync } from "node:fs";
import { afterAll, expect, test, vi } from "vitest";
import { openDesk, removeBuiltPage } from "./desk-page.ts";

/** Moving a camera by keys, against a station that the test plays. */

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 120_000 });

const eventually = { timeout: 20_000 };

test.each(["zh-CN", "en"] as const)(
  "keys move while they are down, presets by number, Escape gives it back (%s)",
  async (language) => {
    const { page, station } = await openDesk({
      width: 1366,
      height: 768,
      language,
      prepare: (given) => (given.actor = { name: "Zhao", role: "technician" }),
    });
    await page.locator("[data-camera]").first().waitFor();
    const told = (name: string) => station.ptz.told.filter((each) => each.name === name).map(({ input }) => input);
    await page.keyboard.press("i");
    await page.locator('[data-ptz][data-held="true"]').waitFor();
    await page.keyboard.down("ArrowRight");
    // Said again while it is down: the station's own limit is two seconds.
    await expect.poll(() => told("move").length, eventually).toBeGreaterThan(2);
    expect(told("move")[0]).toMatchObject({ vector: { pan: 1, tilt: 0, zoom: 0 } });
    await page.keyboard.down("ArrowUp");
    await expect.poll(() => told("move").at(-1), eventually).toMatchObject({ vector: { pan: 1, tilt: 1, zoom: 0 } });
    await page.keyboard.up("ArrowUp");
    await page.keyboard.up("ArrowRight");
    await expect.poll(() => told("move").at(-1), eventually).toMatchObject({ vector: { pan: 0, tilt: 0, zoom: 0 } });
    const moves = told("move").length;
    await page.keyboard.press("2");
    await expect.poll(() => told("goTo"), eventually).toMatchObject([{ preset: "2" }]);
    await page.keyboard.press("Home");
    await expect.poll(() => told("goHome").length, eventually).toBe(1);
    expect(told("move")).toHaveLength(moves);
    await page.locator("[data-ptz] input").fill("药库");
    await page.keyboard.press("Enter");
    await page.locator('[data-preset="3"]').waitFor();
    const folder = new URL("../../test-results/devices/", import.meta.url).pathname;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: `${folder}ptz-${language}.png` });
    // A window that goes away lets go.
    await page.locator("[data-ptz] strong").click();
    await page.keyboard.down("+");
    await expect.poll(() => told("move").at(-1), eventually).toMatchObject({ vector: { zoom: 1 } });
    await page.evaluate(() => window.dispatchEvent(new Event("blur")));
    await expect.poll(() => told("move").at(-1), eventually).toMatchObject({ vector: { zoom: 0 } });
    await page.keyboard.press("Escape");
    await page.locator("[data-ptz]").waitFor({ state: "detached" });
    await expect.poll(() => told("release").length, eventually).toBeGreaterThan(0);
  },
);

test("who has it is said by name, and nothing is sent", async () => {
  const { page, station } = await openDesk({
    language: "en",
    prepare(given) {
      given.actor = { name: "Zhao", role: "operator" };
      given.ptz.refusal = { code: "camera.ptz_held", params: { by: "Li Qiang", role: "operator" } };
    },
  });
  await page.locator("[data-camera]").first().waitFor();
  await page.keyboard.press("i");
  await page.locator("[data-ptz]").getByText("Li Qiang").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Escape");
  await page.locator("[data-ptz]").waitFor({ state: "detached" });
  expect(station.ptz.told.filter(({ name }) => name === "move")).toEqual([]);
});
