import { useMemo } from "react";
import type { AlarmLoad } from "../../native/contract/alarm-load.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { ChartAxis, ChartLimit, ChartSeries } from "../ui/chart-option.ts";
import { Chart } from "../ui/chart.tsx";
import { barsOf } from "./bars.ts";
import styles from "./load-page.module.css";

/** EEMUA 191: more than ten alarms in ten minutes for one operator is a flood. */
const floodPerOperator = 10;
const mostBars = 144;

/** Alarms per ten minutes; what was a flood for an operator has the colour of a fault. */
export function LoadChart({ load, formats }: { readonly load: AlarmLoad; readonly formats: Formats }) {
  const { t } = useTexts();
  const bars = useMemo(() => barsOf(load.tenMinutes, mostBars), [load]);
  const axis = useMemo<ChartAxis>(() => ({ of: "time", atMs: bars.map((bar) => bar.startMs) }), [bars]);
  const series = useMemo<readonly ChartSeries[]>(() => {
    const raised: ChartSeries = {
      name: t("desk.load.raised"),
      draw: "bar",
      values: bars.map((bar) => bar.raised),
      loud: { token: "faultFill", at: bars.map((bar) => bar.perOperator > floodPerOperator) },
    };
    // The limit is one operator's; with one alone both are the same.
    const shared = bars.some((bar) => bar.perOperator !== bar.raised);
    if (!shared) return [raised];
    return [raised, { name: t("desk.load.perOperator"), draw: "line", values: bars.map((bar) => bar.perOperator) }];
  }, [bars, t]);
  const limits = useMemo<readonly ChartLimit[]>(
    () => [{ name: t("desk.load.floodLine"), value: floodPerOperator, token: "fault" }],
    [t],
  );
  const perBar = bars[0]?.spans ?? 1;
  return (
    <Chart
      label={t("desk.load.perTen")}
      note={perBar > 1 ? t("desk.load.more", { n: perBar * 10 }) : ""}
      axisName={t("desk.load.time")}
      {...{ axis, series, limits, formats }}
    />
  );
}

interface ShareBarsProps {
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

/** Named values with bars as long as their share of the largest. */
export function ShareBars({ bars }: ShareBarsProps) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ul className={styles["shares"]}>
      {bars.map((bar) => (
        <li key={bar.name}>
          <span title={bar.name}>{bar.name}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(100 * bar.value) / most} height="10" />
          </svg>
          <b className="numeric">{bar.value}</b>
        </li>
      ))}
    </ul>
  );
}
