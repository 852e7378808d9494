import { XMLParser } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { makeReportChooser } from "../../../native/cameras/events/choose-reports.ts";
import { makeConditions } from "../../../native/cameras/events/conditions.ts";
import { referenceHeaders } from "../../../native/cameras/events/pull-point.ts";
import { readNotices, type CameraNotice } from "../../../native/cameras/events/read-notices.ts";
import { topicOf } from "../../../native/cameras/events/topics.ts";
import { parseEnvelope } from "../../../native/cameras/onvif/xml.ts";
import { cameraDeviceSchema } from "../../../native/contract/site.ts";

const digital = "tns1:Device/tns1:Trigger/tns1:DigitalInput";

function notice(fields: Partial<CameraNotice> = {}): CameraNotice {
  const { topic } = topicOf(fields.rawTopic ?? digital);
  return {
    topic,
    rawTopic: digital,
    source: "InputToken=1",
    token: "1",
    operation: "changed",
    active: true,
    deviceAtMs: null,
    ...fields,
  };
}
const motion = (fields: Partial<CameraNotice> = {}): CameraNotice =>
  notice({ rawTopic: "tns1:VideoSource/MotionAlarm", source: "Source=1", ...fields });

test.for([
  ["tns1:VideoSource/MotionAlarm", "motion"],
  ["tns1:RuleEngine/CellMotionDetector/Motion", "motion"],
  ["tns1:RuleEngine/MotionRegionDetector/Motion", "motion"],
  ["tns1:RuleEngine/FieldDetector/ObjectsInside", "object_inside"],
  ["tns1:RuleEngine/LineDetector/Crossed", "line_crossed"],
  ["tns1:RuleEngine/TamperDetector/Tamper", "tamper"],
  ["tns1:VideoSource/GlobalSceneChange/ImagingService", "scene_change"],
  ["tns1:VideoSource/ImageTooDark/AnalyticsService", "too_dark"],
  ["tns1:AudioAnalytics/Audio/DetectedSound", "audio"],
  ["tns1:Device/tns1:Trigger/tnshik:DigitalInput", "digital_input"],
  ["tns1:Device/Trigger/Relay", "relay"],
  ["tns1:Device/HardwareFailure/StorageFailure", "storage"],
  ["tns1:Device/HardwareFailure/FanFailure", "hardware"],
  ["tnsaxis:CameraApplicationPlatform/FenceGuard/Camera1ProfileANY", "other"],
] as const)("topic %s is %s", ([raw, topic]) => expect(topicOf(raw).topic).toBe(topic));

function message(data: string, source = '<SimpleItem Name="InputToken" Value="DigitInput_1"/>', operation = "Changed") {
  return `<n:NotificationMessage><n:Topic Dialect="x">${digital}</n:Topic><n:Message><tt:Message UtcTime="2026-11-22T01:02:03Z" PropertyOperation="${operation}"><tt:Source>${source}</tt:Source><tt:Data>${data}</tt:Data></tt:Message></n:Message></n:NotificationMessage>`;
}
function read(...messages: string[]) {
  const body = `<s:Envelope xmlns:s="s"><s:Body><e:PullMessagesResponse>${messages.join("")}</e:PullMessagesResponse></s:Body></s:Envelope>`;
  const parsed = parseEnvelope("PullMessages", { status: 200, body });
  return readNotices(parsed.body["PullMessagesResponse"] as Record<string, unknown>);
}

describe("messages", () => {
  test.for([
    ["true", true],
    ["1", true],
    ["active", true],
    ["FALSE", false],
    ["0", false],
    ["inactive", false],
    ["perhaps", null],
  ] as const)("LogicalState %s", ([value, active]) => {
    const { notices } = read(message(`<SimpleItem Name="LogicalState" Value="${value}"/>`));
    expect(notices).toEqual([
      {
        topic: "digital_input",
        rawTopic: digital,
        source: "InputToken=DigitInput_1",
        token: "DigitInput_1",
        operation: "changed",
        active,
        deviceAtMs: Date.UTC(2026, 10, 22, 1, 2, 3),
      },
    ]);
  });

  test("items go by their name, not their place, and a maker's own name is taken when it is the only one", () => {
    const both = '<SimpleItem Name="Reason" Value="x"/><SimpleItem Name="LogicalState" Value="true"/>';
    expect(read(message(both)).notices[0]?.active).toBe(true);
    expect(read(message('<SimpleItem Name="Zustand" Value="1"/>')).notices[0]?.active).toBe(true);
    const other = '<SimpleItem Name="Index" Value="7"/><SimpleItem Name="InputToken" Value="b"/>';
    expect(read(message(both, other)).notices[0]).toMatchObject({ token: "b", source: "Index=7 InputToken=b" });
  });

  test("what cannot be read is counted; a time that is none is none", () => {
    const bad = "<n:NotificationMessage><n:Message/></n:NotificationMessage>";
    const timeless = message("").replace("2026-11-22T01:02:03Z", "0000-00-00T00:00:00Z");
    const { notices, unread } = read(bad, timeless);
    expect([notices.length, unread, notices[0]?.deviceAtMs]).toEqual([1, 1, null]);
    expect(read()).toEqual({ notices: [], unread: 0 });
  });
});

describe("conditions", () => {
  test("initialized, changed and deleted are handled apart", () => {
    const conditions = makeConditions();
    const take = (fields: Partial<CameraNotice>, nowMs = 0) => conditions.take(motion(fields), nowMs);
    expect(take({ operation: "initialized", active: false })).toBeNull();
    expect(take({})).toMatchObject({ change: "on", already: false });
    expect(take({})).toBeNull();
    expect(take({ operation: "initialized" })).toBeNull();
    expect(take({ operation: "initialized", active: false })).toMatchObject({ change: "off", ended: null });
    expect(take({ operation: "initialized" })).toMatchObject({ change: "on", already: true });
    expect(take({ operation: "deleted", active: null })).toMatchObject({ change: "off", ended: "deleted" });
    expect(take({ operation: "deleted", active: null })).toBeNull();
  });

  test("a contact that says on again was pressed again: some never say off", () => {
    const conditions = makeConditions();
    const changes = [1, 2, 3].map(() => conditions.take(notice(), 0)?.change);
    expect(changes).toEqual(["on", "on", "on"]);
    expect(conditions.expire(1e12)).toEqual([]);
  });

  test("what never says off runs out by itself, counted from the last time the camera said on", () => {
    const conditions = makeConditions();
    conditions.take(motion(), 0);
    conditions.take(motion(), 30_000);
    expect(conditions.nextMs()).toBe(90_000);
    expect(conditions.expire(89_999)).toEqual([]);
    expect(conditions.expire(90_000)).toMatchObject([{ change: "off", ended: "timed_out" }]);
    expect(conditions.take(motion(), 90_001)).toMatchObject({ change: "on" });
  });

  test("what has no duration is a pulse, each source is a condition of its own, and 500 are kept", () => {
    const conditions = makeConditions();
    const crossed = notice({ rawTopic: "tns1:RuleEngine/LineDetector/Crossed", active: null, operation: "none" });
    expect(conditions.take(crossed, 0)).toMatchObject({ topic: "line_crossed", change: "pulse" });
    expect(conditions.take({ ...crossed, operation: "initialized" }, 0)).toBeNull();
    for (let index = 0; index < 2000; index++) conditions.take(motion({ source: `Source=${index}` }), index);
    expect(conditions.dropped).toBe(1500);
    expect(conditions.expire(1e12)).toHaveLength(500);
  });
});

function chooser(fields: object = {}) {
  const device = { id: "cam1", kind: "camera", family: "onvif", area: "ed", address: "http://10.0.0.5/", ...fields };
  return makeReportChooser(cameraDeviceSchema.parse(device));
}
const on = (given: CameraNotice) => makeConditions().take(given, 0)!;

describe("reports", () => {
  test("by default motion is only counted; tampering is told", () => {
    const { choose } = chooser();
    expect(choose([on(motion())], 1000, 0)).toEqual([]);
    const tamper = on(notice({ rawTopic: "tns1:RuleEngine/TamperDetector/Tamper" }));
    expect(choose([tamper], 1000, 0)).toMatchObject([{ type: "camera.event", topic: "tamper", change: "on" }]);
    expect(choose([{ ...tamper, change: "off" }], 1000, 0)).toMatchObject([{ change: "off" }]);
    expect(choose([{ ...tamper, change: "off" }], 1000, 0)).toEqual([]);
  });

  test("twelve a minute and topic are told one by one, the rest as a number; what was told to begin is told to end", () => {
    const { choose, limited } = chooser({ events: { alarms: ["motion"] } });
    const many = Array.from({ length: 40 }, (_, index) => on(motion({ source: `Source=${index}` })));
    const told = choose(many, 5000, 0);
    expect(told).toHaveLength(12);
    const ends = many.map((each) => ({ ...each, change: "off" as const }));
    expect(choose(ends, 6000, 1000)).toHaveLength(12);
    expect(limited(59_999)).toEqual([]);
    const about = { type: "camera.events_limited", deviceId: "cam1", topic: "motion" };
    expect(limited(60_000)).toEqual([{ ...about, atMs: 65_000, count: 28, fromMs: 5000 }]);
    expect(choose(many, 70_000, 61_000)).toHaveLength(12);
  });

  test("a contact of the site file is a point of its own and never limited; presses of one answer are counted", () => {
    const { choose } = chooser({ inputs: [{ token: "1", class: "panic" }] });
    const press = on(notice());
    expect(
      choose(
        Array.from({ length: 300 }, () => press),
        1000,
        0,
      ),
    ).toMatchObject([{ type: "camera.input", pointId: "1", change: "on", already: false, count: 300 }]);
    for (let second = 1; second < 100; second++) expect(choose([press], 1000, second * 1000)).toHaveLength(1);
    const off = { ...press, change: "off" as const };
    const told = (...changes: Parameters<typeof choose>[0][number][]) =>
      choose(changes, 1000, 0).map((each) => ("change" in each ? [each.change, "count" in each && each.count] : []));
    expect(told(off, press)).toEqual([
      ["off", 1],
      ["on", 1],
    ]);
    expect(told(press, off, press)).toEqual([["on", 2]]);
    expect(told(off, press, off, press, off)).toEqual([
      ["off", 1],
      ["on", 2],
      ["off", 1],
    ]);
    expect(choose([{ ...press, already: true }], 1000, 0)).toMatchObject([{ already: true }]);
    // Another contact of the camera is an event like any other.
    const other = on(notice({ token: "2", source: "InputToken=2" }));
    expect(choose([other], 1000, 0)).toMatchObject([{ type: "camera.event", topic: "digital_input" }]);
  });
});

describe("reference parameters", () => {
  const answer = (inside: string) =>
    `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:hk="urn:maker"><s:Body><t:CreatePullPointSubscriptionResponse xmlns:t="urn:t"><t:SubscriptionReference><a:Address xmlns:a="urn:a">http://x/</a:Address>${inside}</t:SubscriptionReference></t:CreatePullPointSubscriptionResponse></s:Body></s:Envelope>`;

  test("come back as headers, as they were, with their namespaces", () => {
    const headers = referenceHeaders(
      answer(
        '<a:ReferenceParameters xmlns:a="urn:a"><hk:Id b="1 &amp; 2"> 7&lt;8 </hk:Id><t:X><t:Y/></t:X></a:ReferenceParameters>',
      ),
    );
    const parsed = new XMLParser({ ignoreAttributes: false, trimValues: false }).parse(`<r>${headers}</r>`).r;
    expect(parsed["hk:Id"]).toMatchObject({
      "#text": " 7<8 ",
      "@_b": "1 & 2",
      "@_xmlns:hk": "urn:maker",
      "@_wsaref:IsReferenceParameter": "true",
    });
    expect(parsed["t:X"]).toMatchObject({ "t:Y": "", "@_xmlns:t": "urn:t" });
  });

  test("none are none, and too long ones are refused", () => {
    expect(referenceHeaders(answer(""))).toBe("");
    expect(() =>
      referenceHeaders(answer(`<ReferenceParameters><a>${"x".repeat(5000)}</a></ReferenceParameters>`)),
    ).toThrow("reference parameters too long");
  });
});
