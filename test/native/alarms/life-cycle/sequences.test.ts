import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmCommand } from "../../../../native/alarms/decide-command.ts";
import { lifeActs, nextState } from "../../../../native/alarms/life-cycle/next-state.ts";
import { planSet } from "../../../../native/alarms/plan/plan-set.ts";
import { AppError } from "../../../../native/base/app-error.ts";
import {
  type Alarm,
  alarmSchema,
  alarmStates,
  closingCauses,
  falseReasons,
  wantsHand,
} from "../../../../native/contract/alarms.ts";
import { deskStateSchema } from "../../../../native/contract/desk.ts";
import { eventDataSchemas } from "../../../../native/contract/events.ts";
import { readPlans, resourcesFolder } from "../../../../native/station/desk-files.ts";
import { door, gateInput, signal } from "../signals.ts";
import { chief, operator, second, tryDesk, type TriedDesk } from "../try-desk.ts";

const plans = planSet(readPlans([`${resourcesFolder()}plans`]).plans);

test("the table of states: no way leads back, and none out of closed", () => {
  const ways = alarmStates.flatMap((from) => lifeActs.map((act) => ({ from, to: nextState(from, act) })));
  const back = ways.filter(({ from, to }) => to !== null && alarmStates.indexOf(to) < alarmStates.indexOf(from));
  expect(back).toEqual([]);
  expect(lifeActs.map((act) => nextState("closed", act))).toEqual([null, null, null, null]);
  expect(nextState("active", "close")).toBe(null);
});

/** Any act on any of the first few alarms, possible or not. */
const note = fc.constantFrom("", "看过");
const act = fc.oneof(
  fc.record({ type: fc.constantFrom("acknowledge", "takeOver", "unshelve", "makeReal", "addNote"), note }),
  fc.record({ type: fc.constant("dispatch"), callSigns: fc.constantFrom(["01"], ["02", "01"]), note }),
  fc.record({ type: fc.constant("arrive"), callSign: fc.constantFrom("", "01"), note }),
  fc.record({
    type: fc.constant("close"),
    cause: fc.constantFrom(...closingCauses),
    reason: fc.constantFrom(null, ...falseReasons),
    note,
  }),
  fc.record({
    type: fc.constant("shelve"),
    untilMs: fc.integer({ min: 0, max: 4_000_000 }),
    reason: fc.constant("吵"),
  }),
  fc.record({ type: fc.constantFrom("step", "skip"), answer: fc.nat(3), callSigns: fc.constantFrom([], ["01"]), note }),
  fc.record({ type: fc.constant("reopen"), note: fc.constant("又响") }),
);
const who = fc.constantFrom(operator, second, chief);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: act, on: fc.nat(2), who }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      signal(),
      signal({ qualifier: "restore" }),
      signal({ repeated: true }),
      door(),
      door({ qualifier: "restore" }),
      gateInput(),
      gateInput({ means: "panic" }),
      { type: "link.down", deviceId: "gate1", atMs: 1, error: null } as const,
      { type: "link.up", deviceId: "gate1", atMs: 1, error: null } as const,
    ),
  },
  { weight: 2, arbitrary: fc.record({ wait: fc.constantFrom(500, 20_000, 700_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      mode: fc.constantFrom("startDrill", "endDrill", "startButtonTest", "endButtonTest", "startTest", "endTest"),
      forMs: fc.constantFrom(1000, 600_000),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function modeOf(name: string, untilMs: number) {
  const about = { deviceId: "gate1", pointId: null };
  if (name === "startTest") return { type: "startTest", ...about, untilMs, reason: "换传感器" } as const;
  if (name === "endTest") return { type: "endTest", ...about } as const;
  if (name === "endDrill" || name === "endButtonTest") return { type: name } as const;
  return { type: name as "startDrill" | "startButtonTest", areaIds: [], untilMs, note: "" };
}

/** Does one step; a refusal is one of our own errors and changes nothing: else it is a fault, named here. */
function run(desk: TriedDesk, each: Step, closed: Map<string, Alarm>): string[] {
  const before = JSON.stringify(desk.book.list());
  try {
    if ("wait" in each) desk.wait(each.wait);
    else if ("mode" in each) desk.mode(modeOf(each.mode, desk.view.nowMs + each.forMs));
    else if ("do" in each) actOn(desk, each, closed);
    else desk.report({ ...each, atMs: desk.view.nowMs });
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return JSON.stringify(desk.book.list()) === before ? [] : [`refused (${error.code}), but something changed`];
  }
}

function actOn(
  desk: TriedDesk,
  { do: given, on, who }: Extract<Step, { do: unknown }>,
  closed: Map<string, Alarm>,
): void {
  if (given.type === "reopen") {
    const [alarm] = [...closed.values()].slice(on);
    if (alarm !== undefined) closed.set(alarm.id, desk.reopen(alarm, given.note, who).closed);
    return;
  }
  const alarm = desk.book.list()[on];
  if (alarm === undefined) return;
  const stepId = alarm.plan?.stepId ?? "none";
  let command: AlarmCommand;
  if (given.type === "step") {
    const plan = alarm.plan === null ? null : plans.get(alarm.plan.planId, alarm.plan.version);
    const answers = plan?.steps.find((each) => each.id === stepId)?.answers ?? [];
    const answerId = answers[given.answer % Math.max(1, answers.length)]?.id ?? null;
    command = { type: "doNextStep", alarmId: alarm.id, stepId, answerId, callSigns: given.callSigns, note: given.note };
  } else if (given.type === "skip") command = { type: "skipStep", alarmId: alarm.id, stepId, note: given.note };
  else command = { ...given, alarmId: alarm.id } as AlarmCommand;
  const [changed] = desk.command(command, who).alarms;
  if (changed.state === "closed") closed.set(changed.id, changed);
}

/** Looks at the desk after every step and names what must never be. */
function watch(desk: TriedDesk, closed: ReadonlyMap<string, Alarm>) {
  const keys = new Set<string>();
  let told = 0;
  let sounding = new Set<string>();
  let again = new Set<string>();
  let states = new Map<string, Alarm["state"]>();

  return (): string[] => {
    const fresh = desk.events.slice(told);
    told = desk.events.length;
    for (const event of fresh) eventDataSchemas[event.kind].parse(event.data);
    deskStateSchema.parse(desk.view.desk);
    const faults = fresh.filter(({ key }) => keys.has(key)).map(({ key }) => `the same key twice: ${key}`);
    for (const { key } of fresh) keys.add(key);
    const now = desk.book.list();
    for (const alarm of now) {
      alarmSchema.parse(alarm);
      const before = alarmStates.indexOf(states.get(alarm.id) ?? "active");
      if (alarm.state === "closed") faults.push("closed and in the queue");
      if (alarmStates.indexOf(alarm.state) < before) faults.push("went back");
      if (alarm.class === "life" && alarm.shelf !== null) faults.push("life on the shelf");
      if ((alarm.state === "active") !== (alarm.acknowledgedBy === null)) faults.push("acknowledged by nobody");
      if ((alarm.state === "active") !== (alarm.owner === null)) faults.push("an owner without a hand");
    }
    for (const alarm of now)
      if (alarm.againAtMs !== null && (alarm.class !== "security" || alarm.state === "active"))
        faults.push("sounds again, but was never silenced or is not of security");
    for (const id of again)
      if (
        (desk.book.get(id)?.againAtMs ?? null) === null &&
        !fresh.some(
          (event) => event.kind === "alarm.again_acknowledged" && event.alarmId === id && event.actor !== null,
        )
      )
        faults.push("what sounded again fell silent without a hand");
    again = new Set(now.filter((alarm) => alarm.againAtMs !== null).map((alarm) => alarm.id));
    const loud = new Set(
      now.filter((alarm) => alarm.class === "life" && alarm.state === "active").map((alarm) => alarm.id),
    );
    for (const id of sounding)
      if (!loud.has(id) && !fresh.some((event) => event.kind === "alarm.acknowledged" && event.alarmId === id))
        faults.push("silent without a hand");
    for (const id of states.keys())
      if (desk.book.get(id) === null && (closed.get(id)?.closedBy ?? null) === null)
        faults.push("gone, and nobody closed it");
    sounding = loud;
    states = new Map(now.map((alarm) => [alarm.id, alarm.state]));
    return faults;
  };
}

describe("over all sequences of reports, acts, times and modes", () => {
  test("nothing is ill formed, nothing goes back, nothing of life falls silent without a hand", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (sequence) => {
        const desk = tryDesk({ plans });
        const closed = new Map<string, Alarm>();
        const look = watch(desk, closed);
        expect(sequence.flatMap((each) => [...run(desk, each, closed), ...look()])).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("metal always leaves an alarm at its gate that wants a hand, unless the gate is on test or guarded", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (sequence) => {
        const desk = tryDesk({ plans });
        const closed = new Map<string, Alarm>();
        for (const each of sequence) run(desk, each, closed);
        fc.pre(desk.view.desk.onTest.length === 0 && desk.view.desk.guarded.length === 0);
        desk.report(gateInput({ atMs: desk.view.nowMs }));
        const alarm = desk.book.ofPoint("gate1", "in0", "metal");
        expect(alarm !== null && wantsHand(alarm)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("a press always leaves an alarm of life sounding at its point, whatever was done before", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (sequence) => {
        const desk = tryDesk({ plans });
        const closed = new Map<string, Alarm>();
        for (const each of sequence) run(desk, each, closed);
        desk.report(signal({ atMs: desk.view.nowMs }));
        expect(desk.book.ofPoint("rx1", "1234-001", "panic")).toMatchObject({
          class: "life",
          state: "active",
          shelf: null,
        });
      }),
      { numRuns: 200 },
    );
  });
});
