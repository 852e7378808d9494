import { expect, test } from "vitest";
import type { Alarm } from "../../native/contract/alarms.ts";
import { gravestEscalation } from "../../renderer/app/gravest-escalation.ts";
import { gainFor, lifeFloor } from "../../renderer/desk/alarm-pattern.ts";
import { isMine, nextStep, presentStep } from "../../renderer/desk/next-step.ts";
import { barsOf } from "../../renderer/load/bars.ts";
import { shiftAsked } from "../../renderer/shifts/shift-asked.ts";
import { sampleAlarm, samplePlan } from "./sample-data.ts";

const me = { name: "王建国", role: "operator" } as const;
const other = { name: "李梅", role: "operator" } as const;
const at = (stepId: string | null): Alarm["plan"] => ({
  planId: "panic",
  version: 3,
  stepId,
  dueAtMs: null,
  overdue: false,
  done: [],
});
const next = (change: Partial<Alarm>, plan: typeof samplePlan | null = samplePlan) =>
  nextStep(sampleAlarm("a", { state: "acknowledged", owner: me, ...change }), plan, me);

test("D acknowledges, walks the plan, dispatches, notes the arrival, closes", () => {
  expect(next({ state: "active", owner: null })).toEqual({ type: "acknowledge" });
  expect(next({ plan: at("look") })).toEqual({ type: "form", form: "answer" });
  expect(next({ plan: at("call") })).toEqual({ type: "step", stepId: "call" });
  expect(next({ plan: at("send") })).toEqual({ type: "form", form: "dispatch" });
  // Somebody was sent already: the step is done by saying so.
  expect(next({ plan: at("send"), state: "dispatched", callSigns: ["A1"] })).toEqual({ type: "step", stepId: "send" });
  expect(next({ plan: at("write") })).toEqual({ type: "form", form: "record" });
  expect(next({ plan: at(null) })).toEqual({ type: "form", form: "dispatch" });
  expect(next({ plan: null })).toEqual({ type: "form", form: "dispatch" });
  expect(next({ state: "dispatched", callSigns: ["A1"] })).toEqual({ type: "arrive", callSign: "A1" });
  expect(next({ state: "dispatched", callSigns: ["A1", "A2"] })).toEqual({ type: "form", form: "arrive" });
  expect(next({ state: "arrived" })).toEqual({ type: "form", form: "close" });
});

test("D does nothing for an alarm of somebody else, nor by a plan that is not here or of another version", () => {
  expect(next({ owner: other })).toEqual({ type: "notOwner", owner: "李梅" });
  expect(next({ plan: at("look") }, null)).toEqual({ type: "planLoading" });
  const older = sampleAlarm("a", { plan: { ...at("look"), version: 2 } as NonNullable<Alarm["plan"]> });
  expect(presentStep(older, samplePlan)).toBeNull();
  expect(isMine(sampleAlarm("a", { owner: { ...me, role: "chief" } }), me)).toBe(false);
  expect(isMine(sampleAlarm("a", { owner: null }), null)).toBe(true);
});

test("the sound's floor rises with the level of escalation and never falls below life's own", () => {
  expect(gainFor("life", 0)).toBe(lifeFloor);
  expect(gainFor("security", 0)).toBe(0);
  const levels = [0, 1, 2, 3, 9].map((level) => gainFor("security", 0, level));
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  expect(levels.at(-1)).toBe(1);
});

test("the band names the highest escalation; what is shelved calls nobody", () => {
  const level = (n: number): Alarm["escalation"] => ({
    stage: "acknowledge",
    round: 0,
    sinceMs: 0,
    level: n,
    to: n === 0 ? null : "chief",
    dueAtMs: null,
  });
  const shelf = { untilMs: 1, reason: "检修", by: me };
  const found = gravestEscalation([
    sampleAlarm("a", { escalation: level(1) }),
    sampleAlarm("b", { escalation: level(2) }),
    sampleAlarm("c", { escalation: level(0) }),
    sampleAlarm("d", { escalation: level(3), shelf }),
  ]);
  expect([found?.top.id, found?.count]).toEqual(["b", 2]);
  expect(gravestEscalation([])).toBeNull();
});

test("gathered bars keep the worst ten minutes: a mean would hide the flood", () => {
  const ten = Array.from({ length: 1000 }, (_, n) => ({
    startMs: n * 600_000,
    raised: n === 501 ? 40 : 1,
    operators: 1,
    perOperator: n === 501 ? 40 : 1,
  }));
  const bars = barsOf(ten, 144);
  expect(bars.length).toBeLessThanOrEqual(144);
  expect(bars.reduce((sum, bar) => sum + bar.spans, 0)).toBe(1000);
  expect(bars.filter((bar) => bar.raised === 40)).toHaveLength(1);
  expect(barsOf([], 144)).toEqual([]);
});

test("the paper's address is taken whole or not at all", () => {
  expect(shiftAsked("#shift?from=1000&to=2000&language=en")).toEqual({
    span: { fromMs: 1000, toMs: 2000 },
    language: "en",
  });
  for (const wrong of ["", "#shift", "#shift?from=2&to=1", "#shift?from=x&to=2", "#log?from=1&to=2"])
    expect(shiftAsked(wrong)).toBeNull();
});
