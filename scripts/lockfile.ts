/**
 * Completes package-lock.json with the optional packages of other systems. npm leaves out those it
 * could not look up when the lock was made, and `npm ci` then refuses the whole lock. What is added
 * here carries no checksum: it is fetched only on those systems.
 *
 *   node scripts/lockfile.ts           writes what is missing
 *   node scripts/lockfile.ts --check   fails when something is missing
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const systems = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const processors = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "x64"];

/** What a platform package's name says of where it belongs: `binding-linux-arm64-musl`. Null when it says nothing. */
export function platformOfName(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> | null {
  const words = name.split(/[-/]/);
  const os = words.find((word) => systems.includes(word));
  const cpu = words.find((word) => processors.includes(word));
  if (os === undefined || cpu === undefined) return null;
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  return {
    os: [os],
    cpu: [cpu],
    ...(os === "linux" && !words.some((word) => word.endsWith("eabihf")) && { libc: [libc] }),
  };
}

/** The path of the package that `name` means inside `from`, as Node looks it up; null when the lock has none. */
function resolveLocked(packages: Lockfile["packages"], from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === "") return null;
    if (!folder.includes("/node_modules/")) {
      const top = `node_modules/${name}`;
      return packages[top] === undefined ? null : top;
    }
  }
}

/** Entries to add, by path. Only exact versions can be added; a range would have to be looked up. */
export function missingOptional(lock: Lockfile): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {};
  for (const [from, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOfName(name);
      if (platform === null || !/^\d/.test(version) || resolveLocked(lock.packages, from, name) !== null) continue;
      const { cpu, libc, os } = platform;
      missing[`node_modules/${name}`] = {
        version,
        ...(cpu && { cpu }),
        ...(entry.dev === true && { dev: true }),
        ...(libc && { libc }),
        optional: true,
        ...(os && { os }),
      };
    }
  }
  return missing;
}

if (import.meta.main) {
  const file = fileURLToPath(new URL("../package-lock.json", import.meta.url));
  const lock = JSON.parse(readFileSync(file, "utf8")) as Lockfile;
  const missing = missingOptional(lock);
  const names = Object.keys(missing);
  if (process.argv.includes("--check")) {
    if (names.length > 0) {
      console.error(`package-lock.json lacks ${names.length} optional packages; run \`node scripts/lockfile.ts\`:`);
      for (const name of names) console.error(`  ${name}`);
      process.exitCode = 1;
    }
  } else if (names.length > 0) {
    const packages = Object.fromEntries(
      Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => a.localeCompare(b, "en")),
    );
    writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
    console.log(`added ${names.length} optional packages`);
  }
}
