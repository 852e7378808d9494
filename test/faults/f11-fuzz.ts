import { openForgetful, tryHostile } from "../harness/hostile-streams.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";

const mostMs = 1_000;
const atOnce = 50_000;
const controlCases = 2_000;

/** F11: made-up streams through every path of the profile engine; each is pushed whole and in pieces. */
export async function fuzzDecoders({ seed, fuzzCases, say }: FaultOptions): Promise<FaultResult> {
  const sum = { cases: 0, frames: 0, bytes: 0, lostBytes: 0, wrongSplits: 0, slowestMs: 0, profiles: 0 };
  for (let done = 0; done < fuzzCases; done += atOnce) {
    say(`${done} of ${fuzzCases}`);
    const part = tryHostile(Math.min(atOnce, fuzzCases - done), seed + done);
    sum.profiles = part.profiles;
    sum.slowestMs = Math.max(sum.slowestMs, part.slowestMs);
    for (const count of ["cases", "frames", "bytes", "lostBytes", "wrongSplits"] as const) sum[count] += part[count];
    // Lets signals and the time limit through.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const control = tryHostile(controlCases, seed, openForgetful);
  return {
    id: "F11",
    name: "decoder fuzz",
    figure:
      `${sum.cases} streams (${(sum.bytes / 1e6).toFixed(0)} MB, ${sum.frames} frames) through ${sum.profiles} profiles: no crash, ` +
      `slowest ${sum.slowestMs.toFixed(0)} ms of processor time, ${sum.lostBytes} bytes unaccounted for, ${sum.wrongSplits} that depended on the split`,
    target: `0 crashes, 0 over ${mostMs} ms, 0 bytes lost, 0 dependent on the split`,
    pass: sum.slowestMs <= mostMs && sum.lostBytes === 0 && sum.wrongSplits === 0 && sum.cases === fuzzCases,
    control: {
      figure: `a decoder that looks at each piece by itself is found out in ${control.wrongSplits} of ${control.cases} streams`,
      pass: control.wrongSplits > 0,
    },
    details: { seed, ...sum },
  };
}
