import { z } from "zod";
import { actorSchema } from "./actor.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/** Classes in the order of the queue: life first. */
export const alarmClasses = ["life", "security", "fault", "information"] as const;
export const alarmClassSchema = z.enum(alarmClasses);
export type AlarmClass = (typeof alarmClasses)[number];

/** What an alarm is about. `alarms.kinds.<kind>` names it in both languages. */
export const alarmKinds = [
  "panic",
  "duress",
  "fire",
  "medical",
  "intrusion",
  "metal",
  "tamper",
  "line_fault",
  "power",
  "battery",
  "communication",
  "device_lost",
  "unparsed",
  "other",
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

export const alarmStates = ["active", "acknowledged", "closed"] as const;
export type AlarmState = (typeof alarmStates)[number];

/** Why a closed alarm happened. `alarms.causes.<cause>` names it. */
export const closingCauses = ["real", "false", "test", "drill", "equipment", "duplicate"] as const;
export type ClosingCause = (typeof closingCauses)[number];

/** Closing for these says nothing without a note of what was found. */
export const causesThatNeedNote: readonly ClosingCause[] = ["real", "false", "equipment"];

export const alarmSchema = z.strictObject({
  id: z.string().min(1).max(64),
  class: alarmClassSchema,
  kind: z.enum(alarmKinds),
  state: z.enum(alarmStates),
  deviceId: idSchema,
  /** The point within its device: `1234-001` of a panel, `in0` or `in2-3` of a gate; null for the device itself. */
  pointId: z.string().max(64).nullable(),
  areaId: idSchema.nullable(),
  /** The point's name, or the device's, as it stood when the alarm was raised. */
  name: localizedTextSchema.nullable(),
  cameraIds: z.array(idSchema),
  /** The code that the device sent, as `contact-id:120`, `sia:PA`; null where it sends none. */
  code: z.string().max(32).nullable(),
  raisedAtMs: utcMsSchema,
  /** Sequence number of its `alarm.raised` event; null until that event is stored. */
  raisedSeq: z.int().positive().nullable(),
  /** How often the device has reported it while it was open, the first time included. */
  reportCount: z.int().positive(),
  lastReportAtMs: utcMsSchema,
  /** The device says that the condition is over: a flag, never a closing. */
  restoredAtMs: utcMsSchema.nullable(),
  acknowledgedAtMs: utcMsSchema.nullable(),
  acknowledgedBy: actorSchema.nullable(),
  closedAtMs: utcMsSchema.nullable(),
  closedBy: actorSchema.nullable(),
  cause: z.enum(closingCauses).nullable(),
  note: z.string().max(2000),
});
export type Alarm = z.infer<typeof alarmSchema>;

/** The order of the queue: class, then what still waits for a hand, then the oldest. */
export function compareAlarms(a: Alarm, b: Alarm): number {
  return (
    Number(a.state !== "active") - Number(b.state !== "active") ||
    alarmClasses.indexOf(a.class) - alarmClasses.indexOf(b.class) ||
    a.raisedAtMs - b.raisedAtMs ||
    a.id.localeCompare(b.id)
  );
}
