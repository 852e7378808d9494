import { expect, test } from "vitest";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn } from "../browser.ts";
import { acknowledgeTop, answerStep, openAnswers, rowInState, rowOf } from "../desk-keys.ts";
import { freshAddress } from "../fresh-address.ts";
import { nursesButton, openHospital, pharmacyButton } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const words = {
  "zh-CN": {
    refused: (name: string) => `由${name}经手；按 K 接管后再处理`,
    told: (name: string) => `${name}已接管此报警`,
  },
  en: {
    refused: (name: string) => `${name} owns this alarm; press K to take it over first`,
    told: (name: string) => `${name} has taken this alarm over`,
  },
} as const;

test.each(journeyLanguages)("two desks, one alarm: one owner, and the other is told (%s)", async (language) => {
  const [operator, colleague] = operators[language];
  const hospital = await openHospital({ camera: false });
  const browser = await openBrowser();
  const first = await openDesk(browser, hospital.station.url, language, largeScreen);
  const second = await openDesk(browser, freshAddress(hospital.station.dataFolder), language);
  const keep = screenshotsOf(second, language, "two-workstations");
  await signOn(first, operator);
  await signOn(second, colleague);
  hospital.receiver.alarm(nursesButton);
  for (const screen of [first, second]) await rowOf(screen, "life").waitFor();

  await acknowledgeTop(first);
  await rowInState(second, "acknowledged").getByText(operator).waitFor();
  await second.keyboard.press("t");
  // Nothing of a colleague's alarm moves on without taking it over: not by D, not by C.
  for (const key of ["d", "c", "g"]) {
    await second.keyboard.press(key);
    await second.getByText(words[language].refused(operator)).waitFor();
    expect(await second.locator("form").count()).toBe(0);
    await second.keyboard.press("Escape");
    await second.keyboard.press("t");
  }
  await second.keyboard.press("d");
  await keep("1-refused-1366");

  // The first one is about to answer when the alarm is taken from him.
  await openAnswers(first, "look");
  await second.keyboard.press("k");
  await rowOf(first, "life").getByText(colleague).waitFor();
  await first.getByText(words[language].told(colleague)).waitFor();
  await screenshotsOf(first, language, "two-workstations")("2-taken-over");
  await answerStep(second, "look", "1");
  await first.locator('[data-step="send-violence"]').waitFor();

  // Both hands at once: one wins, and both screens say which.
  hospital.receiver.alarm(pharmacyButton);
  for (const screen of [first, second]) {
    await rowInState(screen, "active").waitFor();
    await screen.keyboard.press("t");
  }
  await Promise.all([first.keyboard.press("Enter"), second.keyboard.press("Enter")]);
  for (const screen of [first, second]) await expect.poll(() => rowInState(screen, "acknowledged").count()).toBe(2);
  await keep("3-both-taken-1366");
  const owners = await Promise.all(
    [first, second].map((screen) => rowOf(screen, "life").locator('[class*="state"]').allTextContents()),
  );
  expect(owners[0]).toEqual(owners[1]);

  const events = storedEvents(hospital.station.dataFolder);
  const byHand = (kind: string) => events.filter((event) => event.kind === kind).map((event) => event.actor?.name);
  expect(byHand("alarm.acknowledged")).toHaveLength(2);
  expect(byHand("alarm.taken_over")).toEqual([colleague]);
  expect(byHand("plan.step_done")).toEqual([colleague]);
  expect(byHand("alarm.closed")).toEqual([]);
});
