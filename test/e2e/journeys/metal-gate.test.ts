import { describe, expect, test } from "vitest";
import { wiring } from "../../simulators/gate/module.ts";
import { largeScreen, screenshotsOf, signOn, smallScreen } from "../browser.ts";
import { consoles } from "../consoles.ts";
import {
  acknowledgeTop,
  answerStep,
  chooseCause,
  doStep,
  openAnswers,
  openClosing,
  openDispatch,
  recordStep,
  rowInState,
  rowOf,
  sendCallSigns,
  sendClosing,
} from "../desk-keys.ts";
import { openDevices } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const words = {
  "zh-CN": {
    metal: "安检门金属报警",
    found: "弹簧刀一把，人与物已移交民警",
    timeline: ["报警确认", "步骤完成", "派出", "到场"],
  },
  en: {
    metal: "Metal at the gate",
    found: "One flick knife; person and knife handed to the police",
    timeline: ["Alarm acknowledged", "Step done", "Guards dispatched", "On scene"],
  },
} as const;

describe.each(consoles)("$name", ({ shell, isMissing, openConsole }) => {
  describe.skipIf(isMissing)("metal at the gate", () => {
    test.each(journeyLanguages)("a weapon, from the gate to the closing, by keyboard alone (%s)", async (language) => {
      const [operator] = operators[language];
      const devices = await openDevices();
      const { page, dataFolder } = await openConsole(devices, language);
      const keep = screenshotsOf(page, language, shell === "browser" ? "metal-gate" : `metal-gate-${shell}`);
      await signOn(page, operator);
      await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();

      // Held, not pulsed: a machine that stands still for a second must not make it another journey.
      const gate = devices.gate.module(1);
      gate.set(wiring.passage, true);
      gate.set(wiring.metal, true);
      const alarm = rowOf(page, "security");
      await alarm.waitFor();
      expect(await alarm.textContent()).toContain(words[language].metal);
      await page.locator('[data-camera="cam1"][data-linked="true"]').waitFor();
      await keep("1-alarm");

      await acknowledgeTop(page);
      await openAnswers(page, "look");
      await page.locator('[data-step="look"]').getByText("8020").waitFor();
      await keep("2-question");
      await answerStep(page, "look", "3");
      await openDispatch(page);
      await page.setViewportSize(smallScreen);
      await keep("3-dispatch-1366");
      await page.setViewportSize(largeScreen);
      await sendCallSigns(page, "25");
      await rowInState(page, "dispatched").waitFor();
      for (const step of ["police", "clear", "chief", "handover", "evidence"]) await doStep(page, step);
      await recordStep(page, words[language].found);
      // Two were sent: a digit says who is there.
      await page.keyboard.press("d");
      await page.locator('form input[name="callSign"]:focus').waitFor({ state: "attached" });
      await page.keyboard.press("1");
      await rowInState(page, "arrived").waitFor();
      const history = page.locator("[data-history]");
      for (const what of words[language].timeline) await history.getByText(what).first().waitFor();
      await keep("4-timeline");
      await openClosing(page);
      await chooseCause(page, "1");
      await keep("5-closing");
      await sendClosing(page, words[language].found);

      // The gate's other contacts are alarms of their own, or none.
      devices.gate.tamper(1, true);
      await rowOf(page, "security").waitFor();
      const events = storedEvents(dataFolder);
      const [raised] = events.filter((event) => event.kind === "alarm.raised");
      const ofAlarm = events.filter((event) => event.alarmId === raised?.alarmId);
      const done = ofAlarm.filter((event) => event.kind === "plan.step_done");
      expect(done.map((event) => event.data.stepId)).toEqual([
        "look",
        "hold",
        "police",
        "clear",
        "chief",
        "handover",
        "evidence",
        "report",
      ]);
      expect(ofAlarm.find((event) => event.kind === "alarm.dispatched")?.data).toMatchObject({
        callSigns: ["02", "11"],
      });
      expect(ofAlarm.findLast((event) => event.kind === "alarm.closed")?.data).toMatchObject({
        cause: "real",
        note: words[language].found,
      });
      const kinds = events
        .filter((event) => event.kind === "gate.input")
        .map((event) => `${event.data.means} ${event.data.change}`);
      expect(kinds.filter((kind) => kind.startsWith("passage"))).toEqual(["passage on"]);
    });
  });
});
