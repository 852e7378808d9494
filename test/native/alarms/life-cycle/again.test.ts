import { expect, test } from "vitest";
import { AppError } from "../../../../native/base/app-error.ts";
import type { AlarmCommand } from "../../../../native/alarms/decide-command.ts";
import { compareAlarms, wantsHand } from "../../../../native/contract/alarms.ts";
import { door, gateInput, signal } from "../signals.ts";
import { operator, second, tryDesk } from "../try-desk.ts";

/** A metal alarm that its operator has acknowledged and sent guards to. */
function metalInHand() {
  const desk = tryDesk();
  const [{ id } = { id: "" }] = desk.report(gateInput({ atMs: 2000 })).alarms;
  desk.command({ type: "acknowledge", alarmId: id, note: "" });
  desk.command({ type: "dispatch", alarmId: id, callSigns: ["01"], note: "" });
  const refusal = (command: AlarmCommand, actor = operator) => {
    try {
      desk.command(command, actor);
      return null;
    } catch (error) {
      return error instanceof AppError ? error.code : error;
    }
  };
  const alarm = () => {
    const found = desk.book.get(id);
    if (found === null) throw new Error("not in the queue");
    return found;
  };
  const kinds = () => desk.events.map((event) => event.kind);
  return { desk, id, refusal, alarm, kinds };
}

test("metal at a gate whose alarm is in hand: it sounds again, with its owner, its guards and its plan", () => {
  const { desk, id, alarm, kinds } = metalInHand();
  const before = alarm();
  desk.wait(5000);
  desk.report(gateInput({ atMs: 7000 }));
  expect(desk.book.list()).toHaveLength(1);
  expect(alarm()).toMatchObject({ againAtMs: 7000, reportCount: 2, state: "dispatched", owner: operator });
  expect(alarm().plan).toEqual(before.plan);
  expect(wantsHand(alarm())).toBe(true);
  // Whoever escalation calls is called anew, as for one that nobody has heard.
  expect(alarm().escalation).toMatchObject({ stage: "acknowledge", level: 0, round: 3 });
  expect(kinds().slice(-3)).toEqual(["gate.input", "alarm.repeated", "alarm.again"]);

  // Until he has heard it, the third is only counted: it keeps the time of the second.
  desk.report(gateInput({ atMs: 8000 }));
  expect(alarm()).toMatchObject({ againAtMs: 7000, reportCount: 3 });
  expect(kinds().slice(-2)).toEqual(["gate.input", "alarm.repeated"]);

  desk.command({ type: "acknowledge", alarmId: id, note: "又一人" });
  expect(alarm()).toMatchObject({ againAtMs: null, state: "dispatched", owner: operator, note: "又一人" });
  expect(alarm().acknowledgedAtMs).toBe(before.acknowledgedAtMs);
  expect(alarm().escalation).toMatchObject({ stage: "arrive" });
  expect(kinds().at(-1)).toBe("alarm.again_acknowledged");
  desk.report(gateInput({ atMs: 9000 }));
  expect(alarm().againAtMs).toBe(9000);
});

test("only its owner has heard it; a colleague takes it over first, and that alone silences nothing", () => {
  const { desk, id, refusal, alarm } = metalInHand();
  desk.report(gateInput({ atMs: 7000 }));
  expect(refusal({ type: "acknowledge", alarmId: id, note: "" }, second)).toBe("alarm.not_owner");
  desk.command({ type: "takeOver", alarmId: id, note: "" }, second);
  expect(alarm().againAtMs).toBe(7000);
  desk.command({ type: "acknowledge", alarmId: id, note: "" }, second);
  expect(alarm()).toMatchObject({ againAtMs: null, owner: second });
  // What has not reported again has nothing to acknowledge.
  expect(refusal({ type: "acknowledge", alarmId: id, note: "" }, second)).toBe("alarm.wrong_state");
});

test("what happened again while the closing form stood open is not closed with it", () => {
  const { desk, id, refusal } = metalInHand();
  desk.report(gateInput({ atMs: 7000 }));
  const close = { type: "close", alarmId: id, cause: "real", reason: null, note: "钥匙" } as const;
  expect(refusal(close)).toBe("alarm.sounds_again");
  desk.command({ type: "acknowledge", alarmId: id, note: "" });
  expect(refusal(close)).toBe(null);
});

test("on the shelf it is silent as was asked for, and sounds when it comes back", () => {
  const { desk, id, alarm } = metalInHand();
  desk.command({ type: "shelve", alarmId: id, untilMs: desk.view.nowMs + 60_000, reason: "测试人员" });
  desk.report(gateInput({ atMs: 7000 }));
  expect(alarm()).toMatchObject({ againAtMs: 7000, shelf: { reason: "测试人员" }, escalation: { dueAtMs: null } });
  desk.wait(60_000);
  expect(alarm()).toMatchObject({ againAtMs: 7000, shelf: null, escalation: { stage: "acknowledge" } });
});

test("the queue has it among what waits; escalation fires for it once", () => {
  const { desk, alarm, kinds } = metalInHand();
  const handled = alarm();
  desk.report(gateInput({ atMs: 7000 }));
  expect(compareAlarms(alarm(), handled)).toBeLessThan(0);
  const fires = desk.view.settings.escalation.security.acknowledge[0]?.afterSeconds ?? 0;
  desk.wait(fires * 1000);
  desk.wait(1);
  expect(kinds().filter((kind) => kind === "alarm.escalated")).toHaveLength(1);
});

test("a gate that runs away sounds again when the guard lets go, with all that was counted", () => {
  const { desk, id, alarm } = metalInHand();
  const { reports, quietSeconds } = desk.view.settings.guard;
  // The first was the alarm itself.
  for (let each = 1; each < reports; each++) desk.report(gateInput({ atMs: desk.view.nowMs }));
  desk.command({ type: "acknowledge", alarmId: id, note: "" });
  const counted = alarm().reportCount;
  desk.report(gateInput({ atMs: desk.view.nowMs }));
  expect(alarm()).toMatchObject({ againAtMs: null, reportCount: counted });
  desk.wait(quietSeconds * 1000 + 1);
  expect(alarm()).toMatchObject({ againAtMs: desk.view.nowMs, reportCount: counted + 1 });
});

test("life is a new alarm as ever; a fault is only counted", () => {
  const desk = tryDesk();
  for (const report of [signal(), signal({ code: "301", zone: "000" })]) {
    const [{ id } = { id: "" }] = desk.report(report).alarms;
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    desk.report({ ...report, atMs: 5000 });
  }
  expect(desk.book.list().map(({ class: of, state, againAtMs }) => [of, state, againAtMs])).toEqual([
    ["life", "acknowledged", null],
    ["life", "active", null],
    ["fault", "acknowledged", null],
  ]);
  const intrusion = desk.report(door()).alarms[0]?.id ?? "";
  desk.command({ type: "acknowledge", alarmId: intrusion, note: "" });
  desk.report(door({ atMs: 6000 }));
  expect(desk.book.get(intrusion)?.againAtMs).toBe(6000);
});
