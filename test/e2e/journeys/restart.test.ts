import { expect, test } from "vitest";
import type { Alarm } from "../../../native/contract/alarms.ts";
import type { DeskSettings } from "../../../native/contract/desk.ts";
import { connectPage, signIn } from "../../harness/live-page.ts";
import { largeScreen, openBrowser, openDesk, screenshotsOf, signOn } from "../browser.ts";
import {
  acknowledgeTop,
  answerStep,
  arrive,
  chooseCause,
  doStep,
  openClosing,
  openDispatch,
  recordStep,
  rowInState,
  rowOf,
  sendCallSigns,
  sendClosing,
} from "../desk-keys.ts";
import { freshAddress } from "../fresh-address.ts";
import { type Hospital, nursesButton, openHospital } from "../hospital.ts";
import { journeyLanguages, operators } from "../operators.ts";
import { storedEvents } from "../stored-events.ts";

const none = { acknowledge: [], process: [], arrive: [] };
/** What falls due while the station is down. */
const escalation: DeskSettings["escalation"] = {
  life: none,
  security: { ...none, acknowledge: [{ afterSeconds: 2, to: "second_operator" }] },
  fault: none,
  information: none,
};
const words = {
  "zh-CN": { lost: "与工作站的连接已断开", half: "伤者已送", rest: "急诊，无生命危险", mark: "1 级 第二值班员" },
  en: {
    lost: "Connection to the station is lost",
    half: "The injured person ",
    rest: "is in the emergency room",
    mark: "L1 second operator",
  },
} as const;

/** The alarm as the station has it, asked for by another program. */
async function alarmOf(hospital: Hospital, alarmId: string): Promise<Alarm> {
  const { socket, client } = await connectPage(await signIn(freshAddress(hospital.station.dataFolder)));
  const { alarm } = await client.alarms.get({ alarmId });
  socket.terminate();
  return alarm;
}

test.each(journeyLanguages)("a kill -9 in the middle of a plan loses nothing (%s)", async (language) => {
  const [operator] = operators[language];
  const hospital = await openHospital({ camera: false, desk: { escalation } });
  const page = await openDesk(await openBrowser(), hospital.station.url, language, largeScreen);
  const keep = screenshotsOf(page, language, "restart");
  await signOn(page, operator);
  hospital.receiver.alarm(nursesButton);
  await rowOf(page, "life").waitFor();
  const id = (await rowOf(page, "life").getAttribute("data-alarm")) ?? "";
  await acknowledgeTop(page);
  await answerStep(page, "look", "1");
  await openDispatch(page);
  await sendCallSigns(page, "2");
  await page.locator('[data-step="police"]').waitFor();
  hospital.receiver.alarm({ account: "1234", code: "130", zone: "007" });
  await rowOf(page, "security").waitFor();

  // He types when it happens.
  await page.keyboard.press("n");
  await page.locator("form textarea:focus").waitFor();
  await page.keyboard.type(words[language].half);
  const before = await alarmOf(hospital, id);
  await hospital.station.kill();
  await page.getByRole("alert").getByText(words[language].lost).first().waitFor();
  await keep("1-lost");
  await hospital.restart();
  await page.getByRole("alert").getByText(words[language].lost).first().waitFor({ state: "detached" });
  const after = await alarmOf(hospital, id);
  expect(after).toEqual(before);
  expect(after.plan).toMatchObject({ stepId: "police", dueAtMs: expect.any(Number), overdue: false });

  // What he typed still stands; he goes on as if nothing had been.
  expect(await page.locator("form textarea").inputValue()).toBe(words[language].half);
  await page.locator("form textarea:focus").waitFor();
  await page.keyboard.type(words[language].rest);
  await page.keyboard.press("Enter");
  await page.locator("form").waitFor({ state: "detached" });
  await page.locator(`[data-alarm="${id}"] [data-step="police"]`).waitFor();
  await page.getByRole("banner").getByText(operator, { exact: true }).waitFor();
  await rowOf(page, "security").getByText(words[language].mark, { exact: true }).waitFor();
  await keep("2-back");
  for (const step of ["police", "chief", "isolate"]) await doStep(page, step);
  await answerStep(page, "injured", "2");
  await doStep(page, "evidence");
  await recordStep(page, words[language].rest);
  await arrive(page);
  await openClosing(page);
  await chooseCause(page, "1");
  await sendClosing(page, words[language].rest);
  await rowInState(page, "active").waitFor();

  const events = storedEvents(hospital.station.dataFolder);
  expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1));
  expect(events.filter((event) => event.kind === "alarm.escalated").map((event) => event.data.level)).toEqual([1]);
  expect(events.filter((event) => event.kind === "alarm.note_added").map((event) => event.data.note)).toEqual([
    words[language].half + words[language].rest,
  ]);
  const ofPlan = events.filter((event) => event.alarmId === id && event.kind === "plan.step_done");
  expect(new Set(ofPlan.map((event) => event.key)).size).toBe(8);
  expect(ofPlan).toHaveLength(8);
  expect(events.filter((event) => event.kind === "station.started")).toHaveLength(2);
});
