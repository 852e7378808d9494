import { dirname, join } from "node:path";

/** Links of one Markdown text that lead nowhere. `exists` is asked with paths relative to the root. */
export function brokenLinks(file: string, text: string, exists: (path: string) => boolean): readonly string[] {
  const prose = text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map((match) => match[1] ?? "");
  return targets.filter((target) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target) || target.startsWith("#")) return false;
    const path = decodeURI(target.replace(/[?#].*$/, ""));
    return !exists(path.startsWith("/") ? path.slice(1) : join(dirname(file), path));
  });
}
