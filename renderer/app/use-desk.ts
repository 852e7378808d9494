import { useCallback, useEffect, useRef, useState } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { DeskActions } from "../desk/desk-actions.ts";
import { isMine, nextStep, presentStep } from "../desk/next-step.ts";
import {
  type AlarmForm,
  enterMeans,
  followAlarms,
  moveSelection,
  noSelection,
  type Selection,
} from "../desk/selection.ts";
import { type KnownPlan, usePlan } from "../desk/use-plan.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { CallResult } from "../rpc/call-result.ts";
import { mergeAlarms, stationNowMs } from "../rpc/station-state.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useSession, useStation, useStore } from "../rpc/use-station.tsx";
import { focusOf } from "./keyboard.ts";

/** The last answer about an alarm; shown only while that alarm is selected. */
interface Answer {
  readonly alarmId: string;
  readonly problem: ErrorData | null;
  readonly said: string;
  /** What was said is why something was not done, or is not his any more. */
  readonly refused: boolean;
}

export interface Desk extends Omit<DeskActions, "entry"> {
  readonly selection: Selection;
  readonly selected: Alarm | null;
  readonly known: KnownPlan;
  readonly problem: ErrorData | null;
  readonly said: string;
  /** What is said is bad news. */
  readonly refused: boolean;
  readonly select: (alarmId: string) => void;
  readonly deselect: () => void;
  readonly move: (by: number) => void;
  readonly top: () => void;
}

type Done =
  | "acknowledged"
  | "closed"
  | "noted"
  | "dispatched"
  | "arrived"
  | "takenOver"
  | "step"
  | "skipped"
  | "shelved"
  | "unshelved"
  | "real";

/** Forms about an alarm that has been acknowledged and is nobody else's; the others open always. */
const afterAcknowledge: readonly AlarmForm[] = ["close", "dispatch", "arrive", "answer", "record", "skip"];

function typing(): boolean {
  return focusOf(document.activeElement) === "text";
}

/** The selection and what the operator does with the selected alarm, always by its id. */
export function useDesk(askForOperator: () => void): Desk {
  const { t } = useTexts();
  const store = useStore();
  const session = useSession();
  const alarms = useStation((state) => state.alarms);
  const [selection, setSelection] = useState<Selection>(noSelection);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const arrivals = useStation((state) => state.arrivals);
  const arrivalsBefore = useRef(0);
  const topBefore = useRef<string | null>(null);
  /** The selected alarm as it was before its last change. */
  const selectedBefore = useRef<Alarm | null>(null);
  const underWay = useRef(new Set<string>());

  useEffect(() => {
    const top = alarms[0]?.id ?? null;
    const arrival = arrivals === arrivalsBefore.current ? "none" : top === topBefore.current ? "below" : "top";
    arrivalsBefore.current = arrivals;
    topBefore.current = top;
    setSelection((now) => followAlarms(now, alarms, arrival, typing(), performance.now()));
  }, [alarms, arrivals]);

  const selected = alarms.find((alarm) => alarm.id === selection.id) ?? null;
  useEffect(() => {
    const before = selectedBefore.current;
    selectedBefore.current = selected;
    if (selected === null || before?.id !== selected.id || before.owner === null || selected.owner === null) return;
    const { actor } = store.get();
    if (!isMine(before, actor) || isMine(selected, actor)) return;
    const said = t("alarms.actions.takenFromYou", { name: selected.owner.name });
    setAnswer({ alarmId: selected.id, problem: null, said, refused: true });
    // Answers are no longer his to give; what he has typed is not thrown away.
    setSelection((now) => (now.id === selected.id && now.form === "answer" ? { ...now, form: null } : now));
  }, [selected, store, t]);
  const known = usePlan(selected?.plan ?? null);
  const mine = answer?.alarmId === selection.id ? answer : null;

  /** One call at a time for an alarm: a key that is held down is one wish. */
  async function run(
    alarmId: string,
    done: Done,
    ask: (client: StationClient) => Promise<Alarm>,
  ): Promise<ErrorData | null> {
    if (store.get().actor === null) {
      setAnswer({ alarmId, problem: { code: "rpc.no_operator", params: {} }, said: "", refused: true });
      askForOperator();
      return { code: "rpc.no_operator", params: {} };
    }
    if (underWay.current.has(alarmId)) return null;
    const sentFrom = selection.form;
    underWay.current.add(alarmId);
    let result: CallResult<Alarm>;
    try {
      result = await session.call(ask);
    } finally {
      underWay.current.delete(alarmId);
    }
    if (!result.ok) {
      // In which state it was wanted is the station's word; the operator sees in which it is.
      const problem = result.error.code === "alarm.wrong_state" ? { ...result.error, params: {} } : result.error;
      setAnswer({ alarmId, problem, said: "", refused: true });
      return result.error;
    }
    const changed = result.value;
    // Closed meanwhile and gone from the queue: the answer must not bring it back.
    store.set((state) =>
      state.alarms.some((alarm) => alarm.id === changed.id)
        ? { ...state, alarms: mergeAlarms(state.alarms, [changed]) }
        : state,
    );
    setAnswer({ alarmId, problem: null, said: t(`alarms.actions.done.${done}`), refused: false });
    // A form that was opened meanwhile is the next wish; only the one that was sent closes.
    if (sentFrom !== null)
      setSelection((now) => (now.id === alarmId && now.form === sentFrom ? { ...now, form: null } : now));
    return null;
  }
  /** About the selected alarm; nothing without one. */
  const runOnSelected = async (done: Done, ask: (client: StationClient, alarmId: string) => Promise<Alarm>) => {
    if (selected === null) return null;
    const { id } = selected;
    return run(id, done, (client) => ask(client, id));
  };
  /** Why a key did nothing. */
  const refuse = (said: string) => {
    if (selected) setAnswer({ alarmId: selected.id, problem: null, said, refused: true });
  };

  const select = useCallback((alarmId: string) => {
    setSelection((now) =>
      now.id === alarmId ? { ...now, movedAtMs: null } : { id: alarmId, movedAtMs: null, form: null },
    );
  }, []);

  const openForm = (form: AlarmForm | null) => {
    if (selected === null) return;
    if (form !== null && selected.state === "active" && afterAcknowledge.includes(form)) {
      refuse(t("alarms.actions.acknowledgeFirst"));
      return;
    }
    if (form !== null && afterAcknowledge.includes(form) && !isMine(selected, store.get().actor)) {
      refuse(t("alarms.actions.nobodyElse", { name: selected.owner?.name ?? "" }));
      return;
    }
    if (form === "skip" && presentStep(selected, known.plan) === null) return;
    setAnswer(null);
    setSelection({ ...selection, form });
  };
  const acknowledge = () => {
    switch (enterMeans(selection, alarms, performance.now())) {
      case "acknowledge":
        void runOnSelected("acknowledged", (client, alarmId) => client.alarms.acknowledge({ alarmId }));
        break;
      case "next":
        setSelection(moveSelection(noSelection, alarms, 0));
        break;
      case "wait":
        refuse(t("alarms.actions.wait"));
        break;
      case "nothing":
        break;
    }
  };
  const arrive = (callSign: string) =>
    runOnSelected("arrived", (client, alarmId) => client.alarms.arrive({ alarmId, callSign }));
  const doStep = (stepId: string, answerId: string | null, note: string) =>
    runOnSelected("step", (client, alarmId) => client.alarms.doNextStep({ alarmId, stepId, answerId, note }));

  return {
    selection,
    selected,
    known,
    problem: mine?.problem ?? null,
    said: mine?.said ?? "",
    refused: mine?.refused ?? false,
    select,
    deselect: () => setSelection(noSelection),
    move: (by) => setSelection((now) => moveSelection(now, alarms, by)),
    top: () => setSelection(moveSelection(noSelection, alarms, 0)),
    openForm,
    acknowledge,
    next() {
      if (selected === null) {
        setSelection(moveSelection(noSelection, alarms, 0));
        return;
      }
      const step = nextStep(selected, known.plan, store.get().actor);
      switch (step.type) {
        case "acknowledge":
          acknowledge();
          break;
        case "notOwner":
          refuse(t("alarms.actions.nobodyElse", { name: step.owner }));
          break;
        case "planLoading":
          refuse(t("alarms.actions.planLoading"));
          break;
        case "step":
          void doStep(step.stepId, null, "");
          break;
        case "arrive":
          void arrive(step.callSign);
          break;
        case "form":
          openForm(step.form);
          break;
      }
    },
    takeOver: () => void runOnSelected("takenOver", (client, alarmId) => client.alarms.takeOver({ alarmId })),
    makeReal: () => {
      if (selected && selected.mark !== null)
        void runOnSelected("real", (client, alarmId) => client.alarms.makeReal({ alarmId }));
    },
    shelveOrNot() {
      if (selected === null) return;
      if (selected.shelf !== null)
        void runOnSelected("unshelved", (client, alarmId) => client.alarms.unshelve({ alarmId }));
      else if (selected.class === "life") refuse(t("alarms.actions.neverShelved"));
      else openForm("shelve");
    },
    arriveOrAsk() {
      if (selected === null) return;
      if (selected.callSigns.length === 1) void arrive(selected.callSigns[0] ?? "");
      else openForm("arrive");
    },
    close: (cause, reason, note) =>
      runOnSelected("closed", (client, alarmId) => client.alarms.close({ alarmId, cause, reason, note })),
    addNote: (note) => runOnSelected("noted", (client, alarmId) => client.alarms.addNote({ alarmId, note })),
    dispatch: (stepId, callSigns, note) =>
      runOnSelected("dispatched", (client, alarmId) =>
        stepId === null
          ? client.alarms.dispatch({ alarmId, callSigns: [...callSigns], note })
          : client.alarms.doNextStep({ alarmId, stepId, callSigns: [...callSigns], note }),
      ),
    arrive,
    doStep,
    skipStep: (stepId, note) =>
      runOnSelected("skipped", (client, alarmId) => client.alarms.skipStep({ alarmId, stepId, note })),
    shelve: (minutes, reason) =>
      runOnSelected("shelved", (client, alarmId) => {
        const nowMs = stationNowMs(store.get().heard, performance.now(), Date.now());
        return client.alarms.shelve({ alarmId, untilMs: Math.round(nowMs) + minutes * 60_000, reason });
      }),
  };
}
