import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { actorSchema, roles } from "./actor.ts";
import { alarmLoadSchema } from "./alarm-load.ts";
import {
  type Alarm,
  alarmClassSchema,
  alarmKinds,
  alarmSchema,
  callSignSchema,
  closingCauses,
  falseReasons,
  manualChannels,
} from "./alarms.ts";
import {
  type DeskState,
  deskSettingsSchema,
  deskStateSchema,
  panicCheckSchema,
  testablePointSchema,
  testedPressSchema,
  untestedPointSchema,
} from "./desk.ts";
import { enrolContract } from "./enrol.ts";
import { cameraViewsContract } from "./camera-views.ts";
import { coverageContract } from "./coverage.ts";
import { errorDataSchema } from "./errors.ts";
import { bookmarksContract, clipsContract, holdsContract, retentionContract } from "./evidence-rpc.ts";
import { eventFilterSchema, eventPageSchema, type StoredEvent } from "./events.ts";
import { exportsContract } from "./exports-rpc.ts";
import { depositsContract, entriesContract, gatesContract, itemsContract, warningsContract } from "./gates-rpc.ts";
import { frameChecksSchema, profileListSchema } from "./gate-profile.ts";
import { type DeviceHealth, deviceHealthSchema, keptFrameSchema } from "./health.ts";
import { loadedPlanSchema, planProblemSchema } from "./plans.ts";
import { base } from "./procedure.ts";
import { ptzContract } from "./ptz.ts";
import { shiftAskSchema, shiftPieceSchema, spanSchema } from "./shift.ts";
import { areaSchema, type deviceSchema, siteProblemSchema, siteVideoSchema } from "./site.ts";
import { serialPortSchema, siteEditContract } from "./site-edit.ts";
import { idSchema, localizedTextSchema, utcMsSchema } from "./text.ts";
import { siteWallSchema } from "./wall.ts";

/** What the page may know of a device: never its address, link or password. */
export const deviceSummarySchema = z.strictObject({
  id: idSchema,
  kind: z.enum(["panel", "gate", "camera"]),
  family: z.string(),
  name: localizedTextSchema.nullable(),
  areaId: idSchema,
  /** By which the wall calls a camera; null = none. */
  number: z.int().nullable(),
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
  /** Saved views and tours. */
  wall: siteWallSchema,
  /** Simulated devices: said on every screen. */
  simulated: z.boolean(),
  /** Of recordings: how long before and after an alarm. */
  video: siteVideoSchema.pick({ beforeSeconds: true, afterSeconds: true }),
  /** The site's settings of the alarm desk over the shipped ones. */
  desk: deskSettingsSchema,
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
      readonly desk: DeskState;
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
  | { readonly type: "log"; readonly log: LogCondition; readonly nowMs: number }
  /** The whole of it, whenever something of it changed. */
  | { readonly type: "desk"; readonly desk: DeskState; readonly nowMs: number };

const liveMessageSchema = z.custom<LiveMessage>();

const alarmRef = z.strictObject({ alarmId: z.string().min(1).max(64) });
const note = z.string().trim().max(2000);
const optionalNote = note.default("");
const reason = z.string().trim().min(1).max(500);
const pointRef = z.strictObject({ deviceId: idSchema, pointId: z.string().min(1).max(64).nullable() });
/** `untilMs`: UTC; later than now and within the limit of the settings, else `alarm.wrong_time`. */
const modeInput = z.strictObject({
  areaIds: z.array(idSchema).max(500).default([]),
  untilMs: utcMsSchema,
  note: z.string().trim().max(500).default(""),
});

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
    ...siteEditContract,
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
    /** Also what has reported again since (`againAtMs`): by its owner. */
    acknowledge: base.input(alarmRef.extend({ note: note.default("") })).output(alarmSchema),
    addNote: base.input(alarmRef.extend({ note: note.min(1) })).output(alarmSchema),
    /**
     * From every state but `active`. Refused: `alarm.sounds_again`, `alarm.step_open` {stepId} while a required step is open,
     * `alarm.reason_missing` (cause `false`), `alarm.note_missing`, `alarm.not_owner` {owner}.
     */
    close: base
      .input(
        alarmRef.extend({ cause: z.enum(closingCauses), reason: z.enum(falseReasons).nullable().default(null), note }),
      )
      .output(alarmSchema),
    /** Sends guards; again from `dispatched` or `arrived` sends more. */
    dispatch: base
      .input(alarmRef.extend({ callSigns: z.array(callSignSchema).min(1).max(20), note: optionalNote }))
      .output(alarmSchema),
    /** The first of them is there; an empty call sign = nobody said which. */
    arrive: base
      .input(alarmRef.extend({ callSign: z.string().trim().max(40).default(""), note: optionalNote }))
      .output(alarmSchema),
    takeOver: base.input(alarmRef.extend({ note: optionalNote })).output(alarmSchema),
    /** A new alarm that continues the closed one. `alarm.already_continued` {by} if there is one. */
    reopen: base.input(alarmRef.extend({ note: note.min(1) })).output(alarmSchema),
    raiseManual: base
      .input(
        z.strictObject({
          kind: z.enum(alarmKinds),
          /** Left out: the class of the kind. */
          class: alarmClassSchema.exclude(["information"]).optional(),
          areaId: idSchema.nullable(),
          /** Where, in the caller's words; empty = the area's name. One of the two is needed. */
          place: z.string().trim().max(200).default(""),
          who: z.string().trim().max(100),
          what: z.string().trim().min(1).max(1000),
          channel: z.enum(manualChannels),
          cameraIds: z.array(idSchema).max(16).default([]),
        }),
      )
      .output(alarmSchema),
    /**
     * The key D. `stepId` is the step that the operator saw: `alarm.wrong_step` {stepId} if the plan has
     * moved on. A `dispatch` step needs `callSigns` unless somebody was sent already; a `record` step a note.
     */
    doNextStep: base
      .input(
        alarmRef.extend({
          stepId: idSchema,
          answerId: idSchema.nullable().default(null),
          callSigns: z.array(callSignSchema).max(20).default([]),
          note: optionalNote,
        }),
      )
      .output(alarmSchema),
    /** `alarm.step_required` for a step that must be done. */
    skipStep: base.input(alarmRef.extend({ stepId: idSchema, note: note.min(1) })).output(alarmSchema),
    /** `alarm.never_shelved` for life; `alarm.wrong_time` {mostMinutes}. */
    shelve: base.input(alarmRef.extend({ untilMs: utcMsSchema, reason })).output(alarmSchema),
    unshelve: base.input(alarmRef.extend({ note: optionalNote })).output(alarmSchema),
    /** Takes the mark of a drill or test away: it was a real one. */
    makeReal: base.input(alarmRef.extend({ note: optionalNote })).output(alarmSchema),
    /** The page painted these; the station keeps it for marked alarms only, the first time. */
    noteShown: base
      .input(z.strictObject({ alarmIds: z.array(alarmRef.shape.alarmId).max(100) }))
      .output(z.strictObject({})),
  },
  desk: {
    get: base.output(deskStateSchema),
    startDrill: base.input(modeInput).output(deskStateSchema),
    endDrill: base.output(deskStateSchema),
    startButtonTest: base.input(modeInput).output(deskStateSchema),
    endButtonTest: base.output(deskStateSchema),
    /** A device (`pointId` null) or one point of it. */
    startTest: base.input(pointRef.extend({ untilMs: utcMsSchema, reason })).output(deskStateSchema),
    /** The site's devices and points, to choose from. */
    testablePoints: base.output(z.array(testablePointSchema)),
    endTest: base.input(pointRef).output(deskStateSchema),
    /** The rules of GB 50394 5.2.3, proven for every panic point of the site. */
    checkPanicPoints: base.output(z.array(panicCheckSchema)),
    /** Panic points without a press in a button test since the month began (site time). */
    untestedPoints: base.output(z.strictObject({ sinceMs: utcMsSchema, points: z.array(untestedPointSchema) })),
    testedPresses: base.input(spanSchema).output(z.array(testedPressSchema)),
  },
  plans: {
    /** Those in use, and what is wrong with those that are not. */
    list: base.output(
      z.strictObject({
        plans: z.array(loadedPlanSchema),
        refused: z.array(z.strictObject({ file: z.string(), problems: z.array(planProblemSchema) })),
      }),
    ),
    /** Also an older version that an alarm still follows. */
    get: base.input(z.strictObject({ planId: idSchema, version: z.int().positive() })).output(loadedPlanSchema),
  },
  reports: {
    /** At most 92 days, else `report.bad_span`. */
    alarmLoad: base.input(spanSchema).output(alarmLoadSchema),
    /** The same as tables for a spreadsheet: RFC 4180, UTF-8, headings are the contract's field names. */
    alarmLoadCsv: base.input(spanSchema).output(z.strictObject({ csv: z.string() })),
    /**
     * The JSON text of a `ShiftLog`, at most 31 days, else `report.bad_span`; in pieces. `log.bad_cursor` for a
     * report that is not kept any more (a minute after the last question, or four others since): begin anew.
     */
    shift: base.input(shiftAskSchema).output(shiftPieceSchema),
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
  cameras: { ...enrolContract, ...cameraViewsContract },
  ptz: ptzContract,
  coverage: coverageContract,
  exports: exportsContract,
  gates: gatesContract,
  items: itemsContract,
  entries: entriesContract,
  deposits: depositsContract,
  warnings: warningsContract,
  clips: clipsContract,
  bookmarks: bookmarksContract,
  holds: holdsContract,
  retention: retentionContract,
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
    /** How the frames of a device's line fared, with the check that would fit; null for families without profiles. */
    frameChecks: base.input(z.strictObject({ deviceId: idSchema })).output(frameChecksSchema.nullable()),
    /** The gate profiles there are, read anew. */
    profiles: base.output(profileListSchema),
    /** Reads the profiles anew and opens the lines whose profile has changed. */
    useProfiles: base.output(profileListSchema),
    /** Those of the station's machine; empty where the system cannot tell. */
    serialPorts: base.output(z.array(serialPortSchema)),
  },
} as const;
export type Contract = typeof contract;
