import { numberedFrame } from "../harness/surgard-frames.ts";
import { wholeBetween } from "../harness/seeded-random.ts";

/** What goes over the line before a good frame, in the pieces in which it is written. */
export interface Noise {
  readonly kind: NoiseKind;
  readonly pieces: readonly Buffer[];
}

export const noiseKinds = [
  "single flip",
  "double flip",
  "lost byte",
  "doubled byte",
  "cut by 14",
  "FF flood",
  "garbage",
] as const;
export type NoiseKind = (typeof noiseKinds)[number];

const terminator = 0x14;
const garbageTrials = 80;
const doubleFlipTrials = 120;
const floodBytes = [1, 20, 64, 65, 129, 1_000, 20_000];
/** Of the frames that are damaged: far enough from the good ones' that no damage makes one of the other. */
const noisyAccount = "9ABC";

/**
 * Every kind of damage: each single bit and random pairs of bits of a frame, each byte lost or doubled,
 * a stray terminator at each place, floods of FF (an open line), and random bytes with terminators
 * among them. The same for the same random numbers.
 */
export function makeNoise(random: () => number): readonly Noise[] {
  let count = 0;
  const fresh = (): Buffer => numberedFrame(wholeBetween(random, 0, 10_000_000) * 10 + (count++ % 10), noisyAccount);
  const length = fresh().length;
  const noise: Noise[] = [];
  const add = (kind: NoiseKind, ...pieces: readonly Buffer[]): void => void noise.push({ kind, pieces });

  for (let bit = 0; bit < length * 8; bit++) add("single flip", flip(fresh(), bit));
  for (let trial = 0; trial < doubleFlipTrials; trial++) {
    const first = wholeBetween(random, 0, length * 8);
    const second = (first + wholeBetween(random, 1, length * 8)) % (length * 8);
    add("double flip", flip(flip(fresh(), first), second));
  }
  for (let at = 0; at < length; at++) {
    const frame = fresh();
    add("lost byte", Buffer.concat([frame.subarray(0, at), frame.subarray(at + 1)]));
  }
  for (let at = 0; at < length; at++) {
    const frame = fresh();
    add("doubled byte", Buffer.concat([frame.subarray(0, at + 1), frame.subarray(at)]));
  }
  for (let at = 1; at < length; at++) {
    const frame = fresh();
    add("cut by 14", frame.subarray(0, at), Buffer.of(terminator), frame.subarray(at));
  }
  for (const bytes of floodBytes) add("FF flood", Buffer.alloc(bytes, 0xff));
  for (let trial = 0; trial < garbageTrials; trial++) {
    const bytes = Buffer.from(Array.from({ length: wholeBetween(random, 1, 200) }, () => wholeBetween(random, 0, 256)));
    for (let stray = wholeBetween(random, 0, 5); stray > 0; stray--)
      bytes[wholeBetween(random, 0, bytes.length)] = terminator;
    add("garbage", bytes);
  }
  return noise;
}

function flip(frame: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(frame);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

/**
 * The frame table of the manuals (MLR2-DG pp. 39-41: Contact ID, heartbeat, SIA, 4/2, modem; lines of
 * one digit or three), written down once more: what a receiver could have meant by these bytes.
 */
const frameTable: readonly RegExp[] = [
  /^5[0-9A-F]{2}[0-9A-F]{1,3} (18|98) {0,3}[0-9A-F]{1,16}[EPR136][0-9A-F]{3}[0-9A-F]{2}[0-9A-F]{3}$/i,
  /^1[0-9A-F]{2}([0-9A-F]|[0-9A-F]{3}) {11}@ {4}$/,
  /^3[0-9A-F]{2}([0-9A-F]|[0-9A-F]{3})[0-9A-F ]{9}[0-9A-F][A-Z]{2}[0-9A-F ]{4}$/,
  /^1[0-9A-F]{2}([0-9A-F]|[0-9A-F]{3})[0-9A-F ]{9}[0-9A-F] [0-9A-Z ][0-9A-F ][0-9A-F ]{3}$/,
  /^[16][0-9A-F]{2}([0-9A-F]|[0-9A-F]{3})[0-9A-F ]{9}[0-9A-F][0-9A-Z][0-9A-Z ][0-9A-F ]{4}$/,
];

/** Whether these bytes, terminator included, are a frame that a receiver could send. */
export function isPossibleFrame(bytes: Buffer): boolean {
  if (bytes.at(-1) !== terminator) return false;
  const text = bytes.subarray(0, -1).toString("latin1");
  return frameTable.some((form) => form.test(text));
}

/** What stands before each terminator, that one included; what follows the last is left out. */
export function terminatedParts(bytes: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(terminator); end >= 0; end = bytes.indexOf(terminator, start)) {
    parts.push(bytes.subarray(start, end + 1));
    start = end + 1;
  }
  return parts;
}
