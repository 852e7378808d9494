import { z } from "zod";
import { alarmClassSchema, alarmKinds, closingCauses, falseReasons } from "./alarms.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/**
 * How much the desk has to bear (ISA-18.2, EEMUA 191), over a span of the log. What is marked as a
 * drill or a test is left out.
 */
const count = z.int().nonnegative();
const point = {
  deviceId: idSchema.nullable(),
  pointId: z.string().nullable(),
  kind: z.enum(alarmKinds),
  name: localizedTextSchema.nullable(),
};

/** Of times in ms; null where there is none. */
export const timesSchema = z.strictObject({
  count,
  medianMs: z.number().nullable(),
  p90Ms: z.number().nullable(),
  mostMs: z.number().nullable(),
});
export type Times = z.infer<typeof timesSchema>;

export const alarmLoadSchema = z.strictObject({
  fromMs: utcMsSchema,
  toMs: utcMsSchema,
  raised: count,
  byClass: z.record(alarmClassSchema, count),
  /** Ten minutes each, from `fromMs` on, those without an alarm included. */
  tenMinutes: z.array(
    z.strictObject({
      startMs: utcMsSchema,
      raised: count,
      /** Who was signed on at any time within, and how many alarms that makes for each; at least one is assumed. */
      operators: count,
      perOperator: z.number().nonnegative(),
    }),
  ),
  /** Of all alarms, how many each operator acknowledged. */
  byOperator: z.array(z.strictObject({ operator: z.string(), acknowledged: count, closed: count })),
  /** Share of the ten minutes with at most one alarm per operator, and with more than ten; 0 to 1. */
  calmShare: z.number(),
  floodShare: z.number(),
  floods: z.array(z.strictObject({ fromMs: utcMsSchema, toMs: utcMsSchema.nullable(), most: count })),
  chattering: z.array(z.strictObject({ ...point, times: count, reports: count })),
  /** Open for more than 24 h at the end of the span, or when they were closed. */
  standing: z.array(z.strictObject({ ...point, alarmId: z.string(), raisedAtMs: utcMsSchema, openMs: count })),
  /** The points with the most alarms, at most 20. */
  topPoints: z.array(z.strictObject({ ...point, raised: count, reports: count })),
  causes: z.array(
    z.strictObject({ cause: z.enum(closingCauses), reason: z.enum(falseReasons).nullable(), alarms: count }),
  ),
  /** By class, from the raising on. */
  responses: z.array(
    z.strictObject({
      class: alarmClassSchema,
      acknowledged: timesSchema,
      dispatched: timesSchema,
      arrived: timesSchema,
      closed: timesSchema,
    }),
  ),
  escalations: z.array(z.strictObject({ class: alarmClassSchema, level: z.int().positive(), alarms: count })),
});
export type AlarmLoad = z.infer<typeof alarmLoadSchema>;
