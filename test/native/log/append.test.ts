import { statSync } from "node:fs";
import Database from "better-sqlite3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { checkChain } from "../../../native/log/check-log.ts";
import { openReadOnly } from "../../../native/log/database.ts";
import { draftEntry } from "../../../native/log/draft-entry.ts";
import { openEventQueries } from "../../../native/log/event-query.ts";
import type { StoredEntry } from "../../../native/log/log.ts";
import { writeOut } from "../../../native/log/messages.ts";
import { openWriter } from "../../../native/log/writer.ts";
import { newLogFile, openForTest } from "./open-for-test.ts";
import { entryOf, gateEvent, noteEvent, raisedEvent, sampleAlarm } from "./sample-events.ts";

describe("append", () => {
  it("stores an event under the next number and chains it", async () => {
    const { log, stored } = await openForTest();
    expect(log.head).toEqual({ seq: 0, hash: "0".repeat(64) });
    const { events } = await log.append(entryOf(gateEvent("a", "安检门")));
    expect(events).toMatchObject([{ seq: 1, key: "a", kind: "gate.input" }]);
    expect(log.head).toEqual({ seq: 1, hash: events[0]?.hash });
    expect(stored).toEqual([{ events, alarms: [] }]);
    expect((await log.since(0, 10))[0]).toEqual(events[0]);
  });

  it("answers the same key with the event that is there, and tells nobody again", async () => {
    const { log, stored } = await openForTest();
    const first = await log.append(entryOf(gateEvent("a", "一")));
    const again = await log.append(entryOf(gateEvent("a", "二")));
    expect(again).toEqual(first);
    expect(log.head.seq).toBe(1);
    expect(stored).toHaveLength(1);
  });

  it("knows the same key within one batch", async () => {
    const { log } = await openForTest();
    const both = await Promise.all([
      log.append(entryOf(gateEvent("a", "一"))),
      log.append(entryOf(gateEvent("a", "一"))),
    ]);
    expect(both[1]).toEqual(both[0]);
    expect((await log.append(entryOf(gateEvent("b", "二")))).events[0]?.seq).toBe(2);
  });

  it("fills in raisedSeq and keeps it through later changes", async () => {
    const { log, stored } = await openForTest();
    await log.append(entryOf(gateEvent("a", "一")));
    await log.append({ events: [raisedEvent("b", "al-1")], alarms: [sampleAlarm("al-1")] });
    expect(stored[1]?.alarms[0]?.raisedSeq).toBe(2);
    const acknowledged = sampleAlarm("al-1", { state: "acknowledged" });
    const { alarms } = await log.append({
      events: [noteEvent("c", "看到了", { alarmId: "al-1" })],
      alarms: [acknowledged],
    });
    expect(alarms[0]).toEqual({ ...acknowledged, raisedSeq: 2 });
    expect(await log.openAlarms()).toEqual(alarms);
    expect(await log.alarm("al-1")).toEqual(alarms[0]);
    expect(await log.alarm("al-2")).toBeNull();
    await log.append({ events: [], alarms: [sampleAlarm("al-1", { state: "closed" })] });
    expect(await log.openAlarms()).toEqual([]);
  });

  it("does not put an alarm back to what an entry stored long ago said", async () => {
    const { log } = await openForTest();
    const raised = { events: [raisedEvent("a", "al-1")], alarms: [sampleAlarm("al-1")] };
    await log.append(raised);
    await log.append({ events: [], alarms: [sampleAlarm("al-1", { state: "closed" })] });
    const again = await log.append(raised);
    expect(again.alarms[0]?.state).toBe("closed");
    expect(await log.openAlarms()).toEqual([]);
  });

  it("tells listeners in the order of seq, before append resolves", async () => {
    const { log, stored } = await openForTest();
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 10_000 }, async (_, index) => {
        const entry = await log.append(entryOf(gateEvent(`k${index}`, "安检门")));
        const seq = entry.events[0]?.seq ?? 0;
        if (stored.length >= seq) seen.push(seq);
      }),
    );
    expect(seen).toHaveLength(10_000);
    expect(stored.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(
      Array.from({ length: 10_000 }, (_, index) => index + 1),
    );
    expect(log.condition.pending).toBe(0);
    const page = await log.page({ filter: {}, beforeSeq: null, limit: 1 });
    expect(page.events[0]?.seq).toBe(10_000);
  });

  it("refuses an entry that JSON cannot carry, and stores the others of its batch", async () => {
    const { log } = await openForTest();
    const outcomes = await Promise.allSettled([
      log.append(entryOf(noteEvent("a", "好"))),
      log.append(entryOf(noteEvent("b", "\ud800"))),
      log.append({ events: [noteEvent("c", "坏")], alarms: [sampleAlarm("x".repeat(65))] }),
      log.append(entryOf(noteEvent("d", "好"))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect((await log.since(0, 10)).map(({ seq, key }) => [seq, key])).toEqual([
      [1, "a"],
      [2, "d"],
    ]);
  });

  it("refuses more than it may hold, and everything once closed", async () => {
    const { log } = await openForTest();
    const many = Array.from({ length: 20_001 }, (_, index) => log.append(entryOf(gateEvent(`k${index}`, "门"))));
    const outcomes = await Promise.allSettled(many);
    expect(outcomes.at(-1)).toMatchObject({ status: "rejected", reason: { code: "log.overloaded" } });
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(20_000);
    await log.close();
    await expect(log.append(entryOf(gateEvent("z", "门")))).rejects.toThrow(AppError);
    await expect(log.page({ filter: {}, beforeSeq: null, limit: 1 })).rejects.toMatchObject({ code: "log.closed" });
  });

  it("stores what was pending when close was called", async () => {
    const { log, file } = await openForTest();
    const pending: Promise<StoredEntry>[] = Array.from({ length: 500 }, (_, index) =>
      log.append(entryOf(gateEvent(`k${index}`, "门"))),
    );
    await log.close();
    expect((await Promise.all(pending)).at(-1)?.events[0]?.seq).toBe(500);
    const { log: again } = await openForTest(file);
    expect(again.head.seq).toBe(500);
  });
});

describe("the event table", () => {
  it("refuses update, delete, replacement and a number out of turn", async () => {
    const { log, file } = await openForTest();
    await log.append(entryOf(gateEvent("a", "一"), gateEvent("b", "二")));
    await log.close();
    const database = new Database(file);
    try {
      const columns = "kind, severity, at_ms, data, hash";
      const values = "'gate.input', 'life', 1, '{}', zeroblob(32)";
      expect(() => database.exec("update event set severity = 'life'")).toThrow(/append-only/);
      expect(() => database.exec("delete from event")).toThrow(/append-only/);
      const replace = (seq: number, key: string) =>
        database.exec(`insert or replace into event (seq, key, ${columns}) values (${seq}, '${key}', ${values})`);
      expect(() => replace(2, "c")).toThrow(/must follow/);
      expect(() => replace(4, "c")).toThrow(/must follow/);
      replace(3, "a");
      expect(database.prepare("select count(*) from event where severity = 'life'").pluck().get()).toBe(0);
    } finally {
      database.close();
    }
  });
});

describe("a batch", () => {
  it("stores each key once and chains the rest, wherever a key stands twice or had been stored before", () => {
    const key = fc.nat(60).map((number) => `k${number}`);
    const entries = fc.array(fc.array(key, { maxLength: 4 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(entries, { minLength: 1, maxLength: 4 }), (batches) => {
        const file = newLogFile();
        const writer = openWriter(file, true);
        const first = new Map<string, number>();
        for (const batch of batches) {
          const outcome = writer.append(
            batch.map((keys) => draftEntry(entryOf(...keys.map((k) => gateEvent(k, "门"))))),
          );
          const places = writeOut(outcome).map((entry) => (entry.ok ? entry.places : []));
          batch.forEach((keys, at) =>
            keys.forEach((k, index) => {
              const seq = first.get(k) ?? first.size + 1;
              first.set(k, seq);
              expect(places[at]?.[index]?.seq).toBe(seq);
            }),
          );
        }
        writer.close();
        const database = openReadOnly(file);
        try {
          const hashes = openEventQueries(database).since(0, 1000);
          expect(hashes.map((event) => event.key)).toEqual([...first.keys()]);
          expect(checkChain(database)).toEqual({ ok: true, head: writer.head });
        } finally {
          database.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it("answers with the hashes that are stored", () => {
    const file = newLogFile();
    const writer = openWriter(file, true);
    const plain = Array.from({ length: 45 }, (_, index) => entryOf(gateEvent(`k${index}`, "门")));
    const raised = { events: [raisedEvent("raised", "al-1")], alarms: [sampleAlarm("al-1")] };
    const batch = [...plain.slice(0, 30), raised, { events: [], alarms: [] }, ...plain.slice(30)];
    const entries = writeOut(writer.append(batch.map(draftEntry)));
    writer.close();
    const places = entries.flatMap((entry) => (entry.ok ? entry.places : []));
    const database = openReadOnly(file);
    const stored = openEventQueries(database).since(0, 1000);
    database.close();
    expect(places.map(({ seq, hash }) => ({ seq, hash }))).toEqual(stored.map(({ seq, hash }) => ({ seq, hash })));
    expect(entries[30]).toMatchObject({ ok: true, alarms: [{ id: "al-1", raisedSeq: 31 }], isNew: true });
    expect(entries[31]).toEqual({ ok: true, places: [], alarms: [], isNew: true });
  });

  it("empties the write-ahead log when asked, once there is enough in it", () => {
    const file = newLogFile();
    const writer = openWriter(file, true);
    const fileSize = () => statSync(file).size;
    writer.append([draftEntry(entryOf(gateEvent("a", "门")))]);
    const before = fileSize();
    writer.checkpoint();
    expect(fileSize()).toBe(before);
    const long = Array.from({ length: 800 }, (_, index) => entryOf(noteEvent(`n${index}`, "字".repeat(3000))));
    writer.append(long.map(draftEntry));
    expect(fileSize()).toBe(before);
    writer.checkpoint();
    expect(fileSize()).toBeGreaterThan(before);
    writer.close();
  });
});
