import { describe, expect, test } from "vitest";
import type { AlarmCommand } from "../../../../native/alarms/decide-command.ts";
import { AppError } from "../../../../native/base/app-error.ts";
import type { ErrorParams } from "../../../../native/contract/errors.ts";
import type { Actor } from "../../../../native/contract/actor.ts";
import { door, signal } from "../signals.ts";
import { operator, second, tryDesk } from "../try-desk.ts";

function opened(report = signal()) {
  const desk = tryDesk();
  const { id } = desk.report(report).alarms[0]!;
  type Bare<T> = T extends unknown ? Omit<T, "alarmId"> : never;
  return {
    desk,
    id,
    act: (command: Bare<AlarmCommand>, actor: Actor = operator) =>
      desk.command({ ...command, alarmId: id }, actor).alarms[0],
    refused: (command: Bare<AlarmCommand>, actor: Actor = operator): { code: string; params: ErrorParams } | null => {
      try {
        desk.command({ ...command, alarmId: id }, actor);
        return null;
      } catch (error) {
        if (error instanceof AppError) return error.toData();
        throw error;
      }
    },
  };
}

const acknowledge = { type: "acknowledge", note: "" } as const;
const dispatch = { type: "dispatch", callSigns: ["02"], note: "去看" } as const;
const arrive = { type: "arrive", callSign: "02", note: "" } as const;
const close = { type: "close", cause: "real", reason: null, note: "已劝离" } as const;

test("from press to closed: every step with operator, time and note", () => {
  const { desk, act } = opened();
  for (const [waitMs, step] of [
    [4000, acknowledge],
    [5000, dispatch],
    [60_000, arrive],
    [90_000, close],
  ] as const) {
    desk.set({ nowMs: desk.view.nowMs + waitMs });
    act(step);
  }
  expect(desk.events.map(({ kind, atMs, actor }) => [kind, atMs, actor?.name])).toEqual([
    ["panel.signal", 1000, undefined],
    ["alarm.raised", 1000, undefined],
    ["alarm.acknowledged", 6000, "王芳"],
    ["alarm.dispatched", 11_000, "王芳"],
    ["alarm.arrived", 71_000, "王芳"],
    ["alarm.closed", 161_000, "王芳"],
  ]);
  expect(desk.events.at(-3)?.data).toMatchObject({ callSigns: ["02"], note: "去看" });
});

describe("two operators", () => {
  test("acknowledging at once: one wins, the other is told", () => {
    const { act, refused } = opened();
    act(acknowledge);
    expect(refused(acknowledge, second)).toEqual({
      code: "alarm.wrong_state",
      params: { state: "acknowledged", wanted: "active" },
    });
  });

  test("only the owner moves it on; who takes it over is the owner, and the log says from whom", () => {
    const { desk, act, refused } = opened();
    act(acknowledge);
    expect(refused(dispatch, second)).toEqual({ code: "alarm.not_owner", params: { owner: "王芳" } });
    expect(act({ type: "takeOver", note: "换班" }, second)).toMatchObject({ owner: second, acknowledgedBy: operator });
    expect(desk.events.at(-1)).toMatchObject({ kind: "alarm.taken_over", actor: second, data: { from: operator } });
    expect(refused(dispatch)).toMatchObject({ code: "alarm.not_owner" });
    expect(refused({ type: "takeOver", note: "" }, second)).toMatchObject({ code: "alarm.wrong_state" });
    expect(act(dispatch, second).state).toBe("dispatched");
  });

  test("a note is everybody's, and does not make the alarm his", () => {
    const { act } = opened();
    act(acknowledge);
    expect(act({ type: "addNote", note: "保安已到门口" }, second)).toMatchObject({
      owner: operator,
      note: "保安已到门口",
    });
  });
});

describe("sending", () => {
  test("more guards follow without going back; each call sign stands once", () => {
    const { act } = opened();
    act(acknowledge);
    act(dispatch);
    act(arrive);
    expect(act({ type: "dispatch", callSigns: ["10", "02"], note: "" })).toMatchObject({
      state: "arrived",
      callSigns: ["02", "10"],
    });
  });

  test("nobody arrives who was not sent", () => {
    const { act, refused } = opened();
    act(acknowledge);
    expect(refused(arrive)).toEqual({
      code: "alarm.wrong_state",
      params: { state: "acknowledged", wanted: "dispatched" },
    });
  });
});

describe("closing", () => {
  test("as false only with the reason, which stands in the event", () => {
    const { desk, act, refused } = opened();
    act(acknowledge);
    const close = { type: "close", cause: "false", note: "护士误碰" } as const;
    expect(refused({ ...close, reason: null })).toMatchObject({ code: "alarm.reason_missing" });
    expect(act({ ...close, reason: "pressed_by_mistake" })).toMatchObject({ reason: "pressed_by_mistake" });
    expect(desk.events.at(-1)?.data).toMatchObject({ cause: "false", reason: "pressed_by_mistake" });
  });

  test("a reason for what was not false is not kept", () => {
    const { act } = opened();
    act(acknowledge);
    expect(act({ ...close, cause: "test", reason: "misuse" })).toMatchObject({ cause: "test", reason: null });
  });
});

describe("re-opening", () => {
  test("is a new alarm that sounds, linked both ways; a second one is refused", () => {
    const { desk, act } = opened();
    act(acknowledge);
    const closed = act(close);
    const { alarms, closed: before } = desk.reopen(closed, "又来了", second);
    const [alarm] = alarms;
    expect(alarm).toMatchObject({
      state: "active",
      continues: closed.id,
      owner: null,
      pointId: "1234-001",
      note: "又来了",
    });
    expect(before).toMatchObject({ state: "closed", continuedBy: alarm.id });
    expect(desk.events.slice(-3).map(({ kind, alarmId }) => [kind, alarmId])).toEqual([
      ["alarm.reopened", closed.id],
      ["alarm.raised", alarm.id],
      ["alarm.continues", alarm.id],
    ]);
    expect(() => desk.reopen(before, "再来", second)).toThrowError(
      new AppError("alarm.already_continued", { by: alarm.id }),
    );
  });
});

describe("by hand", () => {
  const call = {
    kind: "assault",
    areaId: "ed",
    place: "",
    who: "刘护士",
    what: "家属打人",
    cameraIds: [],
    channel: "telephone",
  } as const;

  test("who, where and what; the same life cycle, without a device", () => {
    const desk = tryDesk();
    const [alarm] = desk.manual(call).alarms;
    expect(alarm).toMatchObject({
      class: "life",
      deviceId: null,
      areaId: "ed",
      name: { "zh-CN": "急诊大厅" },
      manual: { who: "刘护士", what: "家属打人", channel: "telephone" },
    });
    expect(desk.events.map(({ kind, actor }) => [kind, actor?.name])).toEqual([
      ["alarm.raised", "王芳"],
      ["alarm.reported_by_hand", "王芳"],
    ]);
    expect(desk.command({ type: "acknowledge", alarmId: alarm.id, note: "" }).alarms[0].state).toBe("acknowledged");
  });

  test("two calls are two alarms; a place in words needs no area, neither is refused", () => {
    const desk = tryDesk();
    desk.manual(call);
    desk.manual({ ...call, areaId: null, place: "三号楼后门" });
    expect(desk.book.list().map((alarm) => alarm.name?.["zh-CN"])).toEqual(["急诊大厅", "三号楼后门"]);
    expect(() => desk.manual({ ...call, areaId: null })).toThrowError(/desk\.unknown_area/);
    expect(() => desk.manual({ ...call, areaId: "moon", place: "x" })).toThrowError(/desk\.unknown_area/);
  });
});

describe("the shelf", () => {
  const until = (untilMs: number) => ({ type: "shelve", untilMs, reason: "门磁在修" }) as const;

  test("an alarm of life never", () => {
    expect(opened().refused(until(60_000))).toMatchObject({ code: "alarm.never_shelved" });
  });

  test("silent until its time, then it is back as it was; repeats count on it meanwhile", () => {
    const { desk, id, act } = opened(door());
    expect(act(until(60_000))).toMatchObject({ state: "active", shelf: { untilMs: 60_000, by: operator } });
    desk.report(door());
    expect(desk.book.get(id)).toMatchObject({ reportCount: 2, shelf: { untilMs: 60_000 } });
    desk.wait(57_000);
    expect(desk.book.get(id)?.shelf).not.toBe(null);
    desk.wait(1000);
    expect(desk.book.get(id)).toMatchObject({ state: "active", shelf: null });
    expect(desk.events.at(-1)).toMatchObject({ kind: "alarm.unshelved", data: { by: "time" } });
    expect(desk.book.get(id)?.escalation?.dueAtMs).toBe(60_000 + 60_000);
  });

  test("never for longer than the settings allow, and never into the past", () => {
    const { refused } = opened(door());
    expect(refused(until(2000 + 481 * 60_000))).toEqual({ code: "alarm.wrong_time", params: { mostMinutes: 480 } });
    expect(refused(until(1999))).toMatchObject({ code: "alarm.wrong_time" });
  });

  test("a hand takes it back", () => {
    const { desk, act, refused } = opened(door());
    expect(refused({ type: "unshelve", note: "" })).toMatchObject({ code: "alarm.wrong_state" });
    act(until(60_000));
    expect(act({ type: "unshelve", note: "修好了" }, second).shelf).toBe(null);
    expect(desk.events.at(-1)).toMatchObject({ kind: "alarm.unshelved", actor: second, data: { by: "hand" } });
  });
});
