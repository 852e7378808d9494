import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { actorSchema, roles } from "./actor.ts";
import { type Alarm, alarmSchema, closingCauses } from "./alarms.ts";
import { errorDataSchema } from "./errors.ts";
import { eventFilterSchema, eventPageSchema, type StoredEvent } from "./events.ts";
import { type DeviceHealth, deviceHealthSchema, keptFrameSchema } from "./health.ts";
import { areaSchema, type deviceSchema, siteProblemSchema } from "./site.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/** Every refusal crosses as one error `APP` whose data is a code with parameters. */
const base = oc.errors({ APP: { status: 400, data: errorDataSchema } });

/** What the page may know of a device: never its address, link or password. */
export const deviceSummarySchema = z.strictObject({
  id: idSchema,
  kind: z.enum(["panel", "gate", "camera"]),
  family: z.string(),
  name: localizedTextSchema.nullable(),
  areaId: idSchema,
});
export type DeviceSummary = z.infer<typeof deviceSummarySchema>;
export type DeviceKind = z.infer<typeof deviceSchema>["kind"];

export const logConditionSchema = z.strictObject({
  /** `unavailable`: nothing can be stored now (disk full, I/O error); devices are not acknowledged. */
  state: z.enum(["ok", "unavailable"]),
  sinceMs: utcMsSchema,
  /** Events that wait to be stored. */
  pending: z.int().nonnegative(),
  error: errorDataSchema.nullable(),
});
export type LogCondition = z.infer<typeof logConditionSchema>;

export const stationInfoSchema = z.strictObject({
  version: z.string(),
  startedAtMs: utcMsSchema,
  /** The console's clock when this was answered; the page shows times and ages by it. */
  nowMs: utcMsSchema,
  /** Null until a site file is installed: the page asks for one. */
  site: z.strictObject({ id: idSchema, name: localizedTextSchema, timeZone: z.string() }).nullable(),
  areas: z.array(areaSchema),
  devices: z.array(deviceSummarySchema),
  /** Simulated devices: said on every screen. */
  simulated: z.boolean(),
});
export type StationInfo = z.infer<typeof stationInfoSchema>;

/**
 * The live stream of the desk. First a snapshot, then changes; after a reconnect the page passes the
 * last `seq` it has and gets exactly the events it missed.
 */
export type LiveMessage =
  | {
      readonly type: "snapshot";
      /** The last event that this snapshot contains. */
      readonly seq: number;
      /** Every open alarm. */
      readonly alarms: readonly Alarm[];
      /** Events after the caller's `afterSeq` (at most the newest 500 of them), oldest first. */
      readonly events: readonly StoredEvent[];
      /** True when more than 500 had been missed: the page's list starts anew. */
      readonly truncated: boolean;
      readonly log: LogCondition;
      readonly nowMs: number;
    }
  | {
      readonly type: "changes";
      /** The last stored event that the caller now has. */
      readonly seq: number;
      readonly events: readonly StoredEvent[];
      /** New state of each alarm that changed; `raisedSeq` null = sounding, but not yet stored. */
      readonly alarms: readonly Alarm[];
      readonly nowMs: number;
    }
  | { readonly type: "log"; readonly log: LogCondition; readonly nowMs: number };

const liveMessageSchema = z.custom<LiveMessage>();

const alarmRef = z.strictObject({ alarmId: z.string().min(1).max(64) });
const note = z.string().trim().max(2000);

/** A site file as people wrote it, and what is wrong with it; no problems = it is fit for use. */
const siteText = z.strictObject({ text: z.string().max(4_000_000) });
const siteCheck = z.strictObject({ problems: z.array(siteProblemSchema) });

export const contract = {
  station: {
    info: base.output(stationInfoSchema),
  },
  site: {
    /** Looks through a site file without using it. */
    check: base.input(siteText).output(siteCheck),
    /** Uses it from now on, if it has no problems; devices are attached anew without a restart. */
    install: base.input(siteText).output(siteCheck),
  },
  session: {
    get: base.output(z.strictObject({ actor: actorSchema.nullable() })),
    signOn: base
      .input(z.strictObject({ name: actorSchema.shape.name, role: z.enum(roles).exclude(["viewer"]) }))
      .output(actorSchema),
    signOff: base.output(z.strictObject({})),
  },
  alarms: {
    get: base.input(alarmRef).output(z.strictObject({ alarm: alarmSchema, events: z.array(z.custom<StoredEvent>()) })),
    acknowledge: base.input(alarmRef.extend({ note: note.default("") })).output(alarmSchema),
    addNote: base.input(alarmRef.extend({ note: note.min(1) })).output(alarmSchema),
    close: base.input(alarmRef.extend({ cause: z.enum(closingCauses), note })).output(alarmSchema),
  },
  log: {
    page: base
      .input(
        z.strictObject({
          filter: eventFilterSchema.default({}),
          beforeSeq: z.int().positive().nullable().default(null),
          limit: z.int().min(1).max(500).default(100),
        }),
      )
      .output(eventPageSchema),
  },
  live: {
    follow: base
      .input(z.strictObject({ afterSeq: z.int().nonnegative().nullable() }))
      .output(eventIterator(liveMessageSchema)),
  },
  devices: {
    /** All devices first, then those that changed, at most once a second. */
    followHealth: base.output(eventIterator(z.custom<readonly DeviceHealth[]>())),
    health: base.output(z.array(deviceHealthSchema)),
    frames: base.input(z.strictObject({ deviceId: idSchema })).output(z.array(keptFrameSchema)),
  },
} as const;
export type Contract = typeof contract;
