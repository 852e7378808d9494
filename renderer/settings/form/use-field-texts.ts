import { useMemo } from "react";
import i18next from "i18next";
import type { SiteProblem } from "../../../native/contract/site.ts";
import { useTexts } from "../../i18n/use-texts.ts";

export interface FieldTexts {
  /** With its unit; a field that no text names shows its own name. */
  readonly label: (field: string) => string;
  /** Of a list, which may hold things with a field of the same name. */
  readonly list: (field: string) => string;
  /** What to write there; empty for none. */
  readonly help: (field: string) => string;
  readonly choice: (field: string, value: string | number) => string;
  readonly family: (family: string) => string;
  readonly problem: (problem: SiteProblem) => string;
}

/** Labels come by the names of the schema, so that a new family needs texts only. */
export function useFieldTexts(): FieldTexts {
  const { t, language } = useTexts();
  return useMemo(() => {
    const text = (key: string): string | null => {
      const found: unknown = i18next.getResource(language, "translation", key);
      return typeof found === "string" ? found : null;
    };
    return {
      label: (field) => text(`site.fields.${field}`) ?? field,
      list: (field) => text(`site.lists.${field}`) ?? text(`site.fields.${field}`) ?? field,
      help: (field) => text(`site.help.${field}`) ?? "",
      choice: (field, value) => text(`site.values.${field}.${value}`) ?? String(value),
      family: (family) => text(`site.families.${family}`) ?? family,
      problem: ({ problem, expected }) =>
        t(`site.problems.${problem}`) + (expected === "" ? "" : t("site.edit.expected", { expected })),
    };
  }, [language, t]);
}
