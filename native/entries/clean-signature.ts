import { AppError } from "../base/app-error.ts";

/**
 * A signature is an SVG of strokes and dots and nothing else: it is shown and printed again later, in a
 * page that trusts what the station says. It is read strictly and put together anew from what was read.
 */
const mostBytes = 65_536;
const mostStrokes = 5_000;

const isNumber = (value: string): boolean => /^-?\d{1,6}(\.\d{1,17})?$/.test(value);
const isLength = (value: string): boolean => /^\d{1,5}(\.\d{1,17})?(px)?$/.test(value);
const isColour = (value: string): boolean =>
  /^(none|[a-z]{3,20}|#[0-9a-f]{3,8}|rgba?\([\d., %]{1,40}\))$/i.test(value) && !/^url/i.test(value);
const isPath = (value: string): boolean => /^[MmLlHhVvCcSsQqTtZz\d\s.,+\-e]{1,65536}$/.test(value);
const isViewBox = (value: string): boolean =>
  value.split(/[\s,]+/).length === 4 && value.split(/[\s,]+/).every(isNumber);
const isOne =
  (...values: readonly string[]) =>
  (value: string): boolean =>
    values.includes(value);

type Attributes = Readonly<Record<string, (value: string) => boolean>>;
const stroke: Attributes = {
  fill: isColour,
  stroke: isColour,
  "stroke-width": isLength,
  "stroke-linecap": isOne("round", "butt", "square"),
  "stroke-linejoin": isOne("round", "bevel", "miter"),
};

/** Elements that may stand within, each with its attributes. A pen that only touches leaves a circle. */
const elements: Readonly<Record<string, Attributes>> = {
  path: { ...stroke, d: isPath },
  circle: { ...stroke, cx: isNumber, cy: isNumber, r: isLength },
};
const rootAttributes: Attributes = {
  xmlns: isOne("http://www.w3.org/2000/svg"),
  "xmlns:xlink": isOne("http://www.w3.org/1999/xlink"),
  viewBox: isViewBox,
  width: isLength,
  height: isLength,
};

function refuse(reason: string): AppError {
  return new AppError("deposit.bad_signature", { reason });
}

/** `name="value"` pairs in the order given, without those that only declare a name space. */
function readAttributes(text: string, allowed: Attributes): string {
  let rest = text.trim();
  const kept = new Map<string, string>();
  while (rest !== "") {
    const match = /^([a-zA-Z][a-zA-Z:-]*)="([^"<>&]*)"\s*/.exec(rest);
    const [whole, name = "", value = ""] = match ?? [];
    if (whole === undefined) throw refuse("attribute");
    if (!Object.hasOwn(allowed, name) || allowed[name]?.(value) !== true || kept.has(name)) throw refuse(name);
    kept.set(name, value);
    rest = rest.slice(whole.length);
  }
  return [...kept]
    .filter(([name]) => name !== "xmlns:xlink" && name !== "xmlns")
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");
}

/**
 * The signature as it may be kept: one `svg` with `path` and `circle` in it, attributes of shape and colour
 * only. Throws `deposit.bad_signature` {reason} for anything else, also for one without a stroke.
 */
export function cleanSignature(svg: string): string {
  if (Buffer.byteLength(svg) > mostBytes) throw refuse("size");
  const root = /^\s*<svg((?:\s+[a-zA-Z:-]+="[^"<>&]*")*)\s*>([\s\S]*)<\/svg>\s*$/.exec(svg);
  if (root === null) throw refuse("svg");
  const head = readAttributes(root[1] ?? "", rootAttributes);
  let rest = (root[2] ?? "").trim();
  const strokes: string[] = [];
  while (rest !== "") {
    const match = /^<([a-z]+)((?:\s+[a-zA-Z:-]+="[^"<>&]*")*)\s*(?:\/>|><\/\1>)\s*/.exec(rest);
    const [whole, name = "", attributes = ""] = match ?? [];
    const allowed = Object.hasOwn(elements, name) ? elements[name] : undefined;
    if (whole === undefined || allowed === undefined) throw refuse(name === "" ? "content" : name);
    strokes.push(`<${name}${readAttributes(attributes, allowed)}/>`);
    if (strokes.length > mostStrokes) throw refuse("strokes");
    rest = rest.slice(whole.length);
  }
  if (strokes.length === 0) throw refuse("empty");
  return `<svg xmlns="http://www.w3.org/2000/svg"${head}>${strokes.join("")}</svg>`;
}
