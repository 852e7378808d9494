import { useEffect } from "react";
import type { LoadedPlan, PlanProblem } from "../../native/contract/plans.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useStation } from "../rpc/use-station.tsx";

export interface PlanList {
  readonly plans: readonly LoadedPlan[];
  readonly refused: readonly { readonly file: string; readonly problems: readonly PlanProblem[] }[];
}

const askPlans = (client: StationClient) => client.plans.list();

/** The station's plan files, those it refused too; null until it answered. It reads them when it starts. */
export function usePlanList(): PlanList | null {
  const connected = useStation((state) => state.connection === "connected");
  const { value, again } = useAsked(askPlans);
  useEffect(() => {
    if (connected) again();
  }, [connected, again]);
  return value;
}
