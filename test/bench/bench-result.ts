import { rounded } from "../harness/percentiles.ts";

/** One figure of a benchmark: a row of the table, an object of the JSON. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What is to be met, as text; empty for a figure that is only told. */
  readonly target: string;
  /** What it was compared with in the same run. */
  readonly peer: { readonly name: string; readonly value: number } | null;
  /** Value over peer. */
  readonly ratio: number | null;
  readonly met: boolean;
  /** Whether the peer, with nothing of ours in it, would meet the target on this machine; left out where that says nothing. */
  readonly peerMeets?: boolean;
}

/** A figure that must not be greater than `most`; null where there is no target. */
export function atMost(
  name: string,
  value: number,
  unit: string,
  most: number | null,
  peer: BenchResult["peer"] = null,
): BenchResult {
  return {
    name,
    value: rounded(value, 3),
    unit,
    target: most === null ? "" : `≤ ${most} ${unit}`,
    peer: peer === null ? null : { name: peer.name, value: rounded(peer.value, 3) },
    ratio: peer === null ? null : rounded(value / peer.value),
    // Not a number is not met.
    met: most === null || value <= most,
    ...(most === null || peer === null ? {} : { peerMeets: peer.value <= most }),
  };
}

/** A figure that must not be smaller than `least`; null where there is no target. */
export function atLeast(
  name: string,
  value: number,
  unit: string,
  least: number | null,
  peer: BenchResult["peer"] = null,
): BenchResult {
  const { target: _, met: __, peerMeets: ___, ...result } = atMost(name, value, unit, null, peer);
  return {
    ...result,
    target: least === null ? "" : `≥ ${least} ${unit}`,
    met: least === null || value >= least,
    ...(least === null || peer === null ? {} : { peerMeets: peer.value >= least }),
  };
}

export function showTable(results: readonly BenchResult[]): void {
  console.table(
    results.map(({ name, value, unit, target, peer, ratio, met, peerMeets }) => ({
      name,
      value: `${value} ${unit}`,
      target,
      peer: peer === null ? "" : `${peer.name}: ${peer.value}`,
      ratio: ratio ?? "",
      result: target === "" ? "" : met ? "pass" : peerMeets === false ? "miss, as does its peer" : "miss",
    })),
  );
}
