/** Keys of data are few and come again and again: their quoted form is made once. */
const quotedKeys = new Map<string, string>();
const mostKeysKept = 1000;

/** A string in its RFC 8785 form. Throws for a lone surrogate, which UTF-8 cannot carry. */
export function quote(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("lone surrogate");
  return JSON.stringify(text);
}

function quoteKey(key: string): string {
  const kept = quotedKeys.get(key);
  if (kept !== undefined) return kept;
  const quoted = quote(key);
  if (quotedKeys.size >= mostKeysKept) quotedKeys.clear();
  quotedKeys.set(key, quoted);
  return quoted;
}

/** Members of site files and events mostly stand in order already. */
function sortKeys(keys: string[]): readonly string[] {
  for (let index = 1; index < keys.length; index++)
    // UTF-16 code units on both sides, as RFC 8785 asks: `<` and a bare `sort` compare by them.
    if ((keys[index - 1] ?? "") > (keys[index] ?? "")) return keys.sort();
  return keys;
}

function formObject(value: object): string {
  const members = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const key of sortKeys(Object.keys(value))) {
    const member = members[key];
    // An optional member left out, as JSON.stringify sees it.
    if (member === undefined) continue;
    text += `${text === "" ? "" : ","}${quoteKey(key)}:${toCanonicalJson(member)}`;
  }
  return `{${text}}`;
}

/**
 * RFC 8785 form of a JSON value: members sorted by UTF-16 code units, no blanks, numbers and strings as ECMAScript
 * writes them. Members that are undefined are left out. Throws TypeError for what JSON cannot carry:
 * NaN, infinities, lone surrogates, undefined, functions, objects that are no plain records.
 */
export function toCanonicalJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError("not a JSON number");
      // `0` for -0, which a template string gives too.
      return `${value}`;
    case "boolean":
      return value ? "true" : "false";
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(",")}]`;
      if ("toJSON" in value) throw new TypeError("not a plain record");
      return formObject(value);
    }
    case "bigint":
    case "function":
    case "symbol":
    case "undefined":
      throw new TypeError("not a JSON value");
  }
}
