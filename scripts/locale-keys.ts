/** Texts of the page: the same keys and placeholders in both languages, every key used, every used key there. */

/** Texts of one language by whole key, `area.group.name`. */
export type Texts = ReadonlyMap<string, string>;

interface Nested {
  readonly [key: string]: string | Nested;
}

/** `{queue: {title: "…"}}` of the area `alarms` as `alarms.queue.title`. */
export function flattenTexts(area: string, content: unknown): Texts {
  const texts = new Map<string, string>();
  const walk = (prefix: string, value: string | Nested): void => {
    if (typeof value === "string") texts.set(prefix, value);
    else for (const [key, inner] of Object.entries(value)) walk(`${prefix}.${key}`, inner);
  };
  walk(area, content as Nested);
  return texts;
}

function placeholdersOf(text: string): string {
  return [...text.matchAll(/\{\{\s*([^},\s]+)[^}]*\}\}/g)]
    .map((match) => match[1] ?? "")
    .toSorted((a, b) => a.localeCompare(b, "en"))
    .join(", ");
}

/** What differs between the source language and another; one line each. */
export function compareLanguages(source: Texts, other: Texts, otherName: string): readonly string[] {
  const problems: string[] = [];
  for (const [key, text] of source) {
    const translated = other.get(key);
    if (translated === undefined) problems.push(`${key}: missing in ${otherName}`);
    else if (placeholdersOf(text) !== placeholdersOf(translated))
      problems.push(
        `${key}: placeholders differ in ${otherName}: {${placeholdersOf(text)}} and {${placeholdersOf(translated)}}`,
      );
  }
  for (const key of other.keys()) if (!source.has(key)) problems.push(`${key}: only in ${otherName}`);
  for (const [key, text] of [...source, ...other]) if (text.trim() === "") problems.push(`${key}: empty`);
  return problems;
}

/** Keys as a source names them: whole ones, and patterns for those with a part that is decided at run time. */
export interface NamedKeys {
  /** First arguments of `t(…)`: must exist. */
  readonly called: readonly string[];
  /** Every other text that could be a key, such as one handed on in a variable. */
  readonly mentioned: readonly string[];
  /** From template texts: `alarms.kinds.${kind}` is /^alarms\.kinds\.[^.]+$/. */
  readonly patterns: readonly RegExp[];
}

const looksLikeKey = /^[a-z][\w-]*(\.[\w-]+)+$/;

export function namedKeys(source: string): NamedKeys {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const called = [...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
  const mentioned = [...code.matchAll(/"([^"\n]+)"/g)]
    .map((match) => match[1] ?? "")
    .filter((text) => looksLikeKey.test(text));
  const patterns = [...code.matchAll(/`([a-z][\w-]*\.(?:[\w.-]|\$\{[^}]*\})*)`/g)]
    .map((match) => match[1] ?? "")
    .filter((template) => template.includes("${"))
    .map((template) => {
      const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(".", String.raw`\.`));
      // A dotted value is possible: error codes and event kinds hold a point.
      return new RegExp(`^${parts.join("[\\w-]+(?:\\.[\\w-]+)*")}$`);
    });
  return { called, mentioned, patterns };
}

/** i18next finds `key_one` and `key_other` under `key`. */
function withoutPlural(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, "");
}

/** Keys that are called but missing, and texts that nothing names. `freeAreas` are looked up by data alone. */
export function compareUse(texts: Texts, used: readonly NamedKeys[], freeAreas: readonly string[]): readonly string[] {
  const known = new Set([...texts.keys()].flatMap((key) => [key, withoutPlural(key)]));
  const called = new Set(used.flatMap((each) => each.called));
  const mentioned = new Set([...called, ...used.flatMap((each) => each.mentioned)]);
  const patterns = used.flatMap((each) => each.patterns);
  const problems = [...called]
    .filter((key) => !known.has(key))
    .map((key) => `${key}: called, but there is no such text`);
  for (const key of texts.keys()) {
    const isNamed = mentioned.has(key) || mentioned.has(withoutPlural(key)) || patterns.some((each) => each.test(key));
    if (!isNamed && !freeAreas.includes(key.split(".")[0] ?? "")) problems.push(`${key}: no source names it`);
  }
  return problems;
}
