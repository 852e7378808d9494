import { expect, test } from "vitest";
import { descriptorGrowth, replugLine } from "../../faults/replug-line.ts";

/** The short form of F6; `npm run test:faults F6` is the long one. */
test("a receiver that is pulled out and put back is heard again, each time", { timeout: 300_000 }, async () => {
  const run = await replugLine({ replugs: 5, seed: 1, quietMs: 0 });
  expect(run).toMatchObject({ acknowledged: 6, lost: [], doubled: [], outOfOrder: 0, chain: { ok: true } });
  expect(run.shownMs).toHaveLength(5);
  expect(run.backMs).toHaveLength(5);
  expect(descriptorGrowth(run)).toBeLessThanOrEqual(1);
});
