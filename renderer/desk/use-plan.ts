import { useEffect, useState } from "react";
import type { PlanProgress } from "../../native/contract/alarms.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { ResponsePlan } from "../../native/contract/plans.ts";
import { useSession, useStation } from "../rpc/use-station.tsx";

export interface KnownPlan {
  /** Null until it came. */
  readonly plan: ResponsePlan | null;
  readonly problem: ErrorData | null;
}

const unknown: KnownPlan = { plan: null, problem: null };

/** The text of the plan that an alarm follows, in the version it began with; asked for once. */
export function usePlan(progress: PlanProgress | null): KnownPlan {
  const session = useSession();
  const connected = useStation((state) => state.connection === "connected");
  const [known, setKnown] = useState<ReadonlyMap<string, KnownPlan>>(new Map());
  const planId = progress?.planId ?? null;
  const version = progress?.version ?? 1;
  const key = `${planId} ${version}`;
  const have = known.get(key);
  const wanted = planId !== null && connected && (have?.plan ?? null) === null;
  useEffect(() => {
    if (!wanted || planId === null) return;
    let stale = false;
    void session
      .call((client) => client.plans.get({ planId, version }))
      .then((answer) => {
        if (stale) return;
        const got: KnownPlan = answer.ok
          ? { plan: answer.value.plan, problem: null }
          : { plan: null, problem: answer.error };
        setKnown((before) => new Map(before).set(key, got));
      });
    return () => {
      stale = true;
    };
  }, [session, wanted, planId, version, key]);
  return have ?? unknown;
}
