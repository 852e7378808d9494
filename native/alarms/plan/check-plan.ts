import type { PlanProblem, ResponsePlan } from "../../contract/plans.ts";

interface Edge {
  readonly path: string;
  readonly to: string;
}

/** Where each step can lead. */
function edgesOf(plan: ResponsePlan): Map<string, Edge[]> {
  const edges = new Map<string, Edge[]>();
  plan.steps.forEach((step, at) => {
    const ways: Edge[] = [];
    // With answers, `next` is taken only when the step is skipped.
    if (step.next !== null && (step.answers.length === 0 || !step.required))
      ways.push({ path: `steps[${at}].next`, to: step.next });
    step.answers.forEach((answer, index) => {
      if (answer.next !== null) ways.push({ path: `steps[${at}].answers[${index}].next`, to: answer.next });
    });
    edges.set(step.id, ways);
  });
  return edges;
}

/**
 * What no schema sees: steps that nothing leads to, ways that never end, names that lead nowhere. A
 * plan with any of these is refused. Empty when there is nothing wrong.
 */
export function checkPlan(plan: ResponsePlan): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const found = (path: string, problem: PlanProblem["problem"], detail: string): void => {
    problems.push({ path, problem, detail });
  };
  const known = new Set<string>();
  plan.steps.forEach((step, at) => {
    if (known.has(step.id)) found(`steps[${at}].id`, "duplicate_step", step.id);
    known.add(step.id);
    const answers = new Set<string>();
    step.answers.forEach((answer, index) => {
      if (answers.has(answer.id)) found(`steps[${at}].answers[${index}].id`, "duplicate_answer", answer.id);
      answers.add(answer.id);
    });
    // Skipped without a way on, the plan would end before its required steps.
    if (
      !step.required &&
      step.answers.length > 0 &&
      step.next === null &&
      step.answers.some((each) => each.next !== null)
    )
      found(`steps[${at}].next`, "skip_needs_next", step.id);
  });
  if (!known.has(plan.firstStepId)) found("firstStepId", "unknown_step", plan.firstStepId);
  const edges = edgesOf(plan);
  for (const ways of edges.values())
    for (const { path, to } of ways) if (!known.has(to)) found(path, "unknown_step", to);
  if (problems.length > 0) return problems;

  const reached = new Set<string>();
  /** Steps from which every way is known to end. */
  const ending = new Set<string>();

  function walk(stepId: string, way: readonly string[]): void {
    const before = way.indexOf(stepId);
    if (before >= 0) {
      const at = plan.steps.findIndex((step) => step.id === stepId);
      found(`steps[${at}]`, "endless", [...way.slice(before), stepId].join(" → "));
      return;
    }
    if (ending.has(stepId)) return;
    reached.add(stepId);
    for (const { to } of edges.get(stepId) ?? []) walk(to, [...way, stepId]);
    ending.add(stepId);
  }
  walk(plan.firstStepId, []);
  plan.steps.forEach((step, at) => {
    if (reached.has(step.id)) return;
    const from = [...edges].filter(([, ways]) => ways.some((edge) => edge.to === step.id)).map(([id]) => id);
    found(`steps[${at}]`, "unreachable_step", `${from.join(", ") || "—"} → ${step.id}`);
  });
  return problems;
}
