import { setTimeout as sleep } from "node:timers/promises";
import { diskFolder } from "../harness/disk-folder.ts";
import { openLossyLine } from "../harness/lossy-line.ts";
import { signIn } from "../harness/live-page.ts";
import { type Sending, sendPaced } from "../harness/pace.ts";
import { openPanicHand } from "../harness/panic-hand.ts";
import { residentBytes } from "../harness/process-tree.ts";
import { openReceivers } from "../harness/receivers.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { freshAddress, removeFolder, startStation } from "../harness/station-process.ts";
import { readFrameOrder, readStoredLog, type StoredLog, verifyLog } from "../harness/stored-log.ts";
import type { Sample } from "../harness/straight-line.ts";
import { floodFrame, rawOf } from "../harness/surgard-frames.ts";
import { waitUntil } from "../harness/wait-until.ts";
import { openWatchedDesk, type PageFault } from "../harness/watched-desk.ts";

export interface FloodOptions {
  readonly minutes: number;
  /** Points of intrusion that take turns: each raises an alarm once, and repeats it from then on. */
  readonly points: number;
  /** What is wrong on purpose: the control. */
  readonly pageFaults?: readonly PageFault[];
  /** Every so many frames of the receivers on TCP are answered and lost; null for none. */
  readonly loseEvery?: number | null;
  readonly say: (text: string) => void;
}

/** One panic of the flood. Times from the last byte on the line, ms; NaN where it never came to that. */
export interface PanicTimes {
  readonly stampedMs: number;
  readonly presentedMs: number;
}

export interface FloodRun {
  readonly acknowledged: number;
  readonly perMinute: number;
  readonly unanswered: number;
  /** Acknowledged, and not in the log. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Frames of one receiver that stand in the log in another order than they were sent. */
  readonly outOfOrder: number;
  readonly log: Pick<StoredLog, "lastSeq" | "isContiguous" | "quickCheck">;
  readonly chain: { readonly ok: boolean; readonly said: string };
  /** Open alarms of the log's last state, and what the page showed of them at the end. */
  readonly openAlarms: number;
  readonly shown: { readonly lastSeq: number; readonly openAlarms: number };
  readonly ackMs: readonly number[];
  readonly panics: readonly PanicTimes[];
  /** Of the hand that takes the panics. */
  readonly handFailures: readonly string[];
  /** Of keys whose effect was there with the next frame; others (the first row was selected already) are only counted. */
  readonly keyMs: readonly number[];
  readonly keysWithoutEffect: number;
  readonly eventMs: readonly number[];
  readonly heap: readonly Sample[];
  readonly rss: readonly Sample[];
}

export const floodPerMinute = 10_000;
/** One frame in so many is a panic. */
const panicEvery = 100;
/** More buttons than are pressed before the first is free again. */
const panicPoints = 200;
const warmPanics = 10;
const keyEveryMs = 1_000;
/** Collecting garbage stops the page: seldom, because the panics of that moment are measured too. */
const heapEveryMs = 150_000;
const rssEveryMs = 10_000;
/** After so many more frames the last new alarm is on the page too. */
const settledFrames = 500;
/** The panics of the control never come: it does not wait long for them. */
const lastPanicsMs = { whole: 60_000, faulty: 3_000 };
/** How often the page is asked, every 100 ms, whether it has caught up with the log. */
const pageTries = 300;

/** A frame of a receiver, and when it was sent, this machine's clock, UTC ms. */
interface SentPanic {
  readonly raw: string;
  readonly sentAtMs: number;
}

/** Sends the flood into the real station, with the real page in Chromium before an operator's eyes. */
export async function runFlood(options: FloodOptions): Promise<FloodRun> {
  const { minutes, points, say, pageFaults = [], loseEvery = null } = options;
  const folder = diskFolder();
  const receivers = await openReceivers();
  const lossy =
    loseEvery === null ? [] : await Promise.all(receivers.tcpPorts.map((port) => openLossyLine(port, loseEvery)));
  const serial = receivers.all.filter(({ name }) => name === "pty").map(({ wire }) => wire.address);
  const network = lossy.length > 0 ? lossy : receivers.all.filter(({ name }) => name === "tcp").map(({ wire }) => wire);
  const station = await startStation({
    dataFolder: folder,
    site: siteOfLines([...serial, ...network.map(({ address }) => address)]),
  });
  const hand = await openPanicHand(await signIn(station.url), "李强");
  const desk = await openWatchedDesk(await freshAddress(station), pageFaults);
  const panics: SentPanic[] = [];
  const rss: Sample[] = [];
  const heap: Sample[] = [];
  let floodCount = 0;
  let panicCount = 0;

  const nowAtMs = (): number => performance.timeOrigin + performance.now();
  /** Frames of one receiver, which has points of its own; its panics lie apart from the other receivers'. */
  const framesOf = receivers.all.map((_receiver, index) => {
    const turn = (kind: "intrusion" | "panic", all: number) => {
      const own = Math.ceil(all / receivers.all.length);
      let count = 0;
      return () => floodFrame(kind, index * own + (count % own), Math.floor(count++ / own));
    };
    const [intrusion, panic] = [turn("intrusion", points), turn("panic", panicPoints)];
    let count = Math.round((index * panicEvery) / receivers.all.length);
    return {
      intrusion(): Buffer {
        floodCount += 1;
        return intrusion();
      },
      panic(): Buffer {
        const frame = panic();
        panicCount += 1;
        panics.push({ raw: rawOf(frame), sentAtMs: nowAtMs() });
        return frame;
      },
      next(): Buffer {
        return ++count % panicEvery === 0 ? this.panic() : this.intrusion();
      },
    };
  });
  const startedMs = performance.now();
  const sinceStartMs = (): number => performance.now() - startedMs;
  async function sampleHeap(): Promise<void> {
    heap.push({ atMs: sinceStartMs(), value: await desk.heapBytes() });
  }

  const enough = new AbortController();
  const rest = (ms: number): Promise<unknown> =>
    sleep(Math.max(0, ms), undefined, { signal: enough.signal }).catch(() => undefined);
  /** The hand takes a panic as soon as it was on the screen. */
  async function takePanics(): Promise<void> {
    const taken = new Set<string>();
    while (!enough.signal.aborted) {
      for (const alarmId of desk.painted.keys()) if (!taken.has(alarmId) && taken.add(alarmId)) hand.take(alarmId);
      await rest(5);
    }
  }
  async function pressKeys(): Promise<void> {
    for (let count = 1; !enough.signal.aborted; count++) {
      await desk.pressKey();
      await rest(startMs + count * keyEveryMs - performance.now());
    }
  }
  async function watchMemory(): Promise<void> {
    for (let count = 0; !enough.signal.aborted; count++) {
      rss.push({ atMs: sinceStartMs(), value: residentBytes(station.pid) });
      if (count % 6 === 5) say(`${Math.round(sinceStartMs() / 1000)} s: ${floodCount + panicCount} frames sent`);
      await rest(rssEveryMs);
    }
  }
  let startMs = performance.now();

  try {
    const taking = takePanics();
    const [first] = receivers.all;
    const [firstFrames] = framesOf;
    if (first === undefined || firstFrames === undefined) throw new Error("no receiver");
    for (let warm = 0; warm < warmPanics; warm++) {
      await first.receiver.send(firstFrames.panic());
      await sleep(300);
    }
    const warmed = panics.splice(0).map(({ raw }) => raw);
    const beforeKeys = desk.keys.length;
    const beforeEvents = desk.eventMs.length;

    const perSecond = floodPerMinute / 60 / receivers.all.length;
    startMs = performance.now();
    const sendings: Sending[] = receivers.all.map(({ receiver }, index) => {
      const nextFrame = (): Buffer => (framesOf[index] ?? firstFrames).next();
      return sendPaced(receiver, perSecond, nextFrame, (index * 1000) / perSecond / receivers.all.length);
    });
    const watching = Promise.all([pressKeys(), watchMemory()]);
    // Awaited at the end; until then a failure must not end the process.
    watching.catch(() => enough.abort());
    const endMs = startMs + minutes * 60_000;
    // The list of alarms grows until each point has had its turn; from then on nothing may grow.
    const isFull = (): boolean => floodCount >= points + settledFrames;
    while (!isFull() && performance.now() < endMs) await sleep(200);
    const firstMs = performance.now();
    const everyMs = Math.min(heapEveryMs, (endMs - firstMs) / 2);
    for (let nextMs = firstMs; nextMs < endMs - everyMs / 2; nextMs += everyMs) {
      await sleep(Math.max(0, nextMs - performance.now()));
      await sampleHeap();
    }
    await sleep(Math.max(0, endMs - performance.now()));
    await Promise.all(sendings.map((sending) => sending.stop()));
    const perMinute =
      (sendings.reduce((sum, { ackMs }) => sum + ackMs.length, 0) * 60_000) / (performance.now() - startMs);
    // What was sent last is on its way to the screen and to the hand; a page that hides it never gets there.
    await waitUntil(
      "the last panics on the screen",
      () => desk.painted.size >= panicCount,
      lastPanicsMs[pageFaults.length === 0 ? "whole" : "faulty"],
    ).catch(() => say("not every panic has come onto the screen"));
    await sleep(1_000);
    enough.abort();
    await watching;
    await taking;
    await hand.settle();
    await sampleHeap();
    // Escalation goes on for ever, so the page can only be asked whether it has what was stored by now.
    const log = readStoredLog(folder);
    const open = log.alarms.filter(({ state }) => state !== "closed").length;
    let shown = await desk.shown();
    const isBehind = (): boolean => shown.lastSeq < log.lastSeq || shown.openAlarms !== open;
    for (let tries = 0; isBehind() && tries < pageTries; tries++) {
      await sleep(100);
      shown = await desk.shown();
    }
    await desk.close();
    await station.stop();
    const order = readFrameOrder(folder);
    const acknowledged = sendings.map((sending) => sending.acknowledged.map(rawOf));
    const all = [...warmed, ...acknowledged.flat()];
    return {
      acknowledged: all.length,
      perMinute,
      unanswered: sendings.reduce((sum, sending) => sum + sending.unanswered, 0),
      lost: all.filter((raw) => !log.frames.has(raw)),
      doubled: [...log.frames].filter(([, times]) => times > 1).map(([raw]) => raw),
      outOfOrder: acknowledged.reduce((sum, raws) => sum + fallsIn(raws.map((raw) => order.get(raw)?.seq)), 0),
      log,
      chain: await verifyLog(folder),
      openAlarms: open,
      shown,
      ackMs: sendings.flatMap(({ ackMs }) => ackMs),
      panics: panics.map(({ raw, sentAtMs }) => {
        const alarmId = order.get(raw)?.alarmId ?? "";
        const row = desk.painted.get(alarmId);
        return {
          stampedMs: (row?.stampedAtMs ?? NaN) - sentAtMs,
          presentedMs: (desk.presentedAtMs.get(alarmId) ?? NaN) - sentAtMs,
        };
      }),
      handFailures: hand.failures,
      keyMs: desk.keys
        .slice(beforeKeys)
        .filter(({ hadEffect }) => hadEffect)
        .map(({ delayMs }) => delayMs),
      keysWithoutEffect: desk.keys.slice(beforeKeys).filter(({ hadEffect }) => !hadEffect).length,
      eventMs: desk.eventMs.slice(beforeEvents),
      heap,
      rss,
    };
  } finally {
    enough.abort();
    await desk.close();
    hand.close();
    station.child.kill("SIGKILL");
    await receivers.close();
    await Promise.all(lossy.map((line) => line.close()));
    removeFolder(folder);
  }
}

/** How often a number is smaller than the one before it; what is missing is counted elsewhere. */
function fallsIn(numbers: readonly (number | undefined)[]): number {
  const there = numbers.filter((each) => each !== undefined);
  return there.filter((each, at) => at > 0 && each < (there[at - 1] ?? 0)).length;
}
