import { z } from "zod";
import { cameraTopicSchema, topicsLoggedByDefault } from "./camera-events.ts";
import { siteDeskSchema } from "./desk.ts";
import { outputMeanings } from "./gates.ts";
import { idSchema, localizedTextSchema } from "./text.ts";
import { siteWallSchema } from "./wall.ts";

/**
 * The site file: what stands where, and how it is reached. Published as JSON Schema in
 * resources/site.schema.json; errors name the path and what was expected.
 */

/** What a panel point stands for; decides the class of its alarms together with the code sent. */
export const pointClasses = [
  "panic",
  "duress",
  "fire",
  "medical",
  "intrusion",
  "tamper",
  "fault",
  "information",
] as const;
export type PointClass = (typeof pointClasses)[number];

export const linkAddressSchema = z
  .string()
  .regex(/^(serial:\S+|tcp:\/\/\S+:\d{1,5}|tcp-listen:\/\/\S+:\d{1,5})$/, "link address");

const cameraIds = z.array(idSchema).max(16).default([]);

export const panelPointSchema = z.strictObject({
  account: z.string().regex(/^[0-9A-F]{3,16}$/i, "account"),
  /** As the panel sends it; Contact ID sends three digits. Left out: every zone of the account. */
  zone: z
    .string()
    .regex(/^[0-9A-F]{1,4}$/i, "zone")
    .optional(),
  name: localizedTextSchema,
  class: z.enum(pointClasses),
  area: idSchema.optional(),
  cameras: cameraIds,
});
export type PanelPoint = z.infer<typeof panelPointSchema>;

const device = {
  id: idSchema,
  name: localizedTextSchema.optional(),
  area: idSchema,
};

export const panelDeviceSchema = z.strictObject({
  ...device,
  kind: z.literal("panel"),
  family: z.literal("surgard"),
  link: linkAddressSchema,
  /** Seconds between the receiver's heartbeats; the link counts as lost after 2.5 of them. */
  heartbeatSeconds: z.number().min(1).max(600).default(30),
  points: z.array(panelPointSchema).max(2000).default([]),
});
export type PanelDevice = z.infer<typeof panelDeviceSchema>;

/** What a gate's contact says when it is on. */
export const inputMeanings = ["metal", "passage", "tamper", "fault", "panic"] as const;
export type InputMeaning = (typeof inputMeanings)[number];

const inputNumber = z.int().min(0).max(255);
const inputTiming = {
  name: localizedTextSchema.optional(),
  /** A change counts once it has lasted this long, in ms. */
  debounceMs: z.int().min(0).max(5000).default(0),
  /** A contact that opens on its event. Ignored for a pair. */
  inverted: z.boolean().default(false),
  /** The module's own edge counter for this input: an input register, 16 bits, that wraps. */
  counterRegister: z.int().min(0).max(65535).optional(),
};
export const singleInputSchema = z.strictObject({
  input: inputNumber,
  means: z.enum(inputMeanings),
  ...inputTiming,
});
/** A normally open and a normally closed contact of the same device: they differ, or the line is at fault. */
export const pairedInputSchema = z.strictObject({
  inputs: z.tuple([inputNumber, inputNumber]),
  means: z.enum(inputMeanings),
  wiring: z.literal("no-nc"),
  ...inputTiming,
});
export const gateInputSchema = z.union([singleInputSchema, pairedInputSchema]);
export type GateInput = z.infer<typeof gateInputSchema>;

/** `in0` for a single input, `in2-3` for a pair: how reports and alarms name a gate's point. */
export function gatePointId(
  input: { readonly input: number } | { readonly inputs: readonly [number, number] },
): string {
  return "inputs" in input ? `in${input.inputs.join("-")}` : `in${input.input}`;
}

/** A coil of the module that switches a lamp, a siren or a lock's release. */
export const gateOutputSchema = z.strictObject({
  coil: z.int().min(0).max(65535),
  means: z.enum(outputMeanings),
  name: localizedTextSchema.optional(),
  /** `alarm`: on while a metal alarm of this gate waits for a hand. Never for a release. */
  follows: z.enum(["alarm", "none"]).default("none"),
});
export type GateOutput = z.infer<typeof gateOutputSchema>;

/** `out3` for coil 3. */
export function gateOutputId({ coil }: Pick<GateOutput, "coil">): string {
  return `out${coil}`;
}

export const modbusGateSchema = z.strictObject({
  ...device,
  kind: z.literal("gate"),
  family: z.literal("modbus-io"),
  link: linkAddressSchema,
  /** `rtu` on a serial line or through a transparent serial server; `tcp` is Modbus TCP with its own header. */
  framing: z.enum(["rtu", "tcp"]).default("rtu"),
  unit: z.int().min(1).max(247),
  /** Address of input 0: most modules start at 0, some at 16. */
  firstInput: z.int().min(0).max(65535).default(0),
  pollMs: z.int().min(50).max(1000).default(150),
  timeoutMs: z.int().min(50).max(5000).default(300),
  inputs: z.array(gateInputSchema).min(1).max(64),
  outputs: z.array(gateOutputSchema).max(16).default([]),
  /** With a `release` among the outputs: how people get out without it. A lock that the console opens is never the only way. */
  otherWayOut: localizedTextSchema.optional(),
  cameras: cameraIds,
});
export type ModbusGate = z.infer<typeof modbusGateSchema>;

/** A gate with a protocol of its own, described by a profile (gate-profile.ts). */
export const profileGateSchema = z.strictObject({
  ...device,
  kind: z.literal("gate"),
  family: z.literal("frame-profile"),
  link: linkAddressSchema,
  /** The id of a profile; the gates of one line have the same. */
  profile: idSchema,
  /** The device's address on its line, where the profile has one. */
  unit: z.int().min(0).max(65535).optional(),
  cameras: cameraIds,
});
export type ProfileGate = z.infer<typeof profileGateSchema>;

export const gateDeviceSchema = z.discriminatedUnion("family", [modbusGateSchema, profileGateSchema]);
export type GateDevice = z.infer<typeof gateDeviceSchema>;

/** A contact on a camera (ONVIF `Device/Trigger/DigitalInput`): a point like a panel's. */
export const cameraInputSchema = z.strictObject({
  /** As the camera names it in its events: `DigitInput_1`. */
  token: z.string().min(1).max(64),
  name: localizedTextSchema.optional(),
  class: z.enum(pointClasses),
  /** A contact that opens on its event. */
  inverted: z.boolean().default(false),
  area: idSchema.optional(),
  /** Besides the camera itself. */
  cameras: cameraIds,
});
export type CameraInput = z.infer<typeof cameraInputSchema>;

const topics = z.array(cameraTopicSchema).max(20);

/** What is done with a camera's own events; all are counted. */
export const cameraEventChoiceSchema = z.strictObject({
  /** An alarm while it lasts. */
  alarms: topics.default([]),
  /** Written down. What is an alarm is written down anyway. */
  logged: topics.default([...topicsLoggedByDefault]),
});

export const cameraDeviceSchema = z.strictObject({
  ...device,
  kind: z.literal("camera"),
  family: z.literal("onvif"),
  /** By which the wall calls it. */
  number: z.int().min(1).max(9999).optional(),
  address: z.url({ protocol: /^https?$/ }),
  /** For `https`: SHA-256 of the camera's certificate (DER), hex, with colons or without. Nothing is sent to another. */
  certificate: z
    .string()
    .regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, "SHA-256")
    .optional(),
  /** The port of its streams, as found at enrolment. Left out: the one that the camera names each time. */
  rtspPort: z.int().min(1).max(65535).optional(),
  /** Of a camera that can be moved: the preset (its token) that it goes back to by itself, so long after the last move. */
  ptzReturn: z
    .strictObject({ preset: z.string().min(1).max(64), afterSeconds: z.int().min(10).max(3600).default(60) })
    .optional(),
  username: z.string().max(64).default(""),
  password: z.string().max(128).default(""),
  inputs: z.array(cameraInputSchema).max(32).default([]),
  events: cameraEventChoiceSchema.default({ alarms: [], logged: [...topicsLoggedByDefault] }),
});
export type CameraDevice = z.infer<typeof cameraDeviceSchema>;

export const deviceSchema = z.discriminatedUnion("kind", [panelDeviceSchema, gateDeviceSchema, cameraDeviceSchema]);
export type Device = z.infer<typeof deviceSchema>;

export const areaSchema = z.strictObject({
  id: idSchema,
  name: localizedTextSchema,
  /** A key area 重点部位: its coverage is counted. */
  key: z.boolean().default(false),
});
export type Area = z.infer<typeof areaSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    // Intl throws a RangeError for a name it does not know: that is the answer, not a failure.
    return false;
  }
}

/** How entry checks and deposits are kept here. */
export const siteEntriesSchema = z.strictObject({
  /** A deposit is overdue after so many hours. */
  depositDueHours: z.int().min(1).max(2160).default(24),
  /** When shifts begin, site time, rising; the register counts by them. */
  shiftStarts: z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM"))
    .min(1)
    .max(6)
    .refine((starts) => starts.every((start, at) => start > (starts[at - 1] ?? "")), "rising times")
    .default(["08:00", "20:00"]),
});

/** How recordings are made and kept (0019). */
export const siteVideoSchema = z.strictObject({
  /** Before the moment: DB15/T 3968-2025 asks for 30 s; every camera keeps 35 s in memory. */
  beforeSeconds: z.int().min(10).max(35).default(30),
  afterSeconds: z.int().min(10).max(600).default(60),
  /** The floor: younger recordings are never deleted, whatever the disk says. */
  keepAtLeastDays: z.int().min(30).max(3650).default(30),
  /** The ceiling: older ones are, unless a hold protects them. Below the floor the floor counts. */
  deleteAfterDays: z.int().min(30).max(3650).default(90),
  /** A key target of counter-terrorism 防范恐怖袭击重点目标: the floor is at least 90 days. */
  keyTarget: z.boolean().default(false),
  /** The hour, site time, at which old recordings go and files are checked. */
  quietHour: z.int().min(0).max(23).default(3),
});
export type SiteVideo = z.infer<typeof siteVideoSchema>;

export const siteFileSchema = z.strictObject({
  $schema: z.string().optional(),
  site: z.strictObject({
    id: idSchema,
    name: localizedTextSchema,
    timeZone: z.string().refine(isTimeZone, "time zone").default("Asia/Shanghai"),
    /** Whose rules for entry checks and lists of items are in force here, as `beijing`; left out: the national ones. */
    province: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, "province")
      .optional(),
  }),
  areas: z.array(areaSchema).max(500),
  devices: z.array(deviceSchema).max(500),
  /** Sections of the alarm desk's settings that are this hospital's own. */
  desk: siteDeskSchema.optional(),
  entries: siteEntriesSchema.optional(),
  wall: siteWallSchema.optional(),
  video: siteVideoSchema.optional(),
});
export type SiteFile = z.infer<typeof siteFileSchema>;

/** One mistake in a site file: where it is, and what was expected there. `site.problems.<problem>` says it. */
export const siteProblems = [
  "not_json",
  "required",
  "unknown_field",
  "wrong_type",
  "too_small",
  "too_large",
  "bad_format",
  "not_one_of",
  "duplicate_id",
  "unknown_area",
  "unknown_camera",
  "not_a_camera",
  "link_shared",
  "duplicate_unit",
  "duplicate_number",
  "unknown_view",
  "line_settings_differ",
  "duplicate_point",
  "duplicate_input",
  "duplicate_output",
  "release_follows_alarm",
  "release_needs_other_way_out",
  "unknown_profile",
  "profile_differs",
  "unit_needed",
  "unit_unused",
] as const;
export const siteProblemSchema = z.strictObject({
  /** As `devices[2].inputs[0].means`; empty for the file itself. */
  path: z.string(),
  problem: z.enum(siteProblems),
  /** What was expected, or what it collides with, in the file's own terms. */
  expected: z.string(),
});
export type SiteProblem = z.infer<typeof siteProblemSchema>;
