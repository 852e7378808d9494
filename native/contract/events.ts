import { z } from "zod";
import { actorSchema } from "./actor.ts";
import { deskEventSchemas } from "./alarm-events.ts";
import { alarmClassSchema, alarmKinds, alarmMarks, closingCauses, falseReasons } from "./alarms.ts";
import { cameraEventSchemas } from "./camera-events.ts";
import { clipEventSchemas } from "./clips.ts";
import { coverageEventSchemas } from "./coverage.ts";
import { errorDataSchema } from "./errors.ts";
import { evidenceEventSchemas } from "./evidence.ts";
import { exportEventSchemas } from "./exports.ts";
import { gateEventSchemas } from "./gate-events.ts";
import { ptzEventSchemas } from "./ptz.ts";
import { inputMeanings } from "./site.ts";
import { siteEventSchemas } from "./site-edit.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";
import { badContents } from "./video.ts";

/**
 * What can stand in the log, one schema a kind. `log.kinds.<kind>` names each in both languages.
 * A kind's data is never changed after release: add a kind instead, old rows keep their form.
 */
const error = z.strictObject({ error: errorDataSchema.nullable() });
const name = localizedTextSchema.nullable();
/** Names of the device and the point as they stood then: a printed log must not change with the site file. */
const about = { name };
const pictureContent = z.strictObject({ ...about, content: z.enum(badContents), sinceMs: utcMsSchema });

export const eventDataSchemas = {
  "station.started": z.strictObject({
    version: z.string(),
    node: z.string(),
    pid: z.int(),
    /** Only where the devices are simulators: what is printed from this log later says so too. */
    simulated: z.literal(true).optional(),
  }),
  "station.stopped": z.strictObject({ reason: z.string() }),
  "site.loaded": z.strictObject({ siteId: z.string(), sha256: z.string(), devices: z.int(), points: z.int() }),
  "log.recovered": z.strictObject({ unavailableMs: z.number(), pending: z.int() }),
  "operator.signed_on": z.strictObject({}),
  "operator.signed_off": z.strictObject({}),
  "rpc.refused": z.strictObject({ procedure: z.string(), error: errorDataSchema }),
  "cameras.process_down": z.strictObject({ reason: z.string() }),
  "cameras.process_up": z.strictObject({ restarts: z.int() }),
  "link.up": error.extend(about),
  "link.down": error.extend(about),
  "panel.signal": z.strictObject({
    ...about,
    format: z.enum(["contact-id", "sia", "four-two", "modem"]),
    raw: z.string(),
    account: z.string(),
    qualifier: z.enum(["new", "restore", "previous"]),
    code: z.string(),
    partition: z.string(),
    zone: z.string(),
    receiver: z.string(),
    line: z.string(),
  }),
  "panel.unparsed": z.strictObject({ ...about, raw: z.string(), text: z.string() }),
  "panel.silent": z.strictObject({ ...about, silentMs: z.number() }),
  "panel.heard": z.strictObject({ ...about, silentMs: z.number() }),
  "gate.input": z.strictObject({
    ...about,
    means: z.enum(inputMeanings),
    change: z.enum(["on", "off", "pulse"]),
    count: z.int(),
  }),
  "gate.line_fault": z.strictObject({ ...about, means: z.enum(inputMeanings) }),
  "gate.line_ok": z.strictObject({ ...about, means: z.enum(inputMeanings) }),
  "gate.module_lost": error.extend(about),
  "gate.module_back": error.extend(about),
  /** The device's counter went backwards: it was reset. Nothing was counted backwards. */
  "gate.counter_reset": z.strictObject({ ...about, means: z.enum(inputMeanings), from: z.int(), to: z.int() }),
  "camera.online": error.extend(about),
  "camera.offline": error.extend(about),
  "camera.auth_refused": error.extend(about),
  "camera.picture_bad": pictureContent,
  "camera.picture_good": pictureContent,
  /** Somebody said that this is the right view; `takenAtMs`: when the picture had been received, UTC ms. */
  "camera.reference_set": z.strictObject({ ...about, takenAtMs: utcMsSchema, sha256: z.string() }),
  "alarm.raised": z.strictObject({
    ...about,
    class: alarmClassSchema,
    kind: z.enum(alarmKinds),
    code: z.string().nullable(),
    cameraIds: z.array(idSchema),
  }),
  "alarm.repeated": z.strictObject({ ...about, reportCount: z.int() }),
  "alarm.restored": z.strictObject({ ...about }),
  "alarm.acknowledged": z.strictObject({ ...about, note: z.string() }),
  "alarm.note_added": z.strictObject({ ...about, note: z.string() }),
  "alarm.closed": z.strictObject({
    ...about,
    cause: z.enum(closingCauses),
    /** With the cause `false`; absent otherwise. */
    reason: z.enum(falseReasons).optional(),
    note: z.string(),
  }),
  ...deskEventSchemas,
  ...cameraEventSchemas,
  ...clipEventSchemas,
  ...ptzEventSchemas,
  ...coverageEventSchemas,
  ...evidenceEventSchemas,
  ...exportEventSchemas,
  ...gateEventSchemas,
  ...siteEventSchemas,
} as const;

export type EventKind = keyof typeof eventDataSchemas;
export const eventKinds = Object.keys(eventDataSchemas) as readonly EventKind[];
export type EventData<K extends EventKind> = z.infer<(typeof eventDataSchemas)[K]>;

const eventFields = {
  /** Idempotency key: writing the same key again is no second event. */
  key: z.string().min(1).max(200),
  severity: alarmClassSchema,
  /** The console's clock. */
  atMs: utcMsSchema,
  /** The device's own clock, where it sends one. */
  deviceAtMs: utcMsSchema.nullable(),
  deviceId: idSchema.nullable(),
  pointId: z.string().max(64).nullable(),
  areaId: idSchema.nullable(),
  alarmId: z.string().max(64).nullable(),
  actor: actorSchema.nullable(),
  /** Belongs to a drill or a test; absent otherwise. */
  mark: z.enum(alarmMarks).optional(),
};
const eventFieldsSchema = z.object(eventFields);
type EventFields = Readonly<z.infer<typeof eventFieldsSchema>>;

/** An event on its way into the log. */
export type NewEvent = {
  [K in EventKind]: EventFields & { readonly kind: K; readonly data: EventData<K> };
}[EventKind];

/** An event in the log. */
export type StoredEvent = NewEvent & {
  /** Without gaps, from 1. The order of events is this one, whatever the clocks say. */
  readonly seq: number;
  /** SHA-256 over the previous event's hash and this event's canonical form; 64 hex digits. */
  readonly hash: string;
};

/** For reading events back from where they may have been damaged: the log itself, a test, another program. */
export const storedEventSchema: z.ZodType<StoredEvent> = z
  .object({
    ...eventFields,
    seq: z.int().positive(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    kind: z.enum(eventKinds as [EventKind, ...EventKind[]]),
    data: z.unknown(),
  })
  .superRefine((event, context) => {
    const parsed = eventDataSchemas[event.kind].safeParse(event.data);
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ code: "custom", message: issue.message, path: ["data", ...issue.path] });
  }) as unknown as z.ZodType<StoredEvent>;

export const eventFilterSchema = z.strictObject({
  kinds: z
    .array(z.enum(eventKinds as [EventKind, ...EventKind[]]))
    .max(100)
    .optional(),
  severities: z.array(alarmClassSchema).max(4).optional(),
  areaId: idSchema.optional(),
  deviceId: idSchema.optional(),
  alarmId: z.string().max(64).optional(),
  /** Inclusive, UTC ms. */
  fromMs: utcMsSchema.optional(),
  /** Exclusive, UTC ms. */
  toMs: utcMsSchema.optional(),
  /** Words that must all stand in the event's names, notes or raw text; Chinese words of two characters work. */
  text: z.string().trim().min(1).max(100).optional(),
});
export type EventFilter = z.infer<typeof eventFilterSchema>;

export const eventPageSchema = z.strictObject({
  /** Newest first. */
  events: z.array(z.custom<StoredEvent>()),
  /** Pass as `beforeSeq` for the next older page; null at the end. */
  nextBeforeSeq: z.int().positive().nullable(),
});
export type EventPage = z.infer<typeof eventPageSchema>;
