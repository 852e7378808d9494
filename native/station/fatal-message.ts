import { readFileSync } from "node:fs";
import { toErrorData } from "../base/app-error.ts";
import { languages } from "../contract/text.ts";

/**
 * A start that failed has no page that could translate: the same texts, read from the locales, in
 * both languages on one line.
 */
export function fatalMessage(error: unknown): { code: string; message: string } {
  const { code, params } = toErrorData(error);
  const sentences = languages.map((language) => {
    const text = readTexts(language)[code] ?? code;
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => String(params[name] ?? ""));
  });
  return { code, message: sentences.join(" / ") };
}

function readTexts(language: string): Record<string, string> {
  const file = new URL(`../../resources/locales/${language}/errors.json`, import.meta.url);
  try {
    return flatten(JSON.parse(readFileSync(file, "utf8")) as Nested);
  } catch (error) {
    // Compiled, the resources lie one folder further up; without texts the code alone must do.
    if (import.meta.url.includes("/dist/")) return readCompiled(language);
    return { internal: String(error) };
  }
}

function readCompiled(language: string): Record<string, string> {
  const file = new URL(`../../../resources/locales/${language}/errors.json`, import.meta.url);
  return flatten(JSON.parse(readFileSync(file, "utf8")) as Nested);
}

interface Nested {
  readonly [key: string]: string | Nested;
}

function flatten(texts: Nested, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value]] : Object.entries(flatten(value, `${prefix}${key}.`)),
    ),
  );
}
