import { mkdirSync, mkdtempSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { buildPage, openDesk } from "../harness/desk-in-chromium.ts";
import { type Percentiles, rounded } from "../harness/percentiles.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { freshAddress, removeFolder, startStation } from "../harness/station-process.ts";
import { readStoredLog } from "../harness/stored-log.ts";
import { freshPointFrame } from "../harness/surgard-frames.ts";
import { atMost, type BenchResult } from "./bench-result.ts";
import { benchGroupCommit } from "./log-bench.ts";
import { measurePaints } from "./paint-bench.ts";
import { measureAcks, measureCommits, measureEcho, openReceivers } from "./receivers-bench.ts";

/** The flood of the figures to meet. */
const floodPerMinute = 10_000;
const idlePerMinute = 1_200;
/** One in a hundred is a panic button, as in the figure. */
const panicEvery = 100;
const warmFrames = 200;
const baseForMs = 6_000;
const idleForMs = 15_000;
const floodForMs = 20_000;

export interface AlarmBench {
  readonly results: readonly BenchResult[];
  readonly details: Readonly<Record<string, unknown>>;
}

/** A folder on the disk that the project is on: /tmp may be in memory, where an fsync costs nothing. */
export function diskFolder(): string {
  const cache = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, "alarm-bench-"));
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

/** P1: last byte on the line → acknowledgement, which comes after the commit. */
async function benchAcks(say: (text: string) => void): Promise<AlarmBench> {
  const folder = diskFolder();
  say("P1: the bare line and the bare commit");
  const echoIdle = await measureEcho(idlePerMinute / 60 / 4, baseForMs);
  const echoFlood = await measureEcho(floodPerMinute / 60 / 4, baseForMs);
  const commitIdle = await measureCommits(folder, idlePerMinute / 60, baseForMs);
  const commitFlood = await measureCommits(folder, floodPerMinute / 60, baseForMs);

  const receivers = await openReceivers();
  const station = await startStation({
    dataFolder: join(folder, "data"),
    site: siteOfLines(receivers.all.map(({ wire }) => wire.address)),
  });
  const nextFrame = freshFrames(0);
  try {
    say("P1: idle");
    for (const { receiver } of receivers.all)
      for (let warm = 0; warm < warmFrames / receivers.all.length; warm++) await receiver.send(nextFrame());
    const idle = await measureAcks(receivers, idlePerMinute, idleForMs, nextFrame);
    say("P1: flood");
    const flood = await measureAcks(receivers, floodPerMinute, floodForMs, nextFrame);
    say("P1: flood with the desk open");
    const desk = await openDesk(await freshAddress(station));
    await sleep(2_000);
    const watched = await measureAcks(receivers, floodPerMinute, floodForMs, nextFrame).finally(() => desk.close());
    await station.stop();
    const stored = readStoredLog(station.dataFolder).frames.size;
    const expected = warmFrames + idle.sent + flood.sent + watched.sent;

    const floor = (name: string, echo: Percentiles, commit: Percentiles, at: "p50" | "p99" | "max") => ({
      name: `${name} echo + commit, ${at}`,
      value: echo[at] + commit[at],
    });
    const idleFloor = (at: "p50" | "p99" | "max") => floor("bare", echoIdle, commitIdle, at);
    const floodFloor = (at: "p50" | "p99" | "max") => floor("bare", echoFlood, commitFlood, at);
    return {
      results: [
        atMost("P1 idle, pty, p50", idle.pty.p50, "ms", null, idleFloor("p50")),
        atMost("P1 idle, pty, p99", idle.pty.p99, "ms", 5, idleFloor("p99")),
        atMost("P1 idle, tcp, p99", idle.tcp.p99, "ms", 5, idleFloor("p99")),
        atMost("P1 flood, pty, p50", flood.pty.p50, "ms", null, floodFloor("p50")),
        atMost("P1 flood, pty, p99", flood.pty.p99, "ms", 5, floodFloor("p99")),
        atMost("P1 flood, tcp, p99", flood.tcp.p99, "ms", 5, floodFloor("p99")),
        atMost("P1 flood, all, max", flood.all.max, "ms", 50, floodFloor("max")),
        atMost("P1 flood, desk open, p99", watched.all.p99, "ms", 5, floodFloor("p99")),
        atMost("P1 flood, desk open, max", watched.all.max, "ms", 50, floodFloor("max")),
        atMost("P1 acknowledged but not stored", expected - stored, "frames", 0),
      ],
      details: { echoIdle, echoFlood, commitIdle, commitFlood, idle, flood, watched },
    };
  } finally {
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
    const peer = { name: "P3 idle, p99", value: idle.painted.p99 };
    return {
      results: [
        atMost("P3 idle, p50", idle.painted.p50, "ms", null),
        atMost("P3 idle, p99", idle.painted.p99, "ms", 100),
        atMost("P3 flood, panic, p50", flood.painted.p50, "ms", null),
        atMost("P3 flood, panic, p99", flood.painted.p99, "ms", 250, peer),
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
