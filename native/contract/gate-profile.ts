import { z } from "zod";
import { outputMeanings } from "./gates.ts";
import { inputMeanings } from "./site.ts";
import { idSchema } from "./text.ts";

/**
 * How a technician describes a gate's own serial protocol: YAML or JSON, one device a file, named as
 * its id. Published as resources/gate-profile.schema.json; explained in docs/guide. Offsets count
 * from a frame's first byte, which is 0; bytes are hex in quotes, `??` stands for any byte.
 */

/** No frame is longer: what a decoder holds back is bounded by it. */
export const longestFrameBytes = 512;

const hex = z.string().regex(/^([0-9A-F]{2})( ?[0-9A-F]{2})*$/i, "hex bytes");
const pattern = z.string().regex(/^([0-9A-F]{2}|\?\?)( ?([0-9A-F]{2}|\?\?))*$/i, "hex bytes or ??");
/** Hex bytes, `'text'`, `{unit}` and `{check}`, with spaces between. */
const template = z
  .string()
  .regex(
    /^(([0-9A-F]{2})|'[ -&(-~]+'|\{unit\}|\{check\})( ?(([0-9A-F]{2})|'[ -&(-~]+'|\{unit\}|\{check\}))*$/i,
    "template",
  );
const offset = z
  .int()
  .min(0)
  .max(longestFrameBytes - 1);
const bilingual = z.strictObject({ "zh-CN": z.string().min(1).max(200), en: z.string().min(1).max(200) });
const order = z.enum(["high-first", "low-first"]).default("high-first");
const frameSize = z.int().min(2).max(longestFrameBytes);

/** How a number is written: bytes, or digits as text. */
const numberForms = ["binary", "hex", "decimal"] as const;

const fixedFrameSchema = z.strictObject({
  type: z.literal("fixed"),
  start: pattern.optional(),
  /** Of the whole frame, bytes. */
  size: frameSize,
  end: hex.optional(),
});
const lengthFrameSchema = z.strictObject({
  type: z.literal("length"),
  start: pattern,
  length: z.strictObject({
    at: offset,
    size: z.int().min(1).max(4).default(1),
    order,
    as: z.enum(numberForms).default("binary"),
    /** The whole frame has this many bytes more than the number says: what the number does not count. */
    plus: z.int().min(-16).max(64),
  }),
  end: hex.optional(),
  /** The longest whole frame, bytes. */
  most: frameSize.default(256),
});
const endFrameSchema = z.strictObject({
  type: z.literal("end"),
  start: pattern,
  end: hex,
  most: frameSize.default(256),
});
/** A line of ASCII text. */
const lineFrameSchema = z.strictObject({
  type: z.literal("line"),
  /** Text that every line begins with. */
  start: z
    .string()
    .regex(/^[ -~]{0,16}$/, "text")
    .default(""),
  end: z.enum(["CR", "LF", "CR LF"]).default("CR LF"),
  most: frameSize.default(128),
});
export const profileFrameSchema = z.discriminatedUnion("type", [
  fixedFrameSchema,
  lengthFrameSchema,
  endFrameSchema,
  lineFrameSchema,
]);
export type ProfileFrame = z.infer<typeof profileFrameSchema>;

/**
 * `sum` = low byte of the sum; `not-sum` = its complement, so that all bytes add up to FF; `neg-sum` =
 * its negative, so that they add up to 00; `xor`; CRC-16 ARC and MODBUS (8005 reflected), CCITT (1021).
 */
export const checkTypes = ["sum", "not-sum", "neg-sum", "xor", "crc16-arc", "crc16-modbus", "crc16-ccitt"] as const;
export type CheckType = (typeof checkTypes)[number];

const checkSchema = z.strictObject({
  type: z.enum(checkTypes),
  /** First byte that it covers; it covers all up to itself. */
  from: offset.default(0),
  /** What it starts with, hex; left out: the usual (00, FFFF for MODBUS and CCITT). */
  start: z
    .string()
    .regex(/^([0-9A-F]{2}){1,2}$/i, "hex")
    .optional(),
  /** Of the two bytes of a CRC. Left out: low first for ARC and MODBUS, high first for CCITT. */
  order: z.enum(["high-first", "low-first"]).optional(),
  /** `hex`: written as digits, two characters a byte. */
  as: z.enum(["binary", "hex"]).default("binary"),
  /** Whether it stands before the end bytes or behind them; behind, it covers them too. */
  place: z.enum(["before-end", "after-end"]).default("before-end"),
});
const noCheckSchema = z.strictObject({ type: z.literal("none") });
export const profileCheckSchema = z.discriminatedUnion("type", [noCheckSchema, checkSchema]);
export type ProfileCheck = z.infer<typeof profileCheckSchema>;

export const fieldForms = ["unsigned", "signed", "bcd", "decimal", "hex", "text"] as const;
export const profileFieldSchema = z.strictObject({
  id: idSchema,
  at: offset,
  /** Bytes; `rest` = up to the check or the end, for text only. */
  size: z.union([z.int().min(1).max(32), z.literal("rest")]).default(1),
  as: z.enum(fieldForms).default("unsigned"),
  order,
  /** Bits that count, hex; then shifted to the right by `shift`. For `unsigned` only. */
  mask: z
    .string()
    .regex(/^([0-9A-F]{2}){1,4}$/i, "hex")
    .optional(),
  shift: z.int().min(0).max(31).default(0),
});
export type ProfileField = z.infer<typeof profileFieldSchema>;

export const profileMessageSchema = z.strictObject({
  id: idSchema,
  /** All of these must stand in the frame. */
  match: z
    .array(z.strictObject({ at: offset, is: pattern }))
    .max(16)
    .default([]),
  /** Of the whole frame, where only this length is this message. */
  size: frameSize.optional(),
  /** The maker's sheet gives a check here that does not add up: it is not looked at. */
  skipCheck: z.boolean().default(false),
  /** Sent at once when it came: for devices that repeat until they are answered. */
  reply: template.optional(),
  fields: z.array(profileFieldSchema).max(64).default([]),
});
export type ProfileMessage = z.infer<typeof profileMessageSchema>;

const pollSchema = z.strictObject({
  id: idSchema,
  send: template,
  /** Messages of which one is the answer. */
  answer: z.array(idSchema).max(16).default([]),
  everyMs: z.int().min(50).max(60_000).default(200),
});

const fieldValue = z.union([z.int(), z.string().max(32)]);
export const profileRuleSchema = z.discriminatedUnion("type", [
  /** On while the bit (counted from 0, the lowest), or any bit of the field, is set. */
  z.strictObject({
    type: z.literal("edge"),
    field: idSchema,
    bit: z.int().min(0).max(31).optional(),
    inverted: z.boolean().default(false),
  }),
  /** On while the field has one of the values, or none of those in `isNot`. */
  z.strictObject({
    type: z.literal("value"),
    field: idSchema,
    is: z.array(fieldValue).min(1).max(64).optional(),
    isNot: z.array(fieldValue).min(1).max(64).optional(),
  }),
  /** Each step of a counter is one event. */
  z.strictObject({
    type: z.literal("counter"),
    field: idSchema,
    /** The number after which it begins anew at 0 is one less; left out: what fits in the field. */
    wrapsAt: z
      .int()
      .min(2)
      .max(2 ** 32)
      .optional(),
    /** More than this between two readings is no wrap but a reset. */
    most: z.int().min(1).max(1_000_000).default(1000),
  }),
  /** Each such message is one event; with `off`, on from one message until the other. */
  z.strictObject({
    type: z.literal("message"),
    on: z.array(idSchema).min(1).max(16),
    off: z.array(idSchema).min(1).max(16).optional(),
  }),
]);
export type ProfileRule = z.infer<typeof profileRuleSchema>;

export const profilePointSchema = z.strictObject({
  id: idSchema,
  name: bilingual,
  means: z.enum(inputMeanings),
  /** Which way somebody passed, where the device says it. */
  direction: z.enum(["in", "out"]).optional(),
  when: profileRuleSchema,
});
export type ProfilePoint = z.infer<typeof profilePointSchema>;

const profileOutputSchema = z.strictObject({
  id: idSchema,
  name: bilingual,
  /** Never a lock's release: who opens a gate stays with the gate and its fire input. */
  means: z.enum(outputMeanings).exclude(["release"]),
  on: template,
  off: template,
  /** Messages of which one says that it is done. */
  answer: z.array(idSchema).min(1).max(16),
});
export type ProfileOutput = z.infer<typeof profileOutputSchema>;

export const gateProfileSchema = z.strictObject({
  $schema: z.string().optional(),
  id: idSchema,
  /** Raised with every change. */
  version: z.int().positive(),
  name: bilingual,
  maker: z.string().min(1).max(200),
  /** Where the facts come from. */
  sources: z
    .array(
      z.strictObject({
        document: z.string().min(1).max(300),
        url: z.url().optional(),
        page: z.string().max(40).optional(),
      }),
    )
    .min(1)
    .max(10),
  /** Made from the sheet; no device's own frames have been seen. */
  synthetic: z.boolean().default(true),
  /** What a technician should know: what the sheet leaves open, what was guessed. */
  notes: z.strictObject({ "zh-CN": z.string().min(1).max(2000), en: z.string().min(1).max(2000) }).optional(),
  /** What the sheet says of the line; the site's link decides. */
  serial: z
    .strictObject({
      baudRate: z.int().min(50).max(4_000_000),
      dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
      parity: z.enum(["none", "even", "odd"]).default("none"),
      stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
    })
    .optional(),
  frame: profileFrameSchema,
  check: profileCheckSchema,
  /** Where a frame says whose it is; left out: one device a line. */
  unit: z
    .strictObject({ at: offset, size: z.int().min(1).max(4).default(1), as: z.enum(numberForms).default("binary") })
    .optional(),
  timing: z
    .strictObject({
      /** Longest wait for the answer to a poll. */
      answerMs: z.int().min(20).max(10_000).default(300),
      /** A frame is over when nothing came for this long. */
      byteGapMs: z.int().min(20).max(5_000).default(100),
      /** A frame that takes longer is none. */
      frameMs: z.int().min(20).max(10_000).default(1_000),
      /** Quiet before a poll. */
      pollGapMs: z.int().min(0).max(1_000).default(10),
      /** Unanswered polls in a row until the device counts as lost. */
      misses: z.int().min(1).max(20).default(3),
      /** Without a frame for this long the device counts as lost; left out: only polls tell. */
      silenceMs: z.int().min(500).max(86_400_000).optional(),
    })
    .prefault({}),
  messages: z.array(profileMessageSchema).min(1).max(64),
  polls: z.array(pollSchema).max(16).default([]),
  points: z.array(profilePointSchema).min(1).max(64),
  outputs: z.array(profileOutputSchema).max(16).default([]),
});
export type GateProfile = z.infer<typeof gateProfileSchema>;

/** What is wrong with a profile. `profile.problems.<problem>` says it. */
export const profileProblems = [
  "not_readable",
  "required",
  "unknown_field",
  "wrong_type",
  "too_small",
  "too_large",
  "bad_format",
  "not_one_of",
  "id_not_file_name",
  "duplicate_id",
  "cannot_match",
  "matches_anything",
  "same_messages",
  "overlapping_fields",
  "outside_frame",
  "length_unusable",
  "length_in_check",
  "unknown_name",
  "wrong_kind",
  "poll_without_answer",
  "unit_missing",
  "check_missing",
  "no_rule",
] as const;
export const profileProblemSchema = z.strictObject({
  /** As `messages[0].fields[2].at`; empty for the file itself. */
  path: z.string(),
  problem: z.enum(profileProblems),
  /** What was expected, or what it collides with, in the file's own terms. */
  expected: z.string(),
});
export type ProfileProblem = z.infer<typeof profileProblemSchema>;

const count = z.int().nonnegative();

/** A check that would fit frames which failed the profile's own. */
export const checkAdviceSchema = z.strictObject({
  type: z.enum(checkTypes),
  from: offset,
  /** Hex, as a profile gives it. */
  start: z.string(),
  order: z.enum(["high-first", "low-first"]),
  /** Of how many different frames it fits how many. */
  fits: count,
  of: count,
});
export type CheckAdvice = z.infer<typeof checkAdviceSchema>;

/** How the frames of a line fared since the device was opened. */
export const frameChecksSchema = z.strictObject({
  good: count,
  /** Began and ended as a frame, but the check was wrong. */
  failed: count,
  /** The check was right, but no message of the profile is like it. */
  unknown: count,
  /** Of another unit than the site names on this line. */
  foreign: count,
  /** Most likely first; empty where nothing fits or nothing failed. */
  advice: z.array(checkAdviceSchema),
});
export type FrameChecks = z.infer<typeof frameChecksSchema>;

/** A profile as it is listed. */
export const profileSummarySchema = z.strictObject({
  id: idSchema,
  version: z.int().positive(),
  name: bilingual,
  maker: z.string(),
  synthetic: z.boolean(),
  needsUnit: z.boolean(),
  serial: gateProfileSchema.shape.serial,
  points: z.array(profilePointSchema.pick({ id: true, name: true, means: true, direction: true })),
});
export type ProfileSummary = z.infer<typeof profileSummarySchema>;

/** What the station has: profiles that can be used, and files that were refused. */
export const profileListSchema = z.strictObject({
  profiles: z.array(profileSummarySchema),
  refused: z.array(z.strictObject({ file: z.string(), problems: z.array(profileProblemSchema) })),
});
export type ProfileList = z.infer<typeof profileListSchema>;
