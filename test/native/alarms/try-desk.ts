import { AlarmBook } from "../../../native/alarms/alarm-book.ts";
import { type AlarmCommand, decideCommand } from "../../../native/alarms/decide-command.ts";
import { decideDue } from "../../../native/alarms/decide-due.ts";
import { decideReport } from "../../../native/alarms/decide-report.ts";
import type { Decision, DeskView } from "../../../native/alarms/decision.ts";
import { decideManual, decideReopen, type ManualReport } from "../../../native/alarms/manual-alarm.ts";
import { decideMode, decideModeEnds, type ModeCommand } from "../../../native/alarms/modes/decide-mode.ts";
import { noPlans } from "../../../native/alarms/plan/plan-set.ts";
import { decideRates } from "../../../native/alarms/rates/decide-rates.ts";
import { FloodWatch } from "../../../native/alarms/rates/flood-watch.ts";
import { PointRates } from "../../../native/alarms/rates/point-rates.ts";
import { viewSite } from "../../../native/alarms/site-view.ts";
import type { Actor } from "../../../native/contract/actor.ts";
import type { Alarm } from "../../../native/contract/alarms.ts";
import { quietDesk } from "../../../native/contract/desk.ts";
import type { NewEvent } from "../../../native/contract/events.ts";
import type { DeviceReport } from "../../../native/contract/reports.ts";
import { readDeskSettings } from "../../../native/station/desk-files.ts";
import { testSite } from "../test-site.ts";

export const operator: Actor = { name: "王芳", role: "operator" };
export const second: Actor = { name: "李强", role: "operator" };
export const chief: Actor = { name: "赵敏", role: "chief" };

/** The alarm rules with a book, a desk and a clock of their own; everything decided is taken over at once. */
export function tryDesk(given: Partial<DeskView> = {}) {
  let ids = 0;
  const book = new AlarmBook();
  const events: NewEvent[] = [];
  const memory = { rates: new PointRates(), flood: new FloodWatch(), monotonicMs: 0 };
  let view: DeskView = {
    book,
    site: viewSite(testSite),
    settings: readDeskSettings(null),
    plans: noPlans,
    desk: quietDesk,
    nowMs: 2000,
    newId: () => `id-${(ids += 1)}`,
    ...given,
  };
  const take = <T extends Decision>(decision: T): T => {
    for (const alarm of decision.alarms) book.apply(alarm);
    if (decision.desk !== undefined) view = { ...view, desk: decision.desk };
    events.push(...decision.events);
    return decision;
  };
  return {
    book,
    memory,
    /** Every event so far. */
    events,
    get view() {
      return view;
    },
    set(changed: Partial<DeskView>): void {
      view = { ...view, ...changed };
    },
    /** Both clocks move on, and what falls due by then happens. */
    wait(byMs: number): Decision[] {
      view = { ...view, nowMs: view.nowMs + byMs };
      memory.monotonicMs += byMs;
      const due = book.list().map((alarm) => decideDue(view, alarm));
      const decisions: Decision[] = due.filter((each) => each !== null);
      for (const decision of decisions) take(decision);
      for (const decide of [() => decideModeEnds(view), () => decideRates(view, memory)]) {
        const decision = decide();
        if (decision !== null) decisions.push(take(decision));
      }
      return decisions;
    },
    report: (report: DeviceReport) => take(decideReport({ ...view, memory }, report)),
    command: (command: AlarmCommand, actor: Actor = operator) => take(decideCommand(view, command, actor)),
    manual: (report: ManualReport, actor: Actor = operator) => take(decideManual(view, report, actor)),
    reopen: (closed: Alarm, note: string, actor: Actor = operator) => take(decideReopen(view, closed, note, actor)),
    mode: (command: ModeCommand, actor: Actor = chief) => take(decideMode(view, command, actor)),
  };
}
export type TriedDesk = ReturnType<typeof tryDesk>;
