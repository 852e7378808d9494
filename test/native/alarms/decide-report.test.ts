import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import {
  type Alarm,
  alarmSchema,
  type ClosingCause,
  closingCauses,
  wantsHand,
} from "../../../native/contract/alarms.ts";
import { eventDataSchemas } from "../../../native/contract/events.ts";
import type { DeviceReport, PanelSignal } from "../../../native/contract/reports.ts";
import { signal } from "./signals.ts";
import { tryDesk } from "./try-desk.ts";

function desk() {
  const tried = tryDesk();
  return {
    book: tried.book,
    report: tried.report,
    acknowledge: (alarmId: string) => tried.command({ type: "acknowledge", alarmId, note: "" }),
    close: (alarmId: string, cause: ClosingCause = "test", note = "") =>
      tried.command({ type: "close", alarmId, cause, reason: cause === "false" ? "unknown" : null, note }),
  };
}

describe("panic points", () => {
  test("a press is an alarm of life, with the point's name, area and cameras", () => {
    const { events, alarms } = desk().report(signal());
    expect(events.map((event) => event.kind)).toEqual(["panel.signal", "alarm.raised"]);
    expect(alarms[0]).toMatchObject({
      class: "life",
      kind: "panic",
      state: "active",
      pointId: "1234-001",
      areaId: "ed",
      name: { "zh-CN": "护士站一键报警" },
      cameraIds: ["cam1"],
      code: "contact-id:120",
    });
  });

  test("the restore from the device is a flag, never a closing", () => {
    const { book, report } = desk();
    report(signal());
    const { events } = report(signal({ qualifier: "restore", atMs: 1500 }));
    expect(events.map((event) => event.kind)).toEqual(["panel.signal", "alarm.restored"]);
    expect(book.list()).toMatchObject([{ state: "active", restoredAtMs: 1500 }]);
  });

  test("pressed again before anybody acknowledged: counted on the alarm that still sounds", () => {
    const { book, report } = desk();
    report(signal());
    report(signal({ atMs: 1200 }));
    expect(book.list()).toMatchObject([{ state: "active", reportCount: 2, lastReportAtMs: 1200 }]);
  });

  test("pressed again after it was acknowledged: a new alarm that sounds", () => {
    const { book, report, acknowledge } = desk();
    const first = report(signal()).alarms[0]!;
    acknowledge(first.id);
    report(signal({ atMs: 5000 }));
    expect(book.list().map((alarm) => alarm.state)).toEqual(["acknowledged", "active"]);
  });
});

describe("a frame that looks like a repetition", () => {
  test("while its alarm is open it is nothing new", () => {
    const { report } = desk();
    report(signal());
    expect(report(signal({ repeated: true })).events).toEqual([]);
  });

  test("after its alarm was closed it is a new press", () => {
    const { report, acknowledge, close } = desk();
    const { id } = report(signal()).alarms[0]!;
    acknowledge(id);
    close(id);
    expect(report(signal({ repeated: true })).alarms).toHaveLength(1);
  });

  test("after its alarm of life was acknowledged it is a new press", () => {
    const { book, report, acknowledge } = desk();
    const { id } = report(signal()).alarms[0]!;
    acknowledge(id);
    report(signal({ repeated: true, atMs: 6000 }));
    expect(book.list().map((alarm) => alarm.state)).toEqual(["acknowledged", "active"]);
  });

  test("one that raises no alarm is dropped", () => {
    expect(desk().report(signal({ code: "602", repeated: true })).events).toEqual([]);
  });
});

describe("codes", () => {
  test.each([
    ["120", "002", "security", "intrusion"],
    ["121", "009", "life", "duress"],
    ["110", "009", "life", "fire"],
    ["100", "009", "life", "medical"],
    ["130", "009", "security", "intrusion"],
    ["137", "001", "security", "tamper"],
    ["144", "001", "security", "tamper"],
    ["301", "000", "fault", "power"],
    ["302", "000", "fault", "battery"],
    ["375", "001", "fault", "line_fault"],
    ["350", "000", "fault", "communication"],
    ["7FF", "000", "security", "other"],
  ])("contact-id %s at zone %s is %s/%s", (code, zone, alarmClass, kind) => {
    expect(desk().report(signal({ code, zone })).alarms[0]).toMatchObject({ class: alarmClass, kind });
  });

  test.each(["401", "406", "441", "570", "601", "602", "305"])("contact-id %s is written down only", (code) => {
    const { events, alarms } = desk().report(signal({ code }));
    expect(events.map((event) => event.severity)).toEqual(["information"]);
    expect(alarms).toEqual([]);
  });

  test.each([
    ["PA", "life", "panic"],
    ["HA", "life", "panic"],
    ["FA", "life", "fire"],
    ["BA", "security", "intrusion"],
    ["TA", "security", "tamper"],
    ["AT", "fault", "power"],
    ["YT", "fault", "battery"],
    ["PT", "fault", "line_fault"],
    ["ZZ", "security", "other"],
  ])("sia %s is %s/%s", (code, alarmClass, kind) => {
    const { alarms } = desk().report(signal({ format: "sia", code, zone: "0099" }));
    expect(alarms[0]).toMatchObject({ class: alarmClass, kind });
  });

  test("sia PR restores what PA raised", () => {
    const { book, report } = desk();
    report(signal({ format: "sia", code: "PA" }));
    report(signal({ format: "sia", code: "PR", atMs: 1400 }));
    expect(book.list()).toMatchObject([{ restoredAtMs: 1400 }]);
  });
});

describe("gates and presence", () => {
  test("a passage is an event, metal is an alarm that passes but stays open", () => {
    const { book, report } = desk();
    const input = { type: "gate.input", deviceId: "gate1", atMs: 1, count: 1 } as const;
    expect(report({ ...input, pointId: "in1", means: "passage", change: "on" }).alarms).toEqual([]);
    expect(report({ ...input, pointId: "in1", means: "passage", change: "off" }).events).toEqual([]);
    report({ ...input, pointId: "in0", means: "metal", change: "on" });
    report({ ...input, pointId: "in0", means: "metal", change: "off" });
    expect(book.list()).toMatchObject([{ class: "security", kind: "metal", state: "active", restoredAtMs: 1 }]);
  });

  test("a device that is away is one alarm, however it was noticed and however often", () => {
    const { book, report } = desk();
    const gate = { deviceId: "gate1", atMs: 1, error: null } as const;
    report({ ...gate, type: "link.down" });
    report({ ...gate, type: "gate.module_lost" });
    report({ ...gate, type: "link.up" });
    report({ ...gate, type: "link.down" });
    expect(book.list()).toMatchObject([{ kind: "device_lost", reportCount: 2, restoredAtMs: null }]);
  });

  test("an unparsed frame is an alarm", () => {
    const { alarms } = desk().report({
      type: "panel.unparsed",
      deviceId: "rx1",
      atMs: 1,
      raw: "3F3F14",
      text: "??",
      repeated: false,
    });
    expect(alarms[0]).toMatchObject({ kind: "unparsed", class: "security" });
  });
});

describe("commands", () => {
  test("two operators at once: the first wins, the other is told the state", () => {
    const { report, acknowledge } = desk();
    const { id } = report(signal()).alarms[0]!;
    acknowledge(id);
    expect(() => acknowledge(id)).toThrowError(
      new AppError("alarm.wrong_state", { state: "acknowledged", wanted: "active" }),
    );
  });

  test("an alarm that nobody acknowledged cannot be closed", () => {
    const { report, close } = desk();
    const { id } = report(signal()).alarms[0]!;
    expect(() => close(id)).toThrowError(/alarm\.wrong_state/);
  });

  test.each(closingCauses)("closing as %s, with a note", (cause) => {
    const { report, acknowledge, close } = desk();
    const { id } = report(signal()).alarms[0]!;
    acknowledge(id);
    expect(close(id, cause, "看过").alarms[0]).toMatchObject({ state: "closed", cause, note: "看过" });
  });

  test.each(["real", "false", "equipment"] as const)("closing as %s without a note is refused", (cause) => {
    const { report, acknowledge, close } = desk();
    const { id } = report(signal()).alarms[0]!;
    acknowledge(id);
    expect(() => close(id, cause)).toThrowError(/alarm\.note_missing/);
  });
});

describe("over all sequences", () => {
  const reports = fc.oneof(
    fc
      .record({
        code: fc.constantFrom("120", "121", "130", "137", "301", "602", "7FF"),
        zone: fc.constantFrom("001", "002", "003"),
        qualifier: fc.constantFrom("new", "restore", "previous"),
        repeated: fc.boolean(),
      })
      .map((fields) => signal(fields as Partial<PanelSignal>)),
    fc
      .record({ change: fc.constantFrom("on", "off", "pulse"), means: fc.constantFrom("metal", "passage", "panic") })
      .map((fields): DeviceReport => ({
        type: "gate.input",
        deviceId: "gate1",
        atMs: 1,
        count: 1,
        pointId: "in0",
        ...fields,
      })),
    fc
      .constantFrom("link.up", "link.down", "gate.module_lost", "gate.module_back")
      .map((type): DeviceReport => ({ type, deviceId: "gate1", atMs: 1, error: null })),
  );
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: reports }, fc.constantFrom("acknowledge", "close")), {
    maxLength: 60,
  });

  test("every event and alarm is well formed, and only a hand silences or closes", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const { book, report, acknowledge, close } = desk();
        const sounding = new Set<string>();
        for (const step of sequence) {
          if (step === "acknowledge" || step === "close") {
            const isFit = (each: Alarm): boolean =>
              step === "acknowledge" ? wantsHand(each) : each.state === "acknowledged" && !wantsHand(each);
            const alarm = book.list().find(isFit);
            if (alarm === undefined) continue;
            if (step === "acknowledge") acknowledge(alarm.id);
            else close(alarm.id, "test");
            sounding.delete(alarm.id);
            continue;
          }
          const { events, alarms } = report(step);
          for (const event of events) eventDataSchemas[event.kind].parse(event.data);
          for (const alarm of alarms) {
            alarmSchema.parse(alarm);
            if (wantsHand(alarm)) sounding.add(alarm.id);
          }
          const active = new Set(
            book
              .list()
              .filter(wantsHand)
              .map((each) => each.id),
          );
          expect(active).toEqual(sounding);
        }
      }),
    );
  });

  test("a new panic signal always leaves an alarm sounding at its point", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const { book, report, acknowledge, close } = desk();
        for (const step of sequence) {
          const alarm = book.list()[0];
          if (step === "acknowledge" && alarm?.state === "active") acknowledge(alarm.id);
          else if (step === "close" && alarm?.state === "acknowledged" && !wantsHand(alarm)) close(alarm.id, "test");
          else if (typeof step === "object") report(step);
        }
        report(signal());
        expect(book.ofPoint("rx1", "1234-001", "panic")).toMatchObject({ state: "active" });
      }),
    );
  });
});
