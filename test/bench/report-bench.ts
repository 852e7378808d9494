import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../../scripts/find-browser.ts";
import { buildPage } from "../harness/desk-in-chromium.ts";
import { diskFolder } from "../harness/disk-folder.ts";
import { fillShift } from "../harness/filled-shift.ts";
import { sendPaced } from "../harness/pace.ts";
import { type Percentiles, percentilesOf, rounded } from "../harness/percentiles.ts";
import { openReceivers, type Receivers } from "../harness/receivers.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { removeFolder, startStation } from "../harness/station-process.ts";
import { atMost, type BenchResult } from "./bench-result.ts";
import { freshFrames } from "./alarm-bench.ts";

export interface ReportBench {
  readonly results: readonly BenchResult[];
  readonly details: Readonly<Record<string, unknown>>;
}

interface Size {
  readonly entries: number;
  readonly mostMs: number;
  /** Of so many runs the median. */
  readonly runs: number;
}

const sizes: readonly Size[] = [
  { entries: 500, mostMs: 2_000, runs: 5 },
  { entries: 10_000, mostMs: 15_000, runs: 1 },
];
const peerRuns = 5;
/** Alarms a minute while P1 is measured: a busy desk, on which a chief prints. */
const perMinute = 1_200;
const aloneForMs = 15_000;
const warmFrames = 200;
const hourMs = 3_600_000;

const launcher = fileURLToPath(new URL("../../scripts/with-node.mjs", import.meta.url));
const emptyPage = fileURLToPath(new URL("print-empty-page.ts", import.meta.url));

/** Runs a script as `npm run` does, without npm; ms from its start to its end. */
function timeScript(script: string, args: readonly string[]): Promise<{ ms: number; stdout: string }> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
    child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve({ ms: performance.now() - startMs, stdout });
      else reject(new Error(`${script} ended with ${code}: ${stderr}`));
    });
  });
}

async function medianOf(runs: number, run: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  while (times.length < runs) times.push(await run());
  return percentilesOf(times).p50;
}

/** Acknowledgement times of the frames that are sent while `during` lasts. */
async function acksDuring(
  { all }: Receivers,
  nextFrame: () => Buffer,
  during: () => Promise<unknown>,
): Promise<Percentiles> {
  const perSecond = perMinute / 60 / all.length;
  const sendings = all.map(({ receiver }, index) =>
    sendPaced(receiver, perSecond, nextFrame, (index * 1000) / perSecond / all.length),
  );
  try {
    await during();
  } finally {
    await Promise.all(sendings.map((sending) => sending.stop()));
  }
  return percentilesOf(sendings.flatMap(({ ackMs }) => ackMs));
}

/**
 * P10: from the command to the file, through a running station, beside a page with nothing on it that the same browser
 * prints; and P1 while the station answers reports, beside the same station in the same run without one.
 */
async function benchSize({ entries, mostMs, runs }: Size, say: (text: string) => void): Promise<ReportBench> {
  const folder = diskFolder();
  const dataFolder = join(folder, "data");
  mkdirSync(dataFolder);
  const browserFile = findBrowser(process.env["CHROMIUM"]);
  if (browserFile === null) throw new Error("no Chromium");
  // Whole seconds, and all of it over before the first frame of now.
  const toMs = Math.floor(Date.now() / 1000) * 1000 - hourMs;
  const fromMs = toMs - 12 * hourMs;
  say(`P10: a log of ${entries} entries`);
  fillShift(join(dataFolder, "log.db"), entries, { fromMs, toMs: toMs - hourMs });
  const receivers = await openReceivers();
  const station = await startStation({
    dataFolder,
    site: siteOfLines(receivers.all.map(({ wire }) => wire.address)),
  });
  const out = join(folder, "shift.pdf");
  const span = ["--from", new Date(fromMs).toISOString(), "--to", new Date(toMs).toISOString()];
  const report = () =>
    timeScript("scripts/report.ts", ["shift", "--data", dataFolder, ...span, "--out", out, "--no-sandbox"]);
  const nextFrame = freshFrames(0);
  try {
    // The first keeps what it compiled.
    const { stdout } = await report();
    const told = JSON.parse(stdout) as { entries: number; pages: number };
    if (told.entries !== entries) throw new Error(`${told.entries} entries on paper instead of ${entries}`);
    say(`P10: ${entries} entries, ${told.pages} pages`);
    const peerMs = await medianOf(peerRuns, async () => (await timeScript(emptyPage, [browserFile, out])).ms);
    const pdfMs = await medianOf(runs, async () => (await report()).ms);
    say("P1 without a report, then with it");
    for (const { receiver } of receivers.all)
      for (let warm = 0; warm < warmFrames / receivers.all.length; warm++) await receiver.send(nextFrame());
    const alone = await acksDuring(receivers, nextFrame, () => sleep(aloneForMs));
    const meanwhile = await acksDuring(receivers, nextFrame, async () => {
      const startMs = performance.now();
      do await report();
      while (performance.now() - startMs < aloneForMs);
    });
    const name = `P10 ${entries} entries`;
    const beside = (at: "p50" | "p99" | "max", most: number | null) =>
      atMost(`${name}, P1 meanwhile, ${at}`, meanwhile[at], "ms", most, {
        name: `without a report, ${at}`,
        value: alone[at],
      });
    return {
      results: [
        atMost(`${name} → PDF`, pdfMs, "ms", mostMs, { name: "an empty page, same browser", value: peerMs }),
        beside("p50", null),
        beside("p99", 5),
        beside("max", 50),
      ],
      details: { [entries]: { pages: told.pages, pdfMs, peerMs, alone, meanwhile } },
    };
  } finally {
    await receivers.close();
    station.child.kill("SIGKILL");
    removeFolder(folder);
  }
}

/** P10 of the figures to meet, and P1 meanwhile; of one size only where `entries` names it. */
export async function benchReport(say: (text: string) => void, entries?: number): Promise<ReportBench> {
  await buildPage();
  const load = rounded(loadavg()[0] ?? NaN, 1);
  const done: ReportBench[] = [];
  const wanted = sizes.filter((size) => entries === undefined || size.entries === entries);
  for (const size of wanted) done.push(await benchSize(size, say));
  return {
    results: done.flatMap(({ results }) => results),
    details: {
      cores: availableParallelism(),
      node: process.version,
      loadBefore: load,
      loadAfter: rounded(loadavg()[0] ?? NaN, 1),
      perMinute,
      sizes: done.map(({ details }) => details),
    },
  };
}
