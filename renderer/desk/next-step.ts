import type { Actor } from "../../native/contract/actor.ts";
import { type Alarm, wantsHand } from "../../native/contract/alarms.ts";
import type { PlanStep, ResponsePlan } from "../../native/contract/plans.ts";
import type { AlarmForm } from "./selection.ts";

/** What the key D does now. */
export type NextStep =
  | { readonly type: "acknowledge" }
  /** A colleague's: to be taken over first. */
  | { readonly type: "notOwner"; readonly owner: string }
  /** The plan's text has not come yet. */
  | { readonly type: "planLoading" }
  | { readonly type: "step"; readonly stepId: string }
  | { readonly type: "arrive"; readonly callSign: string }
  | { readonly type: "form"; readonly form: AlarmForm };

/** The step at which the alarm's plan stands; null when there is none, it is finished, or its text is not here. */
export function presentStep(alarm: Alarm, plan: ResponsePlan | null): PlanStep | null {
  const progress = alarm.plan;
  if (progress === null || progress.stepId === null || plan === null) return null;
  if (plan.id !== progress.planId || plan.version !== progress.version) return null;
  return plan.steps.find((step) => step.id === progress.stepId) ?? null;
}

/** Nobody's, or this operator's own. */
export function isMine(alarm: Alarm, actor: Actor | null): boolean {
  return alarm.owner === null || (actor !== null && alarm.owner.name === actor.name && alarm.owner.role === actor.role);
}

/** Acknowledge, the plan's steps one by one, dispatch, on scene, close. */
export function nextStep(alarm: Alarm, plan: ResponsePlan | null, actor: Actor | null): NextStep {
  if (alarm.state === "active") return { type: "acknowledge" };
  if (!isMine(alarm, actor)) return { type: "notOwner", owner: alarm.owner?.name ?? "" };
  if (wantsHand(alarm)) return { type: "acknowledge" };
  if (alarm.plan !== null && alarm.plan.stepId !== null) {
    const step = presentStep(alarm, plan);
    if (step === null) return { type: "planLoading" };
    if (step.answers.length > 0) return { type: "form", form: "answer" };
    if (step.kind === "dispatch" && alarm.callSigns.length === 0) return { type: "form", form: "dispatch" };
    if (step.kind === "record") return { type: "form", form: "record" };
    return { type: "step", stepId: step.id };
  }
  switch (alarm.state) {
    case "acknowledged":
      return { type: "form", form: "dispatch" };
    case "dispatched":
      return alarm.callSigns.length === 1
        ? { type: "arrive", callSign: alarm.callSigns[0] ?? "" }
        : { type: "form", form: "arrive" };
    case "arrived":
    case "closed":
      return { type: "form", form: "close" };
  }
}
