import { expect, test } from "vitest";
import { edgePairs, textPairs, tokens } from "../../renderer/ui/tokens.ts";

/** Relative luminance of `#rrggbb`, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test("the measure is right: black on white is 21 to 1", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
});

test.each(textPairs)("text %s on %s has 4.5 to 1", (text, ground) => {
  expect(contrast(tokens[text], tokens[ground])).toBeGreaterThanOrEqual(4.5);
});

test.each(edgePairs)("edge %s on %s has 3 to 1", (edge, ground) => {
  expect(contrast(tokens[edge], tokens[ground])).toBeGreaterThanOrEqual(3);
});

test("what is well is grey: the calm colours have hardly any colour in them", () => {
  for (const name of ["ground", "surface", "raised", "line", "edge", "text", "quiet"] as const) {
    const parts = [1, 3, 5].map((at) => Number.parseInt(tokens[name].slice(at, at + 2), 16));
    expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(20);
  }
});
