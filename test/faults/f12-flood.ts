import { percentilesOf, type Percentiles, rounded } from "../harness/percentiles.ts";
import { growthPerHour, type Sample } from "../harness/straight-line.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";
import { floodPerMinute, type FloodRun, runFlood } from "./flood-run.ts";

/** Every point of a hospital that is large: in the first minute each report raises an alarm of its own. */
const points = 10_000;
const panicWithinMs = 250;
const keyWithinMs = 200;
/** P1 in the flood: told, not judged here; `npm run bench -- alarm` has its peer. */
const ackWithinMs = 5;
/** A heap that grows by less than this between the first and the last look is flat. */
const flatShare = 0.05;
const flatBytes = 1_000_000;
const megabyte = 1_000_000;

/** Few points, so that the list of alarms is full soon and nothing but the fault grows. */
const control = { minutes: 0.5, points: 500, pageFaults: ["hides-panics", "keeps-messages"], loseEvery: 100 } as const;

interface Found {
  readonly stamped: Percentiles;
  readonly presented: Percentiles;
  /** Panics that were not seen on the screen, or not at the top of the queue. */
  readonly notOnTop: number;
  readonly keys: Percentiles;
  readonly ack: Percentiles;
  readonly grewBytes: number;
  readonly isFlat: boolean;
}

function findings(run: FloodRun): Found {
  const seen = run.panics.filter(({ stampedMs }) => !Number.isNaN(stampedMs));
  const grewBytes = (run.heap.at(-1)?.value ?? NaN) - (run.heap[0]?.value ?? NaN);
  return {
    stamped: percentilesOf(seen.map(({ stampedMs }) => stampedMs)),
    presented: percentilesOf(seen.map(({ presentedMs }) => presentedMs).filter((each) => !Number.isNaN(each))),
    notOnTop: run.panics.length - seen.length,
    keys: percentilesOf(run.keyMs),
    ack: percentilesOf(run.ackMs),
    grewBytes,
    // A run too short for two looks says nothing about memory.
    isFlat: run.heap.length < 2 || grewBytes <= flatBytes + flatShare * (run.heap[0]?.value ?? NaN),
  };
}

/** Nothing lost, nothing twice, everything in order, every panic seen on top, page and log agreed at the end. */
function isWhole(run: FloodRun, { notOnTop }: Found): boolean {
  return (
    run.lost.length === 0 &&
    run.doubled.length === 0 &&
    run.outOfOrder === 0 &&
    run.log.isContiguous &&
    run.log.quickCheck === "ok" &&
    run.chain.ok &&
    notOnTop === 0 &&
    run.handFailures.length === 0 &&
    run.shown.lastSeq >= run.log.lastSeq &&
    run.shown.openAlarms === run.openAlarms
  );
}

function megabytes(samples: readonly Sample[]): string {
  if (samples.length === 0) return "-";
  const slope = samples.length < 2 ? "" : ` (${rounded(growthPerHour(samples) / megabyte, 1)} MB/h)`;
  return `${samples.map(({ value }) => rounded(value / megabyte, 1)).join(" → ")} MB${slope}`;
}

/** Fewer of many samples, the first and the last among them. */
function thinned(samples: readonly Sample[], most: number): readonly Sample[] {
  const step = Math.max(1, Math.ceil((samples.length - 1) / (most - 1)));
  return samples.filter((_sample, at) => at % step === 0 || at === samples.length - 1);
}

function times({ p50, p99, max }: Percentiles): string {
  return `${rounded(p50, 0)} / ${rounded(p99, 0)} / ${rounded(max, 0)} ms`;
}

/** F12: 10,000 alarms a minute, one in a hundred a panic, with the page open and an operator at it. */
export async function flood({ minutes, slack, say }: FaultOptions): Promise<FaultResult> {
  const run = await runFlood({ minutes, points, say });
  const found = findings(run);
  say("control: a line that loses, a page that hides panics and keeps every message");
  const wrong = await runFlood({ ...control, say });
  const foundWrong = findings(wrong);
  const missed = [
    ...(found.stamped.p99 <= panicWithinMs ? [] : [`panic on top p99 ≤ ${panicWithinMs} ms`]),
    ...(found.keys.p99 <= keyWithinMs ? [] : [`input delay p99 ≤ ${keyWithinMs} ms`]),
    ...(found.isFlat ? [] : ["flat memory"]),
    ...(run.perMinute >= floodPerMinute * 0.99 ? [] : [`${floodPerMinute} alarms a minute`]),
  ];
  // A slow machine may miss the times by this factor; loss, order and sight are never excused.
  const isInTime = found.stamped.p99 <= panicWithinMs * slack && found.keys.p99 <= keyWithinMs * slack;
  return {
    id: "F12",
    name: `flood of ${rounded(minutes, 1)} min`,
    figure:
      `${run.acknowledged} frames acknowledged (${rounded(run.perMinute, 0)}/min), ${run.lost.length} lost, ` +
      `${run.doubled.length} twice, ${run.outOfOrder} out of order, chain ${run.chain.ok ? "whole" : "BROKEN"}; ` +
      `${run.panics.length} panics, ${found.notOnTop} not seen on top; p50 / p99 / max: last byte → painted ${times(found.stamped)}, ` +
      `key → painted ${times(found.keys)}, acknowledged ${times(found.ack)}; ` +
      `page's heap ${megabytes(run.heap)}, station's memory ${megabytes(thinned(run.rss, 6))}` +
      (missed.length === 0 ? "" : `; THE ISSUE'S BOUND IS MISSED HERE: ${missed.join(", ")}`),
    target:
      `0 lost, 0 twice, in order; every panic on top p99 ≤ ${panicWithinMs} ms, input delay p99 ≤ ${keyWithinMs} ms` +
      `${slack === 1 ? "" : ` (here times ${slack})`}, memory flat`,
    pass: isWhole(run, found) && isInTime && (found.isFlat || slack > 1),
    control: {
      figure:
        `a line that answers and loses 1 in ${control.loseEvery}: ${wrong.lost.length} lost; a page that hides panics: ` +
        `${foundWrong.notOnTop} of ${wrong.panics.length} not seen; a page that keeps its messages: heap ${megabytes(wrong.heap)}`,
      // A machine that takes only part of the flood makes the page grow less: there memory is told, not judged.
      pass: wrong.lost.length > 0 && foundWrong.notOnTop > 0 && (!foundWrong.isFlat || slack > 1),
    },
    details: {
      minutes,
      points,
      perMinute: run.perMinute,
      ackWithinMs,
      found,
      missed,
      eventTiming: percentilesOf(run.eventMs),
      keysWithoutEffect: run.keysWithoutEffect,
      unanswered: run.unanswered,
      lost: run.lost.slice(0, 20),
      doubled: run.doubled.slice(0, 20),
      handFailures: run.handFailures.slice(0, 20),
      log: { lastSeq: run.log.lastSeq, isContiguous: run.log.isContiguous, quickCheck: run.log.quickCheck },
      openAlarms: run.openAlarms,
      shown: run.shown,
      chain: run.chain.said.split("\n")[0],
      heap: run.heap,
      rss: run.rss,
      control: { lost: wrong.lost.length, notOnTop: foundWrong.notOnTop, heap: wrong.heap },
    },
  };
}
