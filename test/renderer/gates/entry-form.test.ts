import { afterAll, expect, test, vi } from "vitest";
import { type OpenDesk, removeBuiltPage } from "../desk-page.ts";
import { sampleWarning } from "../sample-gates.ts";
import { callsOf, cutTexts, keep, openGateDesk, raiseMetal } from "./gate-desk.ts";

afterAll(removeBuiltPage);
// A browser on a busy machine takes its time; none of this measures it.
vi.setConfig({ testTimeout: 240_000 });

/** The form at a step whose field has the focus. */
async function atStep({ page }: OpenDesk, step: string): Promise<void> {
  await page.waitForFunction(
    (id) => document.querySelector(`[data-entry] [data-step="${id}"]`)?.contains(document.activeElement) === true,
    step,
  );
}

test.each([
  ["zh-CN", 1366, 768],
  ["en", 1920, 1080],
  // 1366 × 768 enlarged to 150 %.
  ["en", 911, 512],
] as const)(
  "metal, J, a restricted item, a ticket, confirmed: digits and Enter (%s %i)",
  async (language, width, height) => {
    const desk = await openGateDesk({
      language,
      width,
      height,
      prepare: (station) => {
        station.gates.warnings = [sampleWarning("w1"), sampleWarning("w2", { kind: "person", areaIds: [] })];
      },
    });
    const { page, station } = desk;
    await raiseMetal(desk);
    // On the alarm: the warning of its area, and the button.
    await page.locator('[data-alarm] [data-kind="department"]').waitFor();
    await page.keyboard.press("j");
    await atStep(desk, "what");
    expect(callsOf(station, "entries.")).toEqual([
      { name: "entries.open", input: { alarmId: "m1", gateId: null, areaId: null, happenedAtMs: null } },
    ]);
    await page.locator('[data-entry] [data-kind="person"]').waitFor();
    await page.locator('[data-entry] [data-camera="cam1"] canvas').waitFor();
    await keep(page, `${language}-${width}-form`);
    expect(await cutTexts(page)).toEqual([]);
    // Enter and arrows answer nothing; nor do they reach the alarm.
    await page.keyboard.press("Enter");
    await page.keyboard.press("9");
    await page.keyboard.press("5");
    await atStep(desk, "restricted");
    expect(callsOf(station, "alarms.acknowledge")).toEqual([]);
    expect(callsOf(station, "entries.answer")).toHaveLength(1);
    await page.keyboard.type("sgd");
    await page.locator('[data-entry] [role="option"][aria-selected="true"][data-class="knives"]').waitFor();
    await keep(page, `${language}-${width}-items`);
    await page.keyboard.press("Enter");
    await page.locator("[data-chosen-class] input:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-count] input:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-entry] input[role=combobox]:focus").waitFor();
    await page.keyboard.press("Enter");
    await atStep(desk, "choice");
    // A step back, and on again.
    await page.keyboard.press("Backspace");
    await atStep(desk, "restricted");
    await page.locator("[data-entry] li[data-rule] button").first().waitFor({ state: "detached" });
    await page.keyboard.type("斧头");
    await page.locator('[data-entry] [role="option"][data-class="tools"]').waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-chosen-class] input:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-count] input:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-entry] input[role=combobox]:focus").waitFor();
    await page.keyboard.press("Enter");
    await atStep(desk, "choice");
    await page.keyboard.press("1");
    await atStep(desk, "deposit");
    await page.keyboard.type("A-3");
    await page.keyboard.press("Enter");
    await page.locator('[data-outcome="deposited"] [data-go]:focus').waitFor();
    await keep(page, `${language}-${width}-outcome`);
    expect(await cutTexts(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.locator('[data-decided="deposited"] [data-go]:focus').waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-entry]").waitFor({ state: "detached" });
    expect(station.gates.deposits.get("id-JC20261122-001")).toMatchObject({
      entryId: "e1",
      place: "A-3",
      items: [{ classId: "tools", description: "斧头", count: 1, rule: "restricted" }],
    });
    expect(desk.complaints).toEqual([]);
  },
);

test("Escape puts it aside with what was typed; a band says so; J goes on with it", async () => {
  const desk = await openGateDesk();
  const { page, station } = desk;
  // No alarm: a choice of gates.
  await page.keyboard.press("j");
  await page.locator("[data-start] fieldset:focus").waitFor();
  await page.keyboard.press("2");
  await atStep(desk, "what");
  await page.keyboard.press("7");
  await atStep(desk, "why");
  await page.keyboard.type("孕妇 1 j");
  await page.keyboard.press("Escape");
  await page.locator('[data-band="entries"]').waitFor();
  await keep(page, "aside");
  await page.keyboard.press("j");
  await page.locator('[data-start] [data-choice^="resume"]').waitFor();
  await page.keyboard.press("1");
  await atStep(desk, "why");
  expect(await page.locator("[data-entry] textarea").first().inputValue()).toBe("孕妇 1 j");
  expect(await page.locator('[data-band="entries"]').count()).toBe(0);
  await page.keyboard.press("Enter");
  // By hand: a name and the tick, neither is left out.
  await atStep(desk, "who");
  await page.keyboard.press("Enter");
  await page.keyboard.type("李梅");
  await page.keyboard.press("Enter");
  await page.locator("[data-entry] input[type=checkbox]:focus").waitFor();
  await page.keyboard.press("Enter");
  expect(station.gates.get("e1").stepId).toBe("who");
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await page.locator('[data-outcome="manual_check_passed"] [data-go]:focus').waitFor();
  expect(station.gates.get("e1").done.at(-1)?.data.checker).toEqual({ name: "李梅", sameSex: true });
  expect(callsOf(station, "entries.open")).toEqual([
    { name: "entries.open", input: { alarmId: null, gateId: "gate2", areaId: null, happenedAtMs: null } },
  ]);
  expect(desk.complaints).toEqual([]);
});

test("police: the numbers are shown, who was called is chosen by digit and stamped", async () => {
  const desk = await openGateDesk();
  const { page, station } = desk;
  await raiseMetal(desk);
  await page.keyboard.press("j");
  await atStep(desk, "what");
  await page.keyboard.press("3");
  await atStep(desk, "stop");
  await page.keyboard.press("Enter");
  await atStep(desk, "call");
  await page.getByText("8110").waitFor();
  await page.keyboard.press("2");
  await page.locator("[data-call-number] input:focus").waitFor();
  await page.keyboard.type("JQ-1");
  await keep(page, "police");
  await page.keyboard.press("Enter");
  await page.locator('[data-outcome="forced_in_police"]').waitFor();
  expect(station.gates.get("e1").done.at(-1)?.data.police).toMatchObject({ whom: "报警 110", callNumber: "JQ-1" });
});

test("an old step is told, and the form shows where the check stands", async () => {
  const desk = await openGateDesk();
  const { page, station } = desk;
  await raiseMetal(desk);
  await page.keyboard.press("j");
  await atStep(desk, "what");
  // A colleague was faster, and this page has not heard of it.
  station.gates.entries.set("e1", { ...station.gates.get("e1"), stepId: "told" });
  await page.keyboard.press("3");
  await page.locator("[data-entry] output[data-bad]").waitFor();
  await atStep(desk, "told");
  expect(station.gates.get("e1").stepId).toBe("told");
});

test("nobody signed on: nothing is opened, the form says so and the name has the focus", async () => {
  const desk = await openGateDesk({ prepare: (station) => (station.actor = null) });
  const { page, station } = desk;
  await page.keyboard.press("j");
  await page.locator("[data-start] fieldset:focus").waitFor();
  await page.keyboard.press("1");
  await page.locator("header input:focus").waitFor();
  await page.locator("[data-start] output[data-bad]").waitFor();
  expect(callsOf(station, "entries.open")).toEqual([]);
});

test("personal data is folded, sent only by hand, and shown as the station gives it", async () => {
  const desk = await openGateDesk();
  const { page, station } = desk;
  await raiseMetal(desk);
  await page.keyboard.press("j");
  await atStep(desk, "what");
  await page.locator("[data-entry] details summary").focus();
  await page.keyboard.press("Space");
  await page.locator("[data-entry] details input").first().focus();
  await page.keyboard.type("张三丰");
  await keep(page, "subject");
  expect(callsOf(station, "entries.setSubject")).toEqual([]);
  await page.keyboard.press("Enter");
  await expect.poll(() => callsOf(station, "entries.setSubject").length, { timeout: 30_000 }).toBe(1);
  await page.locator("[data-entry] dl[data-masked=false]").getByText("张三丰").waitFor();
});
