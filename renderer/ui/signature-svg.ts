/** A point of a stroke, px of the drawing. */
interface StrokePoint {
  readonly x: number;
  readonly y: number;
}

/** The station takes no longer one. */
const mostCharacters = 65_536;

const written = (value: number) => String(Math.round(value * 10) / 10);

/**
 * The strokes as an SVG of nothing but lines: small, and nothing in it that could act. Where it would be
 * too long every second point is left out, until it fits.
 */
export function signatureSvg(
  strokes: readonly (readonly StrokePoint[])[],
  size: { readonly width: number; readonly height: number },
): string {
  for (let step = 1; ; step *= 2) {
    const lines = strokes.map((points) => points.filter((_, at) => at % step === 0 || at === points.length - 1));
    const d = lines
      .map(([first, ...rest]) => {
        if (first === undefined) return "";
        const start = `M${written(first.x)} ${written(first.y)}`;
        // A dot is a line to where it is.
        return rest.length === 0
          ? `${start}h0.1`
          : start + rest.map(({ x, y }) => `L${written(x)} ${written(y)}`).join("");
      })
      .join("");
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(size.width)} ${Math.round(size.height)}">` +
      `<path d="${d}" fill="none" stroke="#000" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
    if (svg.length <= mostCharacters || step > 4096) return svg;
  }
}

/** The lines of a kept signature and its size, and nothing else of what stands there; null for no signature. */
export function signatureLines(svg: string): { readonly viewBox: string; readonly d: readonly string[] } | null {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  const root = parsed.documentElement;
  if (root.tagName !== "svg") return null;
  const d = [...parsed.querySelectorAll("path")].map((path) => path.getAttribute("d") ?? "");
  return { viewBox: root.getAttribute("viewBox") ?? "0 0 100 40", d };
}
