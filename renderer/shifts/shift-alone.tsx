import { ORPCError } from "@orpc/client";
import { type ReactNode, useEffect, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Language } from "../../native/contract/text.ts";
import { useTextsIn } from "../i18n/use-texts.ts";
import { pause, reconnectDelayMs } from "../rpc/back-off.ts";
import { errorDataOf } from "../rpc/call-result.ts";
import type { Transport } from "../rpc/transport.ts";
import { fontFamily } from "../ui/tokens.ts";
import { readShift, type Shift } from "./read-shift.ts";
import type { ShiftAsked } from "./shift-asked.ts";
import { entriesOf, ShiftPaper } from "./shift-paper.tsx";
import styles from "./shift-paper.module.css";

interface ShiftAloneProps {
  readonly asked: ShiftAsked;
  readonly transport: Transport;
  /** What other areas of the console hand on to the next shift. */
  readonly appendix: (shift: Shift, language: Language) => ReactNode;
}

type Reading = { readonly shift: Shift } | { readonly problem: ErrorData } | null;

/** Asks once, over a line of its own. Without a line it tries again: whoever waits decides how long. */
async function readAlone(
  { asked, transport }: Pick<ShiftAloneProps, "asked" | "transport">,
  signal: AbortSignal,
): Promise<Reading> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const line = await transport.openRpc(signal);
      const closed = new Promise<never>((_, reject) => line.onClose(() => reject(new Error("line closed"))));
      try {
        return { shift: await Promise.race([readShift(line.client, asked.span), closed]) };
      } finally {
        line.close();
      }
    } catch (error) {
      if (error instanceof ORPCError) return { problem: errorDataOf(error) };
      await pause(reconnectDelayMs(attempt), signal);
    }
  }
  return null;
}

/** The paper alone, for printing without a hand; `data-report` says when it can be printed. */
export function ShiftAlone({ asked, transport, appendix }: ShiftAloneProps) {
  const { t, errorText } = useTextsIn(asked.language);
  const [reading, setReading] = useState<Reading>(null);
  useEffect(() => {
    const ended = new AbortController();
    void readAlone({ asked, transport }, ended.signal).then(setReading);
    return () => ended.abort();
  }, [asked, transport]);
  if (reading === null || "problem" in reading)
    return (
      <main
        className={styles["alone"]}
        data-report={reading ? "failed" : "loading"}
        data-problem={reading ? JSON.stringify(reading.problem) : undefined}
      >
        <p>{reading ? errorText(reading.problem) : t("desk.shift.loading")}</p>
      </main>
    );
  const { log } = reading.shift;
  return (
    <main
      className={styles["alone"]}
      style={{ fontFamily }}
      data-report="ready"
      data-code={log.code}
      data-entries={entriesOf(log)}
      data-truncated={log.truncated}
    >
      <ShiftPaper shift={reading.shift} appendix={appendix} language={asked.language} />
    </main>
  );
}
