import { percentilesOf } from "../harness/percentiles.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";
import { type KillRun, killStation } from "./kill-station.ts";

/** A station that takes longer than this to acknowledge again keeps its receiver from delivering, ms. */
const backWithinMs = 5_000;
/** The control has so many kills to lose a frame. A short run needs one loss only; a long one gives a rate. */
const controlKills = 20;

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Nothing lost, nothing doubled, the file whole, the chain whole, today's state equal to the record. */
export function isFaultless(run: KillRun): boolean {
  return (
    run.lost.length === 0 &&
    run.doubled.length === 0 &&
    run.fileFaults.length === 0 &&
    run.chain.ok &&
    !run.tamperedChain.ok &&
    run.alarmReports === run.storedFrames
  );
}

/** F1: kill -9 while a receiver sends; every frame that was acknowledged is in the log. */
export async function killMidWrite(options: FaultOptions): Promise<FaultResult> {
  const { kills, seed, say } = options;
  const run = await killStation({ kills, seed, ackBeforeCommit: false, say });
  say("control: acknowledges before it has stored");
  const control = await killStation({
    kills: controlKills,
    enoughLost: kills < controlKills ? 1 : Infinity,
    seed,
    ackBeforeCommit: true,
    say,
  });
  const back = percentilesOf(run.firstAckMs);
  return {
    id: "F1",
    name: "kill -9 mid-write",
    figure:
      `${run.lost.length} of ${run.acknowledged} acknowledged frames lost in ${run.kills} kills ` +
      `(${run.killsWhileStarting} while starting); ${run.resent} sent again, ${run.doubled.length} stored twice; ` +
      `chain ${run.chain.ok ? "whole" : "BROKEN"}; acknowledging again after ${seconds(back.p50)}, at most ${seconds(back.max)}`,
    target: `0 lost, 0 twice, chain whole, back ≤ ${seconds(backWithinMs)} (p50)`,
    pass: isFaultless(run) && back.p50 <= backWithinMs,
    control: {
      figure: `acknowledging before the commit loses ${control.lost.length} of ${control.acknowledged} in ${control.kills} kills; a changed event breaks the chain: ${run.tamperedChain.ok ? "NO" : "yes"}`,
      pass: control.lost.length > 0 && !run.tamperedChain.ok,
    },
    details: {
      seed,
      kills: run.kills,
      killsWhileStarting: run.killsWhileStarting,
      acknowledged: run.acknowledged,
      lost: run.lost,
      resent: run.resent,
      doubled: run.doubled,
      fileFaults: run.fileFaults,
      chain: run.chain.said.split("\n")[0],
      startMs: percentilesOf(run.startMs),
      firstAckMs: back,
      control: { kills: control.kills, acknowledged: control.acknowledged, lost: control.lost.length },
    },
  };
}
