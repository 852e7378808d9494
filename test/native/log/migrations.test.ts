import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { newAlarm } from "../../../native/alarms/new-alarm.ts";
import { migrate } from "../../../native/log/database.ts";
import { migrations, newestVersion } from "../../../native/log/migrations/list.ts";
import { dumpNewestSchema, dumpSchema } from "../../../native/log/schema-dump.ts";
import { closing } from "../../set-up.ts";
import { sampleAlarm } from "./sample-events.ts";

function databaseAt(version: number): Database.Database {
  const database = new Database(":memory:");
  closing(() => void database.close());
  migrate(
    database,
    migrations.filter((step) => step.version <= version),
  );
  return database;
}

function addEvent(database: Database.Database, seq: number, atMs: number): void {
  database
    .prepare(
      `insert into event (seq, key, kind, severity, at_ms, data, hash)
       values (?, ?, 'gate.input', 'information', ?, '{}', zeroblob(32))`,
    )
    .run(seq, `k${seq}`, atMs);
}

describe("migrations", () => {
  it("stand in order, in steps of ten", () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => (index + 1) * 10));
  });

  it.each(migrations.map(({ version }) => version))(
    "from %i with rows to the same schema as a fresh log",
    (version) => {
      const database = databaseAt(version);
      addEvent(database, 1, 1000);
      addEvent(database, 2, 2000);
      migrate(database);
      expect(database.pragma("user_version", { simple: true })).toBe(newestVersion);
      expect(dumpSchema(database)).toBe(dumpNewestSchema());
      expect(database.prepare("select count(*) from event").pluck().get()).toBe(2);
      expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    },
  );

  it("run once", () => {
    const database = databaseAt(newestVersion);
    migrate(database);
    expect(dumpSchema(database)).toBe(dumpNewestSchema());
  });

  it("10 refuses what an event cannot be", () => {
    const database = databaseAt(10);
    const insert = (column: string, value: unknown) =>
      database
        .prepare(
          `insert into event (seq, key, kind, at_ms, data, hash, severity${column === "" ? "" : `, ${column}`})
           values (1, 'k', 'a.b', 0, '{}', zeroblob(32), 'life'${column === "" ? "" : ", ?"})`,
        )
        .run(...(column === "" ? [] : [value]));
    expect(() => insert("actor_name", "without role")).toThrow(/CHECK/);
    expect(() => insert("device_at_ms", "text")).toThrow(/cannot store TEXT/);
    expect(() => insert("device_at_ms", -1)).toThrow(/CHECK/);
    insert("", null);
  });

  it("20 checks an alarm's class and state, and that its event is there", () => {
    const database = databaseAt(20);
    database.pragma("foreign_keys=on");
    addEvent(database, 1, 1000);
    const insert = (alarmClass: string, state: string, seq: number) =>
      database
        .prepare(
          `insert into alarm (id, class, state, device_id, raised_at_ms, raised_seq, body) values (?, ?, ?, 'd', 1, ?, '{}')`,
        )
        .run(`${alarmClass}${state}${seq}`, alarmClass, state, seq);
    expect(() => insert("odd", "active", 1)).toThrow(/CHECK/);
    expect(() => insert("life", "odd", 1)).toThrow(/CHECK/);
    expect(() => insert("life", "active", 2)).toThrow(/FOREIGN KEY/);
    insert("life", "active", 1);
  });

  it("30 finds the spans of the events that are there", () => {
    const database = databaseAt(20);
    for (const [index, atMs] of [5, 600_001, 7, 1_800_000].entries()) addEvent(database, index + 1, atMs);
    migrate(database);
    expect(database.prepare("select start_ms, first_seq, last_seq from event_span order by 1").raw().all()).toEqual([
      [0, 1, 3],
      [600_000, 2, 2],
      [1_800_000, 4, 4],
    ]);
    expect(database.prepare("select seq, terms_version from search_progress").raw().get()).toEqual([0, 0]);
  });
});

describe("migration 40", () => {
  const body = JSON.stringify({ id: "a", state: "acknowledged", note: "看过", deviceId: "d" });

  function upgraded(): Database.Database {
    const database = databaseAt(30);
    database.pragma("foreign_keys=on");
    addEvent(database, 1, 1000);
    database
      .prepare(
        `insert into alarm (id, class, state, device_id, area_id, raised_at_ms, raised_seq, body)
         values ('a', 'life', 'acknowledged', 'd', 'ed', 1000, 1, ?)`,
      )
      .run(body);
    migrate(database);
    return database;
  }

  it("keeps every alarm and gives it what it did not have, null where nothing is known", () => {
    const row = upgraded().prepare("select * from alarm").get() as { body: string };
    expect(row).toMatchObject({ id: "a", state: "acknowledged", device_id: "d", area_id: "ed", raised_seq: 1 });
    const alarm = JSON.parse(row.body) as object;
    expect(alarm).toMatchObject({ note: "看过", owner: null, mark: null, callSigns: [], shelf: null, plan: null });
    expect(
      Object.keys(newAlarm(sampleAlarm("a"))).filter((key) => !(key in { ...sampleAlarm("a"), ...alarm })),
    ).toEqual([]);
  });

  it("takes the new states and alarms without a device, and no other mark than two", () => {
    const database = upgraded();
    const insert = (id: string, state: string) =>
      database
        .prepare("insert into alarm (id, class, state, raised_at_ms, body) values (?, 'life', ?, 1, '{}')")
        .run(id, state);
    insert("b", "dispatched");
    insert("c", "arrived");
    expect(() => insert("d", "odd")).toThrow(/CHECK/);
    const mark = (seq: number, value: string) =>
      database
        .prepare(
          `insert into event (seq, key, kind, severity, at_ms, data, mark, hash)
           values (?, ?, 'a.b', 'life', 0, '{}', ?, zeroblob(32))`,
        )
        .run(seq, `m${seq}`, value);
    mark(2, "drill");
    expect(() => mark(3, "real")).toThrow(/CHECK/);
  });
});

describe("docs/schema.md", () => {
  it("shows the schema of today", () => {
    const script = fileURLToPath(new URL("../../../scripts/schema.ts", import.meta.url));
    expect(() => execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })).not.toThrow();
  });
});
