/**
 * `npm run build [-- --force]`: compiles native/ and electron/ into dist/ and bundles the page. A part
 * whose inputs have not changed since its last build is left as it is.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { runQuietly } from "./run-quietly.ts";

const rootFolder = fileURLToPath(new URL("..", import.meta.url));
const common = ["package.json", "package-lock.json", "tsconfig.json", "scripts/build.ts"];

interface Part {
  readonly name: string;
  /** Files and folders, relative to the root, that its result depends on. */
  readonly inputs: readonly string[];
  /** What must be there for its result to be whole. */
  readonly output: string;
  readonly make: (root: string) => Promise<void>;
}

const parts: readonly Part[] = [
  {
    name: "programs",
    inputs: [...common, "scripts/tsconfig.build.json", "native", "electron"],
    output: "dist/native/station/node-main.js",
    async make(root) {
      for (const folder of ["native", "electron"]) rmSync(join(root, "dist", folder), { recursive: true, force: true });
      const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
      const project = join(root, "scripts", "tsconfig.build.json");
      const { code, output } = await runQuietly(process.execPath, [compiler, "-p", project], { cwd: root });
      if (code !== 0) throw new Error(`tsc failed\n${output}`);
      await bundlePreload(root);
    },
  },
  {
    name: "page",
    inputs: [...common, "renderer", "native/contract", "resources"],
    output: "dist/renderer/index.html",
    async make(root) {
      const { build: bundle } = await import("vite");
      await bundle({ configFile: join(root, "renderer", "vite.config.ts"), logLevel: "warn" });
    },
  },
];

async function bundlePreload(root: string): Promise<void> {
  // Loaded only when something is stale: it takes longer to load than most commands to run.
  const { build: bundle } = await import("vite");
  await bundle({
    configFile: false,
    logLevel: "warn",
    root,
    build: {
      outDir: join(root, "dist", "electron"),
      emptyOutDir: false,
      minify: false,
      target: "chrome130",
      lib: { entry: join(root, "electron", "preload.ts"), formats: ["cjs"], fileName: () => "preload.cjs" },
      rolldownOptions: { external: ["electron"] },
    },
  });
}

/** One hash over names and contents of all files below the inputs. */
export function hashInputs(root: string, inputs: readonly string[]): string {
  const hash = createHash("sha256");
  const files = inputs.flatMap((input) => listFiles(join(root, input)));
  for (const file of files.toSorted()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest("hex");
}

function listFiles(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return [path];
    throw error;
  }
}

/** Builds what is stale; `say` hears one line for each part that was built. Rejects with the compiler's output. */
export async function build(root: string, options: { force: boolean; say: (line: string) => void }): Promise<void> {
  const stampFolder = join(root, "dist", ".stamps");
  for (const part of parts) {
    const stamp = join(stampFolder, part.name);
    const hash = hashInputs(root, part.inputs);
    const isFresh = existsSync(stamp) && existsSync(join(root, part.output)) && readFileSync(stamp, "utf8") === hash;
    if (isFresh && !options.force) continue;
    rmSync(stamp, { force: true });
    const startedAtMs = performance.now();
    await part.make(root);
    mkdirSync(stampFolder, { recursive: true });
    writeFileSync(stamp, hash);
    options.say(`built ${part.name} in ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`);
  }
}

if (import.meta.main) {
  try {
    await build(rootFolder, { force: process.argv.includes("--force"), say: (line) => console.log(line) });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
