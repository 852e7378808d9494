import type { Alarm } from "../../contract/alarms.ts";
import type { PlanStep, ResponsePlan } from "../../contract/plans.ts";
import { openWallClock } from "../../contract/wall-clock.ts";

/** The plans that the desk knows: those in use, and older versions that open alarms still follow. */
export interface PlanSet {
  readonly inUse: readonly ResponsePlan[];
  /** Null for a version that was never loaded here. */
  get(planId: string, version: number): ResponsePlan | null;
}

export const noPlans: PlanSet = planSet([]);

export function planSet(inUse: readonly ResponsePlan[], older: readonly ResponsePlan[] = []): PlanSet {
  const all = new Map([...older, ...inUse].map((plan) => [`${plan.id}@${plan.version}`, plan]));
  return { inUse, get: (planId, version) => all.get(`${planId}@${version}`) ?? null };
}

export function stepOf(plan: ResponsePlan, stepId: string | null): PlanStep | null {
  return plan.steps.find((step) => step.id === stepId) ?? null;
}

/** Minutes since midnight at the site. */
export function minuteOfDay(atMs: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = openWallClock(timeZone);
    clocks.set(timeZone, clock);
  }
  return minuteOf(clock(atMs).time);
}
/** Making one takes longer than using it a hundred times, and a flood asks often. */
const clocks = new Map<string, ReturnType<typeof openWallClock>>();

function minuteOf(time: string): number {
  const [hour = "0", minute = "0"] = time.split(":");
  return Number(hour) * 60 + Number(minute);
}

/** From inclusive, to exclusive; over midnight when it ends before it begins. The same twice is the whole day. */
function isWithin(minute: number, hours: { readonly from: string; readonly to: string }): boolean {
  const from = minuteOf(hours.from);
  const to = minuteOf(hours.to);
  if (from === to) return true;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** How closely a plan names the alarm; null when it is not for it. Kind weighs most, then area, hours, class. */
function fitOf(plan: ResponsePlan, alarm: Pick<Alarm, "class" | "kind" | "areaId">, minute: number): number | null {
  const { classes, kinds, areaIds, hours } = plan.for;
  if (classes !== undefined && !classes.includes(alarm.class)) return null;
  if (kinds !== undefined && !kinds.includes(alarm.kind)) return null;
  if (areaIds !== undefined && (alarm.areaId === null || !areaIds.includes(alarm.areaId))) return null;
  if (hours !== undefined && !isWithin(minute, hours)) return null;
  return (
    (kinds === undefined ? 0 : 8) +
    (areaIds === undefined ? 0 : 4) +
    (hours === undefined ? 0 : 2) +
    (classes === undefined ? 0 : 1)
  );
}

/** The plan for an alarm raised then; of two that fit alike, the first by id. Null when none fits. */
export function choosePlan(
  plans: PlanSet,
  alarm: Pick<Alarm, "class" | "kind" | "areaId">,
  atMs: number,
  timeZone: string,
): ResponsePlan | null {
  const minute = minuteOfDay(atMs, timeZone);
  let best: { plan: ResponsePlan; fit: number } | null = null;
  for (const plan of plans.inUse) {
    const fit = fitOf(plan, alarm, minute);
    if (fit === null) continue;
    if (best === null || fit > best.fit || (fit === best.fit && plan.id < best.plan.id)) best = { plan, fit };
  }
  return best?.plan ?? null;
}
