import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "./run-quietly.ts";

/** How long the only try to fetch it may take. */
const fetchWithinMs = 20_000;
/** A failed try is remembered so long: a machine without network starts at once. */
const rememberMs = 24 * 60 * 60 * 1000;

/** The path of Electron's executable; null when the package came without it and nobody has fetched it. */
export function findElectron(root: string): string | null {
  const folder = join(root, "node_modules", "electron");
  const pathFile = join(folder, "path.txt");
  if (!existsSync(pathFile)) return null;
  const dist = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(folder, "dist");
  const file = join(dist, readFileSync(pathFile, "utf8"));
  return existsSync(file) ? file : null;
}

export type ElectronSearch = { readonly file: string } | { readonly file: null; readonly reason: string };

/**
 * Finds Electron's executable, fetching it once if need be: 20 s at most, and after a failure not
 * again for a day unless `force`.
 */
export async function findOrFetchElectron(root: string, force = false): Promise<ElectronSearch> {
  const present = findElectron(root);
  if (present !== null) return { file: present };
  const failureFile = join(root, "node_modules", ".cache", "wardwatch", "electron-failure.json");
  const failure = readFailure(failureFile);
  const ageMs = Date.now() - (failure?.atMs ?? 0);
  // A clock that was set back must not make the memory last for ever.
  if (!force && failure !== null && ageMs >= 0 && ageMs < rememberMs) return { file: null, reason: failure.reason };

  const installer = join(root, "node_modules", "electron", "install.js");
  const { code, output } = await runQuietly(process.execPath, [installer], { cwd: root, deadlineMs: fetchWithinMs });
  const fetched = findElectron(root);
  if (fetched !== null) {
    rmSync(failureFile, { force: true });
    return { file: fetched };
  }
  const firstLine = output.split("\n").find((line) => line.trim() !== "") ?? `exit ${code}`;
  const reason = code === null ? `not fetched within ${fetchWithinMs / 1000} s` : firstLine.trim();
  mkdirSync(join(failureFile, ".."), { recursive: true });
  writeFileSync(failureFile, JSON.stringify({ atMs: Date.now(), reason }));
  return { file: null, reason };
}

function readFailure(file: string): { readonly atMs: number; readonly reason: string } | null {
  if (!existsSync(file)) return null;
  try {
    const { atMs, reason } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    return typeof atMs === "number" && typeof reason === "string" ? { atMs, reason } : null;
  } catch (error) {
    // Half written: as good as none, the next try writes it anew.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
