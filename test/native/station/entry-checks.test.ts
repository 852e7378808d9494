import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { StoredEvent } from "../../../native/contract/events.ts";
import { gateInput } from "../alarms/signals.ts";
import { found } from "../entries/gate-views.ts";
import { heldClock } from "../held-clock.ts";
import { newLogFile } from "../log/open-for-test.ts";
import { testSite } from "../test-site.ts";
import { beijing, chief, opening, openGatesDesk, operator, second } from "./opened-gates.ts";

// Several restarts of a log with its threads, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const hour = 3_600_000;
const kindsOf = (events: readonly StoredEvent[]) => events.map(({ kind }) => kind);
const deposit = { gateId: null, place: "柜 3", dueAtMs: null, subject: null, note: "" };

test("from a gate's alarm to a deposit: moment, gate, area and cameras come with it, every step is an event", async () => {
  const { desk, gates, walk, clock, log, settle } = await openGatesDesk(newLogFile());
  await desk.report(gateInput({ atMs: clock.nowMs() - 5000 }));
  const [alarm] = desk.openAlarms;
  const check = await gates.entries.open(opening({ alarmId: alarm!.id }), operator);
  expect(check).toMatchObject({
    number: "AJ20260309-001",
    gateId: "gate1",
    gateName: { "zh-CN": "东门安检" },
    areaId: "ed",
    cameraIds: ["cam1"],
    happenedAtMs: clock.nowMs() - 5000,
    rulesId: "beijing/2020-07-01",
    mark: null,
  });
  expect((await gates.entries.open(opening({ alarmId: alarm!.id }), second)).id).toBe(check.id);
  const items = [found("knives", "水果刀")];
  await walk(check, ["arrival", "check"], ["inspect", "restricted"], ["restricted_items", null, { items }]);
  await walk(check, ["restricted_choice", "deposit"]);
  const ticket = await gates.deposits.add({ ...deposit, entryId: check.id, items }, operator);
  expect(ticket).toMatchObject({ number: "JC20260309-001", state: "held", gateId: "gate1", areaId: "ed" });
  const end = await walk(check, ["deposit_ticket", null, { depositNumber: ticket.number }]);
  expect(end).toMatchObject({ stepId: "deposited", items, depositNumbers: [ticket.number], state: "open" });
  const decided = await gates.entries.act({ type: "decide", entryId: check.id, note: "" }, operator);
  expect(decided).toMatchObject({ state: "decided", outcome: "deposited" });
  await settle();
  const events = (await log.page({ filter: { alarmId: alarm!.id }, beforeSeq: null, limit: 50 })).events.toReversed();
  expect(kindsOf(events).filter((kind) => kind.startsWith("entry."))).toEqual([
    "entry.opened",
    ...Array.from({ length: 5 }, () => "entry.step_done"),
    "entry.decided",
  ]);
  expect(
    (
      await gates.entries.page({
        filter: { withCorrected: true, marked: false, text: "水果刀" },
        beforeNumber: null,
        limit: 9,
      })
    ).entries,
  ).toEqual([decided]);
});

test("two desks: one wins, the other is told where the check stands now", async () => {
  const { gates } = await openGatesDesk(newLogFile());
  const check = await gates.entries.open(opening({ gateId: "gate1" }), operator);
  const answer = (answerId: string, actor: typeof operator) =>
    gates.entries.act({ type: "answer", entryId: check.id, stepId: "arrival", answerId, data: { note: "" } }, actor);
  const [first, other] = await Promise.allSettled([answer("check", operator), answer("refuses", second)]);
  expect(first).toMatchObject({ status: "fulfilled", value: { stepId: "inspect" } });
  expect(other).toMatchObject({
    status: "rejected",
    reason: { code: "entry.wrong_step", params: { stepId: "inspect" } },
  });
});

test("numbers: no gap and none twice among many at once, over a restart, and when the clock is set back", async () => {
  const file = newLogFile();
  const first = await openGatesDesk(file);
  const open = (desk: typeof first) => desk.gates.entries.open(opening(), operator);
  const checks = await Promise.all(Array.from({ length: 25 }, () => open(first)));
  expect(checks.map(({ number }) => number)).toEqual(
    Array.from({ length: 25 }, (_, at) => `AJ20260309-${String(at + 1).padStart(3, "0")}`),
  );
  await expect(
    first.gates.entries.open(opening({ happenedAtMs: first.clock.nowMs() + hour }), operator),
  ).rejects.toMatchObject({ code: "entry.wrong_time" });
  first.clock.jump(24 * hour);
  expect((await open(first)).number).toBe("AJ20260310-001");
  first.clock.jump(-24 * hour);
  expect((await open(first)).number).toBe("AJ20260309-026");
  await first.close();
  const again = await openGatesDesk(file, heldClock(first.clock.nowMs()));
  expect((await open(again)).number).toBe("AJ20260309-027");
  // The site's midnight, not UTC's.
  again.clock.jump(8 * hour);
  expect((await open(again)).number).toBe("AJ20260310-002");
});

test("a restart in the middle: the check stands where it stood, and what comes next is taken", async () => {
  const file = newLogFile();
  const first = await openGatesDesk(file);
  const opened = await first.gates.entries.open(opening({ gateId: "gate1" }), operator);
  const check = await first.walk(opened, ["arrival", "manual"], ["manual_reason", null, { reason: "起搏器" }]);
  await first.settle();
  await first.close();
  const again = await openGatesDesk(file, heldClock(first.clock.nowMs() + 60_000));
  expect(await again.gates.entries.get(check.id)).toEqual(check);
  const now = await again.walk(check, ["manual_checker", null, { checker: { name: "李娜", sameSex: true } }]);
  expect(now).toMatchObject({ stepId: "manual_result", done: { length: 3 } });
  expect(await again.gates.entries.rulesOf(check.id)).toMatchObject({ id: "beijing/2020-07-01" });
});

test("gate and area are taken out of the site, another province's rules come: an open check goes on as it began", async () => {
  const { gates, use, walk } = await openGatesDesk(newLogFile());
  const check = await gates.entries.open(opening({ gateId: "gate1" }), operator);
  use({ ...testSite, areas: [], devices: [] });
  const now = await walk(check, ["arrival", "check"], ["inspect", "clear"]);
  expect(now).toMatchObject({
    gateId: "gate1",
    areaId: "ed",
    gateName: { "zh-CN": "东门安检" },
    stepId: "passed_after",
  });
  expect((await gates.entries.open(opening(), operator)).rulesId).toBe("national/2010-01-01");
  await expect(gates.entries.open(opening({ gateId: "gate1" }), operator)).rejects.toMatchObject({
    code: "device.not_found",
  });
});

test("what belongs to a drill carries its mark and is counted nowhere", async () => {
  const { desk, gates, walk, clock, events, settle } = await openGatesDesk(newLogFile());
  await desk.setMode({ type: "startDrill", areaIds: ["ed"], untilMs: clock.nowMs() + hour, note: "" }, chief);
  await desk.report(gateInput({ atMs: clock.nowMs() }));
  const ofAlarm = await gates.entries.open(opening({ alarmId: desk.openAlarms[0]!.id }), operator);
  const byHand = await gates.entries.open(opening({ gateId: "gate1" }), operator);
  expect([ofAlarm.mark, byHand.mark]).toEqual(["drill", "drill"]);
  for (const check of [ofAlarm, byHand]) {
    await walk(check, ["arrival", "refuses"], ["refusal_told", null], ["refusal_answer", "leaves"]);
    await gates.entries.act({ type: "decide", entryId: check.id, note: "" }, operator);
  }
  await settle();
  expect((await events("entry.decided")).map(({ mark }) => mark)).toEqual(["drill", "drill"]);
  const span = { fromMs: clock.nowMs() - hour, toMs: clock.nowMs() + hour };
  expect(await gates.entries.counts(span)).toMatchObject({ total: 0, refusals: 0 });
  const page = (marked: boolean) =>
    gates.entries.page({ filter: { withCorrected: true, marked }, beforeNumber: null, limit: 10 });
  expect([(await page(false)).entries.length, (await page(true)).entries.length]).toEqual([0, 2]);
});

test("a correction: the old record stays and says so, only the new one is counted, twice is refused at the same time", async () => {
  const { gates, walk, clock, settle } = await openGatesDesk(newLogFile());
  const check = await gates.entries.open(opening({ gateId: "gate1" }), operator);
  await walk(check, ["arrival", "refuses"], ["refusal_told", null], ["refusal_answer", "leaves"]);
  await gates.entries.act({ type: "decide", entryId: check.id, note: "" }, operator);
  const correction = {
    entryId: check.id,
    reason: "其实是通过",
    outcome: "passed_after_check" as const,
    items: [],
    happenedAtMs: clock.nowMs(),
    note: "",
  };
  const [one, other] = await Promise.allSettled([
    gates.entries.correct(correction, operator),
    gates.entries.correct(correction, chief),
  ]);
  expect(one).toMatchObject({ status: "fulfilled", value: { number: "AJ20260309-002", corrects: check.id } });
  expect(other).toMatchObject({ status: "rejected", reason: { code: "entry.already_corrected" } });
  await settle();
  const span = { fromMs: clock.nowMs() - hour, toMs: clock.nowMs() + hour };
  expect(await gates.entries.counts(span)).toMatchObject({
    total: 1,
    refusals: 0,
    byGate: [{ gateId: "gate1", total: 1 }],
    byOutcome: [{ outcome: "passed_after_check", total: 1 }],
  });
  const page = (withCorrected: boolean) =>
    gates.entries.page({ filter: { withCorrected, marked: false }, beforeNumber: null, limit: 10 });
  expect((await page(true)).entries.map(({ number }) => number)).toEqual(["AJ20260309-002", "AJ20260309-001"]);
  expect((await page(false)).entries.map(({ number }) => number)).toEqual(["AJ20260309-002"]);
  const csv = await gates.entries.csv({ withCorrected: true, marked: false });
  expect(csv.split("\r\n")).toHaveLength(4);
  expect(csv).toContain("AJ20260309-001,decided,refused_check");
});

test("pages of the register go on where the last one ended, whatever is added meanwhile", async () => {
  const { gates, settle } = await openGatesDesk(newLogFile());
  for (let at = 0; at < 7; at++) await gates.entries.open(opening({ gateId: "gate1" }), operator);
  await settle();
  const filter = { withCorrected: true, marked: false, states: ["open" as const], gateId: "gate1" };
  const first = await gates.entries.page({ filter, beforeNumber: null, limit: 3 });
  await gates.entries.open(opening({ gateId: "gate1" }), operator);
  const next = await gates.entries.page({ filter, beforeNumber: first.nextBeforeNumber, limit: 3 });
  const last = await gates.entries.page({ filter, beforeNumber: next.nextBeforeNumber, limit: 3 });
  const numbers = [first, next, last].flatMap(({ entries }) => entries.map(({ number }) => number.slice(-1)));
  expect(numbers).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
  expect(last.nextBeforeNumber).toBe(null);
  for (const wrong of [
    { ...filter, gateId: "gate2" },
    { ...filter, outcomes: ["passed" as const] },
    { ...filter, text: "没有" },
  ])
    expect((await gates.entries.page({ filter: wrong, beforeNumber: null, limit: 3 })).entries).toEqual([]);
  await expect(gates.entries.page({ filter, beforeNumber: "x", limit: 3 })).rejects.toMatchObject({
    code: "log.bad_cursor",
  });
});

test("stills come by themselves, are kept apart, and a camera without one harms nothing", async () => {
  const jpeg = Buffer.from("not really a picture").toString("base64");
  const asked: unknown[] = [];
  const takeStill = (cameraId: string, atMs: number) => {
    asked.push([cameraId, atMs]);
    return Promise.resolve({ jpeg, atMs: atMs - 40 });
  };
  const { gates, clock, events } = await openGatesDesk(newLogFile(), heldClock(), { takeStill });
  const check = await gates.entries.open(opening({ gateId: "gate1" }), operator);
  await expect.poll(() => gates.entries.get(check.id)).toMatchObject({ stills: { length: 1 } });
  const { stills } = await gates.entries.get(check.id);
  expect(asked).toEqual([["cam1", clock.nowMs()]]);
  const sha256 = createHash("sha256").update("not really a picture").digest("hex");
  expect(stills).toMatchObject([{ cameraId: "cam1", atMs: clock.nowMs() - 40, sha256 }]);
  await expect.poll(() => events("entry.still_added")).toHaveLength(1);
  expect(await gates.entries.still(check.id, stills[0]!.id)).toBe(jpeg);
  await expect(gates.entries.still(check.id, "other")).rejects.toMatchObject({ code: "entry.no_still" });
  const without = await openGatesDesk(newLogFile(), heldClock(), { takeStill: () => Promise.reject(new Error("no")) });
  expect(await without.gates.entries.open(opening({ gateId: "gate1" }), operator)).toMatchObject({ stills: [] });
});

test("the hospital's own list: an event with both, in the form from then on, kept over a restart", async () => {
  const file = newLogFile();
  const { gates, events, close, clock } = await openGatesDesk(file);
  const [shipped] = gates.items.list().lists;
  const [knives] = shipped!.list.classes.filter(({ id }) => id === "knives");
  const own = {
    ...shipped!.list,
    id: "hospital",
    province: "hospital",
    validFrom: "2026-01-01",
    classes: [{ ...knives!, id: "pets", name: { "zh-CN": "宠物", en: "Pets" } }],
  };
  expect(await gates.items.setHospital(own, "院办通知", chief)).toMatchObject({
    inUse: true,
    changedAtMs: clock.nowMs(),
  });
  const twice = { ...own, classes: [...own.classes, ...own.classes] };
  await expect(gates.items.setHospital(twice, "x", chief)).rejects.toMatchObject({
    code: "items.invalid",
    params: { path: "classes[1].id", problem: "duplicate_class" },
  });
  await expect(gates.items.setHospital({ ...own, id: "other" }, "x", chief)).rejects.toMatchObject({
    code: "items.invalid",
  });
  expect(await events("items.changed")).toMatchObject([{ actor: chief, data: { old: null, new: { id: "hospital" } } }]);
  // All of it may be taken off again.
  await gates.items.setHospital({ ...own, classes: [] }, "院办撤回", chief);
  await gates.items.setHospital(own, "院办恢复", chief);
  expect((await events("items.changed")).at(-1)).toMatchObject({ data: { old: { classes: [] }, reason: "院办恢复" } });
  await close();
  const again = await openGatesDesk(file, heldClock(clock.nowMs()));
  expect(
    again.gates.items
      .list()
      .lists.filter(({ inUse }) => inUse)
      .map(({ list }) => list.id),
  ).toEqual(["beijing/2021-04-01", "national/2021-04-01", "hospital"]);
});

test("with no province the general rules and list are in force; nothing is there for what nobody knows", async () => {
  const { gates } = await openGatesDesk(newLogFile(), heldClock(), { site: testSite });
  expect(gates.entries.rules()).toMatchObject({
    rules: { id: "national/2010-01-01", source: { unverified: true } },
    refused: [],
  });
  await expect(gates.entries.get("nobody")).rejects.toMatchObject({ code: "entry.not_found" });
  await expect(gates.entries.open(opening({ alarmId: "nobody" }), operator)).rejects.toMatchObject({
    code: "alarm.not_found",
  });
  await expect(gates.entries.open(opening({ areaId: "nowhere" }), operator)).rejects.toMatchObject({
    code: "desk.unknown_area",
  });
  expect(beijing.site.province).toBe("beijing");
});
