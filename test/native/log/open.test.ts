import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openWritable } from "../../../native/log/database.ts";
import { acquireLock } from "../../../native/log/lock.ts";
import { openWriter } from "../../../native/log/writer.ts";
import { newLogFile, openForTest } from "./open-for-test.ts";
import { entryOf, gateEvent } from "./sample-events.ts";

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

async function refusal(file: string): Promise<unknown> {
  return openForTest(file).then(
    () => "opened",
    (error: unknown) => error,
  );
}

/** A closed log with this many events. */
async function makeLog(count: number): Promise<string> {
  const { log, file } = await openForTest();
  for (let index = 0; index < count; index++) await log.append(entryOf(gateEvent(`k${index}`, "急诊大厅安检门")));
  await log.close();
  return file;
}

describe("openLog", () => {
  it("opens again what it closed, the last event checked", async () => {
    const file = await makeLog(3);
    const { log } = await openForTest(file);
    expect(log.head.seq).toBe(3);
    expect((await log.append(entryOf(gateEvent("next", "门")))).events[0]?.seq).toBe(4);
    await log.close();
    await log.close();
  });

  it("leaves only the log and its lock behind", async () => {
    const file = await makeLog(1);
    expect(readdirSync(dirname(file)).sort()).toEqual(["log.db", "log.db.lock"]);
  });

  it("writes with FULL, in WAL, with foreign keys", () => {
    const file = newLogFile();
    for (const mayCreate of [true, false]) {
      const database = openWritable(file, mayCreate);
      expect(
        ["journal_mode", "synchronous", "foreign_keys"].map((name) => database.handle.pragma(name, { simple: true })),
      ).toEqual(["wal", 2, 1]);
      database.close();
    }
  });

  it("is locked while another holds it, and not afterwards", async () => {
    const { log, file } = await openForTest();
    expect(await refusal(file)).toMatchObject({ code: "log.locked" });
    expect(() => acquireLock(file)).toThrow(expect.objectContaining({ code: "log.locked" }));
    await log.append(entryOf(gateEvent("a", "门")));
    await log.close();
    acquireLock(file)();
  });

  it.each([["closed", false] as const, ["still in its write-ahead log", true] as const])(
    "refuses a newer database (%s) and leaves every byte",
    async (_, isInWal) => {
      const file = await makeLog(2);
      const other = new Database(file);
      other.pragma("wal_autocheckpoint=0");
      other.pragma("user_version=99990");
      if (!isInWal) other.close();
      const before = hashOf(file);
      expect(await refusal(file)).toMatchObject({ code: "log.newer_database", params: { version: 99990 } });
      expect(hashOf(file)).toBe(before);
      if (isInWal) other.close();
    },
  );

  it.each([
    ["garbage", Buffer.from("not a database at all, ".repeat(500))],
    ["an empty file", Buffer.alloc(0)],
    ["some bytes of a header", Buffer.from("SQLite format 3\0")],
    ["a header and noise", Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(8192, 7)])],
  ])("refuses %s and keeps it", async (_, content) => {
    const file = newLogFile();
    writeFileSync(file, content);
    expect(await refusal(file)).toMatchObject({ code: "log.damaged" });
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it("refuses another program's database and keeps it", async () => {
    const file = newLogFile();
    const other = new Database(file);
    other.exec("create table note (text)");
    other.close();
    const before = hashOf(file);
    expect(await refusal(file)).toMatchObject({ code: "log.damaged", params: { reason: "not a log" } });
    expect(hashOf(file)).toBe(before);
  });

  it("refuses a truncated log and keeps it", async () => {
    const file = await makeLog(200);
    truncateSync(file, 40_960);
    const before = hashOf(file);
    expect(await refusal(file)).toMatchObject({ code: "log.damaged" });
    expect(hashOf(file)).toBe(before);
  });

  it("refuses to begin anew beside the write-ahead log of a lost file", async () => {
    const file = await makeLog(1);
    rmSync(file);
    writeFileSync(`${file}-wal`, "left behind");
    expect(await refusal(file)).toMatchObject({ code: "log.damaged" });
  });

  it("refuses a log whose last event was altered", async () => {
    const file = await makeLog(3);
    const other = new Database(file);
    other.exec("drop trigger event_is_never_updated; update event set at_ms = 1 where seq = 3");
    other.close();
    expect(await refusal(file)).toMatchObject({ code: "log.damaged", params: { seq: 3, reason: "changed" } });
  });

  it("says why a folder that is not there cannot be used", async () => {
    expect(await refusal("/nonexistent/folder/log.db")).toMatchObject({ code: "log.unavailable" });
  });

  it("makes the search index anew when its terms have changed", async () => {
    const file = await makeLog(3);
    const other = new Database(file);
    other.exec("update search_progress set terms_version = 0");
    other.close();
    const writer = openWriter(file, false);
    expect(writer.index(0)).toBe(3);
    expect(writer.index(2)).toBe(1);
    expect(writer.index(2)).toBe(0);
    writer.close();
  });
});
