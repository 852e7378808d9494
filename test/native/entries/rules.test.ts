import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import type { Actor } from "../../../native/contract/actor.ts";
import {
  type EntryCheck,
  type EntryData,
  entryOutcomes,
  type EntryRules,
  type EntryStep,
} from "../../../native/contract/entries.ts";
import { advanceEntry, outcomeAt, stepBack } from "../../../native/entries/advance-entry.ts";
import { checkEntryRules, dutiesOfOutcome } from "../../../native/entries/check-entry-rules.ts";
import { correctEntry, decideEntry, openEntry } from "../../../native/entries/decide-entry.ts";
import { readEntryRules } from "../../../native/station/gate-files.ts";
import { found, viewAt } from "./gate-views.ts";

const shipped = readEntryRules();
const by: Actor = { name: "王芳", role: "operator" };
const nowMs = Date.UTC(2026, 10, 22, 3);

/** What fulfils a step's duty. */
function dataFor(step: EntryStep): EntryData {
  switch (step.duty) {
    case "items":
      return { items: [found(step.itemRule === "prohibited" ? "controlled-blades" : "knives")], note: "" };
    case "reason":
      return { reason: "装有起搏器", note: "" };
    case "checker":
      return { checker: { name: "李娜", sameSex: true }, note: "" };
    case "police":
      return { police: { calledAtMs: nowMs, whom: "110", callNumber: "" }, note: "" };
    case "hold_scene":
      return { heldBy: "安检员 02", note: "" };
    case "deposit":
      return { depositNumber: "JC20261122-001", note: "" };
    case "tick":
    case undefined:
      return { note: "" };
  }
}

/** What an act gives, or this where the rules refuse it. */
function orRefused<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith("entry.")) return otherwise;
    throw error;
  }
}

/** Every way from the first step to an end, as [step, answer] pairs. */
function waysOf(rules: EntryRules): (readonly (readonly [EntryStep, string | null])[])[] {
  const stepOf = (id: string): EntryStep => rules.steps.find((step) => step.id === id)!;
  const walk = (step: EntryStep): (readonly (readonly [EntryStep, string | null])[])[] => {
    if (step.outcome !== undefined) return [[[step, null]]];
    const next: (readonly [string | null, string])[] =
      step.answers.length > 0 ? step.answers.map((answer) => [answer.id, answer.next]) : [[null, step.next!]];
    return next.flatMap(([answerId, to]) => walk(stepOf(to)).map((rest) => [[step, answerId] as const, ...rest]));
  };
  return walk(stepOf(rules.firstStepId));
}

describe("shipped rules", () => {
  test("none is refused; there is one for Beijing and a general one that says what is not verified", () => {
    expect(shipped.refused).toEqual([]);
    expect(shipped.used.map(({ id, source }) => [id, source.unverified])).toEqual([
      ["beijing/2020-07-01", false],
      ["national/2010-01-01", true],
    ]);
  });

  test.each(shipped.used)("$id: every way ends in an outcome, with all its duties done on the way", (rules) => {
    const ends = new Set<string>();
    for (const way of waysOf(rules)) {
      const { outcome } = way.at(-1)![0];
      ends.add(outcome!);
      const duties = way.map(([step]) => step.duty);
      for (const duty of dutiesOfOutcome[outcome!]) expect(duties).toContain(duty);
    }
    expect([...ends].toSorted()).toEqual([...entryOutcomes].toSorted());
  });

  test.each(shipped.used)("$id: the branches of art. 15-18", (rules) => {
    const outcomesAfter = (...given: string[]): string[] => [
      ...new Set(
        waysOf(rules)
          .filter((way) => given.every((step) => way.some(([each, answer]) => `${each.id}:${answer}` === step)))
          .map((way) => way.at(-1)![0].outcome!),
      ),
    ];
    expect(outcomesAfter("arrival:forces")).toEqual(["forced_in_police"]);
    expect(outcomesAfter("refusal_final:leaves")).toEqual(["refused_check"]);
    expect(outcomesAfter("inspect:prohibited")).toEqual(["prohibited_police"]);
    expect(outcomesAfter("inspect:restricted").toSorted()).toEqual([
      "deposited",
      "forced_in_police",
      "refused_item",
      "taken_away",
    ]);
    expect(outcomesAfter("restricted_choice:forces")).toEqual(["forced_in_police"]);
    expect(outcomesAfter("arrival:emergency")).toEqual(["green_lane"]);
    expect(outcomesAfter("inspect:clear")).toEqual(["passed_after_check"]);
  });

  test("any clicks at all: an outcome is reached only through each step of its way, duties done", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...shipped.used),
        fc.array(fc.tuple(fc.nat(8), fc.boolean(), fc.boolean()), { maxLength: 40 }),
        (rules, clicks) => {
          let now: Parameters<typeof stepBack>[0] = { stepId: rules.firstStepId, done: [] };
          for (const [choice, withData, back] of clicks) {
            const step = rules.steps.find(({ id }) => id === now.stepId)!;
            const answerId = step.answers[choice]?.id ?? null;
            const data = withData ? dataFor(step) : { note: "" };
            const advanced = (): typeof now =>
              back && choice > 6
                ? stepBack(now)
                : advanceEntry(rules, now, { stepId: step.id, answerId, data }, nowMs, by);
            now = orRefused(advanced, now);
          }
          let at = rules.firstStepId;
          for (const done of now.done) {
            expect(done.stepId).toBe(at);
            const step = rules.steps.find(({ id }) => id === at)!;
            at = step.answers.find(({ id }) => id === done.answerId)?.next ?? step.next!;
          }
          expect(now.stepId).toBe(at);
          const outcome = outcomeAt(rules, now);
          const duties = now.done.map(({ stepId }) => rules.steps.find(({ id }) => id === stepId)!.duty);
          const needed = outcome === null ? [] : [...dutiesOfOutcome[outcome]];
          expect(duties).toEqual(expect.arrayContaining(needed));
        },
      ),
      { numRuns: 400 },
    );
  });
});

const text = (words: string) => ({ "zh-CN": words, en: words });
const step = (id: string, other: Partial<EntryStep>): EntryStep => ({
  id,
  text: text(id),
  article: "",
  answers: [],
  next: null,
  ...other,
});
const answer = (id: string, next: string) => ({ id, text: text(id), next });
function rulesOf(...steps: readonly EntryStep[]): EntryRules {
  const source = { title: "t", article: "", url: "", unverified: true };
  const head = { id: "x/2020-01-01", version: 1, title: text("x"), province: "x", validFrom: "2020-01-01", source };
  return { ...head, firstStepId: steps[0]!.id, steps: [...steps] };
}
const end = step("end", { outcome: "passed" });

describe("rules that are refused, with the way that shows it", () => {
  test.each<[string, EntryRules, object]>([
    [
      "a circle",
      rulesOf(
        step("a", { answers: [answer("1", "b"), answer("2", "end")] }),
        step("b", { next: "a", duty: "tick" }),
        end,
      ),
      { problem: "endless", detail: "a → b → a" },
    ],
    [
      "a step that nothing leads to",
      rulesOf(step("a", { next: "end" }), step("b", { next: "end" }), end),
      { path: "steps[1]", problem: "unreachable_step" },
    ],
    [
      "a name that leads nowhere",
      rulesOf(step("a", { next: "nowhere" }), end),
      { path: "steps[0].next", problem: "unknown_step" },
    ],
    [
      "a dead end",
      rulesOf(step("a", { answers: [answer("1", "b"), answer("2", "end")] }), step("b", {}), end),
      { path: "steps[1]", problem: "no_way_on" },
    ],
    [
      "an end that goes on",
      rulesOf(step("a", { next: "b" }), step("b", { outcome: "passed", next: "end" }), end),
      { problem: "end_goes_on" },
    ],
    [
      "the same step twice",
      rulesOf(step("a", { next: "end" }), end, end),
      { problem: "duplicate_step", detail: "end" },
    ],
    [
      "the same answer twice",
      rulesOf(step("a", { answers: [answer("1", "end"), answer("1", "end")] }), end),
      { path: "steps[0].answers[1].id", problem: "duplicate_answer" },
    ],
    [
      "a duty with answers",
      rulesOf(step("a", { duty: "tick", answers: [answer("1", "end")] }), end),
      { problem: "duty_has_answers" },
    ],
    [
      "answers and another way on",
      rulesOf(step("a", { next: "end", answers: [answer("1", "end")] }), end),
      { problem: "answers_and_next" },
    ],
    [
      "an item rule without items",
      rulesOf(step("a", { next: "end", duty: "tick", itemRule: "restricted" }), end),
      { problem: "rule_without_items" },
    ],
    [
      "the police past the call",
      rulesOf(
        step("a", { answers: [answer("1", "call"), answer("2", "end")] }),
        step("call", { duty: "police", next: "end" }),
        step("end", { outcome: "forced_in_police" }),
      ),
      { path: "steps[2].outcome", problem: "duty_missing", detail: "police: a → end" },
    ],
    [
      "a deposit without a ticket",
      rulesOf(step("a", { duty: "items", next: "end" }), step("end", { outcome: "deposited" })),
      { problem: "duty_missing", detail: "deposit: a → end" },
    ],
  ])("%s", (_what, rules, problem) => {
    expect(checkEntryRules(rules)).toMatchObject([problem]);
  });
});

describe("an open check", () => {
  const [rules] = shipped.used;
  const opening = {
    gateId: "gate1",
    gateName: { "zh-CN": "东门安检" },
    areaId: "ed",
    alarmId: null,
    cameraIds: ["cam1"],
    mark: null,
    happenedAtMs: nowMs,
  };
  const view = viewAt(nowMs);
  const opened = (): EntryCheck => openEntry(view, rules!, opening, () => "AJ20261122-001", by).check;
  const answered = (check: EntryCheck, stepId: string, answerId: string | null, data: Partial<EntryData> = {}) =>
    decideEntry(
      view,
      rules!,
      check,
      { type: "answer", entryId: check.id, stepId, answerId, data: { note: "", ...data } },
      by,
    ).check;

  test("a step that is not the present one, a missing answer, missing data are refused", () => {
    const check = opened();
    expect(() => answered(check, "inspect", "clear")).toThrow(
      expect.objectContaining({ code: "entry.wrong_step", params: { stepId: "arrival" } }),
    );
    expect(() => answered(check, "arrival", null)).toThrow(expect.objectContaining({ code: "entry.answer_missing" }));
    const manual = answered(check, "arrival", "manual");
    expect(() => answered(manual, "manual_reason", null)).toThrow(
      expect.objectContaining({ code: "entry.data_missing", params: { duty: "reason" } }),
    );
  });

  test("only what the step asks for is kept", () => {
    const manual = answered(answered(opened(), "arrival", "manual"), "manual_reason", null, {
      reason: "怀孕",
      heldBy: "谁",
      items: [found("knives")],
      note: "轮椅",
    });
    expect(manual.done.at(-1)?.data).toEqual({ reason: "怀孕", note: "轮椅" });
    expect(manual.items).toEqual([]);
  });

  test("an item is what its list says, and of the rule that the step is for", () => {
    const restricted = answered(answered(opened(), "arrival", "check"), "inspect", "restricted");
    const lied = { ...found("knives", "水果刀"), className: text("玩具"), rule: "prohibited" as const };
    const now = answered(restricted, "restricted_items", null, { items: [lied] });
    expect(now.items).toMatchObject([{ classId: "knives", rule: "restricted", className: { "zh-CN": "刀具" } }]);
    expect(() => answered(restricted, "restricted_items", null, { items: [found("guns")] })).toThrow(
      expect.objectContaining({ code: "entry.wrong_item", params: { classId: "guns", rule: "restricted" } }),
    );
    const unknown = { ...found("knives"), classId: "toys" };
    expect(() => answered(restricted, "restricted_items", null, { items: [unknown] })).toThrow(
      expect.objectContaining({ code: "entry.unknown_item" }),
    );
  });

  test("a ticket that is none of this check's is no deposit; what was found goes with the step that is taken back", () => {
    let check = answered(answered(opened(), "arrival", "check"), "inspect", "restricted");
    check = answered(check, "restricted_items", null, { items: [found("knives")] });
    check = answered(check, "restricted_choice", "deposit");
    expect(() => answered(check, "deposit_ticket", null, { depositNumber: "JC20261122-009" })).toThrow(
      expect.objectContaining({ code: "entry.data_missing", params: { duty: "deposit" } }),
    );
    const back = (each: EntryCheck) => decideEntry(view, rules!, each, { type: "back", entryId: each.id }, by);
    check = back(back(check).check).check;
    expect(check).toMatchObject({ stepId: "restricted_items", items: [], done: { length: 2 } });
    check = back(back(check).check).check;
    expect(() => back(check)).toThrow(expect.objectContaining({ code: "entry.nothing_to_take_back" }));
  });

  test("is decided only at an outcome, once; then only a correction is left, and that once too", () => {
    const check = opened();
    const decide = (each: EntryCheck) =>
      decideEntry(view, rules!, each, { type: "decide", entryId: each.id, note: "钥匙" }, by);
    expect(() => decide(check)).toThrow(expect.objectContaining({ code: "entry.not_at_end" }));
    const { check: decided, events } = decide(answered(answered(check, "arrival", "check"), "inspect", "passed"));
    expect(decided).toMatchObject({ state: "decided", stepId: null, outcome: "passed", decidedBy: by });
    expect(events).toMatchObject([{ kind: "entry.decided", severity: "information", deviceId: "gate1" }]);
    expect(() => decide(decided)).toThrow(expect.objectContaining({ code: "entry.wrong_state" }));
    const correction = {
      reason: "登记错误",
      outcome: "taken_away" as const,
      items: [found("knives")],
      happenedAtMs: nowMs,
      note: "",
    };
    const corrected = correctEntry(view, decided, correction, () => "AJ20261122-002", by);
    expect(corrected.check).toMatchObject({ number: "AJ20261122-002", corrects: decided.id, outcome: "taken_away" });
    expect(corrected.before).toMatchObject({ outcome: "passed", correctedBy: corrected.check.id });
    expect(corrected.events.map(({ kind }) => kind)).toEqual(["entry.corrected", "entry.corrects"]);
    expect(() => correctEntry(view, corrected.before, correction, () => "", by)).toThrow(
      expect.objectContaining({ code: "entry.already_corrected" }),
    );
  });

  test("a time that has not come is refused; a number that would then be missing is not taken", () => {
    let taken = 0;
    expect(() =>
      openEntry(view, rules!, { ...opening, happenedAtMs: nowMs + 3_600_000 }, () => `n${(taken += 1)}`, by),
    ).toThrow(expect.objectContaining({ code: "entry.wrong_time" }));
    expect(taken).toBe(0);
  });
});
