import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../test-results/journeys", import.meta.url));

/** Called by the runner after the last journey: where people can look at them. */
export function teardown(): void {
  if (!existsSync(folder)) return;
  const count = readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".png")).length;
  process.stdout.write(`${count} screenshots of the journeys in ${folder}\n`);
}
