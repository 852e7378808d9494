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
  /** A camera's pictures come, but they are frozen, blank or of another view. */
  "picture",
  /** A camera's events do not come, though somebody relies on them. */
  "events_lost",
  /** A camera's clock is wrong: its own times, and its recordings, are. */
  "clock",
  /** Recordings cannot be kept: the disk is full, will be, or refuses. */
  "storage",
  /** A recording is gone, or is not what was written. */
  "evidence_damaged",
  "unparsed",
  "other",
  // Mostly reported by telephone or radio.
  "weapon",
  "forced_entry",
  "assault",
  "crowd",
  "patient_risk",
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** In the order in which an alarm passes through them; it may be closed from every one but `active`. */
export const alarmStates = ["active", "acknowledged", "dispatched", "arrived", "closed"] as const;
export type AlarmState = (typeof alarmStates)[number];

/** Why a closed alarm happened. `alarms.causes.<cause>` names it. */
export const closingCauses = ["real", "false", "test", "drill", "equipment", "duplicate"] as const;
export type ClosingCause = (typeof closingCauses)[number];

/** Why it was false: asked for with the cause `false`. `alarms.reasons.<reason>` names it. */
export const falseReasons = [
  "pressed_by_mistake",
  "misuse",
  "harmless_object",
  "staff_or_patient_error",
  "environment",
  "installation",
  "unknown",
] as const;
export type FalseReason = (typeof falseReasons)[number];

/**
 * Set on alarms and events that belong to a drill 演练 or to a test (of buttons, or of a device).
 * Shown on every screen and every print; kept out of statistics and of any link to outside.
 */
export const alarmMarks = ["drill", "test"] as const;
export type AlarmMark = (typeof alarmMarks)[number];

/** How a manual alarm reached the desk. `alarms.channels.<channel>` names it. */
export const manualChannels = ["telephone", "radio", "in_person", "camera"] as const;
export type ManualChannel = (typeof manualChannels)[number];

/** The class of an alarm that somebody reported by hand. */
export const classOfKind: Readonly<Record<AlarmKind, AlarmClass>> = {
  panic: "life",
  duress: "life",
  fire: "life",
  medical: "life",
  weapon: "life",
  assault: "life",
  patient_risk: "life",
  forced_entry: "security",
  crowd: "security",
  intrusion: "security",
  metal: "security",
  tamper: "security",
  unparsed: "security",
  other: "security",
  line_fault: "fault",
  power: "fault",
  battery: "fault",
  communication: "fault",
  device_lost: "fault",
  picture: "fault",
  events_lost: "fault",
  clock: "fault",
  storage: "fault",
  evidence_damaged: "fault",
};

/** Closing for these says nothing without a note of what was found. */
export const causesThatNeedNote: readonly ClosingCause[] = ["real", "false", "equipment"];

/** How a guard is called by radio. */
export const callSignSchema = z.string().trim().min(1).max(40);

/** What escalation counts: no hand yet; a hand but nobody sent; somebody sent who has not arrived. */
export const escalationStages = ["acknowledge", "process", "arrive"] as const;
export type EscalationStage = (typeof escalationStages)[number];

/** Who is called, from level 1 upwards. `alarms.escalation.<to>` names it. */
export const escalationTargets = ["second_operator", "chief", "everybody"] as const;
export type EscalationTarget = (typeof escalationTargets)[number];

export const escalationSchema = z.strictObject({
  stage: z.enum(escalationStages),
  /** Grows with every restart of the count: a hand did something, the alarm came back from the shelf. */
  round: z.int().nonnegative(),
  /** When this count began, UTC ms. */
  sinceMs: utcMsSchema,
  /** How many of the stage's steps have fired, from 0. */
  level: z.int().nonnegative(),
  /** Who was called last; null at level 0. */
  to: z.enum(escalationTargets).nullable(),
  /** When the next step fires, UTC ms; null when there is none. Kept right when the clock is set. */
  dueAtMs: utcMsSchema.nullable(),
});
export type AlarmEscalation = z.infer<typeof escalationSchema>;

/** A step of the response plan that is behind us. */
export const planAnswerSchema = z.strictObject({
  stepId: idSchema,
  /** Id of the answer that was given; null for a step without answers, or one that was skipped. */
  answerId: idSchema.nullable(),
  skipped: z.boolean(),
  note: z.string().max(2000),
  atMs: utcMsSchema,
  by: actorSchema,
});

/** How far the response plan has come. Its text: `plans.get` with id and version. */
export const planProgressSchema = z.strictObject({
  planId: idSchema,
  version: z.int().positive(),
  /** Null when the plan is finished. */
  stepId: idSchema.nullable(),
  /** When the step should be done, UTC ms; null without a deadline, or before the alarm was acknowledged. */
  dueAtMs: utcMsSchema.nullable(),
  /** The deadline of the step has passed. */
  overdue: z.boolean(),
  done: z.array(planAnswerSchema),
});
export type PlanProgress = z.infer<typeof planProgressSchema>;

export const alarmSchema = z.strictObject({
  id: z.string().min(1).max(64),
  class: alarmClassSchema,
  kind: z.enum(alarmKinds),
  state: z.enum(alarmStates),
  /** Null for an alarm that was reported by hand. */
  deviceId: idSchema.nullable(),
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
  /**
   * Class security, acknowledged, and reported again: when it did so first since the acknowledgement.
   * It sounds until it is acknowledged again.
   */
  againAtMs: utcMsSchema.nullable(),
  acknowledgedAtMs: utcMsSchema.nullable(),
  acknowledgedBy: actorSchema.nullable(),
  closedAtMs: utcMsSchema.nullable(),
  closedBy: actorSchema.nullable(),
  cause: z.enum(closingCauses).nullable(),
  /** With the cause `false` only. */
  reason: z.enum(falseReasons).nullable(),
  note: z.string().max(2000),
  mark: z.enum(alarmMarks).nullable(),
  /** Whose alarm it is: who acknowledged it, or took it over since. Only the owner moves it on. */
  owner: actorSchema.nullable(),
  dispatchedAtMs: utcMsSchema.nullable(),
  dispatchedBy: actorSchema.nullable(),
  /** Radio call signs 呼号 of who was sent, in the order of sending, each once. */
  callSigns: z.array(callSignSchema).max(50),
  arrivedAtMs: utcMsSchema.nullable(),
  arrivedBy: actorSchema.nullable(),
  /** The closed alarm that this one continues. */
  continues: z.string().max(64).nullable(),
  /** The alarm that continues this closed one. */
  continuedBy: z.string().max(64).nullable(),
  /** Reported by telephone or radio: who and what; where is `name` and `areaId`. */
  manual: z
    .strictObject({ channel: z.enum(manualChannels), who: z.string().max(100), what: z.string().max(1000) })
    .nullable(),
  /** Put aside until then: no sound, at the end of the queue. Never an alarm of life. */
  shelf: z.strictObject({ untilMs: utcMsSchema, reason: z.string().max(500), by: actorSchema }).nullable(),
  escalation: escalationSchema.nullable(),
  plan: planProgressSchema.nullable(),
});
export type Alarm = z.infer<typeof alarmSchema>;

/** Nobody has acknowledged it, or it has reported again since. It sounds, unless it is on the shelf. */
export function wantsHand(alarm: Pick<Alarm, "state" | "againAtMs">): boolean {
  return alarm.state === "active" || alarm.againAtMs !== null;
}

/** The order of the queue: what waits for a hand, what is in hand, what is shelved; then class, then the oldest. */
export function compareAlarms(a: Alarm, b: Alarm): number {
  return (
    Number(a.shelf !== null) - Number(b.shelf !== null) ||
    Number(!wantsHand(a)) - Number(!wantsHand(b)) ||
    alarmClasses.indexOf(a.class) - alarmClasses.indexOf(b.class) ||
    a.raisedAtMs - b.raisedAtMs ||
    a.id.localeCompare(b.id)
  );
}
