import { z } from "zod";
import { base } from "./procedure.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";

/** Coverage 覆盖率 (0016): minutes of fresh, unfrozen, on-time video of key areas over minutes wanted. */

/** Why a minute is none of video. `process_down`: pictures were not measured; `console_down`: nor was anything else. */
export const coverageCauses = [
  "offline",
  "stalled",
  "frozen",
  "blank",
  "moved",
  "clock",
  "refused",
  "unsupported",
  "process_down",
  "console_down",
] as const;
export type CoverageCause = (typeof coverageCauses)[number];

export const minuteMs = 60_000;
const minutes = z.int().nonnegative();

/** What one camera covered of at most an hour; whole minutes of UTC. What is in no gap was covered. */
export const coverageRecordSchema = z.strictObject({
  cameraId: idSchema,
  name: localizedTextSchema.nullable(),
  areaId: idSchema,
  fromMs: utcMsSchema,
  minutes: minutes.max(60),
  /** First minute (from `fromMs`), how many, why; rising. */
  gaps: z.array(z.tuple([minutes.max(59), z.int().min(1).max(60), z.enum(coverageCauses)])).max(60),
  /** It was taken out of the site or its area is key no more: nothing is wanted of it after this. */
  left: z.literal(true).optional(),
});
export type CoverageRecord = z.infer<typeof coverageRecordSchema>;

/** Cameras of one event; more make several. */
export const mostCamerasOfEvent = 64;

export const coverageEventSchemas = {
  /** Once an hour, at a stop, and when a camera leaves. */
  "coverage.measured": z.strictObject({
    areas: z.array(z.strictObject({ areaId: idSchema, name: localizedTextSchema })).max(mostCamerasOfEvent),
    cameras: z.array(coverageRecordSchema).max(mostCamerasOfEvent),
  }),
} as const;

const sums = { wanted: minutes, covered: minutes };
const area = { areaId: idSchema, name: localizedTextSchema.nullable() };
const daySchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "YYYY-MM-DD");
const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "YYYY-MM");

/** A span without video, of whole minutes, UTC ms. */
export const coverageGapSchema = z.strictObject({
  fromMs: utcMsSchema,
  toMs: utcMsSchema,
  cause: z.enum(coverageCauses),
});
export type CoverageGap = z.infer<typeof coverageGapSchema>;

export const coverageMonthSchema = z.strictObject({
  month: monthSchema,
  timeZone: z.string(),
  /** What came later is not counted yet, UTC ms. */
  measuredUntilMs: utcMsSchema,
  /** Days of the site's clock that have begun; `isOver`: to its end measured. */
  days: z.array(z.strictObject({ day: daySchema, isOver: z.boolean() })),
  /** `days` in the order of the month's; days of which nothing was wanted have 0 of 0. */
  areas: z.array(z.strictObject({ ...area, ...sums, days: z.array(z.strictObject(sums)) })),
});
export type CoverageMonth = z.infer<typeof coverageMonthSchema>;

const dayAreasSchema = z.array(
  z.strictObject({
    ...area,
    ...sums,
    cameras: z.array(
      z.strictObject({
        cameraId: idSchema,
        name: localizedTextSchema.nullable(),
        ...sums,
        /** Later than the day's beginning for a camera that came in the day, UTC ms. */
        fromMs: utcMsSchema,
        gaps: z.array(coverageGapSchema),
      }),
    ),
  }),
);

export const coverageDaySchema = z.strictObject({
  day: daySchema,
  timeZone: z.string(),
  measuredUntilMs: utcMsSchema,
  isOver: z.boolean(),
  areas: dayAreasSchema,
});
export type CoverageDay = z.infer<typeof coverageDaySchema>;

export const coverageContract = {
  month: base.input(z.strictObject({ month: monthSchema })).output(coverageMonthSchema),
  day: base.input(z.strictObject({ day: daySchema })).output(coverageDaySchema),
  /** Every day of the month, with every gap. */
  gaps: base
    .input(z.strictObject({ month: monthSchema }))
    .output(z.array(z.strictObject({ day: daySchema, areas: dayAreasSchema }))),
  /** Every gap of the month, and every camera's days: RFC 4180, UTF-8, headings are the contract's field names. */
  csv: base.input(z.strictObject({ month: monthSchema })).output(z.strictObject({ csv: z.string() })),
} as const;
