import { describe, expect, test } from "vitest";
import { checkPanicPoints } from "../../../native/alarms/panic/check-panic-points.ts";
import { testablePoints } from "../../../native/alarms/modes/testable-points.ts";
import { viewSite } from "../../../native/alarms/site-view.ts";
import { eventDataSchemas } from "../../../native/contract/events.ts";
import type { CameraEventReport, CameraInputReport } from "../../../native/contract/reports.ts";
import { siteFileSchema } from "../../../native/contract/site.ts";
import { testSite } from "../test-site.ts";
import { tryDesk } from "./try-desk.ts";

const site = siteFileSchema.parse({
  ...testSite,
  devices: [
    ...testSite.devices,
    {
      id: "cam2",
      kind: "camera",
      family: "onvif",
      area: "ed",
      name: { "zh-CN": "诊室摄像机" },
      address: "http://127.0.0.1:8082/onvif/device_service",
      inputs: [
        { token: "DigitInput_1", name: { "zh-CN": "诊室报警按钮" }, class: "panic", cameras: ["cam1"] },
        { token: "DigitInput_2", class: "information" },
      ],
      events: { alarms: ["line_crossed", "tamper", "motion"], logged: [] },
    },
  ],
});

function input(fields: Partial<CameraInputReport> = {}): CameraInputReport {
  const plain = { already: false, ended: null, count: 1, deviceAtMs: 900 };
  return {
    type: "camera.input",
    deviceId: "cam2",
    atMs: 1000,
    pointId: "DigitInput_1",
    change: "on",
    ...plain,
    ...fields,
  };
}
function topic(fields: Partial<CameraEventReport> = {}): CameraEventReport {
  const plain = { already: false, ended: null, source: "Source=1", rawTopic: "tns1:x", deviceAtMs: null };
  return { type: "camera.event", deviceId: "cam2", atMs: 1000, topic: "motion", change: "on", ...plain, ...fields };
}
function desk() {
  const tried = tryDesk({ site: viewSite(site) });
  return { ...tried, acknowledge: (alarmId: string) => tried.command({ type: "acknowledge", alarmId, note: "" }) };
}

describe("a contact on a camera", () => {
  test("is a panic point: life, its own name, the camera and the others named", () => {
    const { events, alarms } = desk().report(input());
    expect(events.map((event) => event.kind)).toEqual(["camera.input", "alarm.raised"]);
    expect(events[0]).toMatchObject({ deviceAtMs: 900, pointId: "DigitInput_1", severity: "life" });
    expect(eventDataSchemas["camera.input"].safeParse(events[0]?.data).success).toBe(true);
    expect(alarms[0]).toMatchObject({
      class: "life",
      kind: "panic",
      pointId: "DigitInput_1",
      name: { "zh-CN": "诊室报警按钮" },
      cameraIds: ["cam2", "cam1"],
    });
  });

  test("latches; each press gets its turn", () => {
    const { book, report, acknowledge } = desk();
    const [alarm] = report(input()).alarms;
    report(input({ change: "off", atMs: 1500 }));
    expect(book.list()).toMatchObject([{ state: "active", restoredAtMs: 1500 }]);
    acknowledge(alarm!.id);
    report(input({ atMs: 3000 }));
    expect(book.list().map(({ state }) => state)).toEqual(["acknowledged", "active"]);
  });

  test("found on when the line comes up: raised if nobody knows of it, no new press otherwise", () => {
    const { book, report, acknowledge } = desk();
    const [alarm] = report(input({ already: true })).alarms;
    expect(alarm).toMatchObject({ class: "life", state: "active", reportCount: 1 });
    acknowledge(alarm!.id);
    report(input({ already: true, atMs: 5000 }));
    expect(book.list()).toMatchObject([{ id: alarm!.id, state: "acknowledged", reportCount: 1 }]);
  });

  test("of class information is written down only; one the site does not name is an alarm", () => {
    const { report } = desk();
    expect(report(input({ pointId: "DigitInput_2" })).alarms).toEqual([]);
    expect(report(input({ pointId: "gone" })).alarms).toMatchObject([{ class: "security", kind: "intrusion" }]);
  });

  test("can be put on test, and passes the self-check of panic points", () => {
    const view = viewSite(site);
    const points = testablePoints(view).filter(({ deviceId }) => deviceId === "cam2");
    expect(points.map(({ pointId, class: of }) => [pointId, of])).toEqual([
      [null, null],
      ["DigitInput_1", "life"],
      ["DigitInput_2", null],
    ]);
    const check = checkPanicPoints(tryDesk({ site: view }).view).find(({ deviceId }) => deviceId === "cam2");
    const failed = check?.results.filter(({ ok }) => !ok).map(({ rule }) => rule);
    // The rules' own tests have no plans.
    expect(failed).toEqual(["has_plan"]);
  });
});

describe("a camera's own analysis", () => {
  test("is an alarm where the site file says so, written down otherwise", () => {
    const { report } = desk();
    expect(report(topic({ deviceId: "cam1" })).alarms).toEqual([]);
    expect(report(topic()).alarms).toMatchObject([
      { class: "security", kind: "intrusion", pointId: "event:motion", cameraIds: ["cam2"] },
    ]);
  });

  test("the end of one topic does not end another", () => {
    const { book, report } = desk();
    report(topic({ topic: "line_crossed", change: "pulse" }));
    report(topic());
    report(topic({ change: "off", atMs: 2000 }));
    expect(book.list().map(({ pointId, restoredAtMs }) => [pointId, restoredAtMs])).toEqual([
      ["event:line_crossed", null],
      ["event:motion", 2000],
    ]);
  });
});

test("a lost line for events and a wrong clock are alarms of their own, over when they are over", () => {
  const { book, report } = desk();
  const channel = { deviceId: "cam2", error: null, sinceMs: 500, isFirst: false } as const;
  expect(report({ ...channel, type: "camera.events_back", atMs: 800, isFirst: true }).events).toEqual([]);
  report({ ...channel, type: "camera.events_lost", atMs: 1000 });
  report({ type: "camera.clock_off", deviceId: "cam2", atMs: 1000, offsetMs: 60_000, isFirst: true });
  report({ type: "camera.offline", deviceId: "cam2", atMs: 1000, error: null });
  expect(book.list().map((alarm) => [alarm.class, alarm.kind])).toEqual([
    ["fault", "events_lost"],
    ["fault", "clock"],
    ["fault", "device_lost"],
  ]);
  // The next life of the cameras process says that all is well: the alarm of the last one is over.
  report({ ...channel, type: "camera.events_back", atMs: 3000, isFirst: true });
  report({ type: "camera.clock_ok", deviceId: "cam2", atMs: 3000, offsetMs: 100, isFirst: false });
  expect(book.list().map(({ restoredAtMs }) => restoredAtMs)).toEqual([3000, 3000, null]);
});
