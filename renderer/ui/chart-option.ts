import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import type { Formats } from "../i18n/formats.ts";
import { fontFamily, type Token, tokens } from "./tokens.ts";

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;

/** Where the values stand: at points of time (UTC ms, rising), or at names in the order they are given. */
export type ChartAxis =
  | { readonly of: "time"; readonly atMs: readonly number[] }
  | { readonly of: "names"; readonly names: readonly string[] };

export interface ChartSeries {
  readonly name: string;
  readonly draw: "bar" | "line";
  /** One for each place on the axis; null leaves a gap. */
  readonly values: readonly (number | null)[];
  /** Left out: greys, told apart by lightness, dash and mark. A colour is for what is abnormal (ISA-101). */
  readonly token?: Token;
  /** Bars with the same word here stand on one another. */
  readonly stack?: string;
  /** The places that are abnormal, and the colour that says so. */
  readonly loud?: { readonly token: Token; readonly at: readonly boolean[] };
}

/** A limit that the values are held against: a dashed line with its name. */
export interface ChartLimit {
  readonly name: string;
  readonly value: number;
  readonly token: Token;
}

export interface ChartContent {
  readonly axis: ChartAxis;
  readonly series: readonly ChartSeries[];
  readonly limits?: readonly ChartLimit[];
  /** How a value is written; left out: as a number with at most two decimals. */
  readonly valueText?: (value: number) => string;
}

/** Series without a colour of their own, in this order. */
const greys: readonly Token[] = ["edge", "information", "text", "quiet"];
const dashes = ["solid", "dashed", "dotted"] as const;
const marks = ["circle", "rect", "triangle", "diamond"] as const;

/** More points than this on a line are drawn without marks. */
const mostMarks = 60;

export function plainNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The place's name as people read it. */
export function placeText(axis: ChartAxis, at: number, formats: Formats): string {
  return axis.of === "names" ? (axis.names[at] ?? "") : formats.dateTime(axis.atMs[at] ?? 0).slice(0, 16);
}

/**
 * The site's wall clock as if it were UTC: the library knows only UTC and the machine's zone, and its
 * marks must stand at round hours of the site.
 */
function wallClockMs(ms: number, formats: Formats): number {
  return Date.parse(`${formats.dateTime(ms).replace(" ", "T")}Z`);
}

/**
 * What the library draws. Nothing moves and nothing is written as HTML: the page's policy refuses
 * inline styles, so what is shown at the pointer is drawn too. `rem` is in px.
 */
export function chartOption(content: ChartContent, formats: Formats, rem: number): ChartOption {
  const { axis, series, limits = [], valueText = plainNumber } = content;
  const timed = axis.of === "time";
  const text = { color: tokens.quiet, fontFamily, fontSize: rem };
  const line = { lineStyle: { color: tokens.line } };
  const drawn = series.map((each, at): BarSeriesOption | LineSeriesOption => {
    const color = tokens[each.token ?? greys[at % greys.length] ?? "edge"];
    const data = each.values.map((value, place) => {
      const itemStyle = each.loud?.at[place] === true ? { color: tokens[each.loud.token] } : {};
      const known = value ?? "-";
      return { value: timed ? [wallClockMs(axis.atMs[place] ?? 0, formats), known] : known, itemStyle };
    });
    const common = {
      name: each.name,
      data,
      color,
      ...(each.stack === undefined ? {} : { stack: each.stack }),
      ...(at === 0 && limits.length > 0 ? { markLine: limitLines(limits, valueText, text) } : {}),
    };
    return each.draw === "bar"
      ? { ...common, type: "bar", barMaxWidth: 3 * rem, barCategoryGap: "20%" }
      : {
          ...common,
          type: "line",
          lineStyle: { width: 2, type: dashes[at % dashes.length] ?? "solid" },
          symbol: marks[at % marks.length] ?? "circle",
          symbolSize: 6,
          showSymbol: each.values.length <= mostMarks,
        };
  });
  // A limit that no value has reached yet is still on the paper.
  const highest = Math.max(0, ...limits.map((limit) => limit.value));
  return {
    animation: false,
    useUTC: true,
    textStyle: text,
    grid: { left: rem, right: rem, top: series.length > 1 ? 2.5 * rem : rem, bottom: 0.5 * rem },
    ...(series.length > 1 ? { legend: { top: 0, left: 0, textStyle: text, selectedMode: false } } : {}),
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      axisPointer: { type: series.some((each) => each.draw === "bar") ? "shadow" : "line" },
      backgroundColor: tokens.raised,
      borderColor: tokens.edge,
      textStyle: { ...text, color: tokens.text },
      formatter: (params) => {
        const at = [params].flat()[0]?.dataIndex ?? 0;
        const values = series.map(({ name, values }) => `${name}  ${writtenValue(values[at] ?? null, valueText)}`);
        return [placeText(axis, at, formats), ...values].join("\n");
      },
    },
    xAxis: timed
      ? {
          type: "time",
          axisLabel: { ...text, hideOverlap: true, formatter: timeLabels },
          axisLine: line,
          splitLine: { show: false },
        }
      : {
          type: "category",
          data: [...axis.names],
          axisLabel: { ...text, hideOverlap: true, width: 8 * rem, overflow: "truncate" },
          axisLine: line,
          axisTick: { show: false },
        },
    yAxis: {
      type: "value",
      // Counts have no halves.
      minInterval: series.every((each) => each.values.every((value) => Number.isInteger(value ?? 0))) ? 1 : 0,
      min: (range: { readonly min: number }) => Math.min(0, range.min),
      max: (range: { readonly max: number }) => (range.max < highest ? highest * 1.1 : null),
      axisLabel: { ...text, formatter: valueText },
      splitLine: line,
    },
    series: drawn,
  };
}

const timeLabels = {
  year: "{yyyy}",
  month: "{yyyy}-{MM}",
  day: "{MM}-{dd}",
  hour: "{HH}:{mm}",
  minute: "{HH}:{mm}",
  second: "{HH}:{mm}:{ss}",
  millisecond: "{HH}:{mm}:{ss}",
  none: "{MM}-{dd} {HH}:{mm}",
};

/** A dash where there is no value. */
export function writtenValue(value: number | null, valueText: (value: number) => string): string {
  return value === null ? "—" : valueText(value);
}

function limitLines(
  limits: readonly ChartLimit[],
  valueText: (value: number) => string,
  text: { readonly color: string; readonly fontFamily: string; readonly fontSize: number },
): NonNullable<BarSeriesOption["markLine"]> {
  return {
    silent: true,
    symbol: "none",
    data: limits.map(({ name, value, token }) => ({
      yAxis: value,
      lineStyle: { color: tokens[token], type: "dashed", width: 2 },
      label: { ...text, color: tokens[token], position: "insideEndTop", formatter: `${name} ${valueText(value)}` },
    })),
  };
}
