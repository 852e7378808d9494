import type { AlarmLoad } from "../../native/contract/alarm-load.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { barsOf } from "./bars.ts";
import styles from "./load-page.module.css";

const width = 900;
const height = 180;
const left = 36;
const bottom = 22;
/** EEMUA 191: more than ten alarms in ten minutes for one operator is a flood. */
const floodPerOperator = 10;

/** A round number not below `n`, for the top of the scale. */
function roundUp(n: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, n)));
  return Math.ceil(n / step) * step;
}

/** Alarms per ten minutes; what was a flood for an operator is filled, the rest outlined. */
export function LoadChart({ load, formats }: { readonly load: AlarmLoad; readonly formats: Formats }) {
  const { t } = useTexts();
  const bars = barsOf(load.tenMinutes, 144);
  const top = roundUp(Math.max(floodPerOperator, ...bars.map((bar) => bar.raised)));
  const step = (width - left) / Math.max(1, bars.length);
  const y = (value: number) => (height - bottom) * (1 - value / top) + 10;
  const labels = bars.filter((_, at) => at % Math.max(1, Math.ceil(bars.length / 6)) === 0);
  const perBar = bars[0]?.spans ?? 1;
  return (
    <figure className={styles["chart"]}>
      <figcaption>
        {t("desk.load.perTen")} <small>{t("desk.load.perTenWhy")}</small>
        {perBar > 1 && <small> {t("desk.load.more", { n: perBar * 10 })}</small>}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height + 14}`} role="img" aria-label={t("desk.load.perTen")}>
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line x1={left} x2={width} y1={y(value)} y2={y(value)} className={styles["grid"]} />
            <text x={left - 6} y={y(value) + 5} textAnchor="end">
              {value}
            </text>
          </g>
        ))}
        {bars.map((bar, at) => (
          <rect
            key={bar.startMs}
            x={left + at * step + step * 0.1}
            width={Math.max(1, step * 0.8)}
            y={y(bar.raised)}
            height={y(0) - y(bar.raised)}
            data-flood={bar.perOperator > floodPerOperator}
          >
            <title>{`${formats.dateTime(bar.startMs)}: ${t("desk.load.count", { n: bar.raised })}, ${t("desk.load.perOperator", { n: Math.round(bar.perOperator * 10) / 10 })}`}</title>
          </rect>
        ))}
        <line x1={left} x2={width} y1={y(floodPerOperator)} y2={y(floodPerOperator)} className={styles["limit"]} />
        {labels.map((bar) => (
          <text key={bar.startMs} x={left + bars.indexOf(bar) * step} y={height + 10}>
            {formats.dateTime(bar.startMs).slice(5, 16)}
          </text>
        ))}
      </svg>
    </figure>
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
