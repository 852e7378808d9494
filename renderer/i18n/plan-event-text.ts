import type { StoredEvent } from "../../native/contract/events.ts";
import type { ResponsePlan } from "../../native/contract/plans.ts";
import { joined } from "./desk-event-text.ts";
import type { Texts } from "./use-texts.ts";

/** The plan's own words for a step (plans by `ID@VERSION`); null for what is none, or of a plan that is not known. */
export function planEventDetail(
  event: StoredEvent,
  plans: ReadonlyMap<string, ResponsePlan>,
  { named }: Texts,
): string | null {
  if (!("planId" in event.data)) return null;
  const plan = plans.get(`${event.data.planId}@${event.data.version}`);
  if (plan === undefined) return null;
  if (event.kind === "plan.started" || event.kind === "plan.finished") return named(plan.title);
  if (!("stepId" in event.data)) return null;
  const { stepId } = event.data;
  const step = plan.steps.find(({ id }) => id === stepId);
  if (step === undefined) return null;
  if (event.kind === "plan.step_done") {
    const { answerId, note } = event.data;
    const answer = step.answers.find(({ id }) => id === answerId);
    return joined(answer ? `${named(step.text)} → ${named(answer.text)}` : named(step.text), note);
  }
  return joined(named(step.text), event.kind === "plan.step_skipped" ? event.data.note : "");
}
