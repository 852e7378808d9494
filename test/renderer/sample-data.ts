import type { Alarm } from "../../native/contract/alarms.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import type { DeviceHealth } from "../../native/contract/health.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";

const areas: StationInfo["areas"] = [
  { id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" }, key: true },
  { id: "opd", name: { "zh-CN": "门诊一楼", en: "Outpatients, ground floor" }, key: false },
  { id: "pharmacy", name: { "zh-CN": "药库", en: "Pharmacy store" }, key: true },
];

const cameraNames = [
  ["急诊入口", "Emergency entrance"],
  ["急诊护士站", "ED nurses' station"],
  ["门诊大厅", "Outpatient hall"],
  ["药库门口", "Pharmacy door"],
  ["住院部电梯厅", "Ward lift lobby"],
  ["停车场出口", "Car park exit"],
] as const;

export const sampleInfo: StationInfo = {
  version: "0.1.0",
  startedAtMs: Date.now() - 3_600_000,
  nowMs: Date.now(),
  site: { id: "demo", name: { "zh-CN": "示范医院", en: "Demo Hospital" }, timeZone: "Asia/Shanghai" },
  areas,
  devices: [
    {
      id: "rx1",
      kind: "panel",
      family: "surgard",
      name: { "zh-CN": "报警接收机", en: "Alarm receiver" },
      areaId: "ed",
    },
    {
      id: "gate1",
      kind: "gate",
      family: "modbus-io",
      name: { "zh-CN": "急诊安检门", en: "Emergency gate" },
      areaId: "ed",
    },
    {
      id: "gate2",
      kind: "gate",
      family: "modbus-io",
      name: { "zh-CN": "门诊安检门", en: "Outpatient gate" },
      areaId: "opd",
    },
    ...cameraNames.map(([chinese, english], at) => ({
      id: `cam${at + 1}`,
      kind: "camera" as const,
      family: "onvif",
      name: { "zh-CN": chinese, en: english },
      areaId: at < 2 ? "ed" : at < 3 ? "opd" : "pharmacy",
    })),
  ],
  simulated: true,
};

/** An alarm as the station would send it; a panic button in the emergency hall unless told otherwise. */
export function sampleAlarm(id: string, change: Partial<Alarm> = {}): Alarm {
  const raisedAtMs = change.raisedAtMs ?? Date.now();
  return {
    id,
    class: "life",
    kind: "panic",
    state: "active",
    deviceId: "rx1",
    pointId: "1234-001",
    areaId: "ed",
    name: { "zh-CN": "急诊护士站一键报警", en: "ED nurses' panic button" },
    cameraIds: ["cam5"],
    code: "contact-id:120",
    raisedAtMs,
    raisedSeq: 1,
    reportCount: 1,
    lastReportAtMs: raisedAtMs,
    restoredAtMs: null,
    acknowledgedAtMs: null,
    acknowledgedBy: null,
    closedAtMs: null,
    closedBy: null,
    cause: null,
    note: "",
    ...change,
  };
}

/** A stored event: the raising of an alarm, or a gate's passage. */
export function sampleEvent(seq: number, alarm: Alarm | null = null): StoredEvent {
  const common = {
    key: `k${seq}`,
    seq,
    hash: "0".repeat(64),
    atMs: Date.now(),
    deviceAtMs: null,
    alarmId: alarm?.id ?? null,
    actor: null,
  };
  return alarm
    ? {
        ...common,
        kind: "alarm.raised",
        severity: alarm.class,
        deviceId: alarm.deviceId,
        pointId: alarm.pointId,
        areaId: alarm.areaId,
        data: { name: alarm.name, class: alarm.class, kind: alarm.kind, code: alarm.code, cameraIds: alarm.cameraIds },
      }
    : {
        ...common,
        kind: "gate.input",
        severity: "information",
        deviceId: "gate1",
        pointId: "in1",
        areaId: "ed",
        data: {
          name: { "zh-CN": `急诊安检门 ${seq}`, en: `Emergency gate ${seq}` },
          means: "passage",
          change: "pulse",
          count: 1,
        },
      };
}

export function sampleHealth(): DeviceHealth[] {
  const sinceMs = Date.now() - 7_200_000;
  return sampleInfo.devices.map((device) => ({
    deviceId: device.id,
    condition: "ok",
    sinceMs,
    error: null,
    bytesIn: 120_000,
    bytesOut: 4_000,
    framesGood: 900,
    framesBad: 2,
    lastHeardAtMs: Date.now(),
    reconnects: 0,
    camera:
      device.kind === "camera"
        ? {
            codec: "avc1.42C01E",
            width: 640,
            height: 360,
            framesPerSecond: 25,
            bitsPerSecond: 800_000,
            model: "DS-2CD",
          }
        : null,
  }));
}
