import { expect, test } from "vitest";
import { makeCoverageMeter } from "../../../native/cameras/coverage-meter.ts";
import type { CoveredMinute } from "../../../native/contract/cameras-protocol.ts";
import type { CoverageCause } from "../../../native/contract/coverage.ts";

const midnight = Date.UTC(2026, 2, 9);

/** Looks once a second at one camera whose state is a function of the second; the clock may be ahead by then. */
function minutesOf(
  seconds: number,
  causeAt: (second: number) => CoverageCause | null,
  aheadMs = (_second: number) => 0,
) {
  const meter = makeCoverageMeter();
  const ended: CoveredMinute[] = [];
  for (let second = 0; second <= seconds; second++) {
    const minute = meter.look(
      midnight + second * 1000 + aheadMs(second),
      second * 1000,
      new Map([["cam1", causeAt(second)]]),
    );
    if (minute !== null) ended.push(minute);
  }
  return ended.map(({ startMs, cameras }) => [(startMs - midnight) / 60_000, cameras[0]?.cause ?? null]);
}

test("a minute counts with two seconds missing, not with three; the longest cause is its cause", () => {
  const gone = (from: number, to: number, cause: CoverageCause) => (second: number) =>
    second > from && second <= to ? cause : null;
  expect(minutesOf(61, gone(10, 12, "offline"))).toEqual([[0, null]]);
  expect(minutesOf(61, gone(10, 13, "offline"))).toEqual([[0, "offline"]]);
  const both = (second: number) => (second <= 10 ? "stalled" : second <= 30 ? "offline" : null);
  expect(minutesOf(61, both)).toEqual([[0, "offline"]]);
});

test("an outage over a minute's end is counted in both", () => {
  expect(minutesOf(121, (second) => (second > 57 && second <= 63 ? "frozen" : null))).toEqual([
    [0, "frozen"],
    [1, "frozen"],
  ]);
});

test("a process that began within a minute has not measured it, and one that stood still has not either", () => {
  const meter = makeCoverageMeter();
  const camera = new Map([["cam1", null]]);
  const looks: (readonly [number, number])[] = [];
  for (let second = 30; second <= 60; second++) looks.push([second, second]);
  for (let second = 61; second <= 120; second++) if (second < 70 || second > 90) looks.push([second, second]);
  const ended = looks.flatMap(([at, monotonic]) => meter.look(midnight + at * 1000, monotonic * 1000, camera) ?? []);
  expect(ended.map(({ cameras }) => cameras[0]?.cause)).toEqual(["process_down", "process_down"]);
});

test("a clock that is set ahead leaves out what nobody lived through; set back, minutes come again", () => {
  expect(
    minutesOf(
      200,
      () => null,
      (second) => (second >= 60 ? 3_600_000 : 0),
    ).map(([at]) => at),
  ).toEqual([0, 61, 62]);
  const back = minutesOf(
    200,
    () => null,
    (second) => (second > 90 ? -60_000 : 0),
  );
  expect(back.map(([at]) => at)).toEqual([0, 1, 0, 1]);
});
