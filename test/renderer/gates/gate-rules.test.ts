import { expect, test } from "vitest";
import { chartSpan, gateSpans } from "../../../renderer/gates/gate-series.ts";
import { isAtGate } from "../../../renderer/gates/is-at-gate.ts";
import { labelAsked } from "../../../renderer/gates/label-print.tsx";
import { registerFilter } from "../../../renderer/gates/register-filter.ts";
import { registerAsked } from "../../../renderer/gates/register-paper.tsx";
import { presentShift } from "../../../renderer/gates/shift-span.ts";
import { signatureSvg } from "../../../renderer/ui/signature-svg.ts";
import { warningsOf } from "../../../renderer/gates/warning-marks.tsx";
import { lastSeqOf } from "../../../renderer/rpc/use-asked-anew.ts";
import { sampleAlarm, sampleEvent, sampleInfo } from "../sample-data.ts";
import { sampleWarning } from "../sample-gates.ts";

const zone = "Asia/Shanghai";
const at = (text: string) => Date.parse(`${text}+08:00`);
const none = { tamper: 0, faults: 0, panics: 0 };

test("the present shift begins at 08:00 or 20:00 of the site's clock", () => {
  expect(presentShift(at("2026-11-22T07:59:59"), zone)).toEqual({
    fromMs: at("2026-11-21T20:00:00"),
    toMs: at("2026-11-22T08:00:00"),
  });
  expect(presentShift(at("2026-11-22T08:00:00"), zone)).toEqual({
    fromMs: at("2026-11-22T08:00:00"),
    toMs: at("2026-11-22T20:00:00"),
  });
  expect(presentShift(at("2026-11-22T23:30:00"), zone)).toEqual({
    fromMs: at("2026-11-22T20:00:00"),
    toMs: at("2026-11-23T08:00:00"),
  });
});

test("hours without a count are drawn as none, gates are added up, a reset is marked", () => {
  const span = { fromMs: at("2026-11-22T08:00:00"), toMs: at("2026-11-22T11:00:00") };
  const counts = [
    { gateId: "a", startMs: at("2026-11-22T09:00:00"), passages: 5, metal: 1, resets: 0, ...none },
    { gateId: "b", startMs: at("2026-11-22T09:00:00"), passages: 7, metal: 0, resets: 1, ...none },
  ];
  expect(gateSpans(counts, "hour", span, zone).map(({ passages, metal, resets }) => [passages, metal, resets])).toEqual(
    [
      [0, 0, 0],
      [12, 1, 1],
      [0, 0, 0],
    ],
  );
});

test("days are the site's, also where the clock is put on within them", () => {
  const span = chartSpan("day", at("2026-11-22T15:00:00"), zone);
  const days = gateSpans([], "day", span, zone);
  expect(days).toHaveLength(30);
  expect(days.at(-1)?.startMs).toBe(at("2026-11-22T00:00:00"));
  const summer = chartSpan("day", Date.parse("2026-04-10T12:00:00Z"), "Europe/Berlin");
  const starts = gateSpans([], "day", summer, "Europe/Berlin").map(({ startMs }) => startMs);
  expect(starts).toHaveLength(30);
  expect(new Set(starts.map((ms, index) => (starts[index + 1] ?? ms + 86_400_000) - ms))).toEqual(
    new Set([86_400_000, 82_800_000]),
  );
});

test("the register's filter asks for refusals, one outcome, or what has none", () => {
  const wish = {
    span: { fromMs: 1, toMs: 2 },
    which: "refusals",
    gateId: "",
    classId: "",
    text: " ",
    marked: false,
  } as const;
  expect(registerFilter(wish)).toEqual({
    fromMs: 1,
    toMs: 2,
    states: ["decided"],
    outcomes: ["refused_check", "refused_item", "forced_in_police"],
    withCorrected: true,
    marked: false,
  });
  expect(registerFilter({ ...wish, which: "green_lane" }).outcomes).toEqual(["green_lane"]);
  expect(registerFilter({ ...wish, which: "abandoned" })).not.toHaveProperty("outcomes");
  expect(registerFilter({ ...wish, gateId: "g", classId: "c", text: "刀" })).toMatchObject({
    gateId: "g",
    itemClassId: "c",
    text: "刀",
  });
});

test("addresses of papers: only whole ones are taken", () => {
  expect(registerAsked("#register?from=1&to=2&language=en")).toEqual({
    span: { fromMs: 1, toMs: 2 },
    language: "en",
    which: "refusals",
  });
  expect(registerAsked("#register?from=1&to=2&which=decided")?.which).toBe("decided");
  expect(registerAsked("#register?from=1&to=2&which=anything")?.which).toBe("refusals");
  for (const bad of ["", "#register", "#register?from=2&to=1", "#register?from=x&to=2", "#shift?from=1&to=2"])
    expect(registerAsked(bad)).toBeNull();
  expect(labelAsked("#label?deposit=JC20261122-001&paper=a4")).toEqual({
    deposit: "JC20261122-001",
    paper: "a4",
    language: "zh-CN",
  });
  expect(labelAsked("#label?deposit=")).toBeNull();
});

test("a signature is lines and nothing else, and never longer than the station takes", () => {
  const svg = signatureSvg(
    [
      [
        { x: 1.26, y: 2 },
        { x: 3, y: 4 },
      ],
      [{ x: 9, y: 9 }],
      [],
    ],
    { width: 300, height: 120 },
  );
  expect(svg).toContain('viewBox="0 0 300 120"');
  expect(svg).toContain('d="M1.3 2L3 4M9 9h0.1"');
  const long = Array.from({ length: 40_000 }, (_, index) => ({ x: index / 7, y: index / 3 }));
  const cut = signatureSvg([long], { width: 300, height: 120 });
  expect(cut.length).toBeLessThanOrEqual(65_536);
  expect(cut).toContain(`L${Math.round((39_999 / 7) * 10) / 10} `);
});

test("warnings of an area, and those of the whole hospital; not what is over", () => {
  const warnings = [
    sampleWarning("own", { areaIds: ["ed"] }),
    sampleWarning("all", { areaIds: [] }),
    sampleWarning("other", { areaIds: ["opd"] }),
    sampleWarning("late", { areaIds: ["ed"], untilMs: 5 }),
    sampleWarning("ended", { areaIds: ["ed"], endedAtMs: 1 }),
  ];
  const ids = (areaId: string | null) => warningsOf(warnings, areaId, 10).map(({ id }) => id);
  expect(ids("ed")).toEqual(["own", "all"]);
  expect(ids(null)).toEqual(["all"]);
});

test("J opens a form for an alarm of a gate, and for what happens at one", () => {
  const { devices } = sampleInfo;
  expect(isAtGate(sampleAlarm("a", { deviceId: "gate1", kind: "tamper", class: "security" }), devices)).toBe(true);
  expect(isAtGate(sampleAlarm("a", { deviceId: null, kind: "forced_entry" }), devices)).toBe(true);
  expect(isAtGate(sampleAlarm("a"), devices)).toBe(false);
  expect(isAtGate(sampleAlarm("a", { deviceId: "gate1", kind: "device_lost", class: "fault" }), devices)).toBe(false);
});

test("news is the last event of the kinds that were asked for", () => {
  const events = [sampleEvent(1, sampleAlarm("a")), sampleEvent(2), sampleEvent(3, sampleAlarm("b"))];
  expect(lastSeqOf(events, ["gate."])).toBe(2);
  expect(lastSeqOf(events, ["gate.", "alarm."])).toBe(3);
  expect(lastSeqOf(events, ["entry."])).toBe(0);
});
