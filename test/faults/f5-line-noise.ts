import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { join } from "node:path";
import { openPtyWire } from "../harness/peer-wire.ts";
import { plugPtyPair } from "../harness/pty-pair.ts";
import { openRawReceiver, type RawReceiver } from "../harness/raw-receiver.ts";
import { seededRandom } from "../harness/seeded-random.ts";
import { siteOfLines } from "../harness/site-of-lines.ts";
import { removeFolder, startStation, temporaryFolder } from "../harness/station-process.ts";
import { verifyLog } from "../harness/stored-log.ts";
import { numberedFrame, rawOf } from "../harness/surgard-frames.ts";
import { waitUntil } from "../harness/wait-until.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";
import { isPossibleFrame, makeNoise, type Noise, noiseKinds, terminatedParts } from "./line-noise.ts";

/** A receiver sends a message three times (MLR2-E p. 42) before it holds the line for dead. */
const mostTries = 3;
/** Shorter than a receiver's 4 s, so that the run is; far longer than an answer takes. */
const answerWithinMs = 2_000;
/** The line counts as quiet when no acknowledgement came for this long, ms. */
const quietMs = 40;
const gluedFrames = [2, 3, 5, 10];

interface StoredFrame {
  readonly kind: "panel.signal" | "panel.unparsed";
  readonly raw: string;
}

interface Counts {
  trials: number;
  /** Good frames by the try at which they were acknowledged. */
  tries: Record<number, number>;
  lost: string[];
}

/** F5: a serial line with every kind of noise between good frames. */
export async function disturbLine({ seed, say }: FaultOptions): Promise<FaultResult> {
  const folder = temporaryFolder();
  const dataFolder = temporaryFolder();
  const cable = await plugPtyPair(folder);
  const wire = openPtyWire(cable.peerPath, cable.stationPath);
  const receiver = openRawReceiver(wire, answerWithinMs);
  const station = await startStation({ dataFolder, site: siteOfLines([wire.address]) });
  const good: string[] = [];
  let count = 0;
  const nextGood = (): Buffer => {
    const frame = numberedFrame(count++);
    good.push(rawOf(frame));
    return frame;
  };
  const counts = new Map<string, Counts>();
  const countsOf = (kind: string): Counts => {
    const known = counts.get(kind) ?? { trials: 0, tries: {}, lost: [] };
    counts.set(kind, known);
    return known;
  };
  async function deliver(kind: string, frame: Buffer): Promise<void> {
    const kindCounts = countsOf(kind);
    kindCounts.trials += 1;
    const answer = await receiver.send(frame, mostTries);
    if (answer === null) kindCounts.lost.push(rawOf(frame));
    else kindCounts.tries[answer.tries] = (kindCounts.tries[answer.tries] ?? 0) + 1;
  }

  try {
    await receiver.send(nextGood());
    say("split at every byte");
    for (let at = 1; at < 21; at++) await deliverSplit(nextGood(), at);
    await deliverByteByByte(nextGood());
    say("glued");
    for (const most of gluedFrames) await deliverGlued(most);
    const noise = makeNoise(seededRandom(seed));
    let sinceSaid = 0;
    for (const each of noise) {
      if (sinceSaid++ % 100 === 0) say(`${each.kind}, ${noise.length - sinceSaid + 1} to go`);
      await disturb(each.pieces);
      await deliver(each.kind, nextGood());
    }
    await quiet(receiver);
    receiver.stop();
    await station.stop();
    return await judge(noise);
  } finally {
    receiver.stop();
    station.child.kill("SIGKILL");
    await wire.close();
    await cable.unplug();
    removeFolder(folder);
    removeFolder(dataFolder);
  }

  async function disturb(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) {
      // A flood is written in the portions that a pseudo-terminal takes.
      for (let at = 0; at < piece.length; at += 1024) {
        wire.write(piece.subarray(at, at + 1024));
        await sleep(2);
      }
    }
    await quiet(receiver);
  }

  async function deliverSplit(frame: Buffer, at: number): Promise<void> {
    wire.write(frame.subarray(0, at));
    await sleep(10);
    const kindCounts = countsOf("split");
    kindCounts.trials += 1;
    // A second try is the whole frame: the receiver knows nothing of the split.
    const answer = (await receiver.send(frame.subarray(at), 1)) ?? (await receiver.send(frame, mostTries - 1));
    if (answer === null) kindCounts.lost.push(rawOf(frame));
    else kindCounts.tries[answer.tries] = (kindCounts.tries[answer.tries] ?? 0) + 1;
  }

  async function deliverByteByByte(frame: Buffer): Promise<void> {
    for (const byte of frame.subarray(0, -1)) {
      wire.write(Buffer.of(byte));
      await sleep(3);
    }
    await deliverSplit(frame.subarray(-1), 0);
  }

  async function deliverGlued(most: number): Promise<void> {
    const frames = Array.from({ length: most }, nextGood);
    const kindCounts = countsOf("glued");
    kindCounts.trials += 1;
    const before = receiver.acks;
    wire.write(Buffer.concat(frames));
    const answered = await waitUntil(
      "an answer to each glued frame",
      () => receiver.acks === before + most,
      5_000,
    ).then(
      () => true,
      () => false,
    );
    if (answered) kindCounts.tries[1] = (kindCounts.tries[1] ?? 0) + 1;
    else kindCounts.lost.push(...frames.map(rawOf));
  }

  async function judge(noise: readonly Noise[]): Promise<FaultResult> {
    const stored = readFrames(dataFolder);
    const times = new Map<string, number>();
    for (const { raw } of stored) times.set(raw, (times.get(raw) ?? 0) + 1);
    const notStored = good.filter((raw) => !times.has(raw));
    const doubled = good.filter((raw) => (times.get(raw) ?? 0) > 1);
    const goodSet = new Set(good);
    const strange = stored.filter(({ raw }) => !goodSet.has(raw));
    const beyondTable = strange.filter(
      ({ kind, raw }) => kind === "panel.signal" && !isPossibleFrame(Buffer.from(raw, "hex")),
    );
    const notAcknowledged = [...counts].flatMap(([kind, each]) => each.lost.map((raw) => `${kind}: ${raw}`));
    const shares = damagedFrames(noise, stored);
    const single = shares.find(({ kind }) => kind === "single flip");
    const expected = noise.filter(
      ({ kind, pieces }) => kind === "single flip" && isPossibleFrame(Buffer.concat(pieces)),
    ).length;
    const chain = await verifyLog(dataFolder);
    const trials = [...counts.values()].reduce((sum, each) => sum + each.trials, 0);
    const later = [...counts.values()].reduce((sum, each) => sum + (each.tries[2] ?? 0) + (each.tries[3] ?? 0), 0);
    return {
      id: "F5",
      name: "line noise",
      figure:
        `${notStored.length + notAcknowledged.length} good frames lost in ${trials} trials (${later} needed another try), ${doubled.length} twice; ` +
        `of ${single?.damaged ?? 0} single-bit flips ${single?.accepted ?? 0} were taken for another valid frame ` +
        `(${expected} are one by the manuals' frame table: the protocol has no checksum), ${single?.unparsed ?? 0} shown as ` +
        `unreadable, ${single?.refused ?? 0} refused; ${beyondTable.length} accepted outside the table`,
      target: "0 lost within three tries, 0 accepted outside the frame table",
      pass:
        notStored.length === 0 &&
        notAcknowledged.length === 0 &&
        doubled.length === 0 &&
        beyondTable.length === 0 &&
        chain.ok,
      control: {
        figure: `flips that make another valid frame are seen as false accepts: ${single?.accepted ?? 0}`,
        pass: (single?.accepted ?? 0) > 0,
      },
      details: {
        seed,
        trials: Object.fromEntries(counts),
        damaged: shares,
        notStored,
        doubled,
        beyondTable: beyondTable.map(({ raw }) => Buffer.from(raw, "hex").toString("latin1")),
        strayAcks: receiver.strayAcks,
        chain: chain.said.split("\n")[0],
      },
    };
  }
}

async function quiet(receiver: RawReceiver): Promise<void> {
  for (let before = -1; before !== receiver.acks;) {
    before = receiver.acks;
    await sleep(quietMs);
  }
}

function readFrames(dataFolder: string): readonly StoredFrame[] {
  const database = new Database(join(dataFolder, "log.db"), { readonly: true });
  try {
    return database
      .prepare(
        "select kind, json_extract(data, '$.raw') as raw from event where kind in ('panel.signal', 'panel.unparsed')",
      )
      .all() as StoredFrame[];
  } finally {
    database.close();
  }
}

/** What became of the noise, by its kind: the worst that happened to any piece between two terminators. */
function damagedFrames(noise: readonly Noise[], stored: readonly StoredFrame[]) {
  const kinds = new Map(stored.map(({ kind, raw }) => [raw, kind]));
  return noiseKinds.map((kind) => {
    const outcomes = noise
      .filter((each) => each.kind === kind)
      .map(({ pieces }) => terminatedParts(Buffer.concat(pieces)).map((part) => kinds.get(rawOf(part))));
    const accepted = outcomes.filter((parts) => parts.includes("panel.signal")).length;
    const unparsed = outcomes.filter(
      (parts) => !parts.includes("panel.signal") && parts.includes("panel.unparsed"),
    ).length;
    const refused = outcomes.length - accepted - unparsed;
    return { kind, damaged: outcomes.length, accepted, unparsed, refused };
  });
}
