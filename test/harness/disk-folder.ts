import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder on the disk that the project is on: /tmp may be in memory, where an fsync costs nothing. */
export function diskFolder(): string {
  const cache = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, "wardwatch-test-"));
}
