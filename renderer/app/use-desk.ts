import { useCallback, useEffect, useRef, useState } from "react";
import type { Alarm, ClosingCause } from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { enterMeans, followAlarms, moveSelection, noSelection, type Selection } from "../desk/selection.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { CallResult } from "../rpc/call-result.ts";
import { mergeAlarms } from "../rpc/station-state.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useSession, useStation, useStore } from "../rpc/use-station.tsx";
import { focusOf } from "./keyboard.ts";

/** The last answer about an alarm; shown only while that alarm is selected. */
interface Answer {
  readonly alarmId: string;
  readonly problem: ErrorData | null;
  readonly said: string;
}

export interface Desk {
  readonly selection: Selection;
  readonly selected: Alarm | null;
  readonly problem: ErrorData | null;
  readonly said: string;
  readonly select: (alarmId: string) => void;
  readonly deselect: () => void;
  readonly move: (by: number) => void;
  readonly top: () => void;
  readonly openForm: (form: "close" | "note" | null) => void;
  readonly acknowledge: () => void;
  readonly close: (cause: ClosingCause, note: string) => Promise<ErrorData | null>;
  readonly addNote: (note: string) => Promise<ErrorData | null>;
}

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
  const underWay = useRef(new Set<string>());

  useEffect(() => {
    const arrived = arrivals > arrivalsBefore.current;
    arrivalsBefore.current = arrivals;
    setSelection((now) => followAlarms(now, alarms, arrived, typing(), performance.now()));
  }, [alarms, arrivals]);

  const selected = alarms.find((alarm) => alarm.id === selection.id) ?? null;
  const mine = answer?.alarmId === selection.id ? answer : null;

  /** One call at a time for an alarm: a key that is held down is one wish. */
  async function run(
    alarmId: string,
    said: string,
    ask: (client: StationClient) => Promise<Alarm>,
  ): Promise<ErrorData | null> {
    if (store.get().actor === null) {
      setAnswer({ alarmId, problem: { code: "rpc.no_operator", params: {} }, said: "" });
      askForOperator();
      return { code: "rpc.no_operator", params: {} };
    }
    if (underWay.current.has(alarmId)) return null;
    underWay.current.add(alarmId);
    let result: CallResult<Alarm>;
    try {
      result = await session.call(ask);
    } finally {
      underWay.current.delete(alarmId);
    }
    if (!result.ok) {
      setAnswer({ alarmId, problem: result.error, said: "" });
      return result.error;
    }
    const changed = result.value;
    // Closed meanwhile and gone from the queue: the answer must not bring it back.
    store.set((state) =>
      state.alarms.some((alarm) => alarm.id === changed.id)
        ? { ...state, alarms: mergeAlarms(state.alarms, [changed]) }
        : state,
    );
    setAnswer({ alarmId, problem: null, said });
    setSelection((now) => (now.id === alarmId ? { ...now, form: null } : now));
    return null;
  }

  const select = useCallback((alarmId: string) => {
    setSelection((now) =>
      now.id === alarmId ? { ...now, movedAtMs: null } : { id: alarmId, movedAtMs: null, form: null },
    );
  }, []);

  return {
    selection,
    selected,
    problem: mine?.problem ?? null,
    said: mine?.said ?? "",
    select,
    deselect: () => setSelection(noSelection),
    move: (by) => setSelection((now) => moveSelection(now, alarms, by)),
    top: () => setSelection(moveSelection(noSelection, alarms, 0)),
    openForm(form) {
      if (selected === null) return;
      if (form === "close" && selected.state === "active") {
        setAnswer({ alarmId: selected.id, problem: null, said: t("alarms.actions.acknowledgeFirst") });
        return;
      }
      setAnswer(null);
      setSelection({ ...selection, form });
    },
    acknowledge() {
      switch (enterMeans(selection, alarms, performance.now())) {
        case "acknowledge":
          if (selected)
            void run(selected.id, t("alarms.actions.done.acknowledged"), (client) =>
              client.alarms.acknowledge({ alarmId: selected.id }),
            );
          break;
        case "next":
          setSelection(moveSelection(noSelection, alarms, 0));
          break;
        case "wait":
          if (selected) setAnswer({ alarmId: selected.id, problem: null, said: t("alarms.actions.wait") });
          break;
        case "nothing":
          break;
      }
    },
    close: async (cause, note) =>
      selected &&
      run(selected.id, t("alarms.actions.done.closed"), (client) =>
        client.alarms.close({ alarmId: selected.id, cause, note }),
      ),
    addNote: async (note) =>
      selected &&
      run(selected.id, t("alarms.actions.done.noted"), (client) =>
        client.alarms.addNote({ alarmId: selected.id, note }),
      ),
  };
}
