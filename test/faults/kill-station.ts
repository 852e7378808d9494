import { setTimeout as sleep } from "node:timers/promises";
import { openEarlyAck } from "../harness/early-ack.ts";
import { openTcpWire } from "../harness/peer-wire.ts";
import { openRawReceiver } from "../harness/raw-receiver.ts";
import { seededRandom } from "../harness/seeded-random.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { launchStation, removeFolder, type StationProcess, temporaryFolder } from "../harness/station-process.ts";
import { readStoredLog, tamperedCopy, verifyLog } from "../harness/stored-log.ts";
import { numberedFrame, rawOf } from "../harness/surgard-frames.ts";
import { waitUntil } from "../harness/wait-until.ts";

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  /** Acknowledge before storing: the control, which must lose. */
  readonly ackBeforeCommit: boolean;
  /** Ends early once this many acknowledged frames are lost. */
  readonly enoughLost?: number;
  readonly say?: (text: string) => void;
}

export interface KillRun {
  readonly kills: number;
  /** Kills before the station said that it was ready. */
  readonly killsWhileStarting: number;
  readonly acknowledged: number;
  /** Acknowledged, and not in the log: none may be. */
  readonly lost: readonly string[];
  /** Frames that the receiver had to send again because the station died before it answered. */
  readonly resent: number;
  /** Frames that stand in the log more than once. */
  readonly doubled: readonly string[];
  /** What was wrong with the file after a kill, if anything. */
  readonly fileFaults: readonly string[];
  /** From the start of the process to `ready`, ms; starts that were killed are left out. */
  readonly startMs: readonly number[];
  /** From the start of the process to the first acknowledgement, ms. */
  readonly firstAckMs: readonly number[];
  /** The hash chain of all that was written, at the end. */
  readonly chain: { readonly ok: boolean; readonly said: string };
  /** The same check on a copy in which one event was changed: it must not be ok. */
  readonly tamperedChain: { readonly ok: boolean; readonly said: string };
  /** Alarms' own count of reports against the frames in the log: today's state agrees with the record. */
  readonly alarmReports: number;
  readonly storedFrames: number;
}

/** One start in five is cut off while it is still starting. */
const shareWhileStarting = 0.2;
/** A kill comes at random within this time after the first acknowledgement of a life, ms. */
const longestLifeMs = 600;
const firstAckWithinMs = 60_000;

/**
 * A receiver sends at full speed, one frame at a time, each frame different, while the station is
 * killed at random moments and started again on the same folder. What the receiver holds to be
 * delivered is compared with what the file holds, after each kill and at the end.
 */
export async function killStation(options: KillOptions): Promise<KillRun> {
  const { kills, say = () => undefined } = options;
  const random = seededRandom(options.seed);
  const dataFolder = temporaryFolder();
  const wire = await openTcpWire();
  const early = options.ackBeforeCommit ? await openEarlyAck(wire.port) : null;
  const receiver = openRawReceiver(wire);
  const site = siteOfLines([early?.address ?? wire.address]);

  const acknowledged: string[] = [];
  let resent = 0;
  const enough = new AbortController();
  const sending = (async () => {
    for (let count = 0; !enough.signal.aborted; count++) {
      const frame = numberedFrame(count);
      const answer = await receiver.send(frame);
      if (answer === null) return;
      acknowledged.push(rawOf(frame));
      if (answer.tries > 1) resent += 1;
    }
  })();

  const startMs: number[] = [];
  const firstAckMs: number[] = [];
  const lost: string[] = [];
  const doubled = new Set<string>();
  const fileFaults: string[] = [];
  let killsWhileStarting = 0;
  let checkedAcks = 0;
  let done = 0;
  let running: StationProcess | null = null;
  let spawned: ReturnType<typeof launchStation> | null = null;

  /** Starts the station and waits until it has acknowledged something. */
  async function live(): Promise<StationProcess> {
    const before = receiver.acks;
    const launchedMs = performance.now();
    spawned = launchStation({ dataFolder, site });
    running = await spawned.ready;
    startMs.push(performance.now() - launchedMs);
    await waitUntil("the first acknowledgement", () => receiver.acks > before, firstAckWithinMs);
    firstAckMs.push(performance.now() - launchedMs);
    return running;
  }

  function check(): void {
    const log = readStoredLog(dataFolder);
    if (log.quickCheck !== "ok") fileFaults.push(`kill ${done}: ${log.quickCheck}`);
    if (!log.isContiguous) fileFaults.push(`kill ${done}: seq has gaps`);
    for (const raw of acknowledged.slice(checkedAcks)) if (!log.frames.has(raw)) lost.push(raw);
    for (const [raw, times] of log.frames) if (times > 1) doubled.add(raw);
    checkedAcks = acknowledged.length;
  }

  try {
    for (; done < kills && lost.length < (options.enoughLost ?? Infinity); done++) {
      const usualStartMs = startMs.toSorted((a, b) => a - b)[startMs.length >> 1];
      if (usualStartMs !== undefined && random() < shareWhileStarting) {
        killsWhileStarting += 1;
        spawned = launchStation({ dataFolder, site });
        const { child, ended } = spawned;
        await sleep(random() * usualStartMs);
        child.kill("SIGKILL");
        await ended;
      } else {
        const station = await live();
        await sleep(random() * longestLifeMs);
        await station.kill();
      }
      // An acknowledgement that left before the death may still be on its way: it counts as given.
      await waitUntil("the connection's end", () => !wire.isUp);
      check();
      if ((done + 1) % 10 === 0) say(`${done + 1} kills, ${acknowledged.length} acknowledged, ${lost.length} lost`);
    }
    const station = await live();
    enough.abort();
    await sending;
    await station.stop();
    running = null;
    check();
    const log = readStoredLog(dataFolder);
    // What an earlier check found missing, and everything else once more.
    const missing = acknowledged.filter((raw) => !log.frames.has(raw));
    const chain = await verifyLog(dataFolder);
    const tampered = tamperedCopy(dataFolder);
    const tamperedChain = await verifyLog(tampered);
    removeFolder(tampered);
    return {
      kills: done,
      killsWhileStarting,
      acknowledged: acknowledged.length,
      lost: [...new Set([...lost, ...missing])],
      resent,
      doubled: [...doubled],
      fileFaults,
      startMs,
      firstAckMs,
      chain,
      tamperedChain,
      alarmReports: log.alarms
        .filter((alarm) => alarm.kind === "intrusion")
        .reduce((sum, alarm) => sum + alarm.reportCount, 0),
      storedFrames: [...log.frames.values()].reduce((sum, times) => sum + times, 0),
    };
  } finally {
    receiver.stop();
    spawned?.child.kill("SIGKILL");
    await wire.close();
    await early?.close();
    removeFolder(dataFolder);
  }
}
