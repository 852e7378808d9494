import { describe, expect, test } from "vitest";
import { planSet } from "../../../native/alarms/plan/plan-set.ts";
import { readPlans, resourcesFolder } from "../../../native/station/desk-files.ts";
import { door, gateInput, signal } from "../alarms/signals.ts";
import { chief, operator, second } from "../alarms/try-desk.ts";
import { heldClock } from "../held-clock.ts";
import { newLogFile } from "../log/open-for-test.ts";
import { testSite } from "../test-site.ts";
import { openDesk, type OpenedDesk } from "./opened-desk.ts";

const hour = 3_600_000;

/** When each level fired, ms of monotonic time after the press. */
async function firedAt(opened: OpenedDesk, pressedMs: number, wait: readonly number[]): Promise<number[]> {
  const fired: number[] = [];
  for (const byMs of wait) {
    opened.clock.advance(byMs);
    await opened.settle();
    const count = (await opened.events("alarm.escalated")).length;
    while (fired.length < count) fired.push(opened.clock.monotonicMs() - pressedMs);
  }
  return fired;
}
const eachSecond = (seconds: number): number[] => Array.from({ length: seconds }, () => 1000);

async function press(opened: OpenedDesk): Promise<string> {
  await opened.desk.report(signal({ atMs: opened.clock.nowMs() }));
  const alarm = opened.desk.openAlarms.at(-1);
  return alarm!.id;
}

describe("escalation", () => {
  test("a press that nobody takes: second operator, chief, everybody; each once", async () => {
    const opened = await openDesk(newLogFile());
    await press(opened);
    expect(await firedAt(opened, opened.clock.monotonicMs(), eachSecond(90))).toEqual([15_000, 30_000, 60_000]);
    const told = await opened.events("alarm.escalated");
    expect(told.map((event) => event.kind === "alarm.escalated" && [event.data.to, event.data.afterMs])).toEqual([
      ["second_operator", 15_000],
      ["chief", 30_000],
      ["everybody", 60_000],
    ]);
    expect(opened.desk.openAlarms[0]?.escalation).toMatchObject({ level: 3, to: "everybody", dueAtMs: null });
  });

  test("taken but not worked on escalates likewise; every act of a hand gives time again", async () => {
    const opened = await openDesk(newLogFile());
    const alarmId = await press(opened);
    await opened.desk.command({ type: "acknowledge", alarmId, note: "" }, operator);
    opened.clock.advance(59_000);
    await opened.desk.command({ type: "takeOver", alarmId, note: "" }, second);
    opened.clock.advance(59_000);
    await opened.settle();
    expect(await opened.events("alarm.escalated")).toEqual([]);
    opened.clock.advance(1000);
    await opened.settle();
    expect(await opened.events("alarm.escalated")).toMatchObject([{ data: { stage: "process", level: 1 } }]);
    await opened.desk.command({ type: "dispatch", alarmId, callSigns: ["02"], note: "" }, second);
    expect(opened.desk.alarm(alarmId)?.escalation).toMatchObject({ stage: "arrive", level: 0, to: null });
    await opened.desk.command({ type: "arrive", alarmId, callSign: "", note: "" }, second);
    expect(opened.desk.alarm(alarmId)?.escalation?.dueAtMs).toBe(null);
  });

  test.each([
    ["an hour ahead", hour],
    ["an hour back", -hour],
    ["a day ahead", 24 * hour],
    ["a day back", -24 * hour],
  ])("the clock is set %s: nothing fires early, late or twice, and the log says so", async (_how, byMs) => {
    const opened = await openDesk(newLogFile());
    await press(opened);
    const begun = opened.clock.monotonicMs();
    const before = await firedAt(opened, begun, eachSecond(10));
    opened.clock.jump(byMs);
    const after = await firedAt(opened, begun, eachSecond(20));
    opened.clock.jump(-2 * byMs);
    const last = await firedAt(opened, begun, eachSecond(90));
    expect([...before, ...after, ...last.slice(after.length)]).toHaveLength(3);
    expect(before).toEqual([]);
    expect(after).toEqual([15_000, 30_000]);
    const told = await opened.events("alarm.escalated");
    expect(told.map((event) => event.kind === "alarm.escalated" && event.data.afterMs)).toEqual([
      15_000, 30_000, 60_000,
    ]);
    expect(told.map((event) => event.seq)).toEqual(told.map((event) => event.seq).toSorted((a, b) => a - b));
    expect((await opened.events("desk.clock_set")).map((event) => event.data)).toEqual([{ byMs }, { byMs: -2 * byMs }]);
  });

  test("a restart keeps the count to the millisecond and fires nothing twice", async () => {
    const file = newLogFile();
    const first = await openDesk(file);
    await press(first);
    const begun = first.clock.monotonicMs();
    first.clock.advance(20_000);
    await first.settle();
    await first.close();
    // The machine was off for 7 s; its monotonic clock begins anew, the other one goes on.
    const clock = heldClock(first.clock.nowMs() + 7000);
    const again = await openDesk(file, clock);
    const offset = 27_000 - (clock.monotonicMs() - begun);
    expect((await firedAt(again, begun, eachSecond(60))).slice(1).map((ms) => ms + offset)).toEqual([30_000, 60_000]);
    expect(await again.events("alarm.escalated")).toHaveLength(3);
  });

  test("what fell due while the station was down fires at once, each level once", async () => {
    const file = newLogFile();
    const first = await openDesk(file);
    await press(first);
    await first.close();
    const again = await openDesk(file, heldClock(first.clock.nowMs() + hour));
    await again.settle();
    const told = await again.events("alarm.escalated");
    expect(told.map((event) => event.kind === "alarm.escalated" && event.data.to)).toEqual([
      "second_operator",
      "chief",
      "everybody",
    ]);
    await again.close();
    const third = await openDesk(file, heldClock(first.clock.nowMs() + 2 * hour));
    await third.settle();
    expect(await third.events("alarm.escalated")).toHaveLength(3);
  });

  test("a restart after the clock was set counts from what was left", async () => {
    const file = newLogFile();
    const first = await openDesk(file);
    await press(first);
    first.clock.advance(10_000);
    first.clock.jump(24 * hour);
    first.clock.advance(1000);
    await first.settle();
    await first.close();
    const again = await openDesk(file, heldClock(first.clock.nowMs()));
    const begun = again.clock.monotonicMs();
    expect((await firedAt(again, begun, eachSecond(25)))[0]).toBe(4000);
  });
});

describe("ends of modes and shelves", () => {
  test("survive a restart and a clock that is set, and come once", async () => {
    const file = newLogFile();
    const first = await openDesk(file);
    const untilMs = first.clock.nowMs() + 60_000;
    await first.desk.setMode({ type: "startDrill", areaIds: [], untilMs, note: "" }, chief);
    await first.desk.setMode({ type: "startTest", deviceId: "gate1", pointId: null, untilMs, reason: "x" }, chief);
    await first.desk.report(door({ atMs: first.clock.nowMs() }));
    const alarmId = first.desk.openAlarms[0]!.id;
    await first.desk.command({ type: "shelve", alarmId, untilMs, reason: "在修" }, operator);
    first.clock.jump(-24 * hour);
    first.clock.advance(30_000);
    await first.settle();
    expect(first.desk.state.drill?.untilMs).toBe(untilMs - 24 * hour);
    await first.close();
    const again = await openDesk(file, heldClock(first.clock.nowMs()));
    expect(again.desk.state).toMatchObject({ drill: { by: chief }, onTest: [{ deviceId: "gate1" }] });
    again.clock.advance(29_999);
    expect(again.desk.state.drill).not.toBe(null);
    again.clock.advance(1);
    await again.settle();
    expect(again.desk.state).toMatchObject({ drill: null, onTest: [] });
    expect(again.desk.openAlarms).toMatchObject([{ shelf: null, state: "active" }]);
    again.clock.advance(hour);
    await again.settle();
    const ends = await again.events("desk.drill_ended", "point.test_ended", "alarm.unshelved");
    expect(ends.map((event) => event.kind).toSorted()).toEqual([
      "alarm.unshelved",
      "desk.drill_ended",
      "point.test_ended",
    ]);
  });
});

describe("a restart in the middle", () => {
  const shipped = readPlans([`${resourcesFolder()}plans`]).plans;

  test("of a plan: the step, its answers and its deadline are where they were", async () => {
    const file = newLogFile();
    const first = await openDesk(file, heldClock(), { plans: planSet(shipped) });
    const alarmId = await press(first);
    await first.desk.command({ type: "acknowledge", alarmId, note: "" }, operator);
    const answer = { answerId: "violence", callSigns: [], note: "" };
    await first.desk.command({ type: "doNextStep", alarmId, stepId: "look", ...answer }, operator);
    const before = first.desk.alarm(alarmId);
    await first.close();
    const again = await openDesk(file, heldClock(first.clock.nowMs()), { plans: planSet(shipped) });
    expect(again.desk.alarm(alarmId)).toEqual(before);
    expect(before?.plan).toMatchObject({ stepId: "send-violence", done: [{ stepId: "look", answerId: "violence" }] });
    const sent = {
      type: "doNextStep",
      alarmId,
      stepId: "send-violence",
      answerId: null,
      callSigns: ["02"],
      note: "",
    } as const;
    expect(await again.desk.command(sent, operator)).toMatchObject({ state: "dispatched", plan: { stepId: "police" } });
  });

  test("of a flood: it is still one, and ends when the alarms have left the window", async () => {
    const file = newLogFile();
    const first = await openDesk(file);
    for (let at = 0; at < 12; at++)
      await first.desk.report(door({ zone: `1${String(at).padStart(2, "0")}`, atMs: first.clock.nowMs() }));
    expect(first.desk.state.flood).toMatchObject({ alarms: 11 });
    await first.close();
    const again = await openDesk(file, heldClock(first.clock.nowMs() + 300_000));
    again.clock.advance(299_000);
    expect(again.desk.state.flood).toMatchObject({ alarms: 12 });
    again.clock.advance(2000);
    await again.settle();
    expect(again.desk.state.flood).toBe(null);
    expect(await again.events("desk.flood_began", "desk.flood_ended")).toHaveLength(2);
  });

  test("of a runaway point: what was counted is not forgotten by the mark on the screen", async () => {
    const file = newLogFile();
    const first = await openDesk(file);
    for (let at = 0; at < 100; at++) await first.desk.report(gateInput({ atMs: first.clock.nowMs() }));
    first.clock.advance(1000);
    expect(first.desk.state.guarded).toMatchObject([{ reports: 40 }]);
    await first.close();
    const again = await openDesk(file, heldClock(first.clock.nowMs()));
    expect(again.desk.state.guarded).toHaveLength(1);
    again.clock.advance(61_000);
    await again.settle();
    expect(again.desk.state.guarded).toEqual([]);
    expect(await again.events("point.guarded", "point.guard_ended")).toHaveLength(2);
  });

  test("with the point gone from the site: the alarm keeps its name and ends like any other", async () => {
    const file = newLogFile();
    const first = await openDesk(file);
    const alarmId = await press(first);
    await first.close();
    const bare = { ...testSite, devices: testSite.devices.filter((device) => device.id !== "rx1") };
    const again = await openDesk(file, heldClock(first.clock.nowMs()), { site: bare });
    expect(again.desk.alarm(alarmId)).toMatchObject({ name: { "zh-CN": "护士站一键报警" }, areaId: "ed" });
    await again.desk.command({ type: "acknowledge", alarmId, note: "" }, operator);
    const close = { type: "close", alarmId, cause: "equipment", reason: null, note: "已拆除" } as const;
    expect(await again.desk.command(close, operator)).toMatchObject({ state: "closed" });
    again.clock.advance(hour);
    await again.settle();
    expect(again.desk.openAlarms).toEqual([]);
  });
});

describe("two desks", () => {
  test("re-open the same alarm at once: one does, the other is told by which it goes on", async () => {
    const opened = await openDesk(newLogFile());
    const alarmId = await press(opened);
    await opened.desk.command({ type: "acknowledge", alarmId, note: "" }, operator);
    await opened.desk.command({ type: "close", alarmId, cause: "test", reason: null, note: "" }, operator);
    const both = await Promise.allSettled([
      opened.desk.reopen(alarmId, "又来", operator),
      opened.desk.reopen(alarmId, "又来", second),
    ]);
    expect(both.map((each) => each.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const [alarm] = opened.desk.openAlarms;
    expect(both.find((each) => each.status === "rejected")?.reason).toMatchObject({
      code: "alarm.already_continued",
      params: { by: alarm?.id },
    });
    await opened.settle();
    expect(await opened.log.alarm(alarmId)).toMatchObject({ state: "closed", continuedBy: alarm?.id });
    await expect(opened.desk.reopen(alarm!.id, "x", operator)).rejects.toMatchObject({ code: "alarm.wrong_state" });
    await expect(opened.desk.reopen("nobody", "x", operator)).rejects.toMatchObject({ code: "alarm.not_found" });
  });

  test("both paint a drill's alarm: the first time is kept, and none of a real one", async () => {
    const opened = await openDesk(newLogFile());
    const real = await press(opened);
    const untilMs = opened.clock.nowMs() + 60_000;
    await opened.desk.setMode({ type: "startDrill", areaIds: [], untilMs, note: "" }, chief);
    const drilled = await press(opened);
    opened.clock.advance(120);
    await opened.desk.noteShown([real, drilled, "nobody"]);
    opened.clock.advance(80);
    await opened.desk.noteShown([drilled]);
    await opened.settle();
    expect(await opened.events("alarm.shown")).toMatchObject([
      { alarmId: drilled, mark: "drill", data: { afterMs: 120 } },
    ]);
  });
});
