import { expect, test } from "vitest";
import { openFormats } from "../../renderer/i18n/formats.ts";
import { chartOption, placeText } from "../../renderer/ui/chart-option.ts";
import { tokens } from "../../renderer/ui/tokens.ts";

const shanghai = openFormats("Asia/Shanghai");
/** 2026-11-21 16:00 UTC is midnight in Shanghai. */
const midnightMs = Date.UTC(2026, 10, 21, 16);

test("times stand at the site's wall clock, whatever the machine's zone; a gap stays a gap", () => {
  const axis = { of: "time", atMs: [midnightMs, midnightMs + 600_000] } as const;
  const { series } = chartOption({ axis, series: [{ name: "n", draw: "line", values: [3, null] }] }, shanghai, 14);
  const drawn = [series].flat()[0];
  expect(drawn?.data).toMatchObject([
    { value: [Date.UTC(2026, 10, 22), 3] },
    { value: [Date.UTC(2026, 10, 22, 0, 10), "-"] },
  ]);
  expect(placeText(axis, 1, shanghai)).toBe("2026-11-22 00:10");
});

test("what is abnormal has its colour, the rest greys; lines differ without colours too", () => {
  const option = chartOption(
    {
      axis: { of: "names", names: ["一月", "二月"] },
      series: [
        { name: "a", draw: "bar", values: [1, 30], loud: { token: "faultFill", at: [false, true] } },
        { name: "b", draw: "line", values: [1, 2] },
        { name: "c", draw: "line", values: [2, 1], token: "life" },
      ],
      limits: [{ name: "limit", value: 40, token: "fault" }],
    },
    shanghai,
    16,
  );
  const [bars, first, second] = [option.series].flat();
  expect(bars?.data).toMatchObject([{ itemStyle: {} }, { itemStyle: { color: tokens.faultFill } }]);
  expect(bars?.color).toBe(tokens.edge);
  expect(second?.color).toBe(tokens.life);
  expect(first).toMatchObject({ lineStyle: { type: "dashed" }, symbol: "rect" });
  expect(second).toMatchObject({ lineStyle: { type: "dotted" }, symbol: "triangle" });
  // The limit is on the paper though no value comes near it.
  const [scale] = [option.yAxis].flat();
  const max = (scale as { readonly max: (range: { readonly max: number }) => number | null }).max;
  expect(max({ max: 30 })).toBeCloseTo(44);
  expect(max({ max: 50 })).toBeNull();
  expect(option["animation"]).toBe(false);
});
