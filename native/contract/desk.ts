import { z } from "zod";
import { actorSchema } from "./actor.ts";
import { alarmClassSchema, alarmKinds, callSignSchema, escalationTargets } from "./alarms.ts";
import { contactSchema } from "./contacts.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/**
 * Settings and state of the alarm desk. The settings come from resources/desk/settings.json; a site
 * file may replace whole sections of them under `desk`.
 */
const seconds = z.number().min(1).max(86_400);

const escalationStepSchema = z.strictObject({ afterSeconds: seconds, to: z.enum(escalationTargets) });
export type EscalationStep = z.infer<typeof escalationStepSchema>;

/** Times rise from step to step; an empty list never escalates. */
const escalationSteps = z
  .array(escalationStepSchema)
  .max(10)
  .refine((steps) => steps.every((step, at) => step.afterSeconds > (steps[at - 1]?.afterSeconds ?? 0)), "rising times");

const classEscalationSchema = z.strictObject({
  acknowledge: escalationSteps,
  process: escalationSteps,
  arrive: escalationSteps,
});

const perClass = <T extends z.ZodType>(schema: T) =>
  z.strictObject({ life: schema, security: schema, fault: schema, information: schema });

const rateSchema = z.strictObject({
  /** So many reports of one point … */
  reports: z.int().min(2).max(100_000),
  /** … within this time. */
  withinSeconds: seconds,
  /** It is over when the point was quiet (chattering) or slower than that (guard) for so long. */
  quietSeconds: seconds,
});

const deskSections = {
  escalation: perClass(classEscalationSchema),
  /** From these ages on an open alarm's row changes colour. */
  age: perClass(z.strictObject({ warnSeconds: seconds, lateSeconds: seconds })),
  flood: z.strictObject({
    windowSeconds: seconds,
    /** Begins above so many alarms in the window, ends below `endsBelow` (ISA-18.2: 10 and 5 in 10 min). */
    beginsAbove: z.int().min(1).max(10_000),
    endsBelow: z.int().min(1).max(10_000),
  }),
  chattering: rateSchema,
  guard: rateSchema,
  shelving: z.strictObject({ mostMinutes: z.int().min(1).max(10_080) }),
  tests: z.strictObject({ mostMinutes: z.int().min(1).max(10_080) }),
  /** Guards and posts that can be sent, in the order of the keys. */
  callSigns: z.array(z.strictObject({ callSign: callSignSchema, name: localizedTextSchema.optional() })).max(100),
  contacts: z.array(contactSchema).max(100),
} as const;

export const deskSettingsSchema = z.strictObject(deskSections);
export type DeskSettings = z.infer<typeof deskSettingsSchema>;

/** As it stands in a site file. */
export const siteDeskSchema = deskSettingsSchema.partial();

/** A drill or button test that is running. */
export const deskModeSchema = z.strictObject({
  sinceMs: utcMsSchema,
  untilMs: utcMsSchema,
  by: actorSchema,
  /** Empty = the whole hospital. */
  areaIds: z.array(idSchema),
  note: z.string().max(500),
});
export type DeskMode = z.infer<typeof deskModeSchema>;

const pointRef = { deviceId: idSchema, pointId: z.string().max(64).nullable(), name: localizedTextSchema.nullable() };

export const pointOnTestSchema = z.strictObject({
  ...pointRef,
  sinceMs: utcMsSchema,
  untilMs: utcMsSchema,
  reason: z.string().max(500),
  by: actorSchema,
  /** What was withheld and has not been restored since: raised when the test ends. */
  standing: z.array(
    z.strictObject({ pointId: z.string().max(64).nullable(), class: alarmClassSchema, kind: z.enum(alarmKinds) }),
  ),
});
export type PointOnTest = z.infer<typeof pointOnTestSchema>;

/** A device (`pointId` null) or a point that can be put on test; what its alarm would be, null where that varies. */
export const testablePointSchema = z.strictObject({
  ...pointRef,
  areaId: idSchema.nullable(),
  class: alarmClassSchema.nullable(),
  kind: z.enum(alarmKinds).nullable(),
});
export type TestablePoint = z.infer<typeof testablePointSchema>;

export const busyPointSchema = z.strictObject({
  ...pointRef,
  kind: z.enum(alarmKinds),
  sinceMs: utcMsSchema,
  /** Since then: all of them while chattering, those not listed one by one while guarded. */
  reports: z.int().nonnegative(),
});
export type BusyPoint = z.infer<typeof busyPointSchema>;

/** What every screen of the desk shows besides the alarms. */
export const deskStateSchema = z.strictObject({
  drill: deskModeSchema.nullable(),
  buttonTest: deskModeSchema.nullable(),
  flood: z
    .strictObject({ sinceMs: utcMsSchema, alarms: z.int().nonnegative(), most: z.int().nonnegative() })
    .nullable(),
  /** A whole device has `pointId` null. */
  onTest: z.array(pointOnTestSchema),
  chattering: z.array(busyPointSchema),
  guarded: z.array(busyPointSchema),
});
export type DeskState = z.infer<typeof deskStateSchema>;

export const quietDesk: DeskState = {
  drill: null,
  buttonTest: null,
  flood: null,
  onTest: [],
  chattering: [],
  guarded: [],
};

/** The rules for one panic point, each proven against the configuration. `desk.panicRules.<rule>` names it. */
export const panicRules = [
  "is_life",
  "latches",
  "sounds_until_hand",
  "presses_not_merged",
  "not_shelved",
  "not_guarded",
  "not_withheld_on_test",
  "not_closed_unhandled",
  "escalates",
  "has_plan",
  "has_area",
  "has_cameras",
] as const;
export type PanicRule = (typeof panicRules)[number];
/** Wanted (DB15/T 3968-2025 asks for two cameras a point), but not a rule of GB 50394. */
export const panicAdvice: readonly PanicRule[] = ["has_area", "has_cameras"];

export const panicCheckSchema = z.strictObject({
  deviceId: idSchema,
  pointId: z.string().max(64),
  name: localizedTextSchema.nullable(),
  areaId: idSchema.nullable(),
  results: z.array(z.strictObject({ rule: z.enum(panicRules), ok: z.boolean() })),
});
export type PanicCheck = z.infer<typeof panicCheckSchema>;

export const untestedPointSchema = z.strictObject({
  deviceId: idSchema,
  pointId: z.string().max(64),
  name: localizedTextSchema.nullable(),
  areaId: idSchema.nullable(),
  /** The last press in a button test within the last 400 days; null when there was none. */
  lastTestedAtMs: utcMsSchema.nullable(),
});
export type UntestedPoint = z.infer<typeof untestedPointSchema>;

/** One press in a button test or drill: ms from the press as the station heard it; null = not (yet). */
export const testedPressSchema = z.strictObject({
  alarmId: z.string(),
  mark: z.enum(["drill", "test"]),
  deviceId: idSchema.nullable(),
  pointId: z.string().max(64).nullable(),
  name: localizedTextSchema.nullable(),
  areaId: idSchema.nullable(),
  pressedAtMs: utcMsSchema,
  shownAfterMs: z.int().nullable(),
  acknowledgedAfterMs: z.int().nullable(),
  dispatchedAfterMs: z.int().nullable(),
  arrivedAfterMs: z.int().nullable(),
  closedAfterMs: z.int().nullable(),
});
export type TestedPress = z.infer<typeof testedPressSchema>;
