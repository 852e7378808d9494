import { newAlarm } from "../../../native/alarms/new-alarm.ts";
import type { Alarm } from "../../../native/contract/alarms.ts";
import type { NewEvent } from "../../../native/contract/events.ts";
import type { LogEntry } from "../../../native/log/log.ts";

/** 2026-01-01T00:00:00Z */
export const startMs = 1_767_225_600_000;

type Fields = Partial<Omit<NewEvent, "kind" | "data">>;

const fields = {
  severity: "information",
  atMs: startMs,
  deviceAtMs: null,
  deviceId: null,
  pointId: null,
  areaId: null,
  alarmId: null,
  actor: null,
} as const;

/** A metal alarm at a gate, named as given. */
export function gateEvent(key: string, name: string, other: Fields = {}): NewEvent {
  return {
    ...fields,
    deviceId: "gate1",
    pointId: "in0",
    areaId: "ed",
    ...other,
    key,
    kind: "gate.input",
    data: { name: { "zh-CN": name }, means: "metal", change: "on", count: 1 },
  };
}

/** An operator's note. */
export function noteEvent(key: string, note: string, other: Fields = {}): NewEvent {
  return { ...fields, ...other, key, kind: "alarm.note_added", data: { name: null, note } };
}

export function raisedEvent(key: string, alarmId: string, other: Fields = {}): NewEvent {
  return {
    ...fields,
    severity: "life",
    deviceId: "rx1",
    pointId: "1234-001",
    areaId: "ed",
    ...other,
    alarmId,
    key,
    kind: "alarm.raised",
    data: {
      name: { "zh-CN": "急诊护士站一键报警", en: "ED nurses' panic button" },
      class: "life",
      kind: "panic",
      code: "contact-id:120",
      cameraIds: ["cam1"],
    },
  };
}

export function sampleAlarm(id: string, other: Partial<Alarm> = {}): Alarm {
  return newAlarm({
    id,
    class: "life",
    kind: "panic",
    deviceId: "rx1",
    pointId: "1234-001",
    areaId: "ed",
    name: { "zh-CN": "急诊护士站一键报警" },
    cameraIds: ["cam1"],
    code: "contact-id:120",
    raisedAtMs: startMs,
    ...other,
  });
}

export function entryOf(...events: readonly NewEvent[]): LogEntry {
  return { events, alarms: [] };
}
