/**
 * Who may import whom: the table of docs/design, as rules over imports. What is not listed is an
 * error. Cycles are the linter's business (`import/no-cycle`).
 */
import { posix } from "node:path";

/** One import: a file of ours, relative to the root, and what it names, as written. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
}

const table: Readonly<Record<string, readonly string[]>> = {
  "native/contract": [],
  "native/base": ["native/contract"],
  "native/link": ["native/base", "native/contract"],
  "native/alarms": ["native/base", "native/contract"],
  "native/entries": ["native/base", "native/contract"],
  "native/log": ["native/base", "native/contract"],
  "native/devices": ["native/link", "native/base", "native/contract"],
  // Of the log only what the chain is made of.
  "native/evidence": ["native/base", "native/contract", "native/log/chain.ts", "native/log/canonical-json.ts"],
  "native/cameras": ["native/base", "native/contract", "native/evidence"],
  "native/rpc": [
    "native/contract",
    "native/base",
    "native/link",
    "native/alarms",
    "native/entries",
    "native/log",
    "native/devices",
  ],
  "native/station": [
    "native/contract",
    "native/base",
    "native/link",
    "native/alarms",
    "native/entries",
    "native/log",
    "native/devices",
    "native/evidence",
    "native/rpc",
  ],
  renderer: ["native/contract", "resources"],
  // Of base only what the parent of the cameras process must know before it starts.
  electron: ["native/contract", "native/base/cameras-environment.ts"],
  scripts: ["native", "electron"],
  test: ["native", "renderer", "electron", "scripts", "resources"],
};

/** The contract is read by the page too: schemas and nothing of the machine. */
const contractPackages = ["zod", "@orpc/contract"];
/** Screen areas share these and never each other; `app` puts them together. */
const sharedByAreas = ["ui", "rpc", "i18n"];
const family = /^native\/devices\/(?:gates|panels)\/[^/]+\//;

/** Every module that a source names: static, re-exported, dynamic, or by side effect. */
export function importsOf(from: string, source: string): readonly Import[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const named = /(?<!")\b(?:from|import)\s*\(?\s*"([^"\n]+)"/g;
  return [...code.matchAll(named)].map((match) => ({ from, specifier: match[1] ?? "" }));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** What is wrong with an import; null when the table allows it. */
export function judgeImport({ from, specifier }: Import): string | null {
  const folder = Object.keys(table).find((each) => isInside(from, each));
  if (folder === undefined) return null;
  if (!specifier.startsWith(".")) return judgePackage(from, folder, specifier);

  const to = posix.join(posix.dirname(from), specifier);
  const ownFamily = family.exec(from)?.[0];
  const otherFamily = family.exec(to)?.[0];
  if (ownFamily !== undefined && otherFamily !== undefined && ownFamily !== otherFamily)
    return "a device family does not know another";
  if (folder === "renderer" && isInside(to, "renderer")) return judgeArea(from, to);
  if (isInside(to, folder)) return null;
  const isAllowed = (table[folder] ?? []).some((allowed) => isInside(to, allowed));
  return isAllowed ? null : `${folder} may not import ${to}`;
}

function judgePackage(from: string, folder: string, name: string): string | null {
  if (name === "electron" && folder !== "electron") return "only electron/ imports electron";
  if (folder === "native/contract" && !contractPackages.includes(name))
    return `the contract imports only ${contractPackages.join(" and ")}`;
  const isBundled = folder === "renderer" && !from.endsWith(".config.ts");
  if (isBundled && name.startsWith("node:")) return "the page has no Node";
  return null;
}

function judgeArea(from: string, to: string): string | null {
  const [, own = ""] = from.split("/");
  const [, other = ""] = to.split("/");
  // Files beside index.html, and app/, put the areas together.
  if (!from.includes("/", "renderer/".length) || own === "app" || own === other) return null;
  return sharedByAreas.includes(other) ? null : `renderer/${own} does not know renderer/${other}`;
}
