import type { i18n, TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Language, LocalizedText } from "../../native/contract/text.ts";

export type Translate = TFunction;

export interface Texts {
  readonly t: Translate;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  /** A name that people gave, in the language shown; empty for none. */
  readonly named: (text: LocalizedText | null | undefined) => string;
  /** What went wrong and what to do, then the technical particulars in brackets. */
  readonly errorText: (error: ErrorData) => string;
  /** What the device's code means (`contact-id:120`), else the code itself. */
  readonly codeText: (code: string) => string;
}

export function textsFor(t: Translate, instance: i18n): Texts {
  const language: Language = instance.language === "en" ? "en" : "zh-CN";
  return {
    t,
    language,
    setLanguage: (next) => void instance.changeLanguage(next),
    named: (text) => (text ? (text[language] ?? text["zh-CN"]) : ""),
    errorText(error) {
      const particulars = Object.entries(error.params).map(([name, value]) => `${name}: ${value}`);
      const sentence = t(`errors.${error.code}`);
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

export function useTexts(): Texts {
  const { t, i18n: instance } = useTranslation();
  return useMemo(() => textsFor(t, instance), [t, instance]);
}
