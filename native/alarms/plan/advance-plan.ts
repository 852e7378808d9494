import { AppError } from "../../base/app-error.ts";
import type { Actor } from "../../contract/actor.ts";
import type { Alarm, PlanProgress } from "../../contract/alarms.ts";
import type { NewEvent } from "../../contract/events.ts";
import type { PlanStep, ResponsePlan } from "../../contract/plans.ts";
import { alarmEvent, type Decision, type DeskView } from "../decision.ts";
import { choosePlan, stepOf } from "./plan-set.ts";

/** The alarm with the plan that is for it, not yet begun. */
export function attachPlan(view: Pick<DeskView, "plans" | "nowMs" | "site">, alarm: Alarm): Alarm {
  const plan = choosePlan(view.plans, alarm, view.nowMs, view.site.timeZone);
  if (plan === null) return alarm;
  const { id: planId, version, firstStepId: stepId } = plan;
  return { ...alarm, plan: { planId, version, stepId, dueAtMs: null, overdue: false, done: [] } };
}

function deadlineOf(step: PlanStep | null, nowMs: number): number | null {
  return step?.deadlineSeconds === undefined ? null : nowMs + step.deadlineSeconds * 1000;
}

/** The plan begins when somebody has taken the alarm. */
export function startPlan(
  view: Pick<DeskView, "plans" | "nowMs" | "newId">,
  alarm: Alarm,
  actor: Actor,
): { readonly alarm: Alarm; readonly events: readonly NewEvent[] } {
  const { plan: progress } = alarm;
  if (progress === null || progress.stepId === null) return { alarm, events: [] };
  const plan = view.plans.get(progress.planId, progress.version);
  const { planId, version, stepId } = progress;
  const event = alarmEvent(
    alarm,
    "plan.started",
    { key: `alarm:${alarm.id}:plan`, atMs: view.nowMs, actor },
    { name: alarm.name, planId, version, stepId },
  );
  const dueAtMs = plan === null ? null : deadlineOf(stepOf(plan, stepId), view.nowMs);
  return { alarm: { ...alarm, plan: { ...progress, dueAtMs } }, events: [event] };
}

export interface StepAct {
  /** The step that the operator saw. */
  readonly stepId: string;
  readonly answerId: string | null;
  readonly skipped: boolean;
  readonly note: string;
  /** For a `dispatch` step: whether somebody was sent, now or before. */
  readonly sent: boolean;
}

/**
 * Does or skips the step that is open. Throws `alarm.no_plan`, `alarm.wrong_step` {stepId} (empty when
 * the plan is finished), `alarm.answer_missing`, `alarm.step_required`, `plan.not_found`.
 */
export function advancePlan(
  view: Pick<DeskView, "plans" | "nowMs" | "newId">,
  alarm: Alarm,
  act: StepAct,
  actor: Actor,
): { readonly alarm: Alarm; readonly events: readonly NewEvent[] } {
  const { plan, progress, step } = openStep(view, alarm, act.stepId);
  const { nowMs } = view;
  if (act.skipped && step.required) throw new AppError("alarm.step_required", { stepId: step.id });
  const answer = act.skipped ? undefined : step.answers.find((each) => each.id === act.answerId);
  if (!act.skipped) requireAnswer(step, act, answer !== undefined);
  const nextId = answer === undefined ? step.next : answer.next;
  const next = stepOf(plan, nextId);
  const answerId = answer?.id ?? null;
  const done = { stepId: step.id, answerId, skipped: act.skipped, note: act.note, atMs: nowMs, by: actor };
  const moved: PlanProgress = {
    ...progress,
    stepId: next?.id ?? null,
    dueAtMs: deadlineOf(next, nowMs),
    overdue: false,
    done: [...progress.done, done],
  };
  const about = { name: alarm.name, planId: plan.id, version: plan.version };
  const by = { key: `alarm:${alarm.id}:step:${progress.done.length + 1}`, atMs: nowMs, actor };
  const where = { ...about, stepId: step.id, next: moved.stepId, note: act.note };
  const changed = { ...alarm, plan: moved };
  const events = [
    act.skipped
      ? alarmEvent(changed, "plan.step_skipped", by, where)
      : alarmEvent(changed, "plan.step_done", by, { ...where, answerId }),
  ];
  if (moved.stepId === null)
    events.push(alarmEvent(changed, "plan.finished", { key: `alarm:${alarm.id}:finished`, atMs: nowMs, actor }, about));
  return { alarm: changed, events };
}

function openStep(
  view: Pick<DeskView, "plans">,
  alarm: Alarm,
  stepId: string,
): { plan: ResponsePlan; progress: PlanProgress; step: PlanStep } {
  const progress = alarm.plan;
  if (progress === null) throw new AppError("alarm.no_plan", { alarmId: alarm.id });
  if (progress.stepId !== stepId) throw new AppError("alarm.wrong_step", { stepId: progress.stepId ?? "" });
  const plan = view.plans.get(progress.planId, progress.version);
  const step = plan === null ? null : stepOf(plan, stepId);
  if (plan === null || step === null)
    throw new AppError("plan.not_found", { planId: progress.planId, version: progress.version });
  return { plan, progress, step };
}

function requireAnswer(step: PlanStep, act: StepAct, answered: boolean): void {
  if (step.answers.length > 0 ? !answered : act.answerId !== null)
    throw new AppError("alarm.answer_missing", { stepId: step.id, wanted: "answer" });
  if (step.kind === "record" && act.note === "")
    throw new AppError("alarm.answer_missing", { stepId: step.id, wanted: "note" });
  if (step.kind === "dispatch" && step.answers.length === 0 && !act.sent)
    throw new AppError("alarm.answer_missing", { stepId: step.id, wanted: "callSigns" });
}

/**
 * The required step that keeps the alarm from being closed: the first on the way that remains when
 * everything optional is skipped. Null when there is none, or when nobody knows the plan any more.
 */
export function stepInTheWay(view: Pick<DeskView, "plans">, alarm: Alarm): string | null {
  const { plan: progress } = alarm;
  const plan = progress === null ? null : view.plans.get(progress.planId, progress.version);
  if (progress === null || plan === null) return null;
  let step = stepOf(plan, progress.stepId);
  // Plans have no cycles (check-plan), so this ends.
  while (step !== null && !step.required) step = stepOf(plan, step.next);
  return step?.id ?? null;
}

/** The deadline of the open step has passed: said once. */
export function decideOverdue(view: Pick<DeskView, "nowMs" | "plans">, alarm: Alarm): Decision | null {
  const progress = alarm.plan;
  if (progress === null || progress.stepId === null || progress.overdue) return null;
  if (progress.dueAtMs === null || progress.dueAtMs > view.nowMs) return null;
  const { planId, version, stepId } = progress;
  const plan = view.plans.get(planId, version);
  const allowedMs = ((plan === null ? null : stepOf(plan, stepId))?.deadlineSeconds ?? 0) * 1000;
  const event = alarmEvent(
    alarm,
    "plan.step_overdue",
    { key: `alarm:${alarm.id}:overdue:${progress.done.length + 1}`, atMs: view.nowMs },
    { name: alarm.name, planId, version, stepId, afterMs: allowedMs + view.nowMs - progress.dueAtMs },
  );
  return { events: [event], alarms: [{ ...alarm, plan: { ...progress, overdue: true } }] };
}
