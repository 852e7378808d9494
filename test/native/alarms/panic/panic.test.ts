import { describe, expect, test } from "vitest";
import { checkPanicPoints, panicPoints } from "../../../../native/alarms/panic/check-panic-points.ts";
import { monthStartMs, testedPresses, untestedPoints } from "../../../../native/alarms/panic/tested-presses.ts";
import { planSet } from "../../../../native/alarms/plan/plan-set.ts";
import { viewSite } from "../../../../native/alarms/site-view.ts";
import { panicAdvice, panicRules } from "../../../../native/contract/desk.ts";
import type { StoredEvent } from "../../../../native/contract/events.ts";
import { siteFileSchema } from "../../../../native/contract/site.ts";
import { readPlans, resourcesFolder } from "../../../../native/station/desk-files.ts";
import { testSite } from "../../test-site.ts";
import { signal } from "../signals.ts";
import { tryDesk, type TriedDesk } from "../try-desk.ts";

const plans = planSet(readPlans([`${resourcesFolder()}plans`]).plans);

const site = viewSite(
  siteFileSchema.parse({
    ...testSite,
    devices: [
      ...testSite.devices,
      {
        id: "rx2",
        kind: "panel",
        family: "surgard",
        link: "tcp://127.0.0.1:1026",
        area: "ed",
        points: [
          { account: "77AA", name: { "zh-CN": "门诊整机" }, class: "panic" },
          { account: "88", name: { "zh-CN": "财务胁迫" }, class: "duress", zone: "5" },
        ].map((point) => ({ ...point, account: point.account.padEnd(4, "0") })),
      },
      {
        id: "gate2",
        kind: "gate",
        family: "modbus-io",
        link: "tcp://127.0.0.1:1503",
        unit: 1,
        area: "ed",
        inputs: [{ input: 4, means: "panic" }],
      },
    ],
  }),
);

describe("the self-check", () => {
  test("tries every panic point of panels and gates, and all rules hold", () => {
    const { view } = tryDesk({ site, plans });
    const checks = checkPanicPoints(view);
    expect(checks.map((check) => `${check.deviceId} ${check.pointId}`)).toEqual([
      "rx1 1234-001",
      "rx2 77AA-001",
      "rx2 8800-5",
      "gate2 in4",
    ]);
    for (const check of checks) {
      expect(check.results.map((each) => each.rule)).toEqual(panicRules);
      const failed = check.results.filter((each) => !each.ok).map((each) => each.rule);
      expect(failed.filter((rule) => !panicAdvice.includes(rule))).toEqual([]);
    }
    expect(checks[0]?.results).toContainEqual({ rule: "has_cameras", ok: false });
  });

  test("finds settings and plans that break one", () => {
    const { view } = tryDesk({ site });
    const life = { acknowledge: [], process: [], arrive: [] };
    const silent = { ...view, settings: { ...view.settings, escalation: { ...view.settings.escalation, life } } };
    const failed = checkPanicPoints(silent)[0]
      ?.results.filter((each) => !each.ok)
      .map((each) => each.rule);
    expect(failed).toEqual(["escalates", "has_plan", "has_cameras"]);
  });

  test("leaves no trace on the desk", () => {
    const desk = tryDesk({ site, plans });
    checkPanicPoints(desk.view);
    expect(desk.book.list()).toEqual([]);
    expect(desk.view.desk.onTest).toEqual([]);
  });
});

const stored = (desk: TriedDesk): StoredEvent[] =>
  desk.events.map((event, at) => ({ ...event, seq: at + 1, hash: "0".repeat(64) }));

describe("button tests", () => {
  test("the times of a press, from screen to closing", () => {
    const desk = tryDesk({ site, nowMs: 10_000 });
    desk.mode({ type: "startButtonTest", areaIds: [], untilMs: 600_000, note: "" });
    const { id } = desk.report(signal({ atMs: 10_000 })).alarms[0]!;
    for (const [atMs, command] of [
      [13_000, { type: "acknowledge", note: "" }],
      [20_000, { type: "dispatch", callSigns: ["02"], note: "" }],
      [21_000, { type: "dispatch", callSigns: ["03"], note: "" }],
      [70_000, { type: "arrive", callSign: "02", note: "" }],
      [90_000, { type: "close", cause: "test", reason: null, note: "" }],
    ] as const) {
      desk.set({ nowMs: atMs });
      desk.command({ ...command, alarmId: id });
    }
    expect(testedPresses(stored(desk))).toMatchObject([
      {
        alarmId: id,
        mark: "test",
        pointId: "1234-001",
        shownAfterMs: null,
        acknowledgedAfterMs: 3000,
        dispatchedAfterMs: 10_000,
        arrivedAfterMs: 60_000,
        closedAfterMs: 80_000,
      },
    ]);
  });

  test("a real press is no test, nor is one that was made real", () => {
    const desk = tryDesk({ site });
    desk.report(signal());
    desk.mode({ type: "startButtonTest", areaIds: [], untilMs: 600_000, note: "" });
    const { id } = desk.report(signal()).alarms[0]!;
    desk.command({ type: "makeReal", alarmId: id, note: "" });
    expect(testedPresses(stored(desk))).toEqual([]);
  });

  test("points not tested since the month began; an account without zones is tested by any of them", () => {
    const none = { shownAfterMs: null, acknowledgedAfterMs: null, dispatchedAfterMs: null, arrivedAfterMs: null };
    const about = { alarmId: "a", mark: "test", name: null, areaId: "ed", ...none, closedAfterMs: null } as const;
    const presses = [
      { ...about, deviceId: "rx1", pointId: "1234-001", pressedAtMs: 1500 },
      { ...about, deviceId: "rx2", pointId: "77AA-042", pressedAtMs: 1600 },
      { ...about, deviceId: "rx2", pointId: "8800-5", pressedAtMs: 900 },
      { ...about, deviceId: "gate2", pointId: "in4", pressedAtMs: 1700, mark: "drill" as const },
    ];
    expect(untestedPoints(site, presses, 1000).map(({ pointId, lastTestedAtMs }) => [pointId, lastTestedAtMs])).toEqual(
      [
        ["8800-5", 900],
        ["in4", null],
      ],
    );
    expect(panicPoints(site)).toHaveLength(4);
  });

  test("the month begins at midnight of the site", () => {
    const now = Date.UTC(2026, 2, 9, 8, 30, 5, 250);
    expect(monthStartMs(now, "Asia/Shanghai")).toBe(Date.UTC(2026, 1, 28, 16));
    expect(monthStartMs(Date.UTC(2026, 1, 28, 16), "Asia/Shanghai")).toBe(Date.UTC(2026, 1, 28, 16));
    expect(monthStartMs(Date.UTC(2026, 1, 28, 15, 59, 59), "Asia/Shanghai")).toBe(Date.UTC(2026, 0, 31, 16));
  });
});
