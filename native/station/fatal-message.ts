import { readFileSync } from "node:fs";
import { toErrorData } from "../base/app-error.ts";
import type { ErrorData, ErrorParams } from "../contract/errors.ts";
import { type Language, languages } from "../contract/text.ts";

/**
 * A start that failed has no page that could translate: the same texts, read from the locales, in
 * both languages on one line.
 */
export function fatalMessage(error: unknown): { code: string; message: string } {
  const data = toErrorData(error);
  return { code: data.code, message: languages.map((language) => sentenceOf(data, language)).join(" / ") };
}

function sentenceOf({ code, params }: ErrorData, language: Language): string {
  const text = readTexts(language, "errors")[code] ?? code;
  const words = code === "site.invalid" ? siteWords(params, language) : params;
  const sentence = text.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => String(words[name] ?? "—"));
  // What the text does not name follows it: the technician needs it all.
  const rest = Object.entries(params).filter(([name]) => !text.includes(`{{${name}}}`));
  if (rest.length === 0) return sentence;
  const particulars = rest.map(([name, value]) => `${name}: ${value}`);
  return language === "en" ? `${sentence} (${particulars.join(", ")})` : `${sentence}（${particulars.join("，")}）`;
}

/** The first mistake of a site file as words; what is empty there is the file itself, or has no expectation. */
function siteWords(params: ErrorParams, language: Language): ErrorParams {
  const texts = readTexts(language, "site");
  return {
    ...params,
    path: params["path"] || (texts["root"] ?? "site.json"),
    problem: texts[`problems.${params["problem"]}`] ?? String(params["problem"]),
    expected: params["expected"] || "—",
  };
}

function readTexts(language: Language, area: string): Readonly<Record<string, string>> {
  const path = `../../resources/locales/${language}/${area}.json`;
  // Compiled, the resources lie one folder further up.
  const file = new URL(import.meta.url.includes("/dist/") ? `../${path}` : path, import.meta.url);
  try {
    return flatten(JSON.parse(readFileSync(file, "utf8")) as Nested);
  } catch {
    // Without texts the code and its parameters alone must do: the reason of the start must still come out.
    return {};
  }
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
