import { expect, test, vi } from "vitest";
import { gateInput } from "../alarms/signals.ts";
import { heldClock } from "../held-clock.ts";
import { newLogFile } from "../log/open-for-test.ts";
import { chief, openGatesDesk } from "./opened-gates.ts";

// Several restarts of a log with its threads, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const hour = 3_600_000;
const day = 24 * hour;

test("today from the site's midnight on, hours and days as the events say, without what was a test", async () => {
  // 23:30 at the site.
  const clock = heldClock(Date.UTC(2026, 10, 21, 15, 30));
  const { desk, gates, settle } = await openGatesDesk(newLogFile(), clock);
  const report = async (fields: Parameters<typeof gateInput>[0]) =>
    desk.report(gateInput({ pointId: "in1", means: "passage", ...fields, atMs: clock.nowMs() }));
  expect(await gates.gates.today()).toMatchObject([
    { gateId: "gate1", passages: 0, metal: 0, startMs: Date.UTC(2026, 10, 20, 16) },
  ]);
  await report({});
  await report({ change: "off" });
  await report({ change: "pulse", count: 4 });
  await report({ pointId: "in0", means: "metal" });
  await settle();
  expect(await gates.gates.today()).toMatchObject([{ passages: 5, metal: 1, tamper: 0, resets: 0 }]);
  clock.advance(hour);
  expect(await gates.gates.today()).toMatchObject([{ passages: 0, startMs: Date.UTC(2026, 10, 21, 16) }]);
  await report({});
  const test = {
    type: "startTest" as const,
    deviceId: "gate1",
    pointId: null,
    reason: "校准",
    untilMs: clock.nowMs() + hour,
  };
  await desk.setMode(test, chief);
  await report({ count: 100, change: "pulse" });
  await report({ pointId: "in0", means: "metal" });
  await settle();
  expect(await gates.gates.today()).toMatchObject([{ passages: 1, metal: 0 }]);
  const span = { fromMs: Date.UTC(2026, 10, 20, 16), toMs: Date.UTC(2026, 10, 22, 16) };
  expect(await gates.gates.counts({ ...span, by: "day" })).toMatchObject([
    { startMs: Date.UTC(2026, 10, 20, 16), passages: 5, metal: 1 },
    { startMs: Date.UTC(2026, 10, 21, 16), passages: 1, metal: 0 },
  ]);
  expect(await gates.gates.counts({ ...span, by: "hour", gateId: "gate1" })).toMatchObject([
    { startMs: Date.UTC(2026, 10, 21, 15), passages: 5 },
    { startMs: Date.UTC(2026, 10, 21, 16), passages: 1 },
  ]);
  expect(await gates.gates.counts({ ...span, by: "hour", gateId: "gate2" })).toEqual([]);
});

test("spans that are empty or too long are refused", async () => {
  const { gates, clock } = await openGatesDesk(newLogFile());
  const toMs = clock.nowMs();
  const refused = { code: "report.bad_span" };
  await expect(gates.gates.counts({ fromMs: toMs, toMs, by: "day" })).rejects.toMatchObject(refused);
  await expect(gates.gates.counts({ fromMs: toMs - 93 * day, toMs, by: "hour" })).rejects.toMatchObject(refused);
  await expect(gates.gates.counts({ fromMs: toMs - 1101 * day, toMs, by: "day" })).rejects.toMatchObject(refused);
  expect(await gates.gates.counts({ fromMs: toMs - 1100 * day, toMs, by: "day" })).toEqual([]);
  await expect(gates.entries.counts({ fromMs: toMs, toMs })).rejects.toMatchObject(refused);
});
