import { setTimeout as sleep } from "node:timers/promises";

/** Looks every few ms until the answer is not null; rejects with what was waited for after `withinMs`. */
export async function waitUntil<T>(
  what: string,
  look: () => T | null | undefined | false,
  withinMs = 30_000,
): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(5);
  }
}
