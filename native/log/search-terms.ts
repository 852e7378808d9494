import type { EventFilter } from "../contract/events.ts";
import type { EventContent } from "./event-row.ts";

/** Raised whenever the terms of the same event would differ: the index is then rebuilt at the next start. */
export const termsVersion = 1;

/** Longer words are found by their first characters; raw frames in hex are the only ones in practice. */
const longestWord = 40;
/** Shorter words are found only as a whole: FTS5 keeps prefixes of three to six characters (migration 0030). */
const shortestPrefix = 3;

/** Scripts written without spaces: looked up by pairs of characters. */
const cjk = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]`;
const wordCharacter = new RegExp(String.raw`[[\p{L}\p{N}]--${cjk}]`, "v");
const segments = new RegExp(
  String.raw`(?<run>${cjk}+)|(?<word>[[\p{L}\p{N}]--${cjk}]+)|(?<symbol>[[\p{So}\p{Extended_Pictographic}]--[\x00-\x7f]])`,
  "gv",
);

/** One form for what people take for the same: case, full width, accents. */
export function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .normalize("NFC");
}

/** `安检门` → 安, 安检, 检, 检门, 门. */
function termsOfRun(run: string): string[] {
  const characters = Array.from(run);
  return characters.flatMap((character, index) => {
    const next = characters[index + 1];
    return next === undefined ? [character] : [character, character + next];
  });
}

function cutWord(word: string): string {
  return Array.from(word).slice(0, longestWord).join("");
}

/** Ids are safe already by their schema; anything else is made so, and told apart by `matchesFilter`. */
function facet(name: string, value: string): string {
  return `${name}:${value.toLowerCase().replaceAll(/[^a-z0-9._-]/g, "_")}`;
}

function collectLeaves(value: unknown, into: string[]): void {
  if (typeof value === "string") into.push(value);
  else if (typeof value === "object" && value !== null)
    for (const member of Object.values(value)) collectLeaves(member, into);
}

/** What a search looks through: every text within the data, the device, the point and the actor's name. */
function leavesOf(row: EventContent): readonly string[] {
  const leaves: string[] = [];
  for (const text of [row.device_id, row.point_id, row.actor_name]) if (text !== null) leaves.push(text);
  try {
    collectLeaves(JSON.parse(row.data), leaves);
  } catch {
    // The table accepts JSON only, so this row was altered: `verifyLog` reports it, a search passes it by.
    return [];
  }
  return leaves;
}

/** The same, folded, a line each. */
function searchTextOf(row: EventContent): string {
  return foldText(
    leavesOf(row)
      .map((leaf) => leaf.replaceAll(/\s+/g, " "))
      .join("\n"),
  );
}

/** Names, kinds of wiring and the like come again and again: their terms are worked out once. */
const termsOfText = new Map<string, readonly string[]>();
const mostTextsKept = 5000;

function findTerms(text: string): readonly string[] {
  const kept = termsOfText.get(text);
  if (kept !== undefined) return kept;
  const terms: string[] = [];
  for (const { groups, 0: symbol } of foldText(text).matchAll(segments)) {
    if (groups?.["run"] !== undefined) terms.push(...termsOfRun(groups["run"]));
    else terms.push(groups?.["word"] === undefined ? symbol : cutWord(groups["word"]));
  }
  if (termsOfText.size >= mostTextsKept) termsOfText.clear();
  termsOfText.set(text, terms);
  return terms;
}

/** The terms of one event for the index, a space between. Facets carry a colon, which no word contains. */
export function termsOf(row: EventContent): string {
  const terms = new Set([facet("k", row.kind), facet("s", row.severity)]);
  if (row.device_id !== null) terms.add(facet("d", row.device_id));
  if (row.area_id !== null) terms.add(facet("a", row.area_id));
  for (const leaf of leavesOf(row)) for (const term of findTerms(leaf)) terms.add(term);
  return [...terms].join(" ");
}

/** One of the blank-separated parts of a search, folded, without the punctuation around it. */
export interface SearchPart {
  readonly text: string;
  /** Terms that an event which contains the part is sure to have. */
  readonly terms: readonly { readonly term: string; readonly prefix: boolean }[];
}

function toSearchPart(chunk: string): SearchPart | null {
  const found = [...chunk.matchAll(segments)];
  const last = found.at(-1);
  if (found[0] === undefined || last === undefined) return null;
  const terms = found.flatMap((match) => {
    const { run, word } = match.groups ?? {};
    if (run !== undefined) {
      const pairs = termsOfRun(run).filter((term) => Array.from(term).length === 2);
      return (pairs.length > 0 ? pairs : [run]).map((term) => ({ term, prefix: false }));
    }
    if (word === undefined) return [{ term: match[0], prefix: false }];
    const length = Array.from(word).length;
    return [{ term: cutWord(word), prefix: match === last && length >= shortestPrefix && length < longestWord }];
  });
  return { text: chunk.slice(found[0].index, last.index + last[0].length), terms };
}

/** Empty when the text has no letter, digit or symbol at all: such a search finds nothing. */
export function parseSearch(text: string): readonly SearchPart[] {
  return foldText(text)
    .split(/\s+/)
    .map(toSearchPart)
    .filter((part) => part !== null);
}

/**
 * Whether the part stands in the text: anywhere in Chinese; otherwise from the beginning of a word,
 * and a word of one or two characters only as a whole.
 */
function containsPart(text: string, part: SearchPart): boolean {
  const lastTerm = part.terms.at(-1);
  const opensWord = wordCharacter.test(Array.from(part.text)[0] ?? "");
  const closesWord =
    wordCharacter.test(Array.from(part.text).at(-1) ?? "") &&
    lastTerm?.prefix === false &&
    Array.from(lastTerm.term).length < longestWord;
  for (let at = text.indexOf(part.text); at >= 0; at = text.indexOf(part.text, at + 1)) {
    const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? "";
    const after = Array.from(text.slice(at + part.text.length, at + part.text.length + 2))[0] ?? "";
    if ((!opensWord || !wordCharacter.test(before)) && (!closesWord || !wordCharacter.test(after))) return true;
  }
  return false;
}

/** The rule that the index only speeds up: whether an event passes the filter. */
export function matchesFilter(row: EventContent, filter: EventFilter, parts: readonly SearchPart[]): boolean {
  if (!isListed(row.kind, filter.kinds) || !isListed(row.severity, filter.severities)) return false;
  if (filter.areaId !== undefined && row.area_id !== filter.areaId) return false;
  if (filter.deviceId !== undefined && row.device_id !== filter.deviceId) return false;
  if (filter.alarmId !== undefined && row.alarm_id !== filter.alarmId) return false;
  if (filter.fromMs !== undefined && row.at_ms < filter.fromMs) return false;
  if (filter.toMs !== undefined && row.at_ms >= filter.toMs) return false;
  if (filter.text === undefined) return true;
  if (parts.length === 0) return false;
  const text = searchTextOf(row);
  return parts.every((part) => containsPart(text, part));
}

function quoteTerm(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}

function anyOf(name: string, values: readonly string[]): string {
  return `(${values.map((value) => quoteTerm(facet(name, value))).join(" OR ")})`;
}

/** An empty list asks for nothing in particular, like a list left out. */
function isListed(value: string, list: readonly string[] | undefined): boolean {
  return list === undefined || list.length === 0 || list.includes(value);
}

/** The filter as an FTS5 expression; null when it asks for nothing that is in the index. */
export function toMatchExpression(filter: EventFilter, parts: readonly SearchPart[]): string | null {
  const clauses = new Set<string>();
  for (const part of parts)
    for (const { term, prefix } of part.terms) clauses.add(prefix ? `${quoteTerm(term)} *` : quoteTerm(term));
  if (filter.deviceId !== undefined) clauses.add(quoteTerm(facet("d", filter.deviceId)));
  if (filter.areaId !== undefined) clauses.add(quoteTerm(facet("a", filter.areaId)));
  if (filter.kinds !== undefined && filter.kinds.length > 0) clauses.add(anyOf("k", filter.kinds));
  if (filter.severities !== undefined && filter.severities.length > 0) clauses.add(anyOf("s", filter.severities));
  return clauses.size === 0 ? null : [...clauses].join(" AND ");
}
