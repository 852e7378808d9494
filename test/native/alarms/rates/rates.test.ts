import { describe, expect, test } from "vitest";
import { door, gateInput, signal } from "../signals.ts";
import { tryDesk, type TriedDesk } from "../try-desk.ts";

const kindsOf = (desk: TriedDesk): string[] => desk.events.map((event) => event.kind);
const count = (desk: TriedDesk, kind: string): number => kindsOf(desk).filter((each) => each === kind).length;

describe("chattering", () => {
  test("five reports within a minute, until ten quiet minutes have passed", () => {
    const desk = tryDesk();
    for (let at = 0; at < 5; at++) {
      desk.report(door());
      desk.wait(10_000);
    }
    expect(count(desk, "point.chattering")).toBe(1);
    expect(desk.view.desk.chattering).toMatchObject([{ deviceId: "rx1", pointId: "1234-002", kind: "intrusion" }]);
    desk.report(door());
    desk.wait(599_000);
    expect(desk.view.desk.chattering).toMatchObject([{ reports: 2 }]);
    desk.wait(1000);
    expect(desk.view.desk.chattering).toEqual([]);
    expect(desk.events.at(-1)).toMatchObject({ kind: "point.settled", data: { reports: 2 } });
  });

  test("five reports spread over more than a minute are none", () => {
    const desk = tryDesk();
    for (let at = 0; at < 10; at++) {
      desk.report(door());
      desk.wait(16_000);
    }
    expect(count(desk, "point.chattering")).toBe(0);
  });
});

describe("the runaway guard", () => {
  /** Ten reports a second. */
  function run(desk: TriedDesk, reports: number): void {
    for (let at = 0; at < reports; at++) {
      desk.report(gateInput());
      desk.memory.monotonicMs += 100;
    }
  }

  test("counts what comes too fast, and says how much when it is over: nothing is lost, nothing buried", () => {
    const desk = tryDesk();
    run(desk, 500);
    expect(count(desk, "gate.input")).toBe(500);
    expect(count(desk, "alarm.raised")).toBe(1);
    expect(count(desk, "alarm.repeated")).toBe(59);
    expect(desk.view.desk.guarded).toMatchObject([{ deviceId: "gate1", pointId: "in0" }]);
    desk.wait(60_000);
    expect(desk.view.desk.guarded).toEqual([]);
    expect(desk.book.list()).toMatchObject([{ reportCount: 500 }]);
    expect(desk.events.at(-2)).toMatchObject({ kind: "point.guard_ended", data: { counted: 440 } });
    expect(desk.events.at(-1)).toMatchObject({ kind: "alarm.repeated", data: { reportCount: 500 } });
  });

  test("an alarm that a hand closes meanwhile comes back once, not ten times a second", () => {
    const desk = tryDesk();
    run(desk, 100);
    const [alarm] = desk.book.list();
    desk.command({ type: "acknowledge", alarmId: alarm!.id, note: "" });
    desk.command({ type: "close", alarmId: alarm!.id, cause: "equipment", reason: null, note: "坏了" });
    run(desk, 100);
    expect(desk.book.list()).toEqual([]);
    desk.set({ nowMs: desk.view.nowMs + 60_000 });
    desk.wait(0);
    expect(desk.book.list()).toMatchObject([{ kind: "metal", state: "active", reportCount: 100 }]);
    expect(desk.view.desk.guarded).toHaveLength(1);
  });

  test("never holds back a call for help", () => {
    const desk = tryDesk();
    for (let at = 0; at < 500; at++) desk.report(signal());
    expect(desk.view.desk.guarded).toEqual([]);
    expect(desk.book.list()).toMatchObject([{ reportCount: 500, state: "active" }]);
  });
});

describe("a flood", () => {
  test("begins with the eleventh alarm in ten minutes and ends below five", () => {
    const desk = tryDesk();
    for (let at = 0; at < 10; at++) desk.report(door({ zone: `1${at}0` }));
    expect(desk.view.desk.flood).toBe(null);
    desk.report(door({ zone: "200" }));
    expect(desk.view.desk.flood).toMatchObject({ alarms: 11, most: 11 });
    desk.wait(300_000);
    for (let at = 0; at < 5; at++) desk.report(door({ zone: `3${at}0` }));
    desk.wait(0);
    expect(desk.view.desk.flood).toMatchObject({ alarms: 16, most: 16 });
    desk.wait(300_000);
    expect(desk.view.desk.flood).toMatchObject({ alarms: 5, most: 16 });
    desk.wait(300_000);
    expect(desk.view.desk.flood).toBe(null);
    expect(desk.events.at(-1)).toMatchObject({ kind: "desk.flood_ended", data: { most: 16 } });
  });

  test("repeats of one point, drills and tests make none", () => {
    const desk = tryDesk();
    for (let at = 0; at < 20; at++) desk.report(door());
    desk.mode({ type: "startDrill", areaIds: [], untilMs: 600_000, note: "" });
    for (let at = 0; at < 20; at++) desk.report(door({ zone: `1${String(at).padStart(2, "0")}` }));
    expect(desk.view.desk.flood).toBe(null);
  });
});
