import { describe, expect, test } from "vitest";
import { testablePoints } from "../../../../native/alarms/modes/testable-points.ts";
import { viewSite } from "../../../../native/alarms/site-view.ts";
import { testSite } from "../../test-site.ts";
import { door, gateInput, signal } from "../signals.ts";
import { chief, tryDesk } from "../try-desk.ts";

const untilMs = 600_000;
const drill = { type: "startDrill", areaIds: [], untilMs, note: "季度演练" } as const;
const buttons = { type: "startButtonTest", areaIds: ["ed"], untilMs, note: "" } as const;
const gateTest = { type: "startTest", deviceId: "gate1", pointId: null, untilMs, reason: "换传感器" } as const;

describe("a drill", () => {
  test("marks every event of its alarms, from the signal to the closing, and nothing else", () => {
    const desk = tryDesk();
    desk.report(door());
    desk.mode(drill);
    const { id } = desk.report(signal()).alarms[0]!;
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    desk.command({ type: "close", alarmId: id, cause: "drill", reason: null, note: "" });
    desk.report({ type: "link.down", deviceId: "gate1", atMs: 1, error: null });
    desk.report(gateInput({ pointId: "in1", means: "passage" }));
    expect(desk.events.map(({ kind, mark }) => [kind, mark])).toEqual([
      ["panel.signal", undefined],
      ["alarm.raised", undefined],
      ["desk.drill_started", "drill"],
      ["panel.signal", "drill"],
      ["alarm.raised", "drill"],
      ["alarm.acknowledged", "drill"],
      ["alarm.closed", "drill"],
      ["link.down", undefined],
      ["alarm.raised", undefined],
      ["gate.input", undefined],
    ]);
  });

  test("sounds like the real thing, and a real press in it can be made real", () => {
    const desk = tryDesk();
    desk.mode(drill);
    const { id } = desk.report(signal()).alarms[0]!;
    expect(desk.book.get(id)).toMatchObject({ class: "life", state: "active", mark: "drill" });
    const made = desk.command({ type: "makeReal", alarmId: id, note: "真的有人持刀" }).alarms[0];
    expect(made.mark).toBe(null);
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    expect(desk.events.slice(-2).map(({ kind, mark }) => [kind, mark])).toEqual([
      ["alarm.made_real", undefined],
      ["alarm.acknowledged", undefined],
    ]);
    expect(() => desk.command({ type: "makeReal", alarmId: id, note: "" })).toThrowError(/alarm\.not_marked/);
  });

  test("a real press never joins an alarm of the drill, nor the other way round", () => {
    const desk = tryDesk();
    desk.report(signal());
    desk.mode(drill);
    desk.report(signal());
    desk.mode({ type: "endDrill" });
    desk.report(signal());
    expect(desk.book.list().map(({ mark, state, reportCount }) => [mark, state, reportCount])).toEqual([
      [null, "active", 1],
      ["drill", "active", 1],
      [null, "active", 1],
    ]);
  });

  test("ends by itself, and one at a time", () => {
    const desk = tryDesk();
    desk.mode(drill);
    expect(() => desk.mode(drill)).toThrowError(/desk\.wrong_mode/);
    desk.wait(untilMs - 2000);
    expect(desk.view.desk.drill).toBe(null);
    expect(desk.events.at(-1)).toMatchObject({ kind: "desk.drill_ended", actor: null, data: { by: "time" } });
    expect(() => desk.mode({ type: "endDrill" })).toThrowError(/desk\.wrong_mode/);
  });

  test("has an end within the limit, and areas that exist", () => {
    const desk = tryDesk();
    expect(() => desk.mode({ ...drill, untilMs: 2000 })).toThrowError(/alarm\.wrong_time/);
    expect(() => desk.mode({ ...drill, untilMs: 2001 + 480 * 60_000 })).toThrowError(/alarm\.wrong_time/);
    expect(() => desk.mode({ ...drill, areaIds: ["moon"] })).toThrowError(/desk\.unknown_area/);
  });
});

test("a button test marks calls for help in its areas only, and needs no plan", () => {
  const desk = tryDesk();
  desk.mode(buttons);
  desk.report(signal());
  desk.report(door());
  expect(desk.book.list().map(({ kind, mark, state }) => [kind, mark, state])).toEqual([
    ["panic", "test", "active"],
    ["intrusion", null, "active"],
  ]);
});

describe("a device on test", () => {
  test("its signals are written down, not raised, and marked; another device's are", () => {
    const desk = tryDesk();
    desk.mode(gateTest);
    desk.report(gateInput());
    desk.report(door());
    expect(desk.events.map(({ kind, mark }) => [kind, mark])).toEqual([
      ["point.test_started", "test"],
      ["gate.input", "test"],
      ["alarm.withheld", "test"],
      ["panel.signal", undefined],
      ["alarm.raised", undefined],
    ]);
  });

  test("a call for help sounds all the same, marked", () => {
    const desk = tryDesk();
    desk.mode({ ...gateTest, deviceId: "rx1" });
    desk.report(signal());
    expect(desk.book.list()).toMatchObject([{ class: "life", state: "active", mark: "test" }]);
  });

  test("what still stands when the test ends is raised then; what was restored is not", () => {
    const desk = tryDesk();
    desk.mode(gateTest);
    const about = { deviceId: "gate1", atMs: 3000 } as const;
    desk.report({ ...about, type: "gate.line_fault", pointId: "in2-3", means: "tamper" });
    desk.report({ ...about, type: "link.down", error: null });
    desk.report({ ...about, type: "link.up", error: null });
    expect(desk.book.list()).toEqual([]);
    expect(desk.view.desk.onTest[0]?.standing).toEqual([{ pointId: "in2-3", kind: "line_fault", class: "fault" }]);
    desk.wait(untilMs);
    expect(desk.book.list()).toMatchObject([{ kind: "line_fault", pointId: "in2-3", state: "active", mark: null }]);
    expect(desk.events.slice(-2).map(({ kind }) => kind)).toEqual(["point.test_ended", "alarm.raised"]);
  });

  test("a point that does not exist is refused, and so is the same test twice", () => {
    const desk = tryDesk();
    expect(() => desk.mode({ ...gateTest, deviceId: "nope" })).toThrowError(/desk\.unknown_point/);
    desk.mode(gateTest, chief);
    expect(() => desk.mode(gateTest)).toThrowError(/desk\.wrong_mode/);
    desk.mode({ type: "endTest", deviceId: "gate1", pointId: null });
    expect(desk.view.desk.onTest).toEqual([]);
  });
});

test("what can be put on test: every device whole, its points with what their alarms would be", () => {
  const points = testablePoints(viewSite(testSite)).map(({ deviceId, pointId, class: of, kind }) => [
    deviceId,
    pointId,
    of,
    kind,
  ]);
  expect(points.slice(0, 4)).toEqual([
    ["rx1", null, null, null],
    ["rx1", "1234-001", "life", "panic"],
    ["rx1", "1234-002", "security", "intrusion"],
    ["gate1", null, null, null],
  ]);
  expect(points).toContainEqual(["gate1", "in0", "security", "metal"]);
  expect(points).toContainEqual(["cam1", null, null, null]);
  // Every one of them is accepted as it stands in the list.
  const desk = tryDesk();
  for (const { deviceId, pointId } of testablePoints(desk.view.site))
    desk.mode({ type: "startTest", deviceId, pointId, untilMs, reason: "年检" });
  expect(desk.view.desk.onTest).toHaveLength(points.length);
  // A panel's point without zone is its account's and none by itself.
  const account = {
    ...testSite.devices[0],
    points: [{ account: "5678", name: { "zh-CN": "整机" }, class: "panic", cameras: [] }],
  };
  const site = viewSite({ ...testSite, devices: [account as (typeof testSite.devices)[number]] });
  expect(testablePoints(site).map((point) => point.pointId)).toEqual([null]);
});
