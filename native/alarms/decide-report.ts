import type { Alarm, AlarmClass, AlarmKind } from "../contract/alarms.ts";
import type { EventData, EventKind, NewEvent } from "../contract/events.ts";
import type { DeviceReport, GateInputReport, PanelSignal, PanelUnparsed } from "../contract/reports.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { classifyInput, classifySignal, codeOf, type Meaning } from "./classify.ts";
import type { PointView, SiteView } from "./site-view.ts";

/** What follows from a report or a command: stored together or not at all. */
export interface Decision {
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
}

export interface Decider {
  readonly book: AlarmBook;
  readonly site: SiteView;
  /** A new id that nothing else has; for alarms and idempotency keys. */
  readonly newId: () => string;
}

const nothing: Decision = { events: [], alarms: [] };

/**
 * What a device's report means for the log and the alarm queue. Pure: the caller applies the alarms
 * to the book. Rules: GB 50394-2007 5.2.3 (a panic point latches, is reset only by hand, and each
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
    case "panel.silent":
    case "panel.heard": {
      const point = site.device(report.deviceId);
      const data = { name: point.name, silentMs: report.silentMs };
      return follow(decider, report, point, presence(report.type === "panel.silent"), null, report.type, data);
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
  return open === null || soundsAnew(open, false);
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
  const alarm =
    meaning.is === "information" ? null : decider.book.ofPoint(report.deviceId, point.pointId, meaning.kind);
  const change = changeOf(decider, report, point, meaning, code, alarm, isStatus);
  const about = {
    atMs: report.atMs,
    deviceAtMs: null,
    deviceId: report.deviceId,
    pointId: point.pointId,
    areaId: point.areaId,
    alarmId: change?.alarm.id ?? null,
    actor: null,
  };
  const severity: AlarmClass = meaning.is === "alarm" ? meaning.class : "information";
  // The kinds and their data are paired by the parameter K; the compiler cannot follow that into the union.
  const own = { ...about, key: `report:${decider.newId()}`, kind, severity, data } as unknown as NewEvent;
  if (change === null) return { events: [own], alarms: [] };
  const second = {
    ...about,
    key: change.key,
    kind: change.kind,
    severity: change.alarm.class,
    data: change.data,
  } as unknown as NewEvent;
  return { events: [own, second], alarms: [change.alarm] };
}

interface Change {
  readonly alarm: Alarm;
  readonly kind: EventKind;
  readonly key: string;
  readonly data: object;
}

function changeOf(
  decider: Decider,
  report: DeviceReport,
  point: PointView,
  meaning: Meaning,
  code: string | null,
  open: Alarm | null,
  isStatus: boolean,
): Change | null {
  if (meaning.is === "information") return null;
  if (meaning.is === "restore") {
    if (open === null || open.restoredAtMs !== null) return null;
    const alarm: Alarm = { ...open, restoredAtMs: report.atMs };
    return { alarm, kind: "alarm.restored", key: `alarm:${decider.newId()}`, data: { name: alarm.name } };
  }
  if (open !== null && !soundsAnew(open, isStatus)) {
    // A status report of what is known is no new report, and a device has only one absence.
    if (isStatus || (meaning.kind === "device_lost" && open.restoredAtMs === null)) return null;
    const count = report.type === "gate.input" ? report.count : 1;
    const alarm: Alarm = {
      ...open,
      reportCount: open.reportCount + count,
      lastReportAtMs: report.atMs,
      restoredAtMs: null,
    };
    const data = { name: alarm.name, reportCount: alarm.reportCount };
    return { alarm, kind: "alarm.repeated", key: `alarm:${decider.newId()}`, data };
  }
  const alarm = raise(decider.newId(), report, point, meaning.class, meaning.kind, code);
  const { class: alarmClass, kind, cameraIds, name } = alarm;
  const data = { name, class: alarmClass, kind, code, cameraIds };
  return { alarm, kind: "alarm.raised", key: `alarm:${alarm.id}:raised`, data };
}

/** A press on a life point after somebody acknowledged the last one is a new call for help. */
function soundsAnew(open: Alarm, isStatus: boolean): boolean {
  return !isStatus && open.class === "life" && open.state === "acknowledged";
}

function raise(
  id: string,
  report: DeviceReport,
  point: PointView,
  alarmClass: AlarmClass,
  kind: AlarmKind,
  code: string | null,
): Alarm {
  return {
    id,
    class: alarmClass,
    kind,
    state: "active",
    deviceId: report.deviceId,
    pointId: point.pointId,
    areaId: point.areaId,
    name: point.name,
    cameraIds: [...point.cameraIds],
    code,
    raisedAtMs: report.atMs,
    raisedSeq: null,
    reportCount: report.type === "gate.input" ? report.count : 1,
    lastReportAtMs: report.atMs,
    restoredAtMs: null,
    acknowledgedAtMs: null,
    acknowledgedBy: null,
    closedAtMs: null,
    closedBy: null,
    cause: null,
    note: "",
  };
}
