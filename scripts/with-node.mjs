// Runs a script of this project on the pinned Node, installing the project first when it is not
// installed yet. This one file is plain JavaScript that Node 20 understands: on a fresh machine it
// is run by whatever Node the machine has, under which better-sqlite3 13 would segfault.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNodeMajor = 24;
const pinnedNode = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
const stampFile = join(root, "node_modules", ".wardwatch-installed");

/** What an installation depends on; a stamp with the same hash means "installed from exactly this". */
function lockHash() {
  const hash = createHash("sha256");
  for (const name of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(root, name)));
  return hash.digest("hex");
}

function isInstalled() {
  return existsSync(stampFile) && existsSync(pinnedNode) && readFileSync(stampFile, "utf8") === lockHash();
}

/** The pinned Node arrives through the install script of the package `node`; some npm set-ups skip it. */
function pinnedNodeWorks() {
  const probe = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" });
  return probe.status === 0 && Number(/^v(\d+)\./.exec(probe.stdout)?.[1]) >= oldestNodeMajor;
}

function npm(...args) {
  // stdout belongs to the script that follows (the station prints JSON there), so npm goes to stderr.
  return spawnSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" }).status;
}

function install() {
  process.stderr.write("wardwatch: installing the packages named in package-lock.json …\n");
  rmSync(stampFile, { force: true });
  if (npm("ci", "--no-audit", "--no-fund", "--loglevel=error") !== 0) {
    process.stderr.write("wardwatch: `npm ci` failed; its message stands above. Mend that and run this again.\n");
    process.exit(1);
  }
  if (!pinnedNodeWorks() && (npm("rebuild", "node", "--loglevel=error") !== 0 || !pinnedNodeWorks())) {
    process.stderr.write(
      "wardwatch: the pinned Node (package `node`) did not install. Allow its install script, or use Node 24 or newer.\n",
    );
    process.exit(1);
  }
  writeFileSync(stampFile, lockHash());
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write("usage: node scripts/with-node.mjs SCRIPT [ARGUMENT …]\n");
  process.exit(2);
}
if (!isInstalled()) install();

const target = resolve(root, script);
if (Number(process.versions.node.split(".")[0]) >= oldestNodeMajor) {
  process.argv.splice(1, process.argv.length - 1, target, ...args);
  await import(pathToFileURL(target).href);
} else {
  const env = { ...process.env, PATH: `${dirname(pinnedNode)}:${process.env.PATH ?? ""}` };
  const child = spawn(pinnedNode, [target, ...args], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
