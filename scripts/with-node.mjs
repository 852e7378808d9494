// Runs a script of this project on the pinned Node, installing the project first when it is not
// installed yet. This one file is plain JavaScript that Node 20 understands: on a fresh machine it
// is run by whatever Node the machine has, under which better-sqlite3 13 would segfault.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNodeMajor = 24;
const isWindows = process.platform === "win32";
// Not node_modules/.bin/node: on Windows that is a .cmd file, which spawn refuses without a shell.
const pinnedNode = join(root, "node_modules", "node", "bin", isWindows ? "node.exe" : "node");

function say(text) {
  // stdout belongs to the script that follows (the station prints JSON there).
  process.stderr.write(`wardwatch: ${text}\n`);
}

/** The packages of a lockfile by path; null when there is none that can be read. */
function lockedPackages(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? null;
  } catch (error) {
    say(`${file} cannot be read (${error.message}); installing anew.`);
    return null;
  }
}

/**
 * npm writes node_modules/.package-lock.json as the last step of an installation, so it says what is
 * really there. Optional packages are those of other systems and may be missing.
 */
function isInstalled() {
  const wanted = lockedPackages(join(root, "package-lock.json"));
  const present = lockedPackages(join(root, "node_modules", ".package-lock.json"));
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const found = present[path];
    return path === "" || (found === undefined ? optional === true : found.version === version);
  });
}

function pinnedNodeWorks() {
  if (!existsSync(pinnedNode)) return false;
  const probe = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" });
  return probe.status === 0 && Number(/^v(\d+)\./.exec(probe.stdout)?.[1]) >= oldestNodeMajor;
}

/** Runs npm with its output on stderr; resolves with its exit code and what it said there. */
function npm(...args) {
  return new Promise((done) => {
    let said = "";
    const child = spawn("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", 2, "pipe"],
      shell: isWindows,
    });
    child.stderr.on("data", (chunk) => {
      said += chunk;
      process.stderr.write(chunk);
    });
    child.on("error", (error) => done({ code: 1, said: error.message }));
    child.on("close", (code) => done({ code: code ?? 1, said }));
  });
}

function failInstall(what, said) {
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED/.test(said);
  say(
    offline
      ? `${what}: the package registry cannot be reached. The first start needs a network (or \`npm config set registry\` to a mirror); later ones do not.`
      : `${what}; npm's message stands above. Mend that and run this again.`,
  );
  process.exit(1);
}

/**
 * Install scripts stay off, under npm 10 (which would run them all) as under npm 11 (which asks): every
 * native package here ships its binary. Only the pinned Node fetches its own, and that is run by name.
 */
async function install() {
  if (!isInstalled()) {
    say("installing the packages named in package-lock.json (once, about a minute) …");
    const { code, said } = await npm("ci", "--ignore-scripts");
    if (code !== 0) failInstall("`npm ci` failed", said);
  }
  if (!pinnedNodeWorks()) {
    const { code, said } = await npm("rebuild", "node");
    if (code !== 0 || !pinnedNodeWorks()) failInstall("the pinned Node (package `node`) did not install", said);
  }
}

/** The environment with the project's own commands, and the pinned Node, first in the path. */
function environment() {
  const env = { ...process.env };
  const key = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  env[key] = [dirname(pinnedNode), join(root, "node_modules", ".bin"), env[key] ?? ""].join(delimiter);
  // Sources are compiled once, not at every start.
  env.NODE_COMPILE_CACHE ??= join(root, "node_modules", ".cache", "compile");
  return env;
}

function run(script, args) {
  const command = [resolve(root, script), ...args];
  // Newer Nodes can become another program: one process less stands between a signal and the script.
  if (!isWindows && process.execve) process.execve(pinnedNode, [pinnedNode, ...command], environment());
  const child = spawn(pinnedNode, command, { stdio: "inherit", env: environment() });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      // A terminal sends Ctrl+C to the whole group: the child has it already.
      if (!(signal === "SIGINT" && process.stdin.isTTY)) child.kill(signal);
    });
  child.on("error", (error) => {
    say(`${script} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    // Ends as the child did, so that the caller sees the same signal.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write("usage: node scripts/with-node.mjs SCRIPT [ARGUMENT …]\n");
  process.exit(2);
}
if (!isInstalled() || !existsSync(pinnedNode)) await install();
run(script, args);
