import { z } from "zod";
import { actorSchema } from "./actor.ts";
import {
  alarmClassSchema,
  alarmKinds,
  callSignSchema,
  escalationStages,
  escalationTargets,
  manualChannels,
} from "./alarms.ts";
import { planSchema } from "./plans.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/** The events of the alarm desk. As in events.ts: a kind's data is never changed after release. */
const about = { name: localizedTextSchema.nullable() };
const note = z.string();
const count = z.int().nonnegative();
const alarmId = z.string();

/** Of a drill or a button test: which areas take part; empty = all. */
const mode = z.strictObject({ areaIds: z.array(idSchema), untilMs: utcMsSchema, note });
const modeEnd = z.strictObject({ by: z.enum(["hand", "time"]), sinceMs: utcMsSchema });
const pointRate = z.strictObject({ ...about, kind: z.enum(alarmKinds), reports: count, windowMs: count });
const plan = { ...about, planId: idSchema, version: z.int().positive() };
const planStep = { ...plan, stepId: idSchema };

export const deskEventSchemas = {
  "alarm.dispatched": z.strictObject({ ...about, callSigns: z.array(callSignSchema), note }),
  "alarm.arrived": z.strictObject({ ...about, callSign: z.string(), note }),
  /** A security alarm that was acknowledged reported again: it sounds until it is acknowledged again. */
  "alarm.again": z.strictObject({ ...about, reportCount: z.int() }),
  "alarm.again_acknowledged": z.strictObject({ ...about, note }),
  "alarm.taken_over": z.strictObject({ ...about, from: actorSchema.nullable(), note }),
  /** On the closed alarm: which one continues it. */
  "alarm.reopened": z.strictObject({ ...about, as: alarmId, note }),
  /** On the new alarm: which one it continues. */
  "alarm.continues": z.strictObject({ ...about, of: alarmId, note }),
  /** Beside `alarm.raised`, for one that a person reported. */
  "alarm.reported_by_hand": z.strictObject({
    ...about,
    channel: z.enum(manualChannels),
    who: z.string(),
    what: z.string(),
  }),
  "alarm.escalated": z.strictObject({
    ...about,
    stage: z.enum(escalationStages),
    level: z.int().positive(),
    to: z.enum(escalationTargets),
    /** Since the count began, ms. */
    afterMs: count,
  }),
  "alarm.shelved": z.strictObject({ ...about, untilMs: utcMsSchema, reason: z.string() }),
  "alarm.unshelved": z.strictObject({ ...about, by: z.enum(["hand", "time"]), note }),
  /** Marked as a drill or a test, but it is real: from here on it counts. */
  "alarm.made_real": z.strictObject({ ...about, note }),
  /** A marked alarm was painted on a screen, ms after it was raised: the times of a test. */
  "alarm.shown": z.strictObject({ ...about, afterMs: count }),
  /** A signal that would have raised an alarm, were its device not on test. */
  "alarm.withheld": z.strictObject({ ...about, class: alarmClassSchema, kind: z.enum(alarmKinds) }),

  /** The plan as it stood: once for every version, so that the record explains itself. */
  "plan.loaded": z.strictObject({ plan: planSchema }),
  "plan.started": z.strictObject({ ...plan, stepId: idSchema }),
  "plan.step_done": z.strictObject({ ...planStep, answerId: idSchema.nullable(), next: idSchema.nullable(), note }),
  "plan.step_skipped": z.strictObject({ ...planStep, next: idSchema.nullable(), note }),
  "plan.step_overdue": z.strictObject({ ...planStep, afterMs: count }),
  "plan.finished": z.strictObject(plan),

  "desk.drill_started": mode,
  "desk.drill_ended": modeEnd,
  "desk.button_test_started": mode,
  "desk.button_test_ended": modeEnd,
  "desk.flood_began": z.strictObject({ alarms: count, windowMs: count }),
  "desk.flood_ended": z.strictObject({ alarms: count, windowMs: count, sinceMs: utcMsSchema, most: count }),
  /** The machine's clock was set by so much, ms; deadlines keep their real length. */
  "desk.clock_set": z.strictObject({ byMs: z.int() }),
  "point.test_started": z.strictObject({ ...about, untilMs: utcMsSchema, reason: z.string() }),
  "point.test_ended": z.strictObject({ ...about, by: z.enum(["hand", "time"]), sinceMs: utcMsSchema }),
  "point.chattering": pointRate,
  "point.settled": z.strictObject({ ...about, kind: z.enum(alarmKinds), sinceMs: utcMsSchema, reports: count }),
  /** Reports that come faster than anybody can read are counted, not listed one by one. Never a life point. */
  "point.guarded": pointRate,
  "point.guard_ended": z.strictObject({ ...about, kind: z.enum(alarmKinds), sinceMs: utcMsSchema, counted: count }),
} as const;
