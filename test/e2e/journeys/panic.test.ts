import { describe, expect, test } from "vitest";
import { giveName, screenshotsOf } from "../browser.ts";
import { consoles } from "../consoles.ts";
import {
  answerStep,
  arrive,
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
import { nursesButton, openDevices } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const words = {
  "zh-CN": { point: "急诊护士站一键报警", note: "保安二人已出发", written: "家属争执，已劝离" },
  en: {
    point: "ED nurses' panic button",
    note: "Two guards are on their way",
    written: "Relatives quarrelled; calmed",
  },
} as const;

describe.each(consoles)("$name", ({ shell, isMissing, openConsole }) => {
  describe.skipIf(isMissing)("panic", () => {
    test.each(journeyLanguages)("from the press to the closing, by keyboard alone (%s)", async (language) => {
      const [operator] = operators[language];
      const devices = await openDevices();
      const { page, dataFolder } = await openConsole(devices, language);
      const keep = screenshotsOf(page, language, shell === "browser" ? "panic" : `panic-${shell}`);
      await page.locator('[data-camera="cam1"][data-live="true"]').waitFor();
      await keep("0-calm");

      devices.receiver.alarm(nursesButton);
      const alarm = rowOf(page, "life");
      await alarm.waitFor();
      expect(await alarm.textContent()).toContain(words[language].point);
      expect(await alarm.getAttribute("data-state")).toBe("active");
      await keep("1-alarm");

      // Nobody has given a name yet: the alarm is in sight and sounds, but acknowledging asks for one. (For
      // a moment after it arrived Enter is not taken at all: it may have been meant for something else.)
      await expect
        .poll(async () => {
          await page.keyboard.press("Enter");
          return page.evaluate(() => document.activeElement?.tagName);
        })
        .toBe("INPUT");
      expect(await alarm.getAttribute("data-state")).toBe("active");
      await giveName(page, operator);
      await page.keyboard.press("Enter");
      await rowInState(page, "acknowledged").waitFor();

      // A form takes the keys when it is there and gives them back when it has gone.
      await page.keyboard.press("n");
      await page.locator("form textarea:focus").waitFor();
      await page.keyboard.type(words[language].note);
      await page.keyboard.press("Enter");
      await page.locator("form").waitFor({ state: "detached" });

      await openAnswers(page, "look");
      await keep("2-question");
      await answerStep(page, "look", "1");
      await openDispatch(page);
      await keep("3-dispatch");
      await sendCallSigns(page, "2");
      await rowInState(page, "dispatched").waitFor();
      await page.locator('[data-step="police"]').getByText("8110").waitFor();
      await keep("4-call");
      await doStep(page, "police");
      await doStep(page, "chief");
      await doStep(page, "isolate");
      await answerStep(page, "injured", "2");
      await doStep(page, "evidence");
      await recordStep(page, words[language].written);
      await arrive(page);
      await openClosing(page);
      await chooseCause(page, "1");
      await keep("5-closing");
      await sendClosing(page, words[language].written);

      await expect.poll(() => devices.receiver.acknowledged.length).toBe(1);
      const events = storedEvents(dataFolder).filter((event) => event.alarmId !== null);
      // Escalation and deadlines beside it depend on how fast this machine is.
      const late = ["alarm.escalated", "plan.step_overdue", "plan.loaded"];
      const course = events.filter((event) => event.severity === "life" && !late.includes(event.kind));
      expect(course.map((event) => [event.kind, event.actor?.name])).toEqual([
        ["panel.signal", undefined],
        ["alarm.raised", undefined],
        ["alarm.acknowledged", operator],
        ["plan.started", operator],
        ["alarm.note_added", operator],
        ["plan.step_done", operator],
        ["alarm.dispatched", operator],
        ["plan.step_done", operator],
        ["plan.step_done", operator],
        ["plan.step_done", operator],
        ["plan.step_done", operator],
        ["plan.step_done", operator],
        ["plan.step_done", operator],
        ["plan.step_done", operator],
        ["plan.finished", operator],
        ["alarm.arrived", operator],
        ["alarm.closed", operator],
      ]);
    });
  });
});
