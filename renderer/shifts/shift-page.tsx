import { Button, Select } from "antd";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { createPortal, flushSync } from "react-dom";
import type { Span } from "../../native/contract/shift.ts";
import type { Language } from "../../native/contract/text.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { SpanChoice } from "../ui/span-choice.tsx";
import { readShift, type Shift, shiftTimeoutMs } from "./read-shift.ts";
import { ShiftPaper } from "./shift-paper.tsx";
import styles from "./shift-paper.module.css";

interface ShiftPageProps {
  readonly timeZone: string;
  readonly nowMs: number;
  /** What other areas of the console hand on to the next shift. */
  readonly appendix: (shift: Shift, language: Language) => ReactNode;
}

const shiftMs = 12 * 3_600_000;

/** Chooses span and language, shows the paper, prints it. */
export function ShiftPage({ timeZone, nowMs, appendix }: ShiftPageProps) {
  const { t, language: shown, errorText } = useTexts();
  const [language, setLanguage] = useState<Language>(shown);
  const [span, setSpan] = useState<Span>({
    fromMs: Math.max(0, Math.round(nowMs) - shiftMs),
    toMs: Math.round(nowMs),
  });
  const ask = useCallback((client: StationClient) => readShift(client, span), [span]);
  const { value: shift, problem } = useAsked(ask, shiftTimeoutMs);
  const [printing, setPrinting] = useState(false);
  // The paper stands beside the screen only while it is printed, by this button or the browser's own command.
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
  return (
    <>
      <div className={styles["head"]}>
        <SpanChoice timeZone={timeZone} span={span} nowMs={nowMs} hours={[12, 24]} onChange={setSpan} />
        <Select<Language>
          size="small"
          style={{ width: 110 }}
          aria-label={t("desk.shift.language")}
          value={language}
          options={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
          onChange={setLanguage}
        />
        <Button size="small" type="primary" disabled={shift === null} onClick={() => window.print()}>
          {t("desk.shift.print")}
        </Button>
        {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
      </div>
      {shift ? (
        <div className={styles["preview"]}>
          <ShiftPaper shift={shift} appendix={appendix} language={language} />
        </div>
      ) : (
        !problem && <p>{t("desk.shift.loading")}</p>
      )}
      {printing &&
        shift &&
        createPortal(
          <div className={styles["printed"]} data-printed>
            <ShiftPaper shift={shift} appendix={appendix} language={language} />
          </div>,
          document.body,
        )}
    </>
  );
}
