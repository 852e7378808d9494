import { useCallback } from "react";
import type { Span } from "../../native/contract/shift.ts";
import type { Language } from "../../native/contract/text.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useStation } from "../rpc/use-station.tsx";
import { readShift, shiftTimeoutMs } from "./read-shift.ts";
import { entriesOf, ShiftPaper } from "./shift-paper.tsx";
import styles from "./shift-paper.module.css";

export interface ShiftAsked {
  readonly span: Span;
  readonly language: Language;
}

/** What `#shift?from=MS&to=MS&language=zh-CN` asks for; null for any other address. */
export function shiftAsked(hash: string): ShiftAsked | null {
  if (!hash.startsWith("#shift?")) return null;
  const asked = new URLSearchParams(hash.slice("#shift?".length));
  const fromMs = Number(asked.get("from"));
  const toMs = Number(asked.get("to"));
  if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs) || fromMs < 0 || toMs <= fromMs) return null;
  return { span: { fromMs, toMs }, language: asked.get("language") === "en" ? "en" : "zh-CN" };
}

/** The paper alone, for printing without a hand; `data-report` says when it can be printed. */
export function ShiftAlone({ span, language }: ShiftAsked) {
  const { t, errorText } = useTexts();
  const isConnected = useStation((state) => state.connection === "connected");
  // Asked again whenever the line is there again.
  const ask = useCallback(
    (client: StationClient) => (isConnected ? readShift(client, span) : Promise.resolve(null)),
    [span, isConnected],
  );
  const { value: shift, problem } = useAsked(ask, shiftTimeoutMs);
  if (shift)
    return (
      <main
        className={styles["alone"]}
        data-report="ready"
        data-code={shift.log.code}
        data-entries={entriesOf(shift.log)}
        data-truncated={shift.log.truncated}
      >
        <ShiftPaper shift={shift} language={language} />
      </main>
    );
  // Without a line the page is on its way to another: whoever waits decides how long.
  const failed = problem?.code === "rpc.unavailable" ? null : problem;
  return (
    <main
      className={styles["alone"]}
      data-report={failed ? "failed" : "loading"}
      data-problem={failed ? JSON.stringify(failed) : undefined}
    >
      <p>{failed ? errorText(failed) : t("desk.shift.loading")}</p>
    </main>
  );
}
