import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import type { Language } from "../../native/contract/text.ts";
import { closing } from "../set-up.ts";
import { keepScreenshot, openBrowser, openDesk } from "./browser.ts";
import { freshAddress } from "./fresh-address.ts";
import {
  atStep,
  confirmOutcome,
  type GateHospital,
  openGateHospital,
  putDownItem,
  raiseMetal,
  selectMetal,
  signOnAt,
  walk,
} from "./gate-hospital.ts";
import { storedEvents } from "./stored-events.ts";

const hourMs = 3_600_000;

/** The address opened alone and printed: its text, and what the file says of itself. */
async function printed(
  browser: Browser,
  hospital: GateHospital,
  hash: string,
): Promise<{ text: string; info: string }> {
  const page = await openDesk(browser, `${freshAddress(hospital.station.dataFolder)}${hash}`);
  await page.locator('[data-report="ready"]').waitFor({ timeout: 60_000 });
  const folder = mkdtempSync(join(tmpdir(), "wardwatch-print-"));
  closing(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "paper.pdf");
  await page.pdf({ path, preferCSSPageSize: true, printBackground: true });
  await page.context().close();
  return {
    text: execFileSync("pdftotext", ["-raw", path, "-"], { encoding: "utf8" }),
    info: execFileSync("pdfinfo", [path], { encoding: "utf8" }),
  };
}

async function openEntry(page: Page): Promise<void> {
  await page.keyboard.press("j");
  await atStep(page, "arrival");
}

const onPaper = {
  "zh-CN": { refused: "拒绝安检，拒绝进入", gate: "急诊安检门" },
  en: { refused: "Refuses the check: refused entry", gate: "ED gate" },
} as const;

/** A machine that is shared by many is slow; none of this measures it. */
vi.setConfig({ testTimeout: 300_000 });

test.each(["zh-CN", "en"] as const)("what happens at the gate, by keyboard alone (%s)", async (language: Language) => {
  const hospital = await openGateHospital();
  const browser = await openBrowser();
  const page = await openDesk(browser, hospital.station.url, language);
  await signOnAt(page, "王芳");

  // Refuses the check: refused entry. A step is taken back on the way.
  await raiseMetal(hospital, page);
  await openEntry(page);
  await page.locator("[data-entry]").getByText("急诊大厅").or(page.getByText("Emergency hall")).first().waitFor();
  await walk(page, [["arrival", "4"]]);
  await walk(page, [
    ["refusal_told", "Enter"],
    ["refusal_answer", "Backspace"],
    ["refusal_told", "Enter"],
    ["refusal_answer", "2"],
  ]);
  await keepScreenshot(page, `gate-outcome-${language}`);
  const refused = await confirmOutcome(page, "refused_check");
  expect(refused).toMatch(/^AJ\d{8}-001$/);

  // A prohibited item: scene held, police.
  await openEntry(page);
  await walk(page, [["arrival", "1"], ["inspect", "3"], ["prohibited_items"]]);
  await putDownItem(page, language === "en" ? "dagger" : "bs");
  await walk(page, [
    ["hold_scene", "1", "Enter"],
    ["prohibited_call", "2", "Enter"],
  ]);
  await confirmOutcome(page, "prohibited_police");

  // Forces in: stopped, police.
  await openEntry(page);
  await walk(page, [
    ["arrival", "5"],
    ["stop", "Enter"],
    ["forced_call", "1", "JQ-77", "Enter"],
  ]);
  await confirmOutcome(page, "forced_in_police");

  // Emergency, green lane.
  await openEntry(page);
  await walk(page, [
    ["arrival", "2"],
    ["green_reason", "胸痛 chest pain", "Enter"],
  ]);
  await confirmOutcome(page, "green_lane");

  // By hand: nothing goes on without the tick that the checker is of the same sex.
  await openEntry(page);
  await walk(page, [
    ["arrival", "3"],
    ["manual_reason", "心脏起搏器 pacemaker", "Enter"],
    ["manual_checker", "李梅", "Enter"],
  ]);
  await page.locator('[data-step="manual_checker"] input[type=checkbox]:focus').waitFor();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await walk(page, [["manual_result", "1"]]);
  await confirmOutcome(page, "manual_check_passed");

  // A restricted item is deposited; the ticket is written within the form.
  await openEntry(page);
  await walk(page, [["arrival", "1"], ["inspect", "4"], ["restricted_items"]]);
  await putDownItem(page, language === "en" ? "fruit knife" : "sgd");
  await walk(page, [
    ["restricted_choice", "1"],
    ["deposit_ticket", "A-3", "Enter"],
  ]);
  await confirmOutcome(page, "deposited");

  // The register shows the refusals of this shift.
  await page.keyboard.press("F6");
  await page.locator('[role="tab"]:focus').waitFor();
  await page.keyboard.press("2");
  await page.locator(`[data-tab="register"] [data-row]`).nth(1).waitFor();
  expect(await page.locator('[data-tab="register"] [data-row]').count()).toBe(2);
  await page.getByRole("option").getByText(refused).waitFor();
  await keepScreenshot(page, `gate-register-${language}`);

  // It is corrected by a new record, which says why.
  await page.keyboard.press("ArrowDown");
  await page.locator('[data-tab="register"] [role="listbox"]:focus').waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.locator("[data-detail] h3", { hasText: refused }).waitFor();
  const correct = page.locator("[data-detail] button[data-correct]");
  await correct.waitFor();
  await correct.focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] form textarea:focus").waitFor();
  await page.keyboard.type("岗位报错");
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] h3", { hasText: /AJ\d{8}-007/ }).waitFor();
  await page.locator("[data-row]", { hasText: refused }).locator("b").waitFor();

  // The bag is given back against a signature.
  await page.keyboard.press("Escape");
  await page.locator('[role="listbox"]:focus').waitFor();
  await page.locator("#gates-tab-register").focus();
  await page.keyboard.press("3");
  const deposit = page.locator('[data-tab="deposits"] [data-row]');
  await deposit.waitFor();
  const ticket = ((await deposit.textContent()) ?? "").match(/JC\d{8}-\d{3}/)?.[0] ?? "";
  const depositId = (await deposit.getAttribute("data-row")) ?? "";
  await page.keyboard.press("ArrowDown");
  await page.locator('[data-tab="deposits"] [role="listbox"]:focus').waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] button").first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-detail] button:focus").waitFor();
  await page.keyboard.press("Enter");
  const canvas = page.locator("[data-detail] canvas");
  await canvas.waitFor();
  // Only the signature itself is drawn by hand.
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("no place to sign");
  await page.mouse.move(box.x + 30, box.y + 60);
  await page.mouse.down();
  for (const [x, y] of [
    [60, 20],
    [90, 80],
    [140, 30],
    [200, 70],
  ] as const)
    await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
  await page.mouse.up();
  await keepScreenshot(page, `gate-return-${language}`);
  await page.locator("[data-detail] [data-paper] input").focus();
  await page.keyboard.press("Enter");
  await deposit.waitFor({ state: "detached" });

  // On paper: number, gate, outcome, page number, nothing private.
  const span = `from=${Date.now() - 24 * hourMs}&to=${Date.now() + hourMs}`;
  const { text: register } = await printed(browser, hospital, `#register?${span}&language=${language}`);
  // The reader of the paper breaks lines where cells end, and drops spaces.
  const words = register.replaceAll(/\s+/g, "");
  for (const part of [refused, onPaper[language].gate, onPaper[language].refused, "1/1"])
    expect(words).toContain(part.replaceAll(" ", ""));
  const label = await printed(browser, hospital, `#label?deposit=${depositId}&language=${language}`);
  expect(label.info).toMatch(/Pages:\s+2\n[\s\S]*Page size:\s+1(?:69|70)\S* x 113/);
  expect(label.text.split(ticket)).toHaveLength(3);

  const events = storedEvents(hospital.station.dataFolder);
  expect(events.flatMap((event) => (event.kind === "entry.decided" ? [event.data.outcome] : []))).toEqual([
    "refused_check",
    "prohibited_police",
    "forced_in_police",
    "green_lane",
    "manual_check_passed",
    "deposited",
  ]);
  const kinds = events.map((event) => event.kind);
  expect(kinds.filter((kind) => kind === "entry.step_back")).toHaveLength(1);
  expect(kinds).toEqual(
    expect.arrayContaining(["entry.corrected", "entry.corrects", "deposit.added", "deposit.returned"]),
  );
});

/** Digits at a field are its text: the key goes on only from the field that has the focus. */
async function fillField(page: Page, field: string, text: string): Promise<void> {
  await page.locator(`[data-field="${field}"] :is(input, textarea):focus`).waitFor();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

test.each(["zh-CN", "en"] as const)(
  "the chief adds to the hospital's own list, and the form at the gate offers it (%s)",
  async (language: Language) => {
    const hospital = await openGateHospital();
    const browser = await openBrowser();
    const page = await openDesk(browser, hospital.station.url, language);
    page.setDefaultTimeout(60_000);
    await page.locator("[data-device]").first().waitFor();
    await page.keyboard.press("o");
    await page.keyboard.type("赵科");
    await page.keyboard.press("Tab");
    const bar = page.getByRole("banner");
    const [operator, chiefRole] = language === "en" ? ["Operator", "Security chief"] : ["值班员", "保卫科长"];
    const active = (role: string) => page.locator(".ant-select-item-option-active", { hasText: role });
    // The list opens in its own time: each key waits until it stands where the key is meant.
    await bar.getByRole("combobox").and(page.locator(":focus")).waitFor();
    await page.keyboard.press("ArrowDown");
    await active(operator).waitFor();
    await page.keyboard.press("ArrowDown");
    await active(chiefRole).waitFor();
    await page.keyboard.press("Enter");
    await bar.getByText(chiefRole).last().waitFor();
    await bar.getByRole("textbox").focus();
    await page.keyboard.press("Enter");
    // The role also stands in its field before: the name as text says that it was taken.
    await bar.getByText("赵科", { exact: true }).waitFor();

    await page.keyboard.press("F6");
    await page.locator('[role="tab"]:focus').waitFor();
    await page.keyboard.press("5");
    // The national list is general: that nobody read the local rules is said.
    await page.locator('[data-list="national/2021-04-01"] small b').waitFor();
    await page.locator('[data-list="beijing/2021-04-01"][data-in-use="true"]').waitFor();
    await page.locator("[data-add]").focus();
    await page.keyboard.press("Enter");
    await page.locator("form [data-digits]:focus").waitFor();
    await page.keyboard.press("2");
    await fillField(page, "chinese", "无人机");
    await fillField(page, "english", "Drones");
    await fillField(page, "examples", "航拍机 = camera drone");
    await page.keyboard.press("Enter");
    await fillField(page, "title", "本院规定");
    await fillField(page, "article", "第三条");
    await fillField(page, "reason", "院办通知");
    await page.locator('[data-row="hospital-drones"][aria-selected="true"]').waitFor();
    await page.locator('[data-tab="items"] [role="listbox"]:focus').waitFor();
    await keepScreenshot(page, `gate-items-${language}`);
    await page.keyboard.press("Enter");
    await page.locator('[data-detail="hospital-drones"] button:focus').waitFor();
    await page.keyboard.press("Enter");
    await page.locator("form [data-digits]:focus").waitFor();
    await page.keyboard.press("2");
    await fillField(page, "chinese", "和气球");
    await page.locator('[data-field="reason"] input').focus();
    await fillField(page, "reason", "补充");
    await page.locator('[data-tab="items"] [role="listbox"]:focus').waitFor();

    // At the gate it is found by its example, with the hospital's rule as its basis.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.locator('[data-tab="items"]').waitFor({ state: "detached" });
    await raiseMetal(hospital, page);
    await openEntry(page);
    await walk(page, [["arrival", "1"], ["inspect", "4"], ["restricted_items"]]);
    await page.locator("[data-entry] input[role=combobox]:focus").waitFor();
    await page.keyboard.type(language === "en" ? "camera drone" : "航拍");
    await page.locator('[data-class="hospital-drones"][aria-selected="true"]').waitFor();
    await page.keyboard.press("Enter");
    await page.locator('[data-chosen-class="hospital-drones"]').getByText("本院规定 第三条").waitFor();

    const chief = { name: "赵科", role: "chief" };
    expect(storedEvents(hospital.station.dataFolder).filter(({ kind }) => kind === "items.changed")).toMatchObject([
      {
        actor: chief,
        data: { old: null, new: { classes: [{ id: "hospital-drones", rule: "restricted" }] }, reason: "院办通知" },
      },
      {
        actor: chief,
        data: {
          old: { classes: [{ name: { "zh-CN": "无人机" } }] },
          new: { classes: [{ name: { "zh-CN": "无人机和气球", en: "Drones" } }] },
          reason: "补充",
        },
      },
    ]);
  },
);

/** Lets the page speak to the station, but hears for it only when told to. */
async function holdBack(page: Page): Promise<{ hold: () => void; release: () => void }> {
  let held = false;
  const waiting: (() => void)[] = [];
  await page.routeWebSocket(/\/rpc$/, (line) => {
    const server = line.connectToServer();
    server.onMessage((message) => {
      if (held) waiting.push(() => line.send(message));
      else line.send(message);
    });
  });
  return {
    hold: () => (held = true),
    release: () => {
      held = false;
      for (const send of waiting.splice(0)) send();
    },
  };
}

test("a second desk sees the open check and goes on with it; the first is told when it answers an old step", async () => {
  const hospital = await openGateHospital();
  const browser = await openBrowser();
  const first = await openDesk(browser, hospital.station.url);
  const second = await openDesk(browser, freshAddress(hospital.station.dataFolder), "en");
  const line = await holdBack(first);
  await first.reload();
  await signOnAt(first, "王芳");
  await signOnAt(second, "Li Qiang");
  await raiseMetal(hospital, first);
  await openEntry(first);
  await second.locator('[data-band="entries"]').waitFor();
  await selectMetal(second);
  await second.keyboard.press("j");
  await atStep(second, "arrival");
  // The same check, not another one.
  expect(await second.locator("[data-entry]").getAttribute("data-number")).toBe(
    await first.locator("[data-entry]").getAttribute("data-number"),
  );
  line.hold();
  await second.keyboard.press("4");
  await atStep(second, "refusal_told");
  await atStep(first, "arrival");
  await first.keyboard.press("2");
  line.release();
  // Nothing was done by the key that was meant for the old step; the form stands where the check does.
  await first.locator("[data-entry] output[data-bad]").waitFor();
  await atStep(first, "refusal_told");
  await atStep(second, "refusal_told");
  // Put aside at one desk it is still open at both.
  await second.keyboard.press("Escape");
  await second.locator('[data-band="entries"]').waitFor();
  await first.keyboard.press("Enter");
  await atStep(first, "refusal_answer");
  await first.keyboard.press("2");
  await confirmOutcome(first, "refused_check");
  await second.locator('[data-band="entries"]').waitFor({ state: "detached" });
});
