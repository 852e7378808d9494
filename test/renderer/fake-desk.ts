import { implement, ORPCError } from "@orpc/server";
import type { Actor } from "../../native/contract/actor.ts";
import type { AlarmLoad } from "../../native/contract/alarm-load.ts";
import { type Alarm, classOfKind } from "../../native/contract/alarms.ts";
import type { DeskState } from "../../native/contract/desk.ts";
import type { PlanProblem } from "../../native/contract/plans.ts";
import { contract } from "../../native/contract/rpc.ts";
import { samplePlan, sampleAlarm, sampleLoad, sampleShift, sampleTestable } from "./sample-data.ts";

/** What the played desk needs of the played station. */
export interface PlayedStation {
  /** Writes down the call; throws when the test wants a refusal. */
  readonly act: (name: string, input: unknown) => void;
  readonly change: (alarmId: string, change: Partial<Alarm>) => Alarm;
  readonly setDesk: (change: Partial<DeskState>) => DeskState;
  readonly raise: (alarm: Alarm) => void;
  readonly alarm: (alarmId: string) => Alarm | undefined;
  readonly actor: () => Actor | null;
  readonly refusedPlans: () => RefusedPlan[];
}

/** A plan file with what is wrong with it. */
export interface RefusedPlan {
  readonly file: string;
  readonly problems: PlanProblem[];
}

const nobody: Actor = { name: "?", role: "operator" };
const someone = (station: PlayedStation) => station.actor() ?? nobody;

/** Life cycle and plan as the contract has them, without its refusals: those are the test's. */
export function playLifeCycle(station: PlayedStation) {
  const os = implement(contract).alarms;
  const { act, change } = station;
  return {
    dispatch: os.dispatch.handler(({ input }) => {
      act("alarms.dispatch", input);
      return change(input.alarmId, {
        state: "dispatched",
        callSigns: input.callSigns,
        dispatchedAtMs: Date.now(),
        dispatchedBy: someone(station),
      });
    }),
    arrive: os.arrive.handler(({ input }) => {
      act("alarms.arrive", input);
      return change(input.alarmId, { state: "arrived", arrivedAtMs: Date.now(), arrivedBy: someone(station) });
    }),
    takeOver: os.takeOver.handler(({ input }) => {
      act("alarms.takeOver", input);
      return change(input.alarmId, { owner: someone(station) });
    }),
    reopen: os.reopen.handler(({ input }) => {
      act("alarms.reopen", input);
      const alarm = sampleAlarm("reopened", { continues: input.alarmId });
      station.raise(alarm);
      return alarm;
    }),
    raiseManual: os.raiseManual.handler(({ input }) => {
      act("alarms.raiseManual", input);
      const { kind, areaId, channel, who, what } = input;
      const alarm = sampleAlarm("manual", {
        kind,
        class: classOfKind[kind],
        areaId,
        deviceId: null,
        pointId: null,
        code: null,
        cameraIds: [],
        name: input.place === "" ? null : { "zh-CN": input.place },
        manual: { channel, who, what },
      });
      station.raise(alarm);
      return alarm;
    }),
    doNextStep: os.doNextStep.handler(({ input }) => {
      act("alarms.doNextStep", input);
      const alarm = station.alarm(input.alarmId);
      const step = samplePlan.steps.find((known) => known.id === input.stepId);
      if (!alarm?.plan || !step || alarm.plan.stepId !== step.id)
        throw new ORPCError("APP", { defined: true, data: { code: "alarm.wrong_step", params: {} } });
      const next = step.answers.find((answer) => answer.id === input.answerId)?.next ?? step.next;
      return change(input.alarmId, {
        ...(input.callSigns.length > 0 ? { state: "dispatched" as const, callSigns: input.callSigns } : {}),
        plan: {
          ...alarm.plan,
          stepId: next,
          dueAtMs: null,
          overdue: false,
          done: [
            ...alarm.plan.done,
            {
              stepId: step.id,
              answerId: input.answerId,
              skipped: false,
              note: input.note,
              atMs: Date.now(),
              by: someone(station),
            },
          ],
        },
      });
    }),
    skipStep: os.skipStep.handler(({ input }) => {
      act("alarms.skipStep", input);
      const alarm = station.alarm(input.alarmId);
      const step = samplePlan.steps.find((known) => known.id === input.stepId);
      return change(input.alarmId, { plan: alarm?.plan ? { ...alarm.plan, stepId: step?.next ?? null } : null });
    }),
    shelve: os.shelve.handler(({ input }) => {
      act("alarms.shelve", input);
      return change(input.alarmId, {
        shelf: { untilMs: input.untilMs, reason: input.reason, by: someone(station) },
      });
    }),
    unshelve: os.unshelve.handler(({ input }) => {
      act("alarms.unshelve", input);
      return change(input.alarmId, { shelf: null });
    }),
    makeReal: os.makeReal.handler(({ input }) => {
      act("alarms.makeReal", input);
      return change(input.alarmId, { mark: null });
    }),
    noteShown: os.noteShown.handler(({ input }) => {
      act("alarms.noteShown", input);
      return {};
    }),
  };
}

/** Modes, plans and reports. */
export function playDesk(station: PlayedStation) {
  const os = implement(contract);
  const { act, setDesk } = station;
  const load: AlarmLoad = sampleLoad();
  const mode = (input: { areaIds: string[]; untilMs: number; note: string }) => ({
    ...input,
    sinceMs: Date.now(),
    by: someone(station),
  });
  return {
    desk: {
      get: os.desk.get.handler(() => setDesk({})),
      startDrill: os.desk.startDrill.handler(({ input }) => {
        act("desk.startDrill", input);
        return setDesk({ drill: mode(input) });
      }),
      endDrill: os.desk.endDrill.handler(() => {
        act("desk.endDrill", {});
        return setDesk({ drill: null });
      }),
      startButtonTest: os.desk.startButtonTest.handler(({ input }) => {
        act("desk.startButtonTest", input);
        return setDesk({ buttonTest: mode(input) });
      }),
      endButtonTest: os.desk.endButtonTest.handler(() => {
        act("desk.endButtonTest", {});
        return setDesk({ buttonTest: null });
      }),
      startTest: os.desk.startTest.handler(({ input }) => {
        act("desk.startTest", input);
        const { onTest } = setDesk({});
        const name =
          sampleTestable().find((of) => of.deviceId === input.deviceId && of.pointId === input.pointId)?.name ?? null;
        const test = { ...input, name, standing: [], sinceMs: Date.now(), by: someone(station) };
        return setDesk({ onTest: [...onTest, test] });
      }),
      testablePoints: os.desk.testablePoints.handler(() => sampleTestable()),
      endTest: os.desk.endTest.handler(({ input }) => {
        act("desk.endTest", input);
        const { onTest } = setDesk({});
        return setDesk({
          onTest: onTest.filter((of) => of.deviceId !== input.deviceId || of.pointId !== input.pointId),
        });
      }),
      checkPanicPoints: os.desk.checkPanicPoints.handler(() => [
        {
          deviceId: "rx1",
          pointId: "1234-001",
          name: { "zh-CN": "急诊护士站一键报警", en: "ED nurses' panic button" },
          areaId: "ed",
          results: [
            { rule: "is_life", ok: true },
            { rule: "has_cameras", ok: false },
          ],
        },
      ]),
      untestedPoints: os.desk.untestedPoints.handler(() => ({
        sinceMs: Date.now() - 86_400_000,
        points: [
          {
            deviceId: "rx1",
            pointId: "1234-002",
            name: { "zh-CN": "药库一键报警", en: "Pharmacy panic button" },
            areaId: "pharmacy",
            lastTestedAtMs: null,
          },
        ],
      })),
      testedPresses: os.desk.testedPresses.handler(() => [
        {
          alarmId: "t1",
          mark: "test",
          deviceId: "rx1",
          pointId: "1234-001",
          name: { "zh-CN": "急诊护士站一键报警", en: "ED nurses' panic button" },
          areaId: "ed",
          pressedAtMs: Date.now() - 60_000,
          shownAfterMs: 180,
          acknowledgedAfterMs: 4200,
          dispatchedAfterMs: null,
          arrivedAfterMs: 95_000,
          closedAfterMs: null,
        },
      ]),
    },
    plans: {
      list: os.plans.list.handler(() => ({
        plans: [{ plan: samplePlan, inUse: true, loadedAtMs: null }],
        refused: station.refusedPlans(),
      })),
      get: os.plans.get.handler(() => ({ plan: samplePlan, inUse: true, loadedAtMs: null })),
    },
    reports: {
      alarmLoad: os.reports.alarmLoad.handler(({ input }) => {
        act("reports.alarmLoad", input);
        return load;
      }),
      alarmLoadCsv: os.reports.alarmLoadCsv.handler(() => ({ csv: "startMs,raised\r\n0,1\r\n" })),
      shift: os.reports.shift.handler(({ input }) => {
        act("reports.shift", input);
        const text = JSON.stringify(sampleShift({ fromMs: input.fromMs, toMs: input.toMs }));
        return { reportId: "shift", text, length: text.length };
      }),
    },
  };
}
