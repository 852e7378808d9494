import type { z } from "zod";

/** What a schema finds wrong, in words that the page translates. */
export interface SchemaProblem {
  /** As `devices[2].inputs[0].means`; empty for the whole. */
  readonly path: string;
  readonly problem:
    | "required"
    | "unknown_field"
    | "wrong_type"
    | "too_small"
    | "too_large"
    | "bad_format"
    | "not_one_of";
  readonly expected: string;
}

type Issue = z.core.$ZodIssue;

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

/** @param formatWanted what stands at a path that only a pattern describes */
export function problemsOfIssue(issue: Issue, formatWanted: (path: string) => string): SchemaProblem[] {
  const path = pathText(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: path === "" ? key : `${path}.${key}`,
        problem: "unknown_field" as const,
        expected: "",
      }));
    case "invalid_type":
      return [
        issue.input === undefined && issue.message.includes("undefined")
          ? { path, problem: "required", expected: issue.expected }
          : { path, problem: "wrong_type", expected: issue.expected },
      ];
    case "too_small":
      return [{ path, problem: "too_small", expected: `≥ ${String(issue.minimum)}` }];
    case "too_big":
      return [{ path, problem: "too_large", expected: `≤ ${String(issue.maximum)}` }];
    case "invalid_value":
      return [{ path, problem: "not_one_of", expected: issue.values.map(String).join(", ") }];
    case "invalid_union":
      return problemsOfUnion(issue, path, formatWanted);
    default:
      return [{ path, problem: "bad_format", expected: formatWanted(path) }];
  }
}

/** The mistakes of the alternative that fits best, or the names to choose from. */
function problemsOfUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  path: string,
  formatWanted: (path: string) => string,
): SchemaProblem[] {
  const [closest] = issue.errors.toSorted((a, b) => a.length - b.length);
  if (closest === undefined || closest.length === 0) {
    const names = "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
    return [{ path, problem: "not_one_of", expected: names.join(", ") }];
  }
  return closest
    .flatMap((each) => problemsOfIssue(each, formatWanted))
    .map((problem) => ({ ...problem, path: joinPath(path, problem.path) }));
}

function joinPath(outer: string, inner: string): string {
  if (outer === "" || inner === "") return outer + inner;
  return inner.startsWith("[") ? outer + inner : `${outer}.${inner}`;
}
