import type { Locator, Page } from "playwright-core";
import { startStation, type StationProcess } from "../harness/station-process.ts";
import { closing } from "../set-up.ts";
import { signOn } from "./browser.ts";
import { type GateSimulator, startGateSimulator } from "../simulators/gate/gate-simulator.ts";

/** A station with one gate on a real wire, in Beijing. */
export interface GateHospital {
  readonly gate: GateSimulator;
  readonly station: StationProcess;
}

export async function openGateHospital(): Promise<GateHospital> {
  const gate = await startGateSimulator({ listen: "127.0.0.1:0", framing: "tcp", units: [1] });
  closing(() => gate.close());
  const station = await startStation({
    site: {
      site: {
        id: "test",
        name: { "zh-CN": "示范医院", en: "Demo Hospital" },
        timeZone: "Asia/Shanghai",
        province: "beijing",
      },
      areas: [{ id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" }, key: true }],
      devices: [
        {
          id: "gate1",
          kind: "gate",
          family: "modbus-io",
          framing: "tcp",
          link: `tcp://${gate.address}`,
          unit: 1,
          area: "ed",
          // A machine that is shared by many answers late; that is not what is tested here.
          timeoutMs: 5000,
          name: { "zh-CN": "急诊安检门", en: "ED gate" },
          inputs: [
            { input: 0, means: "metal" },
            { input: 1, means: "passage" },
          ],
        },
      ],
      desk: {
        contacts: [
          { role: "police_room", name: { "zh-CN": "警务室", en: "Police room" }, number: "8110" },
          { role: "police", name: { "zh-CN": "报警", en: "Police" }, number: "110" },
        ],
        callSigns: [{ callSign: "A1", name: { "zh-CN": "急诊岗", en: "ED post" } }],
      },
    },
  });
  closing(async () => void (await station.stop()));
  return { gate, station };
}

/** Signs on once the page has heard from the station: before, a name is refused. */
export async function signOnAt(page: Page, name: string): Promise<void> {
  page.setDefaultTimeout(60_000);
  await page.locator("[data-device]").first().waitFor();
  await signOn(page, name);
}

/** Metal at the gate, until its alarm stands in the queue. */
export async function raiseMetal({ gate }: GateHospital, page: Page): Promise<void> {
  gate.pass(1, true);
  await selectMetal(page);
}

/** The gate's alarm, whatever else a slow machine has raised: security stands above faults. */
export async function selectMetal(page: Page): Promise<void> {
  await page.locator('[role="option"][data-class="security"]').waitFor();
  await page.keyboard.press("t");
  await page.locator('[role="option"][data-class="security"][aria-selected="true"]').waitFor();
}

/** The form at a step, with its keys. */
export async function atStep(page: Page, step: string): Promise<Locator> {
  const card = page.locator(`[data-entry] [data-step="${step}"]`);
  await card.waitFor();
  // The step's own field has the focus before a key is meant for it.
  await page.waitForFunction(
    (id) => document.querySelector(`[data-step="${id}"]`)?.contains(document.activeElement),
    step,
  );
  return card;
}

/** Keys one after the other, each at the step that is named before it. */
export async function walk(page: Page, way: readonly (readonly [step: string, ...keys: string[]])[]): Promise<void> {
  for (const [step, ...keys] of way) {
    await atStep(page, step);
    for (const key of keys) {
      if (/^([1-9]|Enter|Escape|Backspace|Tab|Space)$/.test(key)) await page.keyboard.press(key);
      else await page.keyboard.type(key);
    }
  }
}

/** Finds a class by what is typed, takes it as it is, and goes on. */
export async function putDownItem(page: Page, typed: string): Promise<void> {
  await page.locator("[data-entry] input[role=combobox]:focus").waitFor();
  await page.keyboard.type(typed);
  await page.locator('[data-entry] [role="option"][aria-selected="true"]').waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-chosen-class] input:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-chosen-class] [data-count] input:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-entry] [data-duty=items] li[data-rule] button").waitFor();
  await page.locator("[data-entry] input[role=combobox]:focus").waitFor();
  await page.keyboard.press("Enter");
}

/** Confirms the outcome that stands there, and closes the form. Resolves with the check's number. */
export async function confirmOutcome(page: Page, outcome: string): Promise<string> {
  await page.locator(`[data-entry] [data-outcome="${outcome}"] [data-go]:focus`).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(`[data-entry] [data-decided="${outcome}"] [data-go]:focus`).waitFor();
  const number = (await page.locator("[data-entry]").getAttribute("data-number")) ?? "";
  await page.keyboard.press("Enter");
  await page.locator("[data-entry]").waitFor({ state: "detached" });
  return number;
}
