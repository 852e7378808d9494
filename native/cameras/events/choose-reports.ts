import type { CameraTopic } from "../../contract/camera-events.ts";
import type { CameraEventReport, CameraEventsLimitedReport, CameraInputReport } from "../../contract/reports.ts";
import type { CameraDevice } from "../../contract/site.ts";
import type { ConditionChange } from "./conditions.ts";

export type EventReport = CameraEventReport | CameraInputReport | CameraEventsLimitedReport;

/** Which changes are told to the station. Pure but for its counts; times are given. */
export interface ReportChooser {
  /** The changes of one answer, in their order. */
  readonly choose: (changes: readonly ConditionChange[], atMs: number, monotonicMs: number) => EventReport[];
  /** What the limit held back, for windows that are over. */
  readonly limited: (monotonicMs: number) => EventReport[];
}

/** Of one topic of one camera, so many in so long; the log takes thousands a second, but people read it. */
const mostInWindow = 12;
const windowMs = 60_000;
/** Twice what `makeConditions` keeps. */
const mostTold = 1000;

interface Window {
  readonly startMs: number;
  /** UTC ms. */
  readonly startAtMs: number;
  told: number;
  held: number;
}

export function makeReportChooser(device: Pick<CameraDevice, "id" | "inputs" | "events">): ReportChooser {
  const inputs = new Map(device.inputs.map((input) => [input.token, input]));
  const wanted = new Set<CameraTopic>([...device.events.alarms, ...device.events.logged]);
  const windows = new Map<CameraTopic, Window>();
  /** Begun and told: their end is told too, or an alarm would stand for ever. */
  const told = new Set<string>();

  function isAllowed(topic: CameraTopic, atMs: number, monotonicMs: number): boolean {
    let window = windows.get(topic);
    if (window === undefined)
      windows.set(topic, (window = { startMs: monotonicMs, startAtMs: atMs, told: 0, held: 0 }));
    if (window.told >= mostInWindow) {
      window.held++;
      return false;
    }
    window.told++;
    return true;
  }

  function eventReport(change: ConditionChange, atMs: number, monotonicMs: number): EventReport[] {
    const key = `${change.rawTopic}\n${change.source}`;
    if (change.change === "off") {
      if (!told.delete(key)) return [];
    } else {
      if (!wanted.has(change.topic) || !isAllowed(change.topic, atMs, monotonicMs)) return [];
      if (change.change === "on") told.add(key);
      const [oldest] = told.size > mostTold ? told : [];
      if (oldest !== undefined) told.delete(oldest);
    }
    const { topic, rawTopic, source, already, ended, deviceAtMs } = change;
    const about = { deviceId: device.id, atMs, deviceAtMs, topic, rawTopic, source };
    return [{ type: "camera.event", ...about, change: change.change, already, ended }];
  }

  function limited(monotonicMs: number): EventReport[] {
    const found: EventReport[] = [];
    for (const [topic, window] of windows) {
      if (monotonicMs - window.startMs < windowMs) continue;
      windows.delete(topic);
      if (window.held === 0) continue;
      const atMs = Math.round(window.startAtMs + windowMs);
      const about = { deviceId: device.id, topic, count: window.held, fromMs: window.startAtMs };
      found.push({ type: "camera.events_limited", atMs, ...about });
    }
    return found;
  }

  /**
   * What one contact did within one answer: at most off, so many presses, off. None is left out, and a
   * contact that rattles a thousand times a second is still three reports.
   */
  function inputReports(token: string, changes: readonly ConditionChange[], atMs: number): CameraInputReport[] {
    const presses = changes.filter(({ change }) => change !== "off");
    const first = changes[0];
    const last = changes.at(-1);
    const report = (of: ConditionChange, change: "on" | "off", count: number): CameraInputReport => {
      const { ended, deviceAtMs } = of;
      const already = change === "on" && presses.every((press) => press.already);
      return {
        type: "camera.input",
        deviceId: device.id,
        pointId: token,
        atMs,
        deviceAtMs,
        change,
        already,
        ended,
        count,
      };
    };
    const [press] = presses;
    return [
      ...(first?.change === "off" ? [report(first, "off", 1)] : []),
      ...(press ? [report(press, "on", presses.length)] : []),
      ...(press && last?.change === "off" ? [report(last, "off", 1)] : []),
    ];
  }

  return {
    limited,
    choose(changes, atMs, monotonicMs) {
      const reports = limited(monotonicMs);
      const ofInputs = new Map<string, ConditionChange[]>();
      for (const change of changes) {
        const input = change.topic === "digital_input" ? inputs.get(change.token) : undefined;
        if (input === undefined) reports.push(...eventReport(change, atMs, monotonicMs));
        else ofInputs.set(input.token, [...(ofInputs.get(input.token) ?? []), change]);
      }
      for (const [token, ofInput] of ofInputs) reports.push(...inputReports(token, ofInput, atMs));
      return reports;
    },
  };
}
