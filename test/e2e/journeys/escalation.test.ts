import { expect, test } from "vitest";
import type { DeskSettings } from "../../../native/contract/desk.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn } from "../browser.ts";
import { acknowledgeTop, answerStep, openDispatch, rowOf, sendCallSigns } from "../desk-keys.ts";
import { freshAddress } from "../fresh-address.ts";
import { nursesButton, openHospital } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const steps = {
  second: { afterSeconds: 1, to: "second_operator" },
  chief: { afterSeconds: 2, to: "chief" },
  everybody: { afterSeconds: 3, to: "everybody" },
} as const;
const none = { acknowledge: [], process: [], arrive: [] };
/** Each class stops at another level, so that a slow machine sees every one of them. */
const escalation: DeskSettings["escalation"] = {
  life: {
    acknowledge: [steps.second, steps.chief, steps.everybody],
    process: [steps.second, steps.chief, steps.everybody],
    arrive: [],
  },
  security: { ...none, acknowledge: [steps.second, steps.chief] },
  fault: { ...none, acknowledge: [steps.second] },
  information: none,
};
const words = {
  "zh-CN": {
    marks: { fault: "1 级 第二值班员", security: "2 级 保卫科长", life: "3 级 全体" },
    band: "呼叫全体",
    nobodySent: "尚未派人",
  },
  en: {
    marks: { fault: "L1 second operator", security: "L2 security chief", life: "L3 everybody" },
    band: "Call: everybody",
    nobodySent: "nobody was sent",
  },
} as const;

test.each(journeyLanguages)("nobody's hand, nobody sent: who is called, on both screens (%s)", async (language) => {
  const [operator, colleague] = operators[language];
  const hospital = await openHospital({ camera: false, desk: { escalation } });
  const browser = await openBrowser();
  const page = await openDesk(browser, hospital.station.url, language, largeScreen);
  const other = await openDesk(browser, freshAddress(hospital.station.dataFolder), language);
  const screens = [page, other];
  const keep = screenshotsOf(page, language, "escalation");
  await signOn(page, operator);
  await signOn(other, colleague);

  hospital.receiver.alarm(nursesButton);
  hospital.receiver.alarm({ account: "1234", code: "130", zone: "007" });
  hospital.receiver.alarm({ account: "1234", code: "301", zone: "000" });
  for (const screen of screens) {
    for (const known of ["life", "security", "fault"] as const)
      await rowOf(screen, known).getByText(words[language].marks[known], { exact: true }).waitFor();
    await screen.locator('[data-band="escalated"][data-level="3"]').getByText(words[language].band).waitFor();
  }
  await keep("1-nobody-acknowledged");
  await screenshotsOf(other, language, "escalation")("2-other-screen-1366");

  // A hand ends it; then nobody is sent, and it begins again for that.
  await acknowledgeTop(page);
  for (const screen of screens)
    await rowOf(screen, "life").locator(`b[data-level="3"][title*="${words[language].nobodySent}"]`).waitFor();
  await keep("3-nobody-sent");
  await answerStep(page, "look", "2");
  await openDispatch(page);
  await sendCallSigns(page, "2");
  for (const screen of screens) {
    await screen.locator('[role="option"][data-class="life"][data-state="dispatched"]').waitFor();
    await rowOf(screen, "life").locator("b[data-level]").waitFor({ state: "detached" });
  }
  // Of the two that are left the gravest is named.
  for (const screen of screens) await screen.locator('[data-band="escalated"][data-level="2"]').waitFor();
  await keep("4-guards-sent");

  const fired = storedEvents(hospital.station.dataFolder).filter((event) => event.kind === "alarm.escalated");
  const of = (severity: string, stage: string) =>
    fired
      .filter((event) => event.severity === severity && event.data.stage === stage)
      .map((event) => `${event.data.level} ${event.data.to}`);
  const whole = ["1 second_operator", "2 chief", "3 everybody"];
  expect(of("life", "acknowledge")).toEqual(whole);
  expect(of("security", "acknowledge")).toEqual(whole.slice(0, 2));
  expect(of("fault", "acknowledge")).toEqual(whole.slice(0, 1));
  // A hand did something and the count began anew: it may have reached any level again, but never one twice running.
  expect(of("life", "process").slice(0, 3)).toEqual(whole);
  expect(new Set(fired.map((event) => event.key)).size).toBe(fired.length);
});
