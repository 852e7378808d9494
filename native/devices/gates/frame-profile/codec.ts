import type { GateProfile, ProfileFrame } from "../../../contract/gate-profile.ts";
import { computeCheck, encodeCheck, type FrameCheck, toFrameCheck } from "./checks.ts";
import { type Field, fieldsOf } from "./fields.ts";

/** Bytes that must stand somewhere; a mask of 0 lets any byte stand there. */
export interface Pattern {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly masks: Uint8Array;
}

export interface Message {
  readonly id: string;
  /** Its bytes one by one, for speed: at `offsets[i]` must stand `values[i]`. */
  readonly offsets: Uint16Array;
  readonly values: Uint8Array;
  /** 0 = any that fits. */
  readonly size: number;
  readonly skipCheck: boolean;
  readonly fields: readonly Field[];
  readonly reply: string | null;
}

export type Sizing =
  | { readonly type: "fixed"; readonly size: number }
  | {
      readonly type: "length";
      readonly at: number;
      readonly size: number;
      readonly lowFirst: boolean;
      readonly as: "binary" | "hex" | "decimal";
      readonly plus: number;
    }
  | { readonly type: "end" };

/** A profile made ready for reading a stream. */
export interface FrameFormat {
  readonly start: Pattern;
  /** The first byte of the start that is given, for the search; -1 when there is none. */
  readonly anchorAt: number;
  readonly anchor: number;
  readonly sizing: Sizing;
  readonly end: Uint8Array;
  readonly least: number;
  readonly most: number;
  readonly check: FrameCheck | null;
  /** Check and end together, bytes: what stands behind the fields. */
  readonly trailer: number;
  readonly messages: readonly Message[];
  readonly unit: GateProfile["unit"];
}

const lineEnds = { CR: [13], LF: [10], "CR LF": [13, 10] } as const;

/** @param profile one that `checkProfile` finds nothing wrong with */
export function toFormat(profile: GateProfile): FrameFormat {
  const { frame } = profile;
  const start = toPattern(0, startOf(frame));
  const end = endOf(frame);
  const check = toFrameCheck(profile.check);
  const trailer = end.length + (check?.size ?? 0);
  const anchorAt = start.masks.indexOf(0xff);
  return {
    start,
    anchorAt,
    anchor: anchorAt < 0 ? 0 : (start.bytes[anchorAt] ?? 0),
    sizing: sizingOf(frame),
    end,
    least: leastSize(profile),
    most: frame.type === "fixed" ? frame.size : frame.most,
    check,
    trailer,
    messages: profile.messages.map((message) => {
      const bytes = message.match.flatMap(({ at, is }) => fixedBytes(toPattern(at, is)));
      return {
        id: message.id,
        offsets: Uint16Array.from(bytes, ([at]) => at),
        values: Uint8Array.from(bytes, ([, value]) => value),
        size: message.size ?? 0,
        skipCheck: message.skipCheck,
        fields: fieldsOf(message),
        reply: message.reply ?? null,
      };
    }),
    unit: profile.unit,
  };
}

function sizingOf(frame: ProfileFrame): Sizing {
  switch (frame.type) {
    case "fixed":
      return { type: "fixed", size: frame.size };
    case "length": {
      const { at, size, order, as, plus } = frame.length;
      return { type: "length", at, size, lowFirst: order === "low-first", as, plus };
    }
    case "end":
    case "line":
      return { type: "end" };
  }
}

/** As a pattern's text: `7E ??`; empty where a frame has no start. */
export function startOf(frame: ProfileFrame): string {
  return frame.type === "line" ? Buffer.from(frame.start, "latin1").toString("hex") : (frame.start ?? "");
}

export function endOf(frame: ProfileFrame): Uint8Array {
  if (frame.type === "line") return Uint8Array.from(lineEnds[frame.end]);
  return fromHex(frame.end ?? "");
}

/** The shortest frame that there can be, bytes: start or length, check and end. */
export function leastSize({ frame, check }: Pick<GateProfile, "frame" | "check">): number {
  if (frame.type === "fixed") return frame.size;
  const trailer = endOf(frame).length + (toFrameCheck(check)?.size ?? 0);
  const head = fixedLength(startOf(frame));
  const length = frame.type === "length" ? frame.length.at + frame.length.size : 0;
  return Math.max(2, Math.max(head, length) + trailer);
}

function fixedLength(pattern: string): number {
  return pattern.replaceAll(" ", "").length / 2;
}

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

export function toPattern(at: number, text: string): Pattern {
  const pairs = text.replaceAll(" ", "").match(/../g) ?? [];
  return {
    at,
    bytes: Uint8Array.from(pairs, (pair) => (pair === "??" ? 0 : Number.parseInt(pair, 16))),
    masks: Uint8Array.from(pairs, (pair) => (pair === "??" ? 0 : 0xff)),
  };
}

/** The bytes of a pattern that are given, each with its offset in the frame. */
export function fixedBytes({ at, bytes, masks }: Pattern): readonly (readonly [at: number, value: number])[] {
  return Array.from(bytes, (value, index) => [at + index, value] as const).filter((_, index) => masks[index] !== 0);
}

/** The unit's bytes where a frame carries them. */
export function encodeUnit(unit: NonNullable<GateProfile["unit"]>, value: number): readonly number[] {
  const { size, as } = unit;
  if (as === "binary")
    return Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) & 0xff);
  const digits = value.toString(as === "hex" ? 16 : 10).toUpperCase();
  return Array.from(digits.padStart(size, "0"), (digit) => digit.charCodeAt(0));
}

/** The parts of a poll, reply or command: `7E`, `'D?'`, `{unit}`, `{check}`. */
export function templateParts(template: string): readonly string[] {
  return template.match(/[0-9A-Fa-f]{2}|'[^']*'|\{unit\}|\{check\}/g) ?? [];
}

/** What is sent to a unit. The check covers what stands before it, as in frames that come. */
export function encodeTemplate(template: string, format: FrameFormat, unit: number | null): Uint8Array {
  const bytes: number[] = [];
  for (const part of templateParts(template)) {
    if (part === "{unit}") bytes.push(...(format.unit && unit !== null ? encodeUnit(format.unit, unit) : []));
    else if (part === "{check}") bytes.push(...checkOf(format, Uint8Array.from(bytes)));
    else if (part.startsWith("'")) bytes.push(...Buffer.from(part.slice(1, -1), "latin1"));
    else bytes.push(Number.parseInt(part, 16));
  }
  return Uint8Array.from(bytes);
}

function checkOf({ check }: FrameFormat, bytes: Uint8Array): readonly number[] {
  if (check === null) return [];
  return encodeCheck(check, computeCheck(check.type, check.start, bytes, check.from, bytes.length));
}
