/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role --
   what scrolls must take the focus; what a script draws is no img element */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { type ChartContent, chartOption, placeText, plainNumber, writtenValue } from "./chart-option.ts";
import styles from "./chart.module.css";
import { useRem } from "./rem.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

interface ChartProps extends ChartContent {
  /** What the chart shows, in words: its heading and its name for a screen reader. */
  readonly label: string;
  /** Quiet words behind the heading: the unit, what the line means. */
  readonly note?: string;
  /** Heading of the table's first column: "Time", "Cause". */
  readonly axisName: string;
  readonly formats: Formats;
  /** Of the drawing, rem. */
  readonly heightRem?: number;
}

/**
 * Bars and lines over time or names, limits as dashed lines; the same figures as a table behind a
 * button, for the keyboard and for a screen reader. Give `axis`, `series` and `limits` that stay the
 * same objects while nothing changed: the drawing is made anew with every other one.
 */
export function Chart(props: ChartProps) {
  const { label, note = "", axisName, axis, series, limits, valueText = plainNumber, formats, heightRem = 14 } = props;
  const rem = useRem();
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<EChartsType | null>(null);
  const option = useMemo(
    () => chartOption({ axis, series, valueText, ...(limits === undefined ? {} : { limits }) }, formats, rem),
    [axis, series, limits, valueText, formats, rem],
  );
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const chart = init(element, null, { renderer: "svg" });
    drawing.current = chart;
    // On paper the picture takes the paper's width as it is, whatever the window had.
    const keepScalable = () => {
      const svg = element.querySelector("svg");
      svg?.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    };
    keepScalable();
    const watch = new ResizeObserver(() => {
      chart.resize();
      keepScalable();
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      drawing.current = null;
      chart.dispose();
    };
  }, []);
  useEffect(() => {
    drawing.current?.setOption(option, { notMerge: true });
    // The library draws with the next frame; a print may come before it.
    drawing.current?.getZr().flush();
  }, [option]);
  return (
    <figure className={styles["chart"]}>
      <figcaption>
        {label} {note !== "" && <small>{note}</small>}
      </figcaption>
      <div
        ref={place}
        className={styles["drawing"]}
        style={{ height: `${heightRem}rem` }}
        role="img"
        aria-label={label}
      />
      <Figures {...{ label, axisName, axis, series, valueText, formats }} />
    </figure>
  );
}

type FiguresProps = Pick<ChartProps, "label" | "axisName" | "axis" | "series" | "formats"> & {
  readonly valueText: (value: number) => string;
};

/** Made only when it is opened: it may be a thousand rows. */
function Figures({ label, axisName, axis, series, valueText, formats }: FiguresProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const count = axis.of === "time" ? axis.atMs.length : axis.names.length;
  return (
    <details className={styles["figures"]} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("app.chart.figures")}</summary>
      {open && (
        <div className={styles["scroller"]} tabIndex={0} data-scrolls>
          <table aria-label={label}>
            <thead>
              <tr>
                <th scope="col">{axisName}</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="numeric">
              {Array.from({ length: count }, (_, at) => (
                <tr key={at}>
                  <th scope="row">{placeText(axis, at, formats)}</th>
                  {series.map(({ name, values }) => (
                    <td key={name}>{writtenValue(values[at] ?? null, valueText)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
