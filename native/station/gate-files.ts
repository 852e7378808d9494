import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { z } from "zod";
import { checkEntryRules } from "../entries/check-entry-rules.ts";
import { checkItemList } from "../entries/item-lists.ts";
import { reasonOf } from "../base/app-error.ts";
import { type EntryRules, entryRulesSchema } from "../contract/entries.ts";
import { type ItemList, itemListSchema } from "../contract/items.ts";
import type { RefusedFile } from "../rpc/gate-services.ts";
import { resourcesFolder } from "./desk-files.ts";

type Problems = RefusedFile["problems"];

export interface ReadFiles<T> {
  readonly used: readonly T[];
  readonly refused: readonly RefusedFile[];
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

/** One file's text; `id` is what its place says, as `beijing/2021-04-01`. Never throws. */
function checkText<T extends { readonly id: string; readonly province: string; readonly validFrom: string }>(
  text: string,
  id: string,
  schema: z.ZodType<T>,
  check: (value: T) => Problems,
): { value: T | null; problems: Problems } {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return { value: null, problems: [{ path: "", problem: "not_json", detail: reasonOf(error) }] };
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      path: pathText(path),
      problem: "bad_format",
      detail: message,
    }));
    return { value: null, problems };
  }
  const value = parsed.data;
  const problems = [...check(value)];
  if (value.id !== id || `${value.province}/${value.validFrom}` !== id)
    problems.push({ path: "id", problem: "id_not_file_name", detail: id });
  return { value: problems.length === 0 ? value : null, problems };
}

export function checkEntryRulesText(text: string, id: string): { value: EntryRules | null; problems: Problems } {
  return checkText(text, id, entryRulesSchema, (rules) => checkEntryRules(rules));
}

export function checkItemListText(text: string, id: string): { value: ItemList | null; problems: Problems } {
  return checkText(text, id, itemListSchema, (list) => checkItemList(list));
}

/** Every `<province>/<date>.json` of a folder, in the order of names. */
function readAll<T>(
  folder: string,
  check: (text: string, id: string) => { value: T | null; problems: Problems },
): ReadFiles<T> {
  const used: T[] = [];
  const refused: RefusedFile[] = [];
  const provinces = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  for (const { name: province } of provinces.filter((each) => each.isDirectory()))
    for (const name of readdirSync(`${folder}/${province}`).toSorted()) {
      if (!name.endsWith(".json")) continue;
      const file = `${province}/${name}`;
      const { value, problems } = check(readText(`${folder}/${file}`), file.slice(0, -".json".length));
      if (value === null) refused.push({ file, problems });
      else used.push(value);
    }
  return { used, refused };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // An unreadable file is refused like one that is not JSON: the list says so.
    return `unreadable: ${reasonOf(error)}`;
  }
}

export function readEntryRules(folder = `${resourcesFolder()}entry-rules`): ReadFiles<EntryRules> {
  return readAll(folder, checkEntryRulesText);
}

export function readItemLists(folder = `${resourcesFolder()}items`): ReadFiles<ItemList> {
  return readAll(folder, checkItemListText);
}
