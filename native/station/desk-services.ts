import { checkPanicPoints } from "../alarms/panic/check-panic-points.ts";
import { testablePoints } from "../alarms/modes/testable-points.ts";
import { AppError } from "../base/app-error.ts";
import type { DeskServices } from "../rpc/services.ts";
import type { AlarmDesk } from "./alarm-desk.ts";
import type { LoadedPlans } from "./desk-rules.ts";

export interface DeskServiceParts {
  readonly desk: AlarmDesk;
  readonly plans: LoadedPlans;
  readonly reports: DeskServices["reports"];
  readonly nowMs: () => number;
  readonly newId: () => string;
}

export function makeDeskServices({ desk, plans, reports, nowMs, newId }: DeskServiceParts): DeskServices {
  const loadedAtMs = (planId: string, version: number): number | null =>
    plans.loadedAtMs.get(`${planId}@${version}`) ?? null;

  return {
    command: (command, actor) => desk.command(command, actor),
    raiseManual: (report, actor) => desk.raiseManual(report, actor),
    reopen: (alarmId, note, actor) => desk.reopen(alarmId, note, actor),
    noteShown: (alarmIds) => desk.noteShown(alarmIds),
    desk: () => desk.state,
    setMode: (command, actor) => desk.setMode(command, actor),
    testablePoints: () => testablePoints(desk.rules.site),
    checkPanicPoints() {
      const { rules } = desk;
      // The check tries each point on a book of its own; only what it goes by comes from the desk.
      return checkPanicPoints({ ...rules, nowMs: nowMs(), newId });
    },
    plans: () => ({
      plans: plans.set.inUse.map((plan) => ({ plan, inUse: true, loadedAtMs: loadedAtMs(plan.id, plan.version) })),
      refused: plans.refused.map(({ file, problems }) => ({ file, problems: [...problems] })),
    }),
    plan(planId, version) {
      const plan = plans.set.get(planId, version);
      if (plan === null) throw new AppError("plan.not_found", { planId, version });
      return { plan, inUse: plans.set.inUse.includes(plan), loadedAtMs: loadedAtMs(planId, version) };
    },
    reports,
  };
}
