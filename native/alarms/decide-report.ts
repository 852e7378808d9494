import type { Alarm, AlarmClass, AlarmKind } from "../contract/alarms.ts";
import type { EventData, EventKind, NewEvent } from "../contract/events.ts";
import type {
  CameraClockReport,
  CameraEventChannelReport,
  CameraEventReport,
  DeviceReport,
  GateInputReport,
  PanelSignal,
  PanelUnparsed,
} from "../contract/reports.ts";
import { classifyCameraInput, classifyTopic } from "./classify-camera.ts";
import { classifyInput, classifySignal, codeOf, type Meaning } from "./classify.ts";
import { countReports } from "./count-reports.ts";
import { alarmEvent, type Decision, type DeskView, nothing } from "./decision.ts";
import { makeEvent } from "../base/make-event.ts";
import { isOnTest, markOf, withStanding } from "./modes/mark-of.ts";
import { raiseAlarm } from "./raise-alarm.ts";
import { beginBusy, noteRaised, type RateMemory } from "./rates/decide-rates.ts";
import type { RatedPoint } from "./rates/point-rates.ts";
import { type PointView, topicPointId } from "./site-view.ts";

export interface Decider extends DeskView {
  /** Counted on with every report; all else is pure. */
  readonly memory: RateMemory;
}

/**
 * What a device's report means for the log and the alarm queue. The caller applies the alarms to the
 * book. Rules: GB 50394-2007 5.2.3 (a panic point latches, is reset only by hand, and each
 * press gets its turn) and the classes of the site file.
 */
export function decideReport(decider: Decider, report: DeviceReport): Decision {
  const { site } = decider;
  switch (report.type) {
    case "panel.signal":
      return decideSignal(decider, report);
    case "panel.unparsed":
      return decideUnparsed(decider, report);
    case "gate.input":
      return decideInput(decider, report);
    case "gate.line_fault":
    case "gate.line_ok": {
      const point = site.gatePoint(report.deviceId, report.pointId);
      const meaning: Meaning =
        report.type === "gate.line_fault"
          ? { is: "alarm", class: "fault", kind: "line_fault" }
          : { is: "restore", kind: "line_fault" };
      return follow(decider, report, point, meaning, null, report.type, { name: point.name, means: report.means });
    }
    case "gate.counter_reset": {
      const point = site.gatePoint(report.deviceId, report.pointId);
      const { means, from, to } = report;
      return follow(decider, report, point, { is: "information" }, null, report.type, {
        name: point.name,
        means,
        from,
        to,
      });
    }
    case "panel.silent":
    case "panel.heard": {
      const point = site.device(report.deviceId);
      const data = { name: point.name, silentMs: report.silentMs };
      return follow(decider, report, point, presence(report.type === "panel.silent"), null, report.type, data);
    }
    case "camera.picture_bad":
    case "camera.picture_good": {
      const point = site.device(report.deviceId);
      const isBad = report.type === "camera.picture_bad";
      const meaning: Meaning = isBad
        ? { is: "alarm", class: "fault", kind: "picture" }
        : { is: "restore", kind: "picture" };
      const { content, sinceMs } = report;
      return follow(decider, report, point, meaning, null, report.type, { name: point.name, content, sinceMs });
    }
    case "camera.event":
      return decideTopic(decider, report);
    case "camera.input": {
      const point = site.point(report.deviceId, report.pointId);
      const { change, already, ended, count } = report;
      const data = { name: point.name, change, already, ended, count };
      return follow(decider, report, point, classifyCameraInput(report, point.class), null, report.type, data, already);
    }
    case "camera.events_limited": {
      const point = site.device(report.deviceId);
      const { topic, count, fromMs } = report;
      const data = { name: point.name, topic, count, fromMs };
      return follow(decider, report, point, { is: "information" }, null, report.type, data);
    }
    case "camera.events_lost":
    case "camera.events_back": {
      const point = site.device(report.deviceId);
      const meaning = standing(report.type === "camera.events_lost", "events_lost");
      if (isNoNews(decider, report, meaning)) return nothing;
      const data = { name: point.name, error: report.error, sinceMs: report.sinceMs };
      return follow(decider, report, point, meaning, null, report.type, data);
    }
    case "camera.clock_off":
    case "camera.clock_ok": {
      const point = site.device(report.deviceId);
      const meaning = standing(report.type === "camera.clock_off", "clock");
      if (isNoNews(decider, report, meaning)) return nothing;
      return follow(decider, report, point, meaning, null, report.type, {
        name: point.name,
        offsetMs: report.offsetMs,
      });
    }
    case "gate.module_lost":
    case "gate.module_back":
    case "link.up":
    case "link.down":
    case "camera.online":
    case "camera.offline":
    case "camera.auth_refused": {
      const point = site.device(report.deviceId);
      const lost = lostTypes.has(report.type);
      return follow(decider, report, point, presence(lost), null, report.type, {
        name: point.name,
        error: report.error,
      });
    }
  }
}

const lostTypes: ReadonlySet<DeviceReport["type"]> = new Set([
  "gate.module_lost",
  "link.down",
  "camera.offline",
  "camera.auth_refused",
]);

/** However its absence was noticed, one device that is away is one alarm. */
function presence(lost: boolean): Meaning {
  return lost ? { is: "alarm", class: "fault", kind: "device_lost" } : { is: "restore", kind: "device_lost" };
}

function standing(isFault: boolean, kind: AlarmKind): Meaning {
  return isFault ? { is: "alarm", class: "fault", kind } : { is: "restore", kind };
}

/** A cameras process that has just begun says that all is well, in case an alarm of the last one still stands. */
function isNoNews(
  { book }: Decider,
  report: CameraClockReport | CameraEventChannelReport,
  { is, ...meaning }: Meaning,
): boolean {
  if (is !== "restore" || !report.isFirst || !("kind" in meaning)) return false;
  const open = book.ofPoint(report.deviceId, null, meaning.kind);
  return open === null || open.restoredAtMs !== null;
}

/** Each topic that is an alarm is a point of its own: motion that ends does not end a tamper. */
function decideTopic(decider: Decider, report: CameraEventReport): Decision {
  const { site } = decider;
  const device = site.devices.get(report.deviceId);
  const meaning = classifyTopic(report, device?.kind === "camera" ? device : null);
  const point =
    meaning.is === "information"
      ? site.device(report.deviceId)
      : site.point(report.deviceId, topicPointId(report.topic));
  const { topic, change, already, ended, source, rawTopic } = report;
  const data = { name: point.name, topic, change, already, ended, source, rawTopic };
  return follow(decider, report, point, meaning, null, report.type, data, already);
}

function decideSignal(decider: Decider, signal: PanelSignal): Decision {
  const point = decider.site.panelPoint(signal.deviceId, signal.account, signal.zone);
  const meaning = classifySignal(signal, point.class);
  if (signal.repeated && !reopens(decider, signal.deviceId, point.pointId, meaning)) return nothing;
  const { format, raw, account, qualifier, code, partition, zone, receiver, line } = signal;
  const data = { name: point.name, format, raw, account, qualifier, code, partition, zone, receiver, line };
  return follow(decider, signal, point, meaning, codeOf(signal), "panel.signal", data, qualifier === "previous");
}

function decideUnparsed(decider: Decider, report: PanelUnparsed): Decision {
  const point = decider.site.device(report.deviceId);
  const meaning: Meaning = { is: "alarm", class: "security", kind: "unparsed" };
  if (report.repeated && !reopens(decider, report.deviceId, null, meaning)) return nothing;
  const data = { name: point.name, raw: report.raw, text: report.text };
  return follow(decider, report, point, meaning, null, "panel.unparsed", data);
}

/**
 * A frame that looks like the repetition of the one before it, whose acknowledgement was lost. It is
 * passed over while the alarm it made still stands there untouched; once that was closed, or a life
 * alarm was acknowledged, a new press is the safer reading.
 */
function reopens(decider: Decider, deviceId: string, pointId: string | null, meaning: Meaning): boolean {
  if (meaning.is !== "alarm") return false;
  const open = decider.book.ofPoint(deviceId, pointId, meaning.kind);
  return open === null || (open.class === "life" && open.state !== "active");
}

function decideInput(decider: Decider, report: GateInputReport): Decision {
  const point = decider.site.gatePoint(report.deviceId, report.pointId);
  // That somebody has passed is one event; that the contact opened again behind him is none.
  if (report.means === "passage" && report.change === "off") return nothing;
  const means = classifyInput(report.means);
  const meaning: Meaning =
    report.change === "off" && means.is === "alarm" ? { is: "restore", kind: means.kind } : means;
  const data = { name: point.name, means: report.means, change: report.change, count: report.count };
  return follow(decider, report, point, meaning, null, "gate.input", data);
}

type AlarmMeaning = Extract<Meaning, { is: "alarm" }>;

/** The report's own event, and what it does to the alarm of its point. */
function follow<K extends EventKind>(
  decider: Decider,
  report: DeviceReport,
  point: PointView,
  meaning: Meaning,
  code: string | null,
  kind: K,
  data: EventData<K>,
  isStatus = false,
): Decision {
  const place = { deviceId: report.deviceId, pointId: point.pointId, areaId: point.areaId };
  const severity: AlarmClass = meaning.is === "alarm" ? meaning.class : "information";
  // What is no alarm belongs to a test of its device, but not to a drill around it.
  const mark = markOf(decider.desk, place, meaning.is === "alarm" ? meaning.class : "fault", decider.nowMs);
  const effect = effectOf(decider, { report, point, code, isStatus, mark }, meaning);
  // The end of a press belongs to the alarm of the press, drill or not.
  const alarm = effect?.alarms[0] ?? effect?.countedOn;
  const own = makeEvent(
    kind,
    {
      ...place,
      key: `report:${decider.newId()}`,
      atMs: report.atMs,
      deviceAtMs: "deviceAtMs" in report ? report.deviceAtMs : null,
      severity,
      alarmId: alarm?.id ?? null,
      mark: alarm === undefined ? mark : alarm.mark,
    },
    data,
  );
  if (effect === null) return { events: [own], alarms: [] };
  return {
    events: [own, ...effect.events],
    alarms: effect.alarms,
    ...(effect.desk === undefined ? {} : { desk: effect.desk }),
  };
}

interface Reported {
  readonly report: DeviceReport;
  readonly point: PointView;
  readonly code: string | null;
  readonly isStatus: boolean;
  readonly mark: Alarm["mark"];
}

/** What follows besides the report's own event; `countedOn` where the guard lets it count on an alarm and no more. */
interface Effect extends Decision {
  readonly countedOn?: Alarm;
}

function effectOf(decider: Decider, reported: Reported, meaning: Meaning): Effect | null {
  const { report, point } = reported;
  if (meaning.is === "information") return null;
  const open = decider.book.ofPoint(report.deviceId, point.pointId, meaning.kind);
  if (meaning.is === "restore") {
    const key = { deviceId: report.deviceId, pointId: point.pointId, kind: meaning.kind };
    decider.memory.rates.noteRestored(key, report.atMs);
    const desk = withStanding(decider.desk, key, meaning.kind, null);
    const change = desk === decider.desk ? {} : { desk };
    if (open === null || open.restoredAtMs !== null) return { events: [], alarms: [], ...change };
    const alarm: Alarm = { ...open, restoredAtMs: report.atMs };
    const event = alarmEvent(alarm, "alarm.restored", fresh(decider, report), { name: alarm.name });
    return { events: [event], alarms: [alarm], ...change };
  }
  if (isWithheld(decider, report, point, meaning)) return withhold(decider, reported, meaning);
  const joins = open !== null && !soundsAnew(open, reported);
  // A status report of what is known is no new report, and a device has only one absence.
  if (joins && (reported.isStatus || (meaning.kind === "device_lost" && open.restoredAtMs === null))) return null;
  return rated(decider, reported, meaning, joins ? open : null);
}

function fresh(decider: Decider, report: DeviceReport): { key: string; atMs: number } {
  return { key: `alarm:${decider.newId()}`, atMs: report.atMs };
}

/** A device on test has its signals written down only; a call for help sounds all the same. */
function isWithheld(decider: Decider, report: DeviceReport, point: PointView, meaning: AlarmMeaning): boolean {
  if (meaning.class === "life") return false;
  const onTest = decider.desk.onTest.filter((each) => each.untilMs > decider.nowMs);
  return isOnTest({ ...decider.desk, onTest }, { deviceId: report.deviceId, pointId: point.pointId });
}

function withhold(decider: Decider, { report, point, mark }: Reported, meaning: AlarmMeaning): Effect {
  const { deviceId } = report;
  const { name, pointId, areaId } = point;
  const { class: alarmClass, kind } = meaning;
  const place = { ...fresh(decider, report), severity: alarmClass, deviceId, pointId, areaId, mark };
  const event = makeEvent("alarm.withheld", place, { name, class: alarmClass, kind });
  // A gate that found metal found it once; nothing stands that would have to be raised later.
  const stands = kind !== "metal" && kind !== "unparsed";
  const desk = stands ? withStanding(decider.desk, { deviceId, pointId }, kind, alarmClass) : decider.desk;
  return { events: [event], alarms: [], ...(desk === decider.desk ? {} : { desk }) };
}

/** Counts the report, and raises or repeats the alarm unless the guard holds the point. */
function rated(decider: Decider, reported: Reported, meaning: AlarmMeaning, open: Alarm | null): Effect {
  const { report, point } = reported;
  const { memory, settings } = decider;
  const { name, pointId, areaId } = point;
  const which: RatedPoint = { deviceId: report.deviceId, pointId, kind: meaning.kind, name, areaId };
  const signs = memory.rates.note(which, memory.monotonicMs, settings, meaning.class !== "life");
  if (signs.guard === "on") {
    memory.rates.count(which, open !== null, countOf(report));
    if (open === null) return { events: [], alarms: [] };
    return { events: [], alarms: [], countedOn: open };
  }
  let { desk } = decider;
  const lines: NewEvent[] = [];
  const take = (change: { desk: Decider["desk"]; event: NewEvent } | null): void => {
    if (change === null) return;
    desk = change.desk;
    lines.push(change.event);
  };
  if (signs.chatterBegan) take(beginBusy(decider, desk, which, "chattering"));
  if (signs.guard === "began") take(beginBusy(decider, desk, which, "guarded"));
  const change = open === null ? raise(decider, reported, meaning) : repeat(decider, report, open);
  if (open === null && reported.mark === null) take(noteRaised(decider, desk, memory));
  return { ...change, events: [...change.events, ...lines], ...(desk === decider.desk ? {} : { desk }) };
}

function countOf(report: DeviceReport): number {
  return report.type === "gate.input" || report.type === "camera.input" ? report.count : 1;
}

function repeat(decider: Decider, report: DeviceReport, open: Alarm): Decision {
  return countReports(decider, open, { reports: countOf(report), atMs: report.atMs, restoredAtMs: null });
}

/**
 * A press on a life point after somebody acknowledged the last one is a new call for help; and what is
 * real never joins an alarm of a drill or a test, nor the other way round.
 */
function soundsAnew(open: Alarm, { isStatus, mark }: Pick<Reported, "isStatus" | "mark">): boolean {
  if (isStatus) return false;
  return open.mark !== mark || (open.class === "life" && open.state !== "active");
}

function raise(decider: Decider, reported: Reported, meaning: AlarmMeaning): Decision {
  const { report, point, code, mark } = reported;
  return raiseAlarm(decider, {
    class: meaning.class,
    kind: meaning.kind,
    deviceId: report.deviceId,
    pointId: point.pointId,
    areaId: point.areaId,
    name: point.name,
    cameraIds: [...point.cameraIds],
    code,
    raisedAtMs: report.atMs,
    reportCount: countOf(report),
    mark,
  });
}
