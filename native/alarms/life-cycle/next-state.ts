import type { AlarmState } from "../../contract/alarms.ts";

/** What moves an alarm on. A restore from the device is none of them: it never closes. */
export const lifeActs = ["acknowledge", "dispatch", "arrive", "close"] as const;
export type LifeAct = (typeof lifeActs)[number];

/** From which states each act is possible, and where it leads. */
const transitions: Readonly<Record<LifeAct, Partial<Record<AlarmState, AlarmState>>>> = {
  acknowledge: { active: "acknowledged" },
  // More guards may follow the first ones without going back to where they had not arrived.
  dispatch: { acknowledged: "dispatched", dispatched: "dispatched", arrived: "arrived" },
  arrive: { dispatched: "arrived" },
  close: { acknowledged: "closed", dispatched: "closed", arrived: "closed" },
};

/** The state after the act; null when it is not possible. */
export function nextState(state: AlarmState, act: LifeAct): AlarmState | null {
  return transitions[act][state] ?? null;
}

/** The state that the act asks for in the first place: what a refusal says was wanted. */
export function wantedState(act: LifeAct): AlarmState {
  return act === "acknowledge" ? "active" : act === "arrive" ? "dispatched" : "acknowledged";
}
