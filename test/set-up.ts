import { afterEach } from "vitest";

const left: (() => Promise<void> | void)[] = [];

/** Runs after the test, last first, whatever its result: close what the test opened. */
export function closing(step: () => Promise<void> | void): void {
  left.push(step);
}

afterEach(async () => {
  for (const step of left.splice(0).reverse()) await step();
});
