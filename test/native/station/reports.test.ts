import { expect, test } from "vitest";
import { loadPlans } from "../../../native/station/desk-rules.ts";
import { makeReports } from "../../../native/station/reports.ts";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { door, signal } from "../alarms/signals.ts";
import { chief, operator } from "../alarms/try-desk.ts";
import { newLogFile } from "../log/open-for-test.ts";
import { openDesk, type OpenedDesk } from "./opened-desk.ts";

const day = 86_400_000;

async function opened() {
  const one = await openDesk(newLogFile());
  const reports = makeReports(one.log, one.clock, () => one.desk.rules.site);
  return { ...one, reports };
}

async function raise({ desk, clock }: OpenedDesk, report = door()): Promise<string> {
  await desk.report({ ...report, atMs: clock.nowMs() });
  return desk.openAlarms.at(-1)!.id;
}

async function close({ desk }: OpenedDesk, alarmId: string): Promise<void> {
  await desk.command({ type: "acknowledge", alarmId, note: "" }, operator);
  await desk.command({ type: "close", alarmId, cause: "test", reason: null, note: "" }, operator);
}

test("what was open for longer than the look-back counts as standing, closed within the span or open still", async () => {
  const desk = await opened();
  const closed = await raise(desk);
  await raise(desk, door({ zone: "003" }));
  desk.clock.advance(10 * day);
  const fromMs = desk.clock.nowMs();
  desk.clock.advance(day);
  await close(desk, closed);
  desk.clock.advance(day);
  const load = await desk.reports.alarmLoad({ fromMs, toMs: desk.clock.nowMs() });
  expect(load.standing.map(({ pointId, openMs }) => [pointId, openMs])).toEqual([
    ["1234-002", 11 * day],
    ["1234-003", 12 * day],
  ]);
  expect(load).toMatchObject({ raised: 0, causes: [{ cause: "test", alarms: 1 }] });
});

test("a span that is empty or too long is refused", async () => {
  const { reports } = await opened();
  const refused = { code: "report.bad_span" };
  await expect(reports.alarmLoad({ fromMs: 5, toMs: 5 })).rejects.toMatchObject({
    ...refused,
    params: { mostDays: 92 },
  });
  await expect(reports.alarmLoadCsv({ fromMs: 0, toMs: 93 * day })).rejects.toMatchObject(refused);
});

test("a panic point is untested until somebody presses it in a button test of this month", async () => {
  const desk = await opened();
  const { clock, reports } = desk;
  expect((await reports.untestedPoints()).points).toMatchObject([{ pointId: "1234-001", lastTestedAtMs: null }]);
  await close(desk, await raise(desk, signal()));
  expect((await reports.untestedPoints()).points).toHaveLength(1);
  const untilMs = clock.nowMs() + 60_000;
  await desk.desk.setMode({ type: "startButtonTest", areaIds: [], untilMs, note: "" }, chief);
  const pressedAtMs = clock.nowMs();
  await close(desk, await raise(desk, signal()));
  await desk.settle();
  expect((await reports.untestedPoints()).points).toEqual([]);
  clock.advance(40 * day);
  expect((await reports.untestedPoints()).points).toMatchObject([{ lastTestedAtMs: pressedAtMs }]);
  expect(await reports.testedPresses({ fromMs: pressedAtMs, toMs: pressedAtMs + 1000 })).toMatchObject([
    { mark: "test", pointId: "1234-001", acknowledgedAfterMs: 0, closedAfterMs: 0 },
  ]);
});

test("plans: each version is kept in the log once; the hospital's own replaces the shipped one of its name", async () => {
  const file = newLogFile();
  const folder = dirname(file);
  const { log, clock, events } = await openDesk(file);
  const load = () =>
    loadPlans(folder, log, clock, async (event) => void (await log.append({ events: [event], alarms: [] })));
  const first = await load();
  expect(first.set.inUse).toHaveLength(8);
  await load();
  expect(await events("plan.loaded")).toHaveLength(8);
  mkdirSync(join(folder, "plans"));
  const shipped = first.set.inUse.find((plan) => plan.id === "fire-link")!;
  writeFileSync(join(folder, "plans", "fire-link.json"), JSON.stringify({ ...shipped, version: 2 }));
  writeFileSync(
    join(folder, "plans", "broken.json"),
    JSON.stringify({ ...shipped, id: "broken", firstStepId: "nowhere" }),
  );
  const third = await load();
  expect(third.set.inUse.find((plan) => plan.id === "fire-link")?.version).toBe(2);
  expect(third.set.get("fire-link", 1)).toEqual(shipped);
  expect(third.refused).toMatchObject([
    { file: "broken.json", problems: [{ problem: "unknown_step", detail: "nowhere" }] },
  ]);
  expect(third.loadedAtMs.get("fire-link@2")).toBe(clock.nowMs());
});
