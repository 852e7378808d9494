import { percentilesOf, rounded } from "../harness/percentiles.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";
import { descriptorGrowth, replugLine } from "./replug-line.ts";

const shownWithinMs = 5_000;
const backWithinMs = 2_000;
/** For this long nothing is unplugged, and no fault may be shown: what is shown later is the unplugging's. */
const quietMs = 3_000;
/** A descriptor may be on its way out when they are counted. */
const mostGrowth = 1;

/** F6: unplug and replug, for ever. */
export async function replug({ replugs, seed, say }: FaultOptions): Promise<FaultResult> {
  const run = await replugLine({ replugs, seed, quietMs, say });
  const shown = percentilesOf(run.shownMs);
  const back = percentilesOf(run.backMs);
  const growth = descriptorGrowth(run);
  const last = run.descriptors.at(-1) ?? NaN;
  return {
    id: "F6",
    name: "unplug and replug",
    figure:
      `${run.replugs} times: fault shown after ${rounded(shown.p50)} ms, at most ${rounded(shown.max)} ms; back after ` +
      `${rounded(back.p50)} ms, at most ${rounded(back.max)} ms; descriptors ${run.descriptors[0] ?? NaN} → ${last}; ` +
      `${run.lost.length} of ${run.acknowledged} frames lost, ${run.doubled.length} twice`,
    target: `shown ≤ ${shownWithinMs / 1000} s, back ≤ ${backWithinMs / 1000} s each time; descriptors flat; 0 lost`,
    pass:
      shown.max <= shownWithinMs &&
      back.max <= backWithinMs &&
      growth <= mostGrowth &&
      run.lost.length === 0 &&
      run.doubled.length === 0 &&
      run.outOfOrder === 0 &&
      run.acknowledged === run.replugs + 1 &&
      run.chain.ok,
    control: {
      figure: `${run.faultsWhileQuiet} faults shown in ${quietMs / 1000} s without unplugging`,
      pass: run.faultsWhileQuiet === 0,
    },
    details: {
      seed,
      replugs: run.replugs,
      shownMs: shown,
      backMs: back,
      firstAckMs: percentilesOf(run.ackedMs),
      descriptors: { first: run.descriptors[0], last, growth },
      acknowledged: run.acknowledged,
      lost: run.lost,
      doubled: run.doubled,
      outOfOrder: run.outOfOrder,
      chain: run.chain.said.split("\n")[0],
    },
  };
}
