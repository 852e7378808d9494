import Papa from "papaparse";
import { type PanelPoint, type PointClass, pointClasses } from "../../../native/contract/site.ts";
import type { Choice } from "./form-context.ts";
import type { Draft } from "./field-schema.ts";

/** The columns of a points list, in the order in which a spreadsheet without headings has them. */
export const pointColumns = ["account", "zone", "zh-CN", "en", "class", "area", "cameras"] as const;
export type PointColumn = (typeof pointColumns)[number];

/** Words by which a heading or a class is known, in any language of the console; compared without case. */
export interface PointWords {
  readonly columns: Readonly<Record<PointColumn, readonly string[]>>;
  readonly classes: Readonly<Record<PointClass, readonly string[]>>;
}

export interface PastedRow {
  /** Line in the spreadsheet, from 1. */
  readonly line: number;
  readonly point: Draft;
  readonly action: "added" | "changed" | "same" | "twice";
  /** Words that stand for nothing here. */
  readonly unknown: readonly { readonly column: PointColumn; readonly text: string }[];
}

const mostRows = 2_000;

function fold(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}

/**
 * Reads points out of what a spreadsheet puts on the clipboard (tabs) or into a file (commas, semicolons),
 * with or without a line of headings. Classes and areas may be ids or names in either language.
 */
export function readPoints(
  text: string,
  present: readonly Draft[],
  choices: { readonly areas: readonly Choice[]; readonly cameras: readonly Choice[]; readonly words: PointWords },
): readonly PastedRow[] {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const [first = []] = data;
  const headings = first.map((heading) => columnOf(heading, choices.words));
  const hasHeadings = headings.includes("account");
  const columns = hasHeadings ? headings : pointColumns;
  const known = new Map(present.map((point) => [pointKey(point), point]));
  const seen = new Set<string>();
  return data.slice(hasHeadings ? 1 : 0, mostRows + 1).map((cells, at) => {
    const unknown: { column: PointColumn; text: string }[] = [];
    const cell = (column: PointColumn): string => (cells[columns.indexOf(column)] ?? "").trim();
    const found = (column: PointColumn, id: string | null, written: string): string => {
      if (id === null) unknown.push({ column, text: written });
      return id ?? written;
    };
    const zone = cell("zone");
    const key = pointKey({ account: cell("account"), zone: zone === "" ? undefined : zone });
    const before = known.get(key);
    const classText = cell("class");
    const areaText = cell("area");
    const cameras = cell("cameras")
      .split(/[;；|、\s]+/)
      .filter((each) => each !== "")
      .map((each) => found("cameras", idOf(each, choices.cameras), each));
    const point: Draft = {
      ...before,
      account: cell("account"),
      ...(zone === "" ? {} : { zone }),
      ...nameOf(cell("zh-CN"), cell("en"), before),
      ...(classText === ""
        ? { class: before?.["class"] ?? "panic" }
        : { class: found("class", classOf(classText, choices.words), classText) }),
      ...(areaText === "" ? {} : { area: found("area", idOf(areaText, choices.areas), areaText) }),
      ...(columns.includes("cameras") && (cameras.length > 0 || before === undefined) ? { cameras } : {}),
    };
    const action = seen.has(key)
      ? ("twice" as const)
      : before === undefined
        ? ("added" as const)
        : JSON.stringify(before) === JSON.stringify(point)
          ? ("same" as const)
          : ("changed" as const);
    seen.add(key);
    return { line: at + (hasHeadings ? 2 : 1), point, action, unknown };
  });
}

/** Points of the list after the pasted rows were taken in: known ones are replaced, new ones added, or all others dropped. */
export function mergePoints(
  present: readonly Draft[],
  rows: readonly PastedRow[],
  dropOthers: boolean,
): readonly Draft[] {
  const pasted = new Map(rows.filter((row) => row.action !== "twice").map(({ point }) => [pointKey(point), point]));
  const kept = present.flatMap((point) => {
    const next = pasted.get(pointKey(point));
    if (next === undefined) return dropOthers ? [] : [point];
    pasted.delete(pointKey(point));
    return [next];
  });
  return [...kept, ...pasted.values()];
}

/** As the alarm rules know a point: account and zone, without case. */
export function pointKey(point: Draft | Pick<PanelPoint, "account" | "zone">): string {
  const text = (value: unknown) => (typeof value === "string" ? value.toUpperCase() : "");
  return `${text(point["account"])}-${text(point["zone"]) || "*"}`;
}

function nameOf(chinese: string, english: string, before: Draft | undefined): Draft {
  if (chinese === "" && english === "") return before === undefined ? {} : { name: before["name"] };
  return { name: { ...(chinese === "" ? {} : { "zh-CN": chinese }), ...(english === "" ? {} : { en: english }) } };
}

function columnOf(heading: string, words: PointWords): PointColumn | null {
  const folded = fold(heading);
  return (
    pointColumns.find(
      (column) => fold(column) === folded || words.columns[column].some((word) => fold(word) === folded),
    ) ?? null
  );
}

function classOf(text: string, words: PointWords): string | null {
  const folded = fold(text);
  return (
    pointClasses.find((each) => each === folded || words.classes[each].some((word) => fold(word) === folded)) ?? null
  );
}

function idOf(text: string, choices: readonly Choice[]): string | null {
  const folded = fold(text);
  return choices.find(({ id, name }) => id === folded || fold(name) === folded)?.id ?? null;
}
