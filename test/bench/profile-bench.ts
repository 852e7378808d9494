import { ByteLengthParser, DelimiterParser } from "serialport";
import type { GateProfile } from "../../native/contract/gate-profile.ts";
import { toFormat } from "../../native/devices/gates/frame-profile/codec.ts";
import { readField } from "../../native/devices/gates/frame-profile/fields.ts";
import { FrameScanner, type ScanSink } from "../../native/devices/gates/frame-profile/scanner.ts";
import { readProfileFolders } from "../../native/station/gate-profiles.ts";
import { seededRandom, wholeBetween } from "../harness/seeded-random.ts";
import { type Board, boards } from "../simulators/gate-board/boards.ts";
import { atLeast, type BenchResult } from "./bench-result.ts";

const streamBytes = 8_000_000;
/** As a serial port or a socket hands them over. */
const pieceBytes = 4_096;
const rounds = 5;
const least = 20;

const folders = ["../../resources/gate-profiles/", "../fixtures/gate-profiles/"].map(
  (path) => new URL(path, import.meta.url).pathname,
);

/**
 * Bytes a second of each profile's decoder: framing, check, message and every field, on one core. Beside
 * it the simplest parser of the serialport package over the same bytes, which only cuts (by length where
 * frames are of one length, else by their last byte), and a bare search for the frames' first byte.
 */
export async function benchProfiles(say: (text: string) => void): Promise<readonly BenchResult[]> {
  const { profiles } = readProfileFolders(folders);
  const results: BenchResult[] = [];
  for (const board of boards) {
    const profile = profiles.find(({ id }) => id === board.name);
    if (!profile) throw new Error(`no profile for ${board.name}`);
    say(board.name);
    const { stream, frames } = streamOf(board);
    const ours = best(() => decode(profile, stream, frames));
    const cutting = await bestOf(() => cut(profile, stream));
    const searching = best(() => search(profile, stream));
    results.push(
      atLeast(`${board.name}: decoded`, ours, "MB/s", least, {
        name: "serialport's parser, cutting only",
        value: cutting,
      }),
      atLeast(`${board.name}: a bare search for the first byte`, searching, "MB/s", null),
    );
  }
  return results;
}

function streamOf(board: Board): { stream: Buffer; frames: number } {
  const random = seededRandom(1);
  const some = Array.from({ length: 500 }, () => board.anyFrame(1, (below) => wholeBetween(random, 0, below)));
  const block = Buffer.concat(some);
  const times = Math.ceil(streamBytes / block.length);
  return { stream: Buffer.concat(Array<Buffer>(times).fill(block)), frames: times * some.length };
}

/** The fastest round: the others were held up by whatever else the machine does. */
function best(round: () => number): number {
  return Math.max(...Array.from({ length: rounds }, round));
}

async function bestOf(round: () => Promise<number>): Promise<number> {
  let most = 0;
  for (let each = 0; each < rounds; each++) most = Math.max(most, await round());
  return most;
}

function perSecond(bytes: number, beganMs: number): number {
  return bytes / 1_000 / (performance.now() - beganMs);
}

function decode(profile: GateProfile, stream: Buffer, frames: number): number {
  const format = toFormat(profile);
  const scanner = new FrameScanner(format);
  let found = 0;
  let read = 0;
  const sink: ScanSink = {
    frame(message, bytes, start, end) {
      found++;
      for (const field of message.fields) if (readField(field, bytes, start, end - format.trailer) !== null) read++;
    },
    bad() {
      throw new Error("noise where there is none");
    },
  };
  const beganMs = performance.now();
  for (let at = 0; at < stream.length; at += pieceBytes) scanner.push(stream.subarray(at, at + pieceBytes), sink);
  const speed = perSecond(stream.length, beganMs);
  if (found !== frames || read < 0) throw new Error(`${found} of ${frames} frames`);
  return speed;
}

async function cut({ frame }: GateProfile, stream: Buffer): Promise<number> {
  const ends = frame.type !== "line" && frame.end !== undefined ? Buffer.from(frame.end, "hex") : Buffer.of(0x1a);
  const parser =
    frame.type === "fixed" ? new ByteLengthParser({ length: frame.size }) : new DelimiterParser({ delimiter: ends });
  let cuts = 0;
  parser.on("data", () => cuts++);
  const beganMs = performance.now();
  for (let at = 0; at < stream.length; at += pieceBytes)
    if (!parser.write(stream.subarray(at, at + pieceBytes)))
      await new Promise<void>((resolve) => void parser.once("drain", resolve));
  return cuts > 0 ? perSecond(stream.length, beganMs) : 0;
}

function search(profile: GateProfile, stream: Buffer): number {
  const { anchor } = toFormat(profile);
  let found = 0;
  const beganMs = performance.now();
  for (let at = stream.indexOf(anchor); at >= 0; at = stream.indexOf(anchor, at + 1)) found++;
  return found > 0 ? perSecond(stream.length, beganMs) : 0;
}
