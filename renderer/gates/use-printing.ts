import { useEffect, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useSession } from "../rpc/use-station.tsx";

export interface Printing<T> {
  /** What the paper is made of, from the order to print until it was printed. */
  readonly content: T | null;
  readonly printing: boolean;
  readonly problem: ErrorData | null;
  readonly print: () => void;
}

/** Asks for what is to be printed, lets the page put it on paper, and prints. */
export function usePrinting<T>(ask: (client: StationClient) => Promise<T>): Printing<T> {
  const session = useSession();
  const [content, setContent] = useState<T | null>(null);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  useEffect(() => {
    if (content === null) return;
    const after = () => setContent(null);
    window.addEventListener("afterprint", after);
    // Charts and codes are drawn by effects of this very commit.
    const frame = requestAnimationFrame(() => window.print());
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("afterprint", after);
    };
  }, [content]);
  return {
    content,
    printing: asking,
    problem,
    print() {
      setAsking(true);
      void session
        .call(ask)
        .then((answer) => {
          setProblem(answer.ok ? null : answer.error);
          if (answer.ok) setContent(answer.value);
        })
        .finally(() => setAsking(false));
    },
  };
}
