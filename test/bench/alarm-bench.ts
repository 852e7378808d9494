import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildPage, openDesk } from "../harness/desk-in-chromium.ts";
import { diskFolder } from "../harness/disk-folder.ts";
import { type Percentiles, rounded } from "../harness/percentiles.ts";
import { openReceivers } from "../harness/receivers.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { freshAddress, removeFolder, startStation } from "../harness/station-process.ts";
import { readStoredLog } from "../harness/stored-log.ts";
import { freshPointFrame } from "../harness/surgard-frames.ts";
import { atMost, type BenchResult } from "./bench-result.ts";
import { benchGroupCommit } from "./log-bench.ts";
import { measurePaints, type Paints } from "./paint-bench.ts";
import { type AckTimes, measureAcks, measureCommits, openBareEcho } from "./receivers-bench.ts";

/** The flood of the figures to meet. */
const floodPerMinute = 10_000;
const idlePerMinute = 1_200;
/** One in a hundred is a panic button, as in the figure. */
const panicEvery = 100;
const warmFrames = 200;
const baseForMs = 5_000;
/** Pace of the bare echo and the bare commits. */
const barePerSecond = 20;
const idleForMs = 15_000;
const floodForMs = 20_000;

export interface AlarmBench {
  readonly results: readonly BenchResult[];
  readonly details: Readonly<Record<string, unknown>>;
}

/** Frames each from a point of its own, so that each raises an alarm; one in a hundred a panic. */
export function freshFrames(first: number): () => Buffer {
  let count = first;
  return () => {
    const frame = freshPointFrame(count, count % panicEvery === 0 ? "120" : "130").frame;
    count += 1;
    return frame;
  };
}

/**
 * P1: last byte on the line → acknowledgement, which comes after the commit. Beside the station, in
 * the same seconds and on the same disk, a bare echo that commits one row answers on a line of its own.
 */
async function benchAcks(say: (text: string) => void): Promise<AlarmBench> {
  const folder = diskFolder();
  say("P1: the bare line and the bare commit");
  const line = await openBareEcho(null);
  const bareLine = await line.measure(barePerSecond, baseForMs).finally(() => line.close());
  const bareCommit = await measureCommits(folder, barePerSecond, baseForMs);

  const bare = await openBareEcho(join(folder, "bare.db"));
  const receivers = await openReceivers();
  const station = await startStation({
    dataFolder: join(folder, "data"),
    site: siteOfLines(receivers.all.map(({ wire }) => wire.address)),
  });
  const nextFrame = freshFrames(0);
  async function measure(perMinute: number, forMs: number): Promise<{ acks: AckTimes; peer: Percentiles }> {
    const [acks, peer] = await Promise.all([
      measureAcks(receivers, perMinute, forMs, nextFrame),
      bare.measure(barePerSecond, forMs),
    ]);
    return { acks, peer };
  }
  try {
    say("P1: idle");
    for (const { receiver } of receivers.all)
      for (let warm = 0; warm < warmFrames / receivers.all.length; warm++) await receiver.send(nextFrame());
    const idle = await measure(idlePerMinute, idleForMs);
    say("P1: flood");
    const flood = await measure(floodPerMinute, floodForMs);
    say("P1: flood with the desk open");
    const desk = await openDesk(await freshAddress(station));
    await sleep(2_000);
    const watched = await measure(floodPerMinute, floodForMs).finally(() => desk.close());
    await station.stop();
    const stored = readStoredLog(station.dataFolder).frames.size;
    const expected = warmFrames + idle.acks.sent + flood.acks.sent + watched.acks.sent;
    const row = (name: string, value: number, peer: Percentiles, at: "p50" | "p99" | "max", most: number | null) =>
      atMost(`P1 ${name}, ${at}`, value, "ms", most, { name: `bare echo with commit, ${at}`, value: peer[at] });
    return {
      results: [
        atMost("bare echo on the pty, p99", bareLine.p99, "ms", null),
        atMost("bare commit of one row, FULL, p99", bareCommit.p99, "ms", null),
        row("idle, pty", idle.acks.pty.p50, idle.peer, "p50", null),
        row("idle, pty", idle.acks.pty.p99, idle.peer, "p99", 5),
        row("idle, tcp", idle.acks.tcp.p99, idle.peer, "p99", 5),
        row("flood, pty", flood.acks.pty.p50, flood.peer, "p50", null),
        row("flood, pty", flood.acks.pty.p99, flood.peer, "p99", 5),
        row("flood, tcp", flood.acks.tcp.p99, flood.peer, "p99", 5),
        row("flood, all", flood.acks.all.max, flood.peer, "max", 50),
        row("flood, desk open, all", watched.acks.all.p99, watched.peer, "p99", 5),
        row("flood, desk open, all", watched.acks.all.max, watched.peer, "max", 50),
        atMost("P1 acknowledged but not stored", expected - stored, "frames", 0),
      ],
      details: { bareLine, bareCommit, idle, flood, watched },
    };
  } finally {
    await bare.close();
    await receivers.close();
    station.child.kill("SIGKILL");
    removeFolder(folder);
  }
}

/** P3: last byte on the line → painted in a real page. */
async function benchPaints(say: (text: string) => void): Promise<AlarmBench> {
  const folder = diskFolder();
  const receivers = await openReceivers();
  const station = await startStation({
    dataFolder: join(folder, "data"),
    site: siteOfLines(receivers.all.map(({ wire }) => wire.address)),
  });
  try {
    const { idle, flood } = await measurePaints({ receivers, station, floodPerMinute, say });
    const row = (name: string, paints: Paints, at: "p50" | "p99", most: number | null) =>
      atMost(`P3 ${name}, ${at}`, paints.painted[at], "ms", most, {
        name: `message to an empty page + 2 frames, ${at}`,
        value: paints.bare[at],
      });
    return {
      results: [
        row("idle", idle, "p50", null),
        row("idle", idle, "p99", 100),
        row("flood, panic", flood, "p50", null),
        row("flood, panic", flood, "p99", 250),
        atMost("P3 alarms never painted", idle.unpainted + flood.unpainted, "alarms", 0),
      ],
      details: { idle, flood },
    };
  } finally {
    await receivers.close();
    station.child.kill("SIGKILL");
    removeFolder(folder);
  }
}

/** P1, P2 and P3 of the figures to meet, each with what it is compared with, in one run. */
export async function benchAlarm(say: (text: string) => void): Promise<AlarmBench> {
  await buildPage();
  const load = rounded(loadavg()[0] ?? NaN, 1);
  const acks = await benchAcks(say);
  say("P2: group commit");
  const commits = await benchGroupCommit();
  const paints = await benchPaints(say);
  return {
    results: [...acks.results, ...commits, ...paints.results],
    details: {
      cores: availableParallelism(),
      node: process.version,
      loadBefore: load,
      loadAfter: rounded(loadavg()[0] ?? NaN, 1),
      floodPerMinute,
      p1: acks.details,
      p3: paints.details,
    },
  };
}
