import { expect, test } from "vitest";
import { isFaultless } from "../../faults/f1-kill.ts";
import { killStation } from "../../faults/kill-station.ts";

/** The short form of F1; `npm run test:faults F1` is the long one. */
test("what was acknowledged is in the log after kill -9, once", { timeout: 300_000 }, async () => {
  const run = await killStation({ kills: 5, seed: 1, ackBeforeCommit: false });
  expect(run).toMatchObject({ kills: 5, lost: [], doubled: [], fileFaults: [], chain: { ok: true } });
  expect(run.acknowledged).toBeGreaterThan(0);
  expect(run.tamperedChain.ok).toBe(false);
  expect(isFaultless(run)).toBe(true);
});

test(
  "the same kills lose frames of a station that acknowledges before it has stored",
  { timeout: 300_000 },
  async () => {
    const run = await killStation({ kills: 40, seed: 1, ackBeforeCommit: true, enoughLost: 1 });
    expect(run.lost.length).toBeGreaterThan(0);
  },
);
