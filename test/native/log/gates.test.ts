import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, it, vi } from "vitest";
import type { Deposit } from "../../../native/contract/deposits.ts";
import type { EntryCheck } from "../../../native/contract/entries.ts";
import type { EventData, NewEvent } from "../../../native/contract/events.ts";
import { makeEvent } from "../../../native/base/make-event.ts";
import { verifyLog } from "../../../native/log/check-log.ts";
import { migrate } from "../../../native/log/database.ts";
import { gateCountsStatement } from "../../../native/log/gate-hours.ts";
import { registerStatements } from "../../../native/log/gate-queries.ts";
import { migrations } from "../../../native/log/migrations/list.ts";
import { openPrivate, sealPrivate } from "../../../native/log/private-record.ts";
import { closing } from "../../set-up.ts";
import { newLogFile, openForTest } from "./open-for-test.ts";
import { noteEvent, startMs } from "./sample-events.ts";

// Several restarts of a log with its threads, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const hour = 3_600_000;
const by = { name: "王芳", role: "operator" as const };

function input(key: string, data: Partial<EventData<"gate.input">>, other: object = {}): NewEvent {
  const place = { key, atMs: startMs, severity: "information" as const, deviceId: "gate1", ...other };
  return makeEvent("gate.input", place, { name: null, means: "passage", change: "on", count: 1, ...data });
}

/** One of everything that counts, and of what does not. */
const counted: readonly NewEvent[] = [
  input("k1", {}),
  input("k2", { change: "pulse", count: 7 }),
  input("k3", { means: "metal" }),
  input("k4", { means: "metal", change: "off" }),
  input("k5", { means: "tamper" }),
  input("k6", { means: "fault" }),
  input("k7", { means: "panic" }),
  input("k8", { means: "metal", count: 3 }, { mark: "drill" }),
  input("k9", { means: "metal" }, { atMs: startMs + hour - 1 }),
  input("k10", { means: "metal" }, { atMs: startMs + hour }),
  input("k11", {}, { deviceId: "gate2" }),
  makeEvent(
    "gate.line_fault",
    { key: "k12", atMs: startMs, severity: "fault", deviceId: "gate1" },
    { name: null, means: "tamper" },
  ),
  makeEvent(
    "gate.module_lost",
    { key: "k13", atMs: startMs, severity: "fault", deviceId: "gate1" },
    { name: null, error: null },
  ),
  makeEvent(
    "gate.counter_reset",
    { key: "k14", atMs: startMs, severity: "information", deviceId: "gate1" },
    { name: null, means: "passage", from: 900, to: 2 },
  ),
  noteEvent("k15", "不是计数"),
];
const hours = [
  { gateId: "gate1", startMs, passages: 8, metal: 2, tamper: 1, faults: 3, panics: 1, resets: 1 },
  { gateId: "gate2", startMs, passages: 1, metal: 0, tamper: 0, faults: 0, panics: 0, resets: 0 },
  { gateId: "gate1", startMs: startMs + hour, passages: 0, metal: 1, tamper: 0, faults: 0, panics: 0, resets: 0 },
];
const bounds = [startMs, startMs + hour, startMs + 2 * hour];

function check(id: string, number: string, other: Partial<EntryCheck> = {}): EntryCheck {
  return {
    id,
    number,
    state: "open",
    gateId: "gate1",
    gateName: null,
    areaId: "ed",
    alarmId: null,
    cameraIds: [],
    happenedAtMs: startMs,
    openedAtMs: startMs,
    openedBy: by,
    rulesId: "r/2020-01-01",
    rulesVersion: 1,
    stepId: "a",
    done: [],
    items: [],
    outcome: null,
    decidedAtMs: null,
    decidedBy: null,
    note: "",
    subject: null,
    stills: [],
    depositNumbers: [],
    mark: null,
    corrects: null,
    correctedBy: null,
    correctionReason: "",
    ...other,
  };
}

function deposit(id: string, number: string): Deposit {
  return {
    id,
    number,
    state: "held",
    entryId: null,
    gateId: null,
    areaId: null,
    items: [],
    place: "柜 3",
    subject: null,
    depositedAtMs: startMs,
    depositedBy: by,
    dueAtMs: startMs + hour,
    endedAtMs: null,
    endedBy: null,
    signature: null,
    handedTo: "",
    note: "",
    mark: null,
  };
}

describe("hours of the gates", () => {
  it("are counted with their events, once, drills left out", async () => {
    const { log } = await openForTest();
    await log.append({ events: counted.slice(0, 8), alarms: [] });
    await log.append({ events: counted.slice(8), alarms: [] });
    // Offered again after a commit that was in doubt: nothing is counted twice, and what is new is.
    await log.append({ events: [...counted.slice(0, 3), input("k20", { means: "panic" })], alarms: [] });
    const found = await log.gates.gateCounts({ bounds, gateId: null });
    expect(found).toEqual([{ ...hours[0], panics: 2 }, hours[1], hours[2]]);
    expect(await log.gates.gateCounts({ bounds: [startMs, startMs + 2 * hour], gateId: "gate2" })).toEqual([hours[1]]);
  });

  it("are made from what an older log holds, and made anew on demand, to the same counts", async () => {
    const file = newLogFile();
    const first = await openForTest(file);
    await first.log.append({ events: counted, alarms: [] });
    await first.log.close();
    const database = new Database(file);
    const before = database.prepare("select * from gate_hour order by 1, 2").all();
    expect(before).toHaveLength(3);
    const sql = migrations.find(({ version }) => version === 50)!.sql;
    database.exec(`delete from gate_hour; ${sql.slice(sql.indexOf("insert into gate_hour"))}`);
    expect(database.prepare("select * from gate_hour order by 1, 2").all()).toEqual(before);
    database.exec("update gate_hour set metal = 99");
    database.close();
    const script = fileURLToPath(new URL("../../../scripts/log.ts", import.meta.url));
    execFileSync(process.execPath, [script, "rebuild-counts", "--data", dirname(file)], { stdio: "pipe" });
    const again = await openForTest(file);
    expect(await again.log.gates.gateCounts({ bounds, gateId: null })).toEqual(hours);
    // While a station runs the log is its own.
    expect(() =>
      execFileSync(process.execPath, [script, "rebuild-counts", "--data", dirname(file)], { stdio: "pipe" }),
    ).toThrow(expect.objectContaining({ status: 2 }));
  });
});

describe("rows beside the events", () => {
  it("are stored with them, and an entry that was stored before does not put them back", async () => {
    const { log, file } = await openForTest();
    const entry = (key: string, each: EntryCheck) => ({
      events: [noteEvent(key, "x")],
      alarms: [],
      gates: { entries: [each] },
    });
    const open = check("e1", "AJ20260101-001");
    const decided = { ...open, state: "decided" as const, outcome: "passed" as const, stepId: null };
    await log.append(entry("k1", open));
    await log.append(entry("k2", decided));
    await log.append(entry("k1", open));
    expect(await log.gates.entry("e1")).toEqual(decided);
    expect(await log.gates.gateMemory()).toMatchObject({
      openEntries: [],
      lastEntries: [{ day: "20260101", serial: 1 }],
    });
    await log.append({
      events: [noteEvent("k3", "x")],
      alarms: [],
      gates: { deposits: [{ deposit: deposit("d1", "JC20260101-1234"), isOverdueTold: true }] },
    });
    expect(await log.gates.gateMemory()).toMatchObject({
      heldDeposits: [{ isOverdueTold: true, deposit: { number: "JC20260101-1234" } }],
      lastDeposits: [{ day: "20260101", serial: 1234 }],
    });
    await log.close();
    expect(verifyLog(file)).toMatchObject({ ok: true, head: { seq: 3 } });
  });

  it("a number twice is refused with its own entry alone", async () => {
    const { log } = await openForTest();
    const append = (key: string, id: string) =>
      log.append({ events: [noteEvent(key, "x")], alarms: [], gates: { entries: [check(id, "AJ20260101-001")] } });
    const [first, twice, other] = await Promise.allSettled([
      append("k1", "e1"),
      append("k2", "e2"),
      log.append({ events: [noteEvent("k3", "y")], alarms: [] }),
    ]);
    expect([first.status, twice.status, other.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(log.head.seq).toBe(2);
  });

  it("pages go by number, also above 999 a day", async () => {
    const { log } = await openForTest();
    const numbers = ["AJ20260101-998", "AJ20260101-999", "AJ20260101-1000", "AJ20260102-001"];
    const entries = numbers.map((number, at) => check(`e${at}`, number));
    await log.append({ events: [noteEvent("k1", "x")], alarms: [], gates: { entries } });
    const filter = { withCorrected: true, marked: false };
    const page = await log.gates.entryPage({ filter, before: { day: "20260101", serial: 1000 }, limit: 1, nowMs: 0 });
    expect(page).toMatchObject({ rows: [{ number: "AJ20260101-999" }], hasMore: true });
    const all = await log.gates.entryPage({ filter, before: null, limit: 10, nowMs: 0 });
    expect(all.rows.map(({ number }) => number)).toEqual(numbers.toReversed());
  });
});

describe("private records", () => {
  it("are proven by salt and hash, and by nothing without the salt", () => {
    const value = { name: "张伟", idNumber: "" };
    const salt = Buffer.from("00112233445566778899aabbccddeeff", "hex");
    const record = sealPrivate("p1", "entry_subject", value, 1, salt);
    // Python: hashlib.sha256(bytes.fromhex(salt) + '{"idNumber":"","name":"张伟"}'.encode()).hexdigest()
    const python = execFileSync(
      "python3",
      [
        "-c",
        `import hashlib; print(hashlib.sha256(bytes.fromhex("${record.salt}") + '{"idNumber":"","name":"张伟"}'.encode()).hexdigest())`,
      ],
      { encoding: "utf8" },
    ).trim();
    expect(record.sha256).toBe(python);
    expect(openPrivate(record, python)).toEqual(value);
    expect(() => openPrivate({ ...record, body: record.body.replace("伟", "炜") }, python)).toThrow(
      expect.objectContaining({ code: "log.damaged" }),
    );
    expect(sealPrivate("p2", "entry_subject", value, 1).sha256).not.toBe(python);
  });
});

describe("the plans of the registers", () => {
  function planOf(sql: string): readonly string[] {
    const database = new Database(":memory:");
    closing(() => void database.close());
    migrate(database);
    const names = [...new Set([...sql.matchAll(/:(\w+)/g)].map((match) => match[1] ?? ""))];
    const given = Object.fromEntries(names.map((name) => [name, null]));
    const rows = database.prepare(`explain query plan ${sql}`).all(...(names.length === 0 ? [] : [given]));
    return (rows as { detail: string }[]).map(({ detail }) => detail).filter((detail) => !detail.includes("json_each"));
  }

  it.each([
    [
      "entries",
      registerStatements.entries,
      [
        "SEARCH entry_check USING INDEX sqlite_autoindex_entry_check_2 ((day,serial)<(?,?))",
        "CORRELATED SCALAR SUBQUERY 1",
      ],
    ],
    [
      "deposits",
      registerStatements.deposits,
      ["SEARCH deposit USING INDEX sqlite_autoindex_deposit_2 ((day,serial)<(?,?))", "CORRELATED SCALAR SUBQUERY 1"],
    ],
    [
      "counts of the register",
      registerStatements.counted,
      ["SEARCH entry_check USING INDEX entry_check_by_time (happened_at_ms>? AND happened_at_ms<?)"],
    ],
    ["open checks", registerStatements.openEntries, ["SCAN entry_check USING INDEX entry_check_open"]],
    ["held deposits", registerStatements.heldDeposits, ["SCAN deposit USING INDEX deposit_held"]],
    ["warnings in force", registerStatements.warnings, ["SCAN warning USING INDEX warning_in_force"]],
    ["warnings that are over", registerStatements.warningsOver, ["SCAN warning USING INDEX warning_over"]],
    [
      "last numbers",
      registerStatements.lastEntries,
      ["SCAN entry_check USING COVERING INDEX sqlite_autoindex_entry_check_2"],
    ],
    [
      "hours of the gates",
      gateCountsStatement,
      ["SEARCH gate_hour USING PRIMARY KEY (start_ms>? AND start_ms<?)", "USE TEMP B-TREE FOR GROUP BY"],
    ],
  ])("%s", (_name, sql, plan) => {
    expect(planOf(sql)).toEqual(plan);
  });
});
