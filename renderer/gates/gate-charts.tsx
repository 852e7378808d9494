import { type ReactNode, useCallback, useMemo, useState } from "react";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import type { ChartSeries } from "../ui/chart-option.ts";
import { Chart } from "../ui/chart.tsx";
import { chartSpan, gateSpans } from "./gate-series.ts";
import styles from "./page.module.css";

interface GateChartsProps {
  /** Empty for all together. */
  readonly gateId: string;
  readonly timeZone: string;
  readonly nowMs: number;
  readonly formats: Formats;
  /** Beside the choice of the span. */
  readonly children: ReactNode;
}

const countNews = ["gate.counter_reset", "gate.module"];
const percent = (value: number) => `${Math.round(value * 10) / 10}%`;

/** Passages, alarms and their rate, by hour or by day; spans in which a device was reset are marked. */
export function GateCharts({ gateId, timeZone, nowMs, formats, children }: GateChartsProps) {
  const { t, errorText } = useTexts();
  const [by, setBy] = useState<"hour" | "day">("hour");
  // With every minute anew, so that what runs is seen to run.
  const minute = Math.floor(nowMs / 60_000);
  const span = useMemo(() => chartSpan(by, minute * 60_000, timeZone), [by, minute, timeZone]);
  const ask = useCallback(
    async (client: StationClient) => ({
      by,
      span,
      counts: await client.gates.counts({ ...span, by, ...(gateId === "" ? {} : { gateId }) }),
    }),
    [span, by, gateId],
  );
  const { value, problem } = useAskedAnew(ask, countNews);
  const spans = useMemo(
    () => (value ? gateSpans(value.counts, value.by, value.span, timeZone) : []),
    [value, timeZone],
  );
  const axis = useMemo(() => ({ of: "time" as const, atMs: spans.map((each) => each.startMs) }), [spans]);
  const drawn = useMemo(() => {
    const at = spans.map((each) => each.resets > 0);
    const bars = (name: string, of: "passages" | "metal"): readonly ChartSeries[] => [
      { name, draw: "bar", values: spans.map((each) => each[of]), loud: { token: "faultFill", at } },
    ];
    return {
      passages: bars(t("gates.passages"), "passages"),
      metal: bars(t("gates.metal"), "metal"),
      rate: [
        {
          name: t("gates.rate"),
          draw: "line" as const,
          values: spans.map((each) => (each.passages === 0 ? null : (100 * each.metal) / each.passages)),
        },
      ],
    };
  }, [spans, t]);
  const resets = spans.filter((each) => each.resets > 0);
  const axisName = t("gates.time");
  return (
    <section className={styles["charts"]} aria-label={t("gates.charts")}>
      <fieldset className={styles["row"]}>
        <legend className="visually-hidden">{t("gates.by")}</legend>
        {children}
        {(["hour", "day"] as const).map((known) => (
          <label key={known}>
            <input type="radio" name="gates-by" checked={by === known} onChange={() => setBy(known)} />
            {t(`gates.per.${known}`)}
          </label>
        ))}
      </fieldset>
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
      {resets.length > 0 && (
        <p className={styles["fault"]}>
          {t("gates.resetAt", {
            n: resets.reduce((sum, each) => sum + each.resets, 0),
            when: resets.map((each) => formats.dateTime(each.startMs).slice(5, by === "hour" ? 16 : 10)).join("、"),
          })}
        </p>
      )}
      <div className={styles["twoCharts"]}>
        <Chart
          label={t("gates.passages")}
          series={drawn.passages}
          note={t(`gates.per.${by}`)}
          heightRem={11}
          {...{ axis, axisName, formats }}
        />
        <Chart
          label={t("gates.metal")}
          series={drawn.metal}
          note={t(`gates.per.${by}`)}
          heightRem={11}
          {...{ axis, axisName, formats }}
        />
      </div>
      <Chart
        label={t("gates.rate")}
        note={t("gates.rateWhy")}
        series={drawn.rate}
        valueText={percent}
        heightRem={9}
        {...{ axis, axisName, formats }}
      />
    </section>
  );
}
