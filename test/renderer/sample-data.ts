import { newAlarm } from "../../native/alarms/new-alarm.ts";
import type { AlarmLoad } from "../../native/contract/alarm-load.ts";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeskSettings, TestablePoint } from "../../native/contract/desk.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import type { DeviceHealth } from "../../native/contract/health.ts";
import { paperCode, type ShiftLog, type Span } from "../../native/contract/shift.ts";
import type { ResponsePlan } from "../../native/contract/plans.ts";
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

const steps = (...seconds: number[]) =>
  seconds.map((afterSeconds, at) => ({
    afterSeconds,
    to: (["second_operator", "chief", "everybody"] as const)[at] ?? "everybody",
  }));
const escalation = { acknowledge: steps(30, 60, 120), process: steps(120, 300), arrive: steps(300) };
const age = (warnSeconds: number, lateSeconds: number) => ({ warnSeconds, lateSeconds });

const sampleSettings: DeskSettings = {
  escalation: { life: escalation, security: escalation, fault: escalation, information: escalation },
  age: { life: age(30, 120), security: age(60, 300), fault: age(600, 3600), information: age(3600, 7200) },
  flood: { windowSeconds: 600, beginsAbove: 10, endsBelow: 5 },
  chattering: { reports: 5, withinSeconds: 60, quietSeconds: 300 },
  guard: { reports: 60, withinSeconds: 60, quietSeconds: 60 },
  shelving: { mostMinutes: 480 },
  tests: { mostMinutes: 480 },
  callSigns: [
    { callSign: "A1", name: { "zh-CN": "急诊岗", en: "ED post" } },
    { callSign: "A2", name: { "zh-CN": "巡逻一组", en: "Patrol 1" } },
    { callSign: "A3", name: { "zh-CN": "巡逻二组", en: "Patrol 2" } },
    { callSign: "B1", name: { "zh-CN": "门诊岗", en: "Outpatient post" } },
  ],
  contacts: [
    { role: "police_room", name: { "zh-CN": "院内警务室", en: "Hospital police room" }, number: "8110" },
    { role: "police", name: { "zh-CN": "报警", en: "Police" }, number: "110" },
    { role: "chief", name: { "zh-CN": "保卫科长 赵", en: "Security chief Zhao" }, number: "139 0000 1234" },
  ],
};

/** Question, call, dispatch, record: one step of each kind that a key must handle. */
export const samplePlan: ResponsePlan = {
  id: "panic",
  version: 3,
  title: { "zh-CN": "科室一键报警", en: "Panic button in a department" },
  for: { kinds: ["panic"] },
  firstStepId: "look",
  steps: [
    {
      id: "look",
      kind: "question",
      text: { "zh-CN": "看联动画面：现场有冲突吗？", en: "Look at the linked cameras: is there a conflict?" },
      hint: { "zh-CN": "看不清时按有冲突处理", en: "If you cannot see, act as if there were" },
      required: true,
      deadlineSeconds: 20,
      call: [],
      answers: [
        { id: "yes", text: { "zh-CN": "有冲突", en: "Yes" }, next: "call" },
        { id: "no", text: { "zh-CN": "没有", en: "No" }, next: "ring" },
      ],
      next: null,
    },
    {
      id: "call",
      kind: "call",
      text: { "zh-CN": "通知警务室，说明地点", en: "Call the police room and say where" },
      required: true,
      deadlineSeconds: 60,
      call: ["police_room", "police", "resuscitation"],
      answers: [],
      next: "send",
    },
    {
      id: "send",
      kind: "dispatch",
      text: { "zh-CN": "派就近保安到场", en: "Send the nearest guards" },
      required: true,
      call: [],
      answers: [],
      next: "write",
    },
    {
      id: "ring",
      kind: "check",
      text: { "zh-CN": "致电科室核实", en: "Telephone the department to make sure" },
      required: false,
      call: ["ward"],
      answers: [],
      next: "write",
    },
    {
      id: "write",
      kind: "record",
      text: { "zh-CN": "记录现场情况", en: "Write down what was found" },
      required: true,
      call: [],
      answers: [],
      next: null,
    },
  ],
};

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
      number: null,
    },
    {
      id: "gate1",
      kind: "gate",
      family: "modbus-io",
      name: { "zh-CN": "急诊安检门", en: "Emergency gate" },
      areaId: "ed",
      number: null,
    },
    {
      id: "gate2",
      kind: "gate",
      family: "modbus-io",
      name: { "zh-CN": "门诊安检门", en: "Outpatient gate" },
      areaId: "opd",
      number: null,
    },
    ...cameraNames.map(([chinese, english], at) => ({
      id: `cam${at + 1}`,
      kind: "camera" as const,
      family: "onvif",
      name: { "zh-CN": chinese, en: english },
      areaId: at < 2 ? "ed" : at < 3 ? "opd" : "pharmacy",
      number: (at + 1) * 10 + 1,
    })),
  ],
  wall: { views: [], tours: [] },
  simulated: true,
  video: { beforeSeconds: 30, afterSeconds: 60 },
  desk: sampleSettings,
};

/** An alarm as the station would send it; a panic button in the emergency hall unless told otherwise. */
export function sampleAlarm(id: string, change: Partial<Alarm> = {}): Alarm {
  const raisedAtMs = change.raisedAtMs ?? Date.now();
  return newAlarm({
    id,
    class: "life",
    kind: "panic",
    deviceId: "rx1",
    pointId: "1234-001",
    areaId: "ed",
    name: { "zh-CN": "急诊护士站一键报警", en: "ED nurses' panic button" },
    cameraIds: ["cam5"],
    code: "contact-id:120",
    raisedAtMs,
    raisedSeq: 1,
    ...change,
  });
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
            content: "seen",
            clockOffsetMs: 0,
            events: {
              state: "up",
              isReliedOn: false,
              sinceMs,
              error: null,
              lastEventAtMs: null,
              lost: 0,
              lastGap: null,
              counts: {},
              unknownTopics: [],
            },
          }
        : null,
  }));
}

/** Every device as a whole; two panic buttons, a door and the gate's metal as points. */
export function sampleTestable(): TestablePoint[] {
  const whole = sampleInfo.devices.map(({ id, name, areaId }): TestablePoint => ({
    deviceId: id,
    pointId: null,
    name,
    areaId,
    class: null,
    kind: null,
  }));
  const points: readonly TestablePoint[] = [
    ["1234-001", "急诊护士站一键报警", "ED nurses' panic button", "ed", "life", "panic"] as const,
    ["1234-002", "药库一键报警", "Pharmacy panic button", "pharmacy", "life", "panic"] as const,
    ["1234-003", "药库门磁", "Pharmacy door contact", "pharmacy", "security", "intrusion"] as const,
    ["1234-004", "药库红外", "Pharmacy infrared", "pharmacy", "security", "intrusion"] as const,
  ].map(([pointId, chinese, english, areaId, of, kind]) => ({
    deviceId: "rx1",
    pointId,
    name: { "zh-CN": chinese, en: english },
    areaId,
    class: of,
    kind,
  }));
  const gate = sampleInfo.devices[1];
  const metal = { deviceId: "gate1", pointId: "in0", class: "security", kind: "metal" } as const;
  return [...whole, ...points, { ...metal, name: gate?.name ?? null, areaId: "ed" }];
}

const times = (count: number, medianMs: number) => ({
  count,
  medianMs,
  p90Ms: medianMs * 2,
  mostMs: medianMs * 5,
});

/** A day with a flood in the evening. */
export function sampleLoad(): AlarmLoad {
  const fromMs = Date.now() - 86_400_000;
  const tenMinutes = Array.from({ length: 144 }, (_, at) => {
    const raised = at > 100 && at < 106 ? 14 + at - 100 : at % 7 === 0 ? 3 : at % 3 === 0 ? 1 : 0;
    return { startMs: fromMs + at * 600_000, raised, operators: 1, perOperator: raised };
  });
  const point = {
    deviceId: "gate1",
    pointId: "in0",
    kind: "metal" as const,
    name: sampleInfo.devices[1]?.name ?? null,
  };
  return {
    fromMs,
    toMs: Date.now(),
    raised: tenMinutes.reduce((sum, ten) => sum + ten.raised, 0),
    byClass: { life: 4, security: 120, fault: 31, information: 0 },
    tenMinutes,
    byOperator: [{ operator: "王建国", acknowledged: 120, closed: 118 }],
    calmShare: 0.82,
    floodShare: 0.03,
    floods: [{ fromMs: fromMs + 60_000_000, toMs: fromMs + 64_000_000, most: 19 }],
    chattering: [{ ...point, times: 2, reports: 64 }],
    standing: [{ ...point, alarmId: "s1", raisedAtMs: fromMs, openMs: 90_000_000 }],
    topPoints: [{ ...point, raised: 88, reports: 140 }],
    causes: [
      { cause: "real", reason: null, alarms: 6 },
      { cause: "false", reason: "harmless_object", alarms: 81 },
      { cause: "false", reason: "pressed_by_mistake", alarms: 7 },
      { cause: "equipment", reason: null, alarms: 12 },
    ],
    responses: [
      {
        class: "life",
        acknowledged: times(4, 3200),
        dispatched: times(4, 21_000),
        arrived: times(4, 140_000),
        closed: times(4, 900_000),
      },
      {
        class: "security",
        acknowledged: times(120, 6200),
        dispatched: times(12, 41_000),
        arrived: times(11, 190_000),
        closed: times(118, 300_000),
      },
    ],
    escalations: [{ class: "security", level: 1, alarms: 3 }],
  };
}

/** A shift with one false alarm, handled, and one that is a drill. */
export function sampleShift(span: Span): ShiftLog {
  const alarm = sampleAlarm("a1", {
    state: "closed",
    raisedAtMs: span.fromMs + 60_000,
    acknowledgedAtMs: span.fromMs + 64_000,
    acknowledgedBy: { name: "王建国", role: "operator" },
    dispatchedAtMs: span.fromMs + 80_000,
    callSigns: ["A1", "A2"],
    arrivedAtMs: span.fromMs + 200_000,
    closedAtMs: span.fromMs + 700_000,
    closedBy: { name: "王建国", role: "operator" },
    cause: "false",
    reason: "pressed_by_mistake",
    note: "护士误触",
  });
  const drill = sampleAlarm("a2", { mark: "drill", raisedAtMs: span.fromMs + 3_600_000, raisedSeq: 40 });
  const head = { seq: 4711, hash: "8f3c".repeat(16) };
  return {
    ...span,
    madeAtMs: Date.now(),
    alarms: [
      { alarm, events: [sampleEvent(1, alarm)] },
      { alarm: drill, events: [sampleEvent(40, drill)] },
    ],
    plans: [samplePlan],
    duty: [],
    refusals: [],
    gates: [],
    held: [],
    faults: Array.from({ length: 60 }, (_, at) => sampleEvent(100 + at)),
    truncated: false,
    head,
    code: paperCode(head),
  };
}
