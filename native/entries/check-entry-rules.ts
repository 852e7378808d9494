import type { EntryDuty, EntryOutcome, EntryRules, EntryStep } from "../contract/entries.ts";

/** One mistake in a rules file. */
export interface RulesProblem {
  /** Where in the file, as `steps[2].answers[0].next`. */
  readonly path: string;
  readonly problem:
    | "not_json"
    | "bad_format"
    | "id_not_file_name"
    | "duplicate_step"
    | "duplicate_answer"
    | "unknown_step"
    | "unreachable_step"
    | "endless"
    | "no_way_on"
    | "end_goes_on"
    | "answers_and_next"
    | "duty_has_answers"
    | "rule_without_items"
    | "duty_missing";
  /** The way through the steps that shows it, as `check → refuse → check`, or what was expected. */
  readonly detail: string;
}

/**
 * What must have been done on every way to an outcome, whatever a province's rules add: an item that is
 * deposited has a ticket, the police are not only talked of, a check by hand has a reason and a checker
 * of the same sex (Beijing rules of 2020-07-01, art. 15-18; regulation on security services, art. 30).
 */
export const dutiesOfOutcome: Readonly<Record<EntryOutcome, readonly EntryDuty[]>> = {
  passed: [],
  passed_after_check: [],
  manual_check_passed: ["reason", "checker"],
  green_lane: ["reason"],
  taken_away: ["items"],
  deposited: ["items", "deposit"],
  refused_check: [],
  refused_item: ["items"],
  forced_in_police: ["police"],
  prohibited_police: ["items", "hold_scene", "police"],
};

interface Edge {
  readonly path: string;
  readonly to: string;
}

function edgesOf(step: EntryStep, at: number): readonly Edge[] {
  return [
    ...(step.next === null ? [] : [{ path: `steps[${at}].next`, to: step.next }]),
    ...step.answers.map((answer, index) => ({ path: `steps[${at}].answers[${index}].next`, to: answer.next })),
  ];
}

function checkStep(step: EntryStep, at: number, found: (path: string, problem: RulesProblem["problem"]) => void): void {
  const path = `steps[${at}]`;
  const answers = new Set<string>();
  step.answers.forEach((answer, index) => {
    if (answers.has(answer.id)) found(`${path}.answers[${index}].id`, "duplicate_answer");
    answers.add(answer.id);
  });
  if (step.itemRule !== undefined && step.duty !== "items") found(`${path}.itemRule`, "rule_without_items");
  if (step.outcome !== undefined) {
    if (step.next !== null || step.answers.length > 0 || step.duty !== undefined) found(path, "end_goes_on");
    return;
  }
  if (step.duty !== undefined && step.answers.length > 0) found(`${path}.answers`, "duty_has_answers");
  else if (step.answers.length > 0 && step.next !== null) found(`${path}.next`, "answers_and_next");
  else if (step.answers.length === 0 && step.next === null) found(path, "no_way_on");
}

/**
 * What no schema sees: ways that never end or end in no outcome, steps that nothing leads to, outcomes
 * that can be reached past what they ask for. Rules with any of these are refused. Empty when there is nothing wrong.
 */
export function checkEntryRules(rules: EntryRules): RulesProblem[] {
  const problems: RulesProblem[] = [];
  const found = (path: string, problem: RulesProblem["problem"], detail = ""): void => {
    problems.push({ path, problem, detail });
  };
  const steps = new Map<string, EntryStep>();
  const edges = new Map<string, readonly Edge[]>();
  rules.steps.forEach((step, at) => {
    if (steps.has(step.id)) found(`steps[${at}].id`, "duplicate_step", step.id);
    steps.set(step.id, step);
    edges.set(step.id, edgesOf(step, at));
    checkStep(step, at, (path, problem) => found(path, problem, step.id));
  });
  if (!steps.has(rules.firstStepId)) found("firstStepId", "unknown_step", rules.firstStepId);
  for (const ways of edges.values())
    for (const { path, to } of ways) if (!steps.has(to)) found(path, "unknown_step", to);
  if (problems.length > 0) return problems;

  const indexOf = (stepId: string): number => rules.steps.findIndex((step) => step.id === stepId);
  const reached = new Set<string>();
  const ending = new Set<string>();
  const walk = (stepId: string, way: readonly string[]): void => {
    const before = way.indexOf(stepId);
    if (before >= 0) {
      found(`steps[${indexOf(stepId)}]`, "endless", [...way.slice(before), stepId].join(" → "));
      return;
    }
    if (ending.has(stepId)) return;
    reached.add(stepId);
    for (const { to } of edges.get(stepId) ?? []) walk(to, [...way, stepId]);
    ending.add(stepId);
  };
  walk(rules.firstStepId, []);
  rules.steps.forEach((step, at) => {
    if (reached.has(step.id)) return;
    const from = [...edges].filter(([, ways]) => ways.some((edge) => edge.to === step.id)).map(([id]) => id);
    found(`steps[${at}]`, "unreachable_step", `${from.join(", ") || "—"} → ${step.id}`);
  });
  if (problems.length > 0) return problems;
  checkDuties(rules, steps, edges, found);
  return problems;
}

/** For each outcome and each duty it asks for: is there a way to it on which the duty is not done? */
function checkDuties(
  rules: EntryRules,
  steps: ReadonlyMap<string, EntryStep>,
  edges: ReadonlyMap<string, readonly Edge[]>,
  found: (path: string, problem: RulesProblem["problem"], detail: string) => void,
): void {
  rules.steps.forEach((end, at) => {
    if (end.outcome === undefined) return;
    for (const duty of dutiesOfOutcome[end.outcome]) {
      const past = wayPast(rules.firstStepId, end.id, duty, steps, edges);
      if (past !== null) found(`steps[${at}].outcome`, "duty_missing", `${duty}: ${past.join(" → ")}`);
    }
  });
}

/** A way from one step to another on which no step has the duty; null when there is none. The graph has no circles. */
function wayPast(
  from: string,
  to: string,
  duty: EntryDuty,
  steps: ReadonlyMap<string, EntryStep>,
  edges: ReadonlyMap<string, readonly Edge[]>,
): readonly string[] | null {
  const seen = new Set<string>();
  const walk = (stepId: string, way: readonly string[]): readonly string[] | null => {
    if (seen.has(stepId) || steps.get(stepId)?.duty === duty) return null;
    seen.add(stepId);
    const here = [...way, stepId];
    if (stepId === to) return here;
    for (const edge of edges.get(stepId) ?? []) {
      const past = walk(edge.to, here);
      if (past !== null) return past;
    }
    return null;
  };
  return walk(from, []);
}
