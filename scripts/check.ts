/**
 * `npm run check [-- PART …]`: everything about the sources that can be known without running them. One
 * line a part; the output of those that failed. Parts that are named run alone.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { brokenLinks } from "./docs-links.ts";
import { importsOf, judgeImport } from "./import-table.ts";
import { compareLanguages, compareUse, flattenTexts, namedKeys, type Texts } from "./locale-keys.ts";
import { runQuietly } from "./run-quietly.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const sourceFolders = ["native", "renderer", "electron", "scripts", "test"];
/** Texts that the page looks up by a device's own code, which no source names. */
const areasByCode = ["contact-id", "sia", "player"];
const mostAtOnce = 2;

/** A part's complaints; empty when there is nothing to complain about. */
type Check = () => Promise<string> | string;

function command(name: string, ...args: readonly string[]): Check {
  return async () => {
    const { code, output } = await runQuietly(process.execPath, [binaryOf(name), ...args], { cwd: root });
    return code === 0 ? "" : output.trim() || `exit ${code}`;
  };
}

/** The JavaScript file behind a package's command of the same name. */
function binaryOf(name: string): string {
  const folder = join(root, "node_modules", name === "tsc" ? "typescript" : name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  return join(folder, typeof bin === "string" ? bin : (bin[name] ?? ""));
}

function script(name: string): Check {
  return async () => {
    const file = join(root, "scripts", name);
    const { code, output } = await runQuietly(process.execPath, [file, "--check"], { cwd: root });
    return code === 0 ? "" : output.trim() || `exit ${code}`;
  };
}

/** Files below a folder of the project with one of the endings, as paths from the root with `/`. */
function listFiles(folder: string, ...endings: readonly string[]): readonly string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function checkImports(): string {
  return sourceFolders
    .flatMap((folder) => listFiles(folder, ".ts", ".tsx"))
    .flatMap((path) => importsOf(path, read(path)))
    .flatMap((each) => {
      const problem = judgeImport(each);
      return problem === null ? [] : [`${each.from}: imports ${each.specifier}: ${problem}`];
    })
    .join("\n");
}

function textsOf(language: string): Texts {
  const files = listFiles(`resources/locales/${language}`, ".json");
  return new Map(
    files.flatMap((path) => {
      const area = path.slice(path.lastIndexOf("/") + 1, -".json".length);
      return [...flattenTexts(area, JSON.parse(read(path)))];
    }),
  );
}

function checkLocales(): string {
  const source = textsOf("zh-CN");
  const used = listFiles("renderer", ".ts", ".tsx").map((path) => namedKeys(read(path)));
  return [...compareLanguages(source, textsOf("en"), "en"), ...compareUse(source, used, areasByCode)].join("\n");
}

function checkLinks(): string {
  const own = readdirSync(root).filter((name) => name.endsWith(".md"));
  const files = [...own, ...["docs", ...sourceFolders].flatMap((folder) => listFiles(folder, ".md"))];
  return files
    .flatMap((file) =>
      brokenLinks(file, read(file), (path) => existsSync(join(root, path))).map((target) => `${file}: ${target}`),
    )
    .join("\n");
}

const parts: Readonly<Record<string, Check>> = {
  lint: command("oxlint", "--deny-warnings"),
  format: command("oxfmt", "--check", "."),
  ...Object.fromEntries(
    ["native", "renderer", "electron", "scripts", "test"].map((folder) => [
      `types:${folder}`,
      command("tsc", "-p", folder),
    ]),
  ),
  "dead-code": command("knip", "--no-progress"),
  imports: checkImports,
  locales: checkLocales,
  links: checkLinks,
  lockfile: script("lockfile.ts"),
  "log-schema": script("schema.ts"),
  "site-schema": script("site-schema.ts"),
  "gate-profile-schema": script("gate-profile-schema.ts"),
};

async function main(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter((name) => parts[name] === undefined);
  if (unknown.length > 0) {
    console.error(`no such part: ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const queue = Object.entries(parts).filter(([name]) => chosen.length === 0 || chosen.includes(name));
  const failed: [name: string, complaints: string][] = [];
  async function work(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [name, check] = next;
      const startedAtMs = performance.now();
      const complaints = await check();
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
      console.log(`${complaints === "" ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
      if (complaints !== "") failed.push([name, complaints]);
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  for (const [name, complaints] of failed) console.error(`\n--- ${name}\n${complaints}`);
  if (failed.length > 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
