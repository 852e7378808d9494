import i18next, { type i18n, type TFunction } from "i18next";
import { useSyncExternalStore } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import { siteProblems } from "../../native/contract/site.ts";
import type { Language, LocalizedText } from "../../native/contract/text.ts";

export type Translate = TFunction;

export interface Texts {
  readonly t: Translate;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  /** A name that people gave, in the language shown; empty for none. */
  readonly named: (text: LocalizedText | null | undefined) => string;
  /** What went wrong and what to do, then in brackets the technical particulars that the text does not name. */
  readonly errorText: (error: ErrorData) => string;
  /** What the device's code means (`contact-id:120`), else the code itself. */
  readonly codeText: (code: string) => string;
}

/** Parameters as they are read: the first mistake of a site file is a code with a path that may be empty. */
function wordsOf({ code, params }: ErrorData, t: Translate): ErrorData["params"] {
  if (code !== "site.invalid") return params;
  const problem = siteProblems.find((known) => known === params["problem"]);
  return {
    ...params,
    path: params["path"] || t("site.root"),
    problem: problem === undefined ? String(params["problem"]) : t(`site.problems.${problem}`),
    expected: params["expected"] || "—",
  };
}

function languageOf(instance: i18n): Language {
  return instance.language === "en" ? "en" : "zh-CN";
}

/** Words without parameters are looked up once: in a flood the same few are asked for thousands of times a second. */
function keepWords(t: Translate): Translate {
  const words = new Map<string, string>();
  // The keys stay typed outside; in here they are only passed on.
  const ask = t as unknown as (key: string, params?: object) => string;
  const kept = (key: string, params?: object): string => {
    if (params !== undefined) return ask(key, params);
    let word = words.get(key);
    if (word === undefined) words.set(key, (word = ask(key)));
    return word;
  };
  return kept as unknown as Translate;
}

/** Texts in a language; `t` must speak the same. */
function textsFor(t: Translate, instance: i18n, language: Language): Texts {
  return {
    t,
    language,
    setLanguage: (next) => void instance.changeLanguage(next),
    named: (text) => (text ? (text[language] ?? text["zh-CN"]) : ""),
    errorText(error) {
      const key = `errors.${error.code}` as const;
      const text: unknown = instance.getResource(language, "translation", key);
      const template = typeof text === "string" ? text : "";
      const particulars = Object.entries(error.params)
        .filter(([name]) => !template.includes(`{{${name}}}`))
        .map(([name, value]) => `${name}: ${value}`);
      const sentence = t(key, wordsOf(error, t));
      if (particulars.length === 0) return sentence;
      return language === "en" ? `${sentence} (${particulars.join(", ")})` : `${sentence}（${particulars.join("，")}）`;
    },
    codeText(code) {
      const separator = code.indexOf(":");
      if (separator < 0) return code;
      const format = code.slice(0, separator);
      const value = code.slice(separator + 1);
      const name: unknown = instance.getResource(language, "translation", `${format}.${value}`);
      return typeof name === "string" ? `${name} (${value})` : value;
    },
  };
}

const made = new Map<Language, Texts>();

/** The same object for the same language: what hangs on it rests. */
function textsIn(language: Language): Texts {
  let texts = made.get(language);
  if (texts === undefined)
    made.set(language, (texts = textsFor(keepWords(i18next.getFixedT(language)), i18next, language)));
  return texts;
}

function onLanguage(listener: () => void): () => void {
  i18next.on("languageChanged", listener);
  return () => i18next.off("languageChanged", listener);
}

/** Texts in the language of the screen. */
export function useTexts(): Texts {
  return textsIn(useSyncExternalStore(onLanguage, () => languageOf(i18next)));
}

/** Texts in one language whatever the screen speaks: for what is printed. */
export function useTextsIn(language: Language): Texts {
  return textsIn(language);
}
