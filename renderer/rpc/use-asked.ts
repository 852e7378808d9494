/* oxlint-disable react/exhaustive-effect-dependencies -- asking again is the point of `count` */
import { useCallback, useEffect, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { StationClient } from "./transport.ts";
import { useSession } from "./use-station.tsx";

export interface Asked<T> {
  /** Null until the first answer; the last good answer after a refusal. */
  readonly value: T | null;
  readonly problem: ErrorData | null;
  readonly again: () => void;
}

/**
 * What the station answers to a question, asked at once and whenever wanted again. `ask` must stay the same function;
 * `timeoutMs` is for a question that reads much.
 */
export function useAsked<T>(ask: (client: StationClient) => Promise<T>, timeoutMs?: number): Asked<T> {
  const session = useSession();
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [count, setCount] = useState(0);
  useEffect(() => {
    let stale = false;
    void session.call(ask, timeoutMs).then((answer) => {
      if (stale) return;
      if (answer.ok) setValue(answer.value);
      setProblem(answer.ok ? null : answer.error);
    });
    return () => {
      stale = true;
    };
  }, [session, ask, timeoutMs, count]);
  return { value, problem, again: useCallback(() => setCount((before) => before + 1), []) };
}
