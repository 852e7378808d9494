import type { Page } from "playwright-core";
import { buildPage, openDesk } from "../harness/desk-in-chromium.ts";
import { connectPage, signIn } from "../harness/live-page.ts";
import { percentilesOf } from "../harness/percentiles.ts";
import { freshAddress, startStation } from "../harness/station-process.ts";
import { startGateSimulator } from "../simulators/gate/gate-simulator.ts";
import { atMost, type BenchResult } from "./bench-result.ts";

const warmRounds = 5;
const rounds = 40;
/** One key from a metal alarm to the form, painted. */
const mostMs = 100;
const patienceMs = 30_000;

/** Ms from a key to the paint of what it opens: two frames after it stands in the page. */
async function timeKey(page: Page, key: string, selector: string): Promise<number> {
  const painted = page.evaluate(
    ({ what, withinMs }) =>
      new Promise<number>((resolve, reject) => {
        addEventListener(
          "keydown",
          (event) => {
            const look = () => {
              if (document.querySelector(what))
                requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - event.timeStamp)));
              else if (performance.now() - event.timeStamp > withinMs) reject(new Error(`no ${what}`));
              else requestAnimationFrame(look);
            };
            look();
          },
          { once: true, capture: true },
        );
      }),
    { what: selector, withinMs: patienceMs },
  );
  // The page listens before the key is given.
  await page.evaluate(() => undefined);
  await page.keyboard.press(key);
  return painted;
}

async function closeAll(page: Page, selector: string): Promise<void> {
  await page.keyboard.press("Escape");
  await page.locator(selector).waitFor({ state: "detached", timeout: patienceMs });
}

/**
 * A metal alarm is selected; J opens a check of it, which the station has stored before it answers, and
 * the form with its first question. Each round's check is abandoned, so that every J opens another one.
 * Beside it in the same page: a drawer with nothing but a list of keys, which asks nobody.
 */
export async function benchEntryForm(say: (text: string) => void): Promise<{ results: readonly BenchResult[] }> {
  await buildPage();
  const gate = await startGateSimulator({ listen: "127.0.0.1:0", framing: "tcp", units: [1] });
  const station = await startStation({
    site: {
      site: { id: "bench", name: { "zh-CN": "测量" }, timeZone: "Asia/Shanghai", province: "beijing" },
      areas: [{ id: "ed", name: { "zh-CN": "急诊" }, key: true }],
      devices: [
        {
          id: "gate1",
          kind: "gate",
          family: "modbus-io",
          framing: "tcp",
          link: `tcp://${gate.address}`,
          unit: 1,
          area: "ed",
          timeoutMs: 5000,
          inputs: [{ input: 0, means: "metal" }],
        },
      ],
    },
  });
  const desk = await openDesk(station.url);
  const other = await connectPage(await signIn(await freshAddress(station)));
  try {
    const { page } = desk;
    const { client } = other;
    page.setDefaultTimeout(patienceMs);
    await client.session.signOn({ name: "测量", role: "operator" });
    await page.locator("[data-device]").first().waitFor();
    await page.keyboard.press("o");
    await page.locator("header input:focus").waitFor();
    await page.keyboard.type("值班员");
    await page.keyboard.press("Enter");
    await page.locator("header").getByText("值班员", { exact: true }).first().waitFor();
    gate.pulse(1, 0, 600);
    await page.locator('[role="option"][data-class="security"]').waitFor();
    await page.keyboard.press("t");
    await page.locator('[role="option"][data-class="security"][aria-selected="true"]').waitFor();
    say("J to the form, ? to a bare drawer");
    const form: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < warmRounds + rounds; round++) {
      const formMs = await timeKey(page, "j", "[data-entry] [data-step]");
      const entryId = await page.locator("[data-entry]").getAttribute("data-entry");
      await closeAll(page, "[data-entry]");
      await client.entries.abandon({ entryId: entryId ?? "", reason: "测量" });
      const bareMs = await timeKey(page, "?", ".ant-drawer-open dl kbd");
      await closeAll(page, ".ant-drawer-open dl kbd");
      if (round < warmRounds) continue;
      form.push(formMs);
      bare.push(bareMs);
    }
    const [ours, peer] = [percentilesOf(form), percentilesOf(bare)];
    return {
      results: [
        atMost("metal alarm to form, p50", ours.p50, "ms", mostMs, { name: "bare drawer p50", value: peer.p50 }),
        atMost("metal alarm to form, p99", ours.p99, "ms", mostMs, { name: "bare drawer p99", value: peer.p99 }),
      ],
    };
  } finally {
    other.socket.terminate();
    await desk.close();
    await station.stop();
    await gate.close();
  }
}
