import { describe, expect, test } from "vitest";
import { checkPlan } from "../../../../native/alarms/plan/check-plan.ts";
import { choosePlan, minuteOfDay, planSet } from "../../../../native/alarms/plan/plan-set.ts";
import { AppError } from "../../../../native/base/app-error.ts";
import { alarmClasses, classOfKind } from "../../../../native/contract/alarms.ts";
import { planSchema, type ResponsePlan } from "../../../../native/contract/plans.ts";
import { checkPlanText, readPlans, resourcesFolder } from "../../../../native/station/desk-files.ts";
import { signal } from "../signals.ts";
import { operator, second, tryDesk } from "../try-desk.ts";

const text = { "zh-CN": "看", en: "look" };

interface Written {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A plan with these steps, the first one first. */
function plan(steps: readonly Written[], fields: object = {}): ResponsePlan {
  const whole = steps.map((step) => ({ kind: "check", text, ...step }));
  return planSchema.parse({
    id: "p",
    version: 1,
    title: text,
    for: {},
    firstStepId: steps[0]?.id,
    steps: whole,
    ...fields,
  });
}
const answers = (...given: readonly (readonly [string, string | null])[]) =>
  given.map(([id, next]) => ({ id, text, next }));

describe("the checker refuses, with the way", () => {
  test.each([
    ["a step that nothing leads to", [{ id: "a" }, { id: "b" }], "steps[1]", "unreachable_step", "— → b"],
    [
      "a step that only unreachable ones lead to",
      [{ id: "a" }, { id: "b", next: "c" }, { id: "c" }],
      "steps[2]",
      "unreachable_step",
      "b → c",
    ],
    [
      "a way that never ends",
      [
        { id: "a", next: "b" },
        { id: "b", next: "c" },
        { id: "c", next: "b" },
      ],
      "steps[1]",
      "endless",
      "b → c → b",
    ],
    ["a step that follows itself", [{ id: "a", next: "a" }], "steps[0]", "endless", "a → a"],
    [
      "one answer that leads back",
      [
        { id: "a", next: "b" },
        { id: "b", kind: "question", answers: answers(["no", "a"], ["yes", null]) },
      ],
      "steps[0]",
      "endless",
      "a → b → a",
    ],
    ["a name that is no step", [{ id: "a", next: "x" }], "steps[0].next", "unknown_step", "x"],
    [
      "an answer that leads nowhere",
      [{ id: "a", kind: "question", answers: answers(["yes", "x"]) }],
      "steps[0].answers[0].next",
      "unknown_step",
      "x",
    ],
    ["the same step twice", [{ id: "a" }, { id: "a" }], "steps[1].id", "duplicate_step", "a"],
    [
      "the same answer twice",
      [{ id: "a", kind: "question", answers: answers(["yes", null], ["yes", null]) }],
      "steps[0].answers[1].id",
      "duplicate_answer",
      "yes",
    ],
    [
      "an optional question that skips the rest",
      [{ id: "a", kind: "question", required: false, answers: answers(["yes", "b"]) }, { id: "b" }],
      "steps[0].next",
      "skip_needs_next",
      "a",
    ],
  ] as const)("%s", (_what, steps, path, problem, detail) => {
    expect(checkPlan(plan(steps))).toContainEqual({ path, problem, detail });
  });

  test("a long plan with many ways that meet again is checked in no time", () => {
    const count = 59;
    const steps = Array.from({ length: count }, (_each, at) => ({
      id: `s${at}`,
      kind: "question",
      answers: answers(["l", at + 1 < count ? `s${at + 1}` : null], ["r", at + 2 < count ? `s${at + 2}` : null]),
    }));
    expect(checkPlan(plan(steps))).toEqual([]);
  });

  test("what is no plan at all, and one under another's name", () => {
    expect(checkPlanText("{", "p").problems).toMatchObject([{ problem: "not_json" }]);
    expect(checkPlanText('{"id":"p"}', "p").problems.map((each) => each.path)).toContain("steps");
    const other = checkPlanText(JSON.stringify(plan([{ id: "a" }])), "q");
    expect(other).toEqual({ plan: null, problems: [{ path: "id", problem: "id_not_file_name", detail: "q" }] });
  });
});

describe("the shipped plans", () => {
  const { plans, refused } = readPlans([`${resourcesFolder()}plans`]);

  test("are eight, and nothing is wrong with any", () => {
    expect(refused).toEqual([]);
    expect(plans.map((each) => each.id)).toEqual([
      "assault-staff",
      "crowd-blocked",
      "device-fault",
      "fire-link",
      "panic-department",
      "patient-risk",
      "refusal-forced-entry",
      "weapon-gate",
    ]);
  });

  test.each([
    ["panic", "panic-department"],
    ["metal", "weapon-gate"],
    ["forced_entry", "refusal-forced-entry"],
    ["assault", "assault-staff"],
    ["crowd", "crowd-blocked"],
    ["fire", "fire-link"],
    ["patient_risk", "patient-risk"],
    ["device_lost", "device-fault"],
    ["line_fault", "device-fault"],
  ] as const)("%s is handled by %s", (kind, id) => {
    const alarm = { class: classOfKind[kind], kind, areaId: "ed" };
    expect(choosePlan(planSet(plans), alarm, 0, "Asia/Shanghai")?.id).toBe(id);
  });

  test("every answer of every plan leads to the end, whichever is given", () => {
    for (const each of plans)
      for (let choice = 0; choice < 4; choice++) {
        const desk = tryDesk({ plans: planSet([{ ...each, for: {} }]) });
        const { id } = desk.report(signal()).alarms[0]!;
        desk.command({ type: "acknowledge", alarmId: id, note: "" });
        for (let count = 0; count < each.steps.length; count++) {
          const stepId = desk.book.get(id)?.plan?.stepId;
          const step = each.steps.find((one) => one.id === stepId);
          if (typeof stepId !== "string" || step === undefined) break;
          const answerId = step.answers[choice % Math.max(1, step.answers.length)]?.id ?? null;
          const callSigns = step.kind === "dispatch" ? ["02"] : [];
          desk.command({ type: "doNextStep", alarmId: id, stepId, answerId, callSigns, note: "记录" });
        }
        expect(desk.book.get(id)?.plan?.stepId).toBe(null);
        desk.command({ type: "close", alarmId: id, cause: "test", reason: null, note: "" });
      }
  });
});

describe("which plan", () => {
  const bare = [{ id: "a" }];
  const set = planSet([
    plan(bare, { id: "any" }),
    plan(bare, { id: "life", for: { classes: ["life"] } }),
    plan(bare, { id: "night", for: { classes: ["life"], hours: { from: "22:00", to: "06:00" } } }),
    plan(bare, { id: "ed", for: { areaIds: ["ed"] } }),
    plan(bare, { id: "panic", for: { kinds: ["panic"] } }),
    plan(bare, {
      id: "panic-ed-night",
      for: { kinds: ["panic"], areaIds: ["ed"], hours: { from: "22:00", to: "06:00" } },
    }),
  ]);
  const noon = Date.UTC(2026, 2, 9, 4);
  const lateAtNight = Date.UTC(2026, 2, 9, 19);

  test.each([
    ["fault", "power", "icu", noon, "any"],
    ["life", "fire", "icu", noon, "life"],
    ["life", "fire", "icu", lateAtNight, "night"],
    ["life", "fire", "ed", lateAtNight, "ed"],
    ["life", "panic", "icu", lateAtNight, "panic"],
    ["life", "panic", "ed", noon, "panic"],
    ["life", "panic", "ed", lateAtNight, "panic-ed-night"],
  ] as const)("%s %s in %s at %i: %s", (alarmClass, kind, areaId, atMs, id) => {
    expect(choosePlan(set, { class: alarmClass, kind, areaId }, atMs, "Asia/Shanghai")?.id).toBe(id);
  });

  test("hours are the site's, inclusive at the start, exclusive at the end", () => {
    expect(minuteOfDay(Date.UTC(2026, 0, 1, 14), "Asia/Shanghai")).toBe(22 * 60);
    const at = (hour: number, minute: number) =>
      choosePlan(
        set,
        { class: "life", kind: "fire", areaId: null },
        Date.UTC(2026, 0, 1, hour - 8, minute),
        "Asia/Shanghai",
      )?.id;
    expect([at(21, 59), at(22, 0), at(29, 59), at(30, 0)]).toEqual(["life", "night", "night", "life"]);
  });

  test("no plan fits: the alarm has none, and can be closed", () => {
    expect(choosePlan(planSet([]), { class: alarmClasses[0], kind: "panic", areaId: null }, 0, "Asia/Shanghai")).toBe(
      null,
    );
  });
});

describe("working through it", () => {
  const two = plan([
    { id: "look", kind: "question", answers: answers(["real", "send"], ["nothing", "tell"]), deadlineSeconds: 20 },
    { id: "send", kind: "dispatch", next: "tell", deadlineSeconds: 60 },
    { id: "tell", required: false, next: "write" },
    { id: "write", kind: "record" },
  ]);

  function begun() {
    const desk = tryDesk({ plans: planSet([two]) });
    const { id } = desk.report(signal()).alarms[0]!;
    const done = (
      stepId: string,
      fields: { answerId?: string; callSigns?: string[]; note?: string } = {},
      who = operator,
    ) =>
      desk.command({ type: "doNextStep", alarmId: id, stepId, answerId: null, callSigns: [], note: "", ...fields }, who)
        .alarms[0];
    const close = () => desk.command({ type: "close", alarmId: id, cause: "real", reason: null, note: "完" });
    const code = (work: () => unknown): unknown => {
      try {
        work();
        return null;
      } catch (error) {
        return error instanceof AppError ? error.toData() : error;
      }
    };
    return { desk, id, done, close, code };
  }

  test("begins with the acknowledgement; nobody works on what he has not taken", () => {
    const { desk, id, done, code } = begun();
    expect(desk.book.get(id)?.plan).toMatchObject({ planId: "p", stepId: "look", dueAtMs: null });
    expect(code(() => done("look", { answerId: "real" }))).toMatchObject({ code: "alarm.wrong_state" });
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    expect(desk.events.at(-1)).toMatchObject({
      kind: "plan.started",
      data: { planId: "p", version: 1, stepId: "look" },
    });
    expect(desk.book.get(id)?.plan?.dueAtMs).toBe(22_000);
  });

  test("answers branch, sending is part of the step, and closing waits for what is required", () => {
    const { desk, id, done, close, code } = begun();
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    expect(code(close)).toEqual({ code: "alarm.step_open", params: { stepId: "look" } });
    expect(code(() => done("look"))).toMatchObject({ code: "alarm.answer_missing", params: { wanted: "answer" } });
    expect(code(() => done("look", { answerId: "perhaps" }))).toMatchObject({ code: "alarm.answer_missing" });
    expect(done("look", { answerId: "real" }).plan?.stepId).toBe("send");
    expect(code(() => done("send"))).toMatchObject({ code: "alarm.answer_missing", params: { wanted: "callSigns" } });
    expect(done("send", { callSigns: ["02"] })).toMatchObject({ state: "dispatched", plan: { stepId: "tell" } });
    expect(desk.events.slice(-2).map((event) => event.kind)).toEqual(["alarm.dispatched", "plan.step_done"]);
    expect(code(close)).toEqual({ code: "alarm.step_open", params: { stepId: "write" } });
    expect(desk.command({ type: "skipStep", alarmId: id, stepId: "tell", note: "已知" }).alarms[0].plan?.stepId).toBe(
      "write",
    );
    expect(code(() => desk.command({ type: "skipStep", alarmId: id, stepId: "write", note: "x" }))).toMatchObject({
      code: "alarm.step_required",
    });
    expect(code(() => done("write"))).toMatchObject({ code: "alarm.answer_missing", params: { wanted: "note" } });
    expect(done("write", { note: "已处理" }).plan?.stepId).toBe(null);
    expect(desk.events.at(-1)?.kind).toBe("plan.finished");
    close();
  });

  test("two operators at one step: one wins, the other is told where it stands", () => {
    const { desk, id, done, code } = begun();
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    done("look", { answerId: "real" });
    expect(code(() => done("look", { answerId: "nothing" }))).toEqual({
      code: "alarm.wrong_step",
      params: { stepId: "send" },
    });
    expect(code(() => done("send", { callSigns: ["03"] }, second))).toMatchObject({ code: "alarm.not_owner" });
  });

  test("a deadline that passes is said once, and the step is still to be done", () => {
    const { desk, id, done } = begun();
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    desk.wait(20_500);
    desk.wait(20_500);
    const overdue = desk.events.filter((event) => event.kind === "plan.step_overdue");
    expect(overdue).toMatchObject([{ data: { stepId: "look", afterMs: 20_500 } }]);
    expect(done("look", { answerId: "real" }).plan).toMatchObject({ overdue: false, stepId: "send" });
  });

  test("a new version of the plan leaves the alarm with the one it began with", () => {
    const { desk, id, done } = begun();
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    desk.set({ plans: planSet([plan([{ id: "other" }], { version: 2 })], [two]) });
    expect(done("look", { answerId: "nothing" }).plan).toMatchObject({ version: 1, stepId: "tell" });
  });

  test("a plan that nobody knows any more does not keep the alarm open for ever", () => {
    const { desk, id, done, close, code } = begun();
    desk.command({ type: "acknowledge", alarmId: id, note: "" });
    desk.set({ plans: planSet([]) });
    expect(code(() => done("look", { answerId: "real" }))).toMatchObject({ code: "plan.not_found" });
    close();
  });
});
