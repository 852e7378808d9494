import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../native/base/clock.ts";
import { silentLogger } from "../../native/base/logger.ts";
import type { GateProfile } from "../../native/contract/gate-profile.ts";
import { profileGateSchema } from "../../native/contract/site.ts";
import type { Driver } from "../../native/devices/driver.ts";
import { openProfileLine } from "../../native/devices/gates/frame-profile/driver.ts";
import { openLink } from "../../native/link/open-link.ts";
import { readProfileFolders } from "../../native/station/gate-profiles.ts";
import { openPtyWire, type PeerWire } from "../harness/peer-wire.ts";
import { plugPtyPair } from "../harness/pty-pair.ts";
import { seededRandom, wholeBetween } from "../harness/seeded-random.ts";
import { removeFolder, temporaryFolder } from "../harness/station-process.ts";
import { waitUntil } from "../harness/wait-until.ts";
import { type Board, publishedBoards } from "../simulators/gate-board/boards.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";

const unit = 1;
const garbageTrials = 60;
const gluedTrials = 40;
const flood = 2_000;
/** A frame is over after this long on these lines, ms; as short as profiles may say, so that the run is. */
const byteGapMs = 20;

interface Noise {
  readonly kind: string;
  readonly bytes: Buffer;
}

interface Count {
  trials: number;
  lost: number;
  /** Frames beyond the good ones that the driver took. */
  accepted: number;
  /** Of those, more than the noise holds by the maker's sheet. */
  beyondSheet: number;
}

const profilesFolder = new URL("../../resources/gate-profiles/", import.meta.url).pathname;

/** F5 for gates with profiles: each board on a serial line of its own, with noise before every good frame. */
export async function disturbProfiles({ seed, say }: FaultOptions): Promise<FaultResult> {
  const { profiles } = readProfileFolders([profilesFolder]);
  const counts: Record<string, Record<string, Count>> = {};
  for (const board of publishedBoards) {
    const profile = profiles.find(({ id }) => id === board.name);
    if (!profile) throw new Error(`no profile for ${board.name}`);
    say(`profile ${board.name}`);
    counts[board.name] = await disturb(board, profile, seed);
  }
  const all = Object.values(counts).flatMap((each) => Object.values(each));
  const sum = (name: keyof Count): number => all.reduce((total, each) => total + each[name], 0);
  // Two orders of this board are read without their check, as its sheet forces: a flip can make one of them.
  const controlled = counts["ac-atri-018"]?.["flip"]?.accepted ?? 0;
  return {
    id: "F5-profiles",
    name: "line noise, gate profiles",
    figure:
      `${sum("lost")} good frames lost in ${sum("trials")} trials on ${publishedBoards.length} boards' lines; ` +
      `${sum("accepted")} frames taken out of noise, ${sum("beyondSheet")} that the maker's sheet does not have`,
    target: "0 lost, 0 accepted outside the sheets",
    pass: sum("lost") === 0 && sum("beyondSheet") === 0 && sum("trials") > 0,
    control: {
      figure: `flips that make another valid frame are seen as false accepts: ${controlled}`,
      pass: controlled > 0,
    },
    details: { seed, counts },
  };
}

async function disturb(board: Board, profile: GateProfile, seed: number): Promise<Record<string, Count>> {
  const folder = temporaryFolder();
  const cable = await plugPtyPair(folder);
  const wire = openPtyWire(cable.peerPath, cable.stationPath);
  const [driver] = openProfileLine(
    [
      profileGateSchema.parse({
        id: "gate1",
        kind: "gate",
        family: "frame-profile",
        area: "ed",
        link: wire.address,
        profile: profile.id,
        ...(board.hasUnits ? { unit } : {}),
      }),
    ],
    {
      clock: systemClock,
      logger: silentLogger,
      report: async () => undefined,
      openLink: (address, listener) => openLink(address, listener, { clock: systemClock, logger: silentLogger }),
      gateProfile: () => ({ ...profile, polls: [], timing: { ...profile.timing, byteGapMs } }),
    },
  );
  const counts: Record<string, Count> = {};
  try {
    if (!driver) throw new Error("no driver");
    const random = seededRandom(seed);
    const pick = (below: number): number => wholeBetween(random, 0, below);
    const line: Line = { driver, wire, written: 0 };
    await waitUntil("the line", () => driver.health().error === null, 120_000);
    await deliver(line, board.anyFrame(unit, pick));
    for (const { kind, bytes } of makeNoise(board, pick)) {
      const count = (counts[kind] ??= { trials: 0, lost: 0, accepted: 0, beyondSheet: 0 });
      count.trials++;
      const before = taken(driver);
      if (bytes.length > 0) await write(line, bytes);
      await silence();
      const accepted = taken(driver) - before;
      count.accepted += accepted;
      count.beyondSheet += Math.max(0, accepted - framesIn(board, bytes));
      if (!(await deliver(line, board.anyFrame(unit, pick)))) count.lost++;
    }
    counts["glued"] = await glue(line, board, pick);
    return counts;
  } finally {
    await driver?.close();
    await wire.close();
    await cable.unplug();
    removeFolder(folder);
  }
}

/** Noise and a good frame in one piece, with no silence between. */
async function glue(line: Line, board: Board, pick: (below: number) => number): Promise<Count> {
  const count: Count = { trials: 0, lost: 0, accepted: 0, beyondSheet: 0 };
  for (let trial = 0; trial < gluedTrials; trial++) {
    count.trials++;
    const noise = Buffer.from(Array.from({ length: 1 + pick(60) }, () => pick(256)));
    const both = Buffer.concat([noise, board.anyFrame(unit, pick)]);
    const before = taken(line.driver);
    await write(line, both);
    await silence();
    const found = taken(line.driver) - before;
    if (found === 0) count.lost++;
    count.accepted += Math.max(0, found - 1);
    count.beyondSheet += Math.max(0, found - framesIn(board, both));
  }
  return count;
}

/** Frames taken as good, of whatever unit. */
function taken(driver: Driver): number {
  const checks = driver.checks?.();
  return (checks?.good ?? 0) + (checks?.foreign ?? 0);
}

/** A line and the device's end of it; what was written has arrived when as many bytes have come in. */
interface Line {
  readonly driver: Driver;
  readonly wire: PeerWire;
  written: number;
}

/** Resolves when the driver has seen every byte. A loaded machine takes its time: no pause is taken for arrival. */
async function write(line: Line, bytes: Buffer): Promise<void> {
  line.wire.write(bytes);
  line.written += bytes.length;
  await waitUntil("all bytes", () => line.driver.health().bytesIn >= line.written, 120_000);
}

async function deliver(line: Line, frame: Buffer): Promise<boolean> {
  const before = taken(line.driver);
  await write(line, frame);
  return taken(line.driver) > before;
}

/** The driver's own timer for the gap was set before this one and runs before it. */
const silence = (): Promise<void> => sleep(byteGapMs + 15);

/** How many frames the sheet would see in these bytes, none inside another. */
function framesIn(board: Board, bytes: Buffer): number {
  let found = 0;
  for (let from = 0; from < bytes.length; from++) {
    const last = Math.min(bytes.length, from + 64);
    for (let to = from + 5; to <= last; to++)
      if (board.isFrame(bytes.subarray(from, to))) {
        found++;
        break;
      }
  }
  return found;
}

function makeNoise(board: Board, pick: (below: number) => number): readonly Noise[] {
  const noise: Noise[] = [];
  const fresh = (): Buffer => Buffer.from(board.anyFrame(unit, pick));
  const { length } = fresh();
  for (let bit = 0; bit < length * 8; bit++) {
    const frame = fresh();
    const at = (bit >> 3) % frame.length;
    frame[at] = (frame[at] ?? 0) ^ (1 << (bit & 7));
    noise.push({ kind: "flip", bytes: frame });
  }
  for (let at = 0; at < length; at++) {
    const [lost, doubled, cut] = [fresh(), fresh(), fresh()];
    noise.push({ kind: "lost byte", bytes: Buffer.concat([lost.subarray(0, at), lost.subarray(at + 1)]) });
    noise.push({ kind: "doubled byte", bytes: Buffer.concat([doubled.subarray(0, at + 1), doubled.subarray(at)]) });
    noise.push({ kind: "cut", bytes: cut.subarray(0, at) });
  }
  for (const byte of [0xff, 0x00, fresh()[0] ?? 0]) noise.push({ kind: "flood", bytes: Buffer.alloc(flood, byte) });
  for (let trial = 0; trial < garbageTrials; trial++)
    noise.push({ kind: "garbage", bytes: Buffer.from(Array.from({ length: 1 + pick(300) }, () => pick(256))) });
  return noise;
}
