import type { ErrorData } from "../../native/contract/errors.ts";
import { itemListProblems } from "../../native/contract/items.ts";
import { type Translate, useTexts } from "../i18n/use-texts.ts";

/** What is wrong with a list, in words; a code that this page does not know stays as it is. */
export function itemListProblemText(problem: string, t: Translate): string {
  const known = itemListProblems.find((each) => each === problem);
  return known === undefined ? problem : t(`gates.items.problems.${known}`);
}

/** As `errorText`, with the problem of a list in words. */
export function useItemsErrorText(): (error: ErrorData) => string {
  const { t, errorText } = useTexts();
  return (error) =>
    error.code === "items.invalid"
      ? errorText({
          ...error,
          params: { ...error.params, problem: itemListProblemText(String(error.params["problem"]), t) },
        })
      : errorText(error);
}
