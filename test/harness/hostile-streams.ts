import { readFileSync, readdirSync } from "node:fs";
import { parse } from "yaml";
import { type GateProfile, gateProfileSchema } from "../../native/contract/gate-profile.ts";
import { computeCheck, encodeCheck } from "../../native/devices/gates/frame-profile/checks.ts";
import { type FrameFormat, toFormat } from "../../native/devices/gates/frame-profile/codec.ts";
import { describeFields, readField } from "../../native/devices/gates/frame-profile/fields.ts";
import { freshPoint, type PointState, readPoint, toPoints } from "../../native/devices/gates/frame-profile/points.ts";
import { FrameScanner } from "../../native/devices/gates/frame-profile/scanner.ts";
import { boards } from "../simulators/gate-board/boards.ts";
import { seededRandom, wholeBetween } from "./seeded-random.ts";

const base = {
  version: 1,
  name: { "zh-CN": "试验", en: "test" },
  maker: "nobody",
  sources: [{ document: "none" }],
};
const allFields = [
  { id: "unsigned", at: 3, size: 2, order: "low-first" },
  { id: "signed", at: 5, as: "signed" },
  { id: "bcd", at: 6, size: 2, as: "bcd" },
  { id: "text", at: 8, size: "rest", as: "text" },
];
const points = [
  ["edge", { type: "edge", field: "unsigned", bit: 3 }],
  ["value", { type: "value", field: "signed", isNot: [0] }],
  ["counter", { type: "counter", field: "bcd" }],
  ["message", { type: "message", on: ["a"], off: ["b"] }],
].map(([id, when]) => ({ id, name: base.name, means: "metal", when }));
const messages = [
  { id: "a", match: [{ at: 2, is: "41" }], fields: allFields },
  { id: "b", match: [{ at: 2, is: "42" }], skipCheck: true },
];

/** Every framing with every kind of check: what no published board uses is tried all the same. */
export const hostileProfiles: readonly GateProfile[] = [
  { id: "fixed", frame: { type: "fixed", size: 12 }, check: { type: "crc16-arc" } },
  { id: "fixed-bare", frame: { type: "fixed", start: "02", size: 12, end: "03" }, check: { type: "none" } },
  {
    id: "length",
    frame: { type: "length", start: "02", length: { at: 1, plus: 4 }, most: 64 },
    check: { type: "sum" },
  },
  {
    id: "length-huge",
    frame: { type: "length", start: "?? 02", length: { at: 2, size: 4, plus: -3 }, end: "0D 0A", most: 512 },
    check: { type: "crc16-modbus", from: 1 },
  },
  {
    id: "length-text",
    frame: { type: "length", start: "02", length: { at: 1, size: 1, as: "hex", plus: 8 }, most: 32 },
    check: { type: "neg-sum", as: "hex" },
  },
  { id: "end", frame: { type: "end", start: "02", end: "03", most: 512 }, check: { type: "none" } },
  { id: "end-double", frame: { type: "end", start: "02 02", end: "03 03", most: 200 }, check: { type: "not-sum" } },
  {
    id: "end-behind",
    frame: { type: "end", start: "02", end: "03", most: 512 },
    check: { type: "crc16-ccitt", start: "1D0F", place: "after-end", from: 1 },
  },
  { id: "line", frame: { type: "line", end: "LF" }, check: { type: "none" } },
  { id: "line-checked", frame: { type: "line", start: "$", most: 512 }, check: { type: "xor", as: "hex", from: 1 } },
].map((parts) => gateProfileSchema.parse({ ...base, ...parts, messages, points }));

const folder = new URL("../../resources/gate-profiles/", import.meta.url);
const shipped: readonly GateProfile[] = readdirSync(folder).map((file) =>
  gateProfileSchema.parse(parse(readFileSync(new URL(file, folder), "utf8"))),
);

export interface HostileResult {
  readonly cases: number;
  readonly profiles: number;
  readonly frames: number;
  readonly bytes: number;
  /** Bytes that were neither a frame's nor told as noise: 0. */
  readonly lostBytes: number;
  /** Streams that gave other frames when they came in other pieces: 0. */
  readonly wrongSplits: number;
  /** The longest one took, ms of processor time: what else the machine does does not count. */
  readonly slowestMs: number;
}

/**
 * Made-up streams: pieces of the format's own bytes, of real frames whole, cut, flipped, doubled, of
 * floods and of chance, pushed in pieces of any size with silences between. Every engine path is
 * taken: framing, check, message, fields, rules. What throws comes through.
 */
export function tryHostile(cases: number, seed: number, open: OpenScanner = openScanner): HostileResult {
  const random = seededRandom(seed);
  const subjects = [...shipped, ...hostileProfiles].map((profile) => {
    const format = toFormat(profile);
    return {
      profile,
      format,
      points: toPoints(profile, format.messages),
      board: boards.find(({ name }) => name === profile.id),
    };
  });
  const result = { frames: 0, bytes: 0, lostBytes: 0, wrongSplits: 0, slowestMs: 0 };
  for (let each = 0; each < cases; each++) {
    const subject = subjects[each % subjects.length];
    if (!subject) break;
    const stream = hostileStream(random, subject);
    const cuts = Array.from({ length: wholeBetween(random, 0, 6) }, () => wholeBetween(random, 0, stream.length + 1));
    const began = process.cpuUsage();
    const whole = run(subject, [stream], open);
    const pieces = run(subject, pieced(stream, cuts), open);
    const { user, system } = process.cpuUsage(began);
    result.slowestMs = Math.max(result.slowestMs, (user + system) / 1_000);
    result.bytes += stream.length;
    result.frames += whole.frames;
    result.lostBytes += stream.length - whole.told;
    if (whole.said !== pieces.said || whole.told !== pieces.told) result.wrongSplits++;
  }
  return { cases, profiles: subjects.length, ...result };
}

type OpenScanner = (format: FrameFormat) => Pick<FrameScanner, "push" | "giveUpFirst" | "giveUpAll">;
const openScanner: OpenScanner = (format) => new FrameScanner(format);

/** A decoder as many are: it looks at each piece by itself. The harness must find it out. */
export const openForgetful: OpenScanner = (format) => {
  let scanner = new FrameScanner(format);
  return {
    push(bytes, sink) {
      scanner = new FrameScanner(format);
      scanner.push(bytes, sink);
    },
    giveUpFirst: (sink) => scanner.giveUpFirst(sink),
    giveUpAll: (sink) => scanner.giveUpAll(sink),
  };
};

interface Subject {
  readonly format: ReturnType<typeof toFormat>;
  readonly points: ReturnType<typeof toPoints>;
  readonly board: (typeof boards)[number] | undefined;
}

function run(
  { format, points }: Subject,
  pieces: readonly Uint8Array[],
  open: OpenScanner,
): { frames: number; told: number; said: string } {
  const scanner = open(format);
  let states: readonly PointState[] = points.map(() => freshPoint);
  let frames = 0;
  let told = 0;
  let said = "";
  const sink = {
    frame(message: (typeof format)["messages"][number], bytes: Uint8Array, start: number, end: number) {
      frames++;
      told += end - start;
      const to = end - format.trailer;
      said += `${message.id} ${describeFields(message.fields, bytes, start, to)};`;
      for (const field of message.fields) readField(field, bytes, start, to);
      states = points.map(
        (point, index) => readPoint(point, states[index] ?? freshPoint, message, bytes, start, to).state,
      );
    },
    bad(_: Uint8Array, start: number, end: number) {
      told += end - start;
    },
  };
  for (const piece of pieces) scanner.push(piece, sink);
  scanner.giveUpFirst(sink);
  scanner.giveUpAll(sink);
  return { frames, told, said };
}

function pieced(stream: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const places = [...new Set(cuts)].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => stream.slice(from, places[index] ?? stream.length));
}

function hostileStream(random: () => number, { format, board }: Subject): Uint8Array {
  const parts = Array.from({ length: wholeBetween(random, 1, 7) }, () => part(random, format, board));
  return Uint8Array.from(Buffer.concat(parts));
}

function part(random: () => number, format: Subject["format"], board: Subject["board"]): Uint8Array {
  const pick = (below: number): number => wholeBetween(random, 0, below);
  const chance = (length: number): Uint8Array => Uint8Array.from({ length }, () => pick(256));
  switch (pick(6)) {
    case 0:
      return chance(pick(40));
    case 1:
      return new Uint8Array(pick(300)).fill([0x00, 0xff, format.anchor, format.end[0] ?? 0x03][pick(4)] ?? 0);
    case 2:
      return Uint8Array.from([...format.start.bytes, ...chance(pick(20)), ...format.end]);
    case 3:
      return Uint8Array.from([...format.start.bytes, pick(20), 0x41 + pick(2), ...chance(pick(12)), ...format.end]);
    default:
      return spoil(random, board ? Uint8Array.from(board.anyFrame(1 + pick(4), pick)) : framed(format, pick, chance));
  }
}

/** A whole frame of a format that no board has: its fields and rules are read too. */
function framed(
  format: Subject["format"],
  pick: (below: number) => number,
  chance: (length: number) => Uint8Array,
): Uint8Array {
  const { start, sizing, end, check, trailer } = format;
  const size = sizing.type === "fixed" ? sizing.size : Math.max(format.least, 10 + trailer) + pick(12);
  const body = [...chance(size - trailer)];
  start.bytes.forEach((byte, index) => (body[index] = start.masks[index] === 0 ? pick(256) : byte));
  body[2] = 0x41 + pick(2);
  if (sizing.type === "length") {
    const value = size - sizing.plus;
    const digits = value.toString(16).toUpperCase().padStart(sizing.size, "0");
    for (let index = 0; index < sizing.size; index++)
      body[sizing.at + index] =
        sizing.as === "binary" ? (value / 256 ** (sizing.size - 1 - index)) & 0xff : digits.charCodeAt(index) || 0x30;
  }
  const covered = check?.isAfterEnd === true ? [...body, ...end] : body;
  const sum = check
    ? encodeCheck(check, computeCheck(check.type, check.start, Uint8Array.from(covered), check.from, covered.length))
    : [];
  return Uint8Array.from(check?.isAfterEnd === true ? [...covered, ...sum] : [...body, ...sum, ...end]);
}

/** A frame as it is, or with a bit turned, a byte lost, a byte doubled, or cut. */
function spoil(random: () => number, frame: Uint8Array): Uint8Array {
  const at = wholeBetween(random, 0, frame.length);
  switch (wholeBetween(random, 0, 6)) {
    case 0:
      return frame.with(at, (frame[at] ?? 0) ^ (1 << wholeBetween(random, 0, 8)));
    case 1:
      return Uint8Array.from([...frame.subarray(0, at), ...frame.subarray(at + 1)]);
    case 2:
      return Uint8Array.from([...frame.subarray(0, at + 1), ...frame.subarray(at)]);
    case 3:
      return frame.slice(0, at);
    default:
      return frame;
  }
}
