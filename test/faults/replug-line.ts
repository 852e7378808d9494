import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openLivePage, signIn } from "../harness/live-page.ts";
import { openPtyWire } from "../harness/peer-wire.ts";
import { plugPtyPair } from "../harness/pty-pair.ts";
import { openRawReceiver } from "../harness/raw-receiver.ts";
import { seededRandom } from "../harness/seeded-random.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { readStoredLog, verifyLog } from "../harness/stored-log.ts";
import { numberedFrame, rawOf } from "../harness/surgard-frames.ts";
import { waitUntil } from "../harness/wait-until.ts";

export interface ReplugRun {
  readonly replugs: number;
  /** From the unplugging to the fault on a page, ms. */
  readonly shownMs: readonly number[];
  /** From the plugging in to "link up" on a page, ms. */
  readonly backMs: readonly number[];
  /** From the plugging in to the first acknowledged frame, ms. */
  readonly ackedMs: readonly number[];
  /** Open descriptors of the station after each replug. */
  readonly descriptors: readonly number[];
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Faults shown while nothing was unplugged: none may be. */
  readonly faultsWhileQuiet: number;
  /** Gaps and doubles of the page's subscription. */
  readonly outOfOrder: number;
  readonly chain: { readonly ok: boolean; readonly said: string };
}

export interface ReplugOptions {
  readonly replugs: number;
  readonly seed: number;
  /** How long the line is left alone at first, ms; no fault may be shown in that time. */
  readonly quietMs: number;
  readonly say?: (text: string) => void;
}

/** The cable stays out for up to this long, ms. */
const longestOutMs = 400;

/** A serial receiver is pulled out and put back, again and again; each time a frame must get through. */
export async function replugLine(options: ReplugOptions): Promise<ReplugRun> {
  const { replugs, say = () => undefined } = options;
  const random = seededRandom(options.seed);
  const folder = temporaryFolder();
  const dataFolder = temporaryFolder();
  let cable = await plugPtyPair(folder);
  let wire = openPtyWire(cable.peerPath, cable.stationPath);
  let receiver = openRawReceiver(wire);
  const station = await startStation({ dataFolder, site: siteOfLines([wire.address]) });
  const page = openLivePage(await signIn(station.url));
  const acknowledged: string[] = [];
  const shownMs: number[] = [];
  const backMs: number[] = [];
  const ackedMs: number[] = [];
  const descriptors: number[] = [];
  let count = 0;

  const seen = (kind: "link.up" | "link.down"): number => page.events.filter(({ event }) => event.kind === kind).length;
  async function appeared(kind: "link.up" | "link.down", before: number): Promise<number> {
    await waitUntil(`${kind} on the page`, () => seen(kind) > before);
    return page.events.findLast(({ event }) => event.kind === kind)?.seenMs ?? NaN;
  }
  async function deliver(): Promise<void> {
    const frame = numberedFrame(count++);
    if ((await receiver.send(frame)) !== null) acknowledged.push(rawOf(frame));
  }

  try {
    await waitUntil("the first link up", () => seen("link.up") > 0);
    await deliver();
    await sleep(options.quietMs);
    const faultsWhileQuiet = seen("link.down");
    for (let done = 0; done < replugs; done++) {
      const [downs, ups] = [seen("link.down"), seen("link.up")];
      const pulledMs = performance.now();
      receiver.stop();
      await cable.unplug();
      await wire.close();
      shownMs.push((await appeared("link.down", downs)) - pulledMs);
      await sleep(random() * longestOutMs);
      cable = await plugPtyPair(folder);
      const pluggedMs = performance.now();
      wire = openPtyWire(cable.peerPath, cable.stationPath);
      receiver = openRawReceiver(wire);
      backMs.push((await appeared("link.up", ups)) - pluggedMs);
      await deliver();
      ackedMs.push(performance.now() - pluggedMs);
      descriptors.push(readdirSync(`/proc/${station.pid}/fd`).length);
      if ((done + 1) % 20 === 0) say(`${done + 1} replugs, ${descriptors.at(-1)} descriptors`);
    }
    receiver.stop();
    await station.stop();
    const log = readStoredLog(dataFolder);
    return {
      replugs,
      shownMs,
      backMs,
      ackedMs,
      descriptors,
      acknowledged: acknowledged.length,
      lost: acknowledged.filter((raw) => !log.frames.has(raw)),
      doubled: [...log.frames].filter(([, times]) => times > 1).map(([raw]) => raw),
      faultsWhileQuiet,
      outOfOrder: page.outOfOrder.length,
      chain: await verifyLog(dataFolder),
    };
  } finally {
    receiver.stop();
    await page.close();
    station.child.kill("SIGKILL");
    await wire.close();
    await cable.unplug();
    removeFolder(folder);
    removeFolder(dataFolder);
  }
}

/** How many more descriptors are open in the last fifth of the replugs than in the first, at the median. */
export function descriptorGrowth(run: ReplugRun): number {
  const fifth = Math.max(1, Math.floor(run.descriptors.length / 5));
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
  return median(run.descriptors.slice(-fifth)) - median(run.descriptors.slice(0, fifth));
}
