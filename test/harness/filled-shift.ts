import { draftEntry } from "../../native/log/draft-entry.ts";
import type { LogEntry } from "../../native/log/log.ts";
import { openWriter } from "../../native/log/writer.ts";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { NewEvent } from "../../native/contract/events.ts";
import type { Span } from "../../native/contract/shift.ts";
import { sampleAlarm } from "../renderer/sample-data.ts";

const operator = { name: "王建国", role: "operator" } as const;
const chief = { name: "赵敏", role: "chief" } as const;
const places = [
  ["ed", "急诊大厅安检门", "Emergency hall gate", "metal", "security"],
  ["opd", "门诊一楼护士站一键报警", "Outpatients nurses' panic button", "panic", "life"],
  ["pharmacy", "药库红外探测器", "Pharmacy store detector", "intrusion", "security"],
] as const;

/**
 * Makes a log with so many numbered lines of a shift log in a span, as a busy shift has them: of ten lines six are
 * alarms with their whole course, two faults, one a sign-on, one a refusal. One alarm in twenty is a drill's.
 */
export function fillShift(file: string, entries: number, { fromMs, toMs }: Span): void {
  const writer = openWriter(file, true);
  try {
    for (let at = 0; at < entries; at += 200) {
      const some = Array.from({ length: Math.min(200, entries - at) }, (_, index) => at + index);
      const stepMs = (toMs - fromMs) / (entries + 1);
      writer.append(some.map((line) => draftEntry(entryOf(line, Math.round(fromMs + (line + 0.5) * stepMs)))));
    }
    while (writer.index(10_000) > 0);
  } finally {
    writer.close();
  }
}

function entryOf(line: number, atMs: number): LogEntry {
  const about = {
    deviceAtMs: null,
    deviceId: null,
    pointId: null,
    areaId: null,
    alarmId: null,
    actor: null,
    severity: "information",
    key: `line-${line}`,
    atMs,
  } as const;
  const of = line % 10;
  if (of < 6) return alarmEntry(line, atMs);
  if (of < 8) {
    const data = { name: { "zh-CN": "报警接收机", en: "Alarm receiver" }, error: null };
    return one({ ...about, kind: of === 6 ? "link.down" : "link.up", severity: "fault", deviceId: "rx1", data });
  }
  if (of === 8) return one({ ...about, kind: "operator.signed_on", actor: operator, data: {} });
  const error = { code: "rpc.not_permitted", params: { right: "site.change", role: "operator" } } as const;
  return one({ ...about, kind: "rpc.refused", actor: operator, data: { procedure: "site.install", error } });
}

function one(event: NewEvent): LogEntry {
  return { events: [event], alarms: [] };
}

function alarmEntry(line: number, atMs: number): LogEntry {
  const [areaId, chinese, english, kind, alarmClass] = places[line % places.length] ?? places[0];
  const name = { "zh-CN": chinese, en: english };
  const mark = line % 20 === 3 ? ("drill" as const) : null;
  const note = line % 4 === 0 ? "查看画面，为患者家属携带的雨伞，已说明并放行" : "";
  const alarm: Alarm = sampleAlarm(`alarm-${line}`, {
    class: alarmClass,
    kind,
    areaId,
    name,
    mark,
    note,
    state: "closed",
    raisedAtMs: atMs,
    raisedSeq: null,
    lastReportAtMs: atMs,
    acknowledgedAtMs: atMs + 4000,
    acknowledgedBy: operator,
    owner: operator,
    dispatchedAtMs: atMs + 20_000,
    dispatchedBy: operator,
    callSigns: ["A1", "02"],
    arrivedAtMs: atMs + 95_000,
    arrivedBy: operator,
    closedAtMs: atMs + 240_000,
    closedBy: operator,
    cause: "false",
    reason: "harmless_object",
  });
  const of = {
    deviceAtMs: null,
    deviceId: alarm.deviceId,
    pointId: alarm.pointId,
    areaId,
    alarmId: alarm.id,
    severity: alarmClass,
    ...(mark === null ? {} : { mark }),
  };
  const step = (afterMs: number, what: Pick<NewEvent, "kind" | "data">, actor: NewEvent["actor"] = operator) =>
    ({ ...of, ...what, key: `${alarm.id}:${what.kind}`, atMs: atMs + afterMs, actor }) as NewEvent;
  const { cameraIds, code } = alarm;
  return {
    events: [
      step(0, { kind: "alarm.raised", data: { name, class: alarmClass, kind, code, cameraIds } }, null),
      step(4000, { kind: "alarm.acknowledged", data: { name, note: "" } }),
      step(20_000, { kind: "alarm.dispatched", data: { name, callSigns: ["A1", "02"], note: "" } }),
      step(95_000, { kind: "alarm.arrived", data: { name, callSign: "A1", note: "" } }),
      ...(note === "" ? [] : [step(120_000, { kind: "alarm.note_added", data: { name, note } }, chief)]),
      step(240_000, { kind: "alarm.closed", data: { name, cause: "false", reason: "harmless_object", note } }),
    ],
    alarms: [alarm],
  };
}
