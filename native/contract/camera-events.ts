import { z } from "zod";
import { errorDataSchema } from "./errors.ts";
import { localizedTextSchema, utcMsSchema } from "./text.ts";

/**
 * What a camera's own analysis and contacts tell over ONVIF's events, by what it is about.
 * `cameraEvents.topics.<topic>` names each. `other` is every topic that this console has no word for:
 * counted and visible, never lost.
 */
export const cameraTopics = [
  "motion",
  "tamper",
  "scene_change",
  "too_dark",
  "too_bright",
  "too_blurry",
  "digital_input",
  "relay",
  "line_crossed",
  "object_inside",
  "audio",
  "hardware",
  "storage",
  "other",
] as const;
export const cameraTopicSchema = z.enum(cameraTopics);
export type CameraTopic = z.infer<typeof cameraTopicSchema>;

/** Written down when the site file does not say otherwise. Motion of a hospital's hall would fill the log. */
export const topicsLoggedByDefault: readonly CameraTopic[] = [
  "tamper",
  "scene_change",
  "digital_input",
  "hardware",
  "storage",
];

/** How the line for events is: `none` = the camera offers none, `refused` = not for our name. */
export const eventChannelStates = ["none", "starting", "up", "lost", "refused"] as const;
export type EventChannelState = (typeof eventChannelStates)[number];

const count = z.int().nonnegative();

export const cameraEventsHealthSchema = z.strictObject({
  state: z.enum(eventChannelStates),
  /** Something hangs on it: a contact that is a point, or a topic that is an alarm. */
  isReliedOn: z.boolean(),
  sinceMs: utcMsSchema,
  error: errorDataSchema.nullable(),
  lastEventAtMs: utcMsSchema.nullable(),
  /** How often the line was lost: each time events may have been missed. */
  lost: count,
  /** When the last loss began and ended; null in its place while it lasts, both null before the first. */
  lastGap: z.strictObject({ fromMs: utcMsSchema, toMs: utcMsSchema.nullable() }).nullable(),
  /** Events by topic since the camera was configured. */
  counts: z.partialRecord(cameraTopicSchema, count),
  /** Topics without a word of ours, as the camera names them, the first ten. */
  unknownTopics: z.array(z.string().max(200)).max(10),
});
export type CameraEventsHealth = z.infer<typeof cameraEventsHealthSchema>;

/** How a condition changed; `pulse` = it has no duration. */
export const topicChanges = ["on", "off", "pulse"] as const;
/** Why it is over when the camera did not say so: it stayed silent for too long, or took the condition back. */
export const topicEnds = ["timed_out", "deleted"] as const;

const about = { name: localizedTextSchema.nullable() };
const channel = z.strictObject({ ...about, error: errorDataSchema.nullable(), sinceMs: utcMsSchema });
const clock = z.strictObject({ ...about, offsetMs: z.int() });

export const cameraEventSchemas = {
  "camera.event": z.strictObject({
    ...about,
    topic: cameraTopicSchema,
    change: z.enum(topicChanges),
    /** It was so already when the line came up. */
    already: z.boolean(),
    ended: z.enum(topicEnds).nullable(),
    /** Where in the camera, as the camera names it: `VideoSource=1`. */
    source: z.string().max(200),
    /** The topic as the camera writes it. */
    rawTopic: z.string().max(200),
  }),
  /** A camera's contact that the site file names. */
  "camera.input": z.strictObject({
    ...about,
    change: z.enum(["on", "off"]),
    already: z.boolean(),
    ended: z.enum(topicEnds).nullable(),
    count: z.int().positive(),
  }),
  /** So many were not written down one by one, because there were too many. */
  "camera.events_limited": z.strictObject({ ...about, topic: cameraTopicSchema, count, fromMs: utcMsSchema }),
  /** From `sinceMs` on, events of the camera may have been missed. */
  "camera.events_lost": channel,
  "camera.events_back": channel,
  /** The camera's clock minus ours. */
  "camera.clock_off": clock,
  "camera.clock_ok": clock,
} as const;
