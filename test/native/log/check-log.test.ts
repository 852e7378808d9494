import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import canonicalize from "canonicalize";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../native/contract/events.ts";
import { toCanonicalJson } from "../../../native/log/canonical-json.ts";
import { canonicalEvent } from "../../../native/log/chain.ts";
import { verifyLog } from "../../../native/log/check-log.ts";
import { draftEntry, draftEvent } from "../../../native/log/draft-entry.ts";
import { toEventContent } from "../../../native/log/event-row.ts";
import { openWriter } from "../../../native/log/writer.ts";
import { newLogFile, openForTest } from "./open-for-test.ts";
import { entryOf, gateEvent, noteEvent, raisedEvent, sampleAlarm, startMs } from "./sample-events.ts";

const awkward = '控制 \u0000\u0001\u001f\u007f\u0085\u2028\u2029 "引号" \\ / \b\f\n\r\t <&> é é 𠮷😀👨‍👩‍👧 \ufeff\uffff';
const script = fileURLToPath(new URL("../../../scripts/log.ts", import.meta.url));
const peer = fileURLToPath(new URL("verify_chain.py", import.meta.url));

/** A closed log of 40 events of every shape. */
function makeLog(): string {
  const file = newLogFile();
  const writer = openWriter(file, true);
  const gates = Array.from({ length: 38 }, (_, index) =>
    entryOf(gateEvent(`k${index}`, `第${index}门`, { atMs: startMs + index * 60_000, deviceAtMs: startMs })),
  );
  for (const entry of gates) writer.append([draftEntry(entry)]);
  const raised = { events: [raisedEvent("raised", "al-1")], alarms: [sampleAlarm("al-1")] };
  const actor = { name: awkward.slice(0, 40), role: "chief" } as const;
  writer.append([raised, entryOf(noteEvent("awkward \u0007 😀", awkward, { actor }))].map(draftEntry));
  writer.close();
  return file;
}

function tamper(file: string, sql: string): void {
  const database = new Database(file);
  database.exec(
    "drop trigger event_is_appended; drop trigger event_is_never_updated; drop trigger event_is_never_deleted",
  );
  database.pragma("foreign_keys=off");
  database.exec(sql);
  database.close();
}

function runScript(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

describe("the canonical form", () => {
  it("is the RFC 8785 form of the event without its hash", () => {
    const event = noteEvent("key", awkward, { actor: { name: "张伟", role: "operator" }, deviceAtMs: 5 });
    expect(canonicalEvent(toEventContent(draftEvent(event), 7))).toBe(canonicalize({ ...event, seq: 7 }));
    const bare = gateEvent("k", "门");
    expect(canonicalEvent(toEventContent(draftEvent(bare), 1))).toBe(canonicalize({ ...bare, seq: 1 }));
  });

  it("of any JSON value is what an independent library makes of it", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(awkward, "10", "9", "__proto__"),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.oneof(
          text,
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.integer(),
          fc.boolean(),
          fc.constant(null),
        ),
        fc.array(tie("value"), { maxLength: 5 }),
        fc.dictionary(text, tie("value"), { maxKeys: 8 }),
      ),
    }));
    fc.assert(
      fc.property(value, (any) => {
        expect(toCanonicalJson(any)).toBe(canonicalize(any));
      }),
      { numRuns: 2000 },
    );
    for (const number of [-0, 5e-324, 1e21, 1e-7, 333_333_333.333_333_3, 2 ** 53, -1.5])
      expect(toCanonicalJson(number)).toBe(canonicalize(number));
  });

  it("leaves out members that are undefined", () => {
    expect(toCanonicalJson({ b: undefined, a: [1], c: { d: undefined } })).toBe('{"a":[1],"c":{}}');
  });

  it("refuses what is no JSON", () => {
    const values = [Number.NaN, Infinity, "\udc00", { "\ud800": 1 }, undefined, [undefined], 1n, () => 1, new Date()];
    for (const value of values) expect(() => toCanonicalJson(value)).toThrow(TypeError);
  });
});

describe("verify", () => {
  it("agrees with an independent checker in Python, awkward characters and fractions included", () => {
    const file = newLogFile();
    const writer = openWriter(file, true);
    const silent = (key: string, silentMs: number) =>
      entryOf({ ...gateEvent(key, ""), key, kind: "panel.silent", data: { name: null, silentMs } });
    const entries = [
      silent("a", 75_000.25),
      silent("b", 1e15),
      silent("c", 0.1 + 0.2),
      entryOf(noteEvent("d", awkward)),
    ];
    writer.append(entries.map(draftEntry));
    const { head } = writer;
    writer.close();
    expect(execFileSync("python3", [peer, file], { encoding: "utf8" }).trim()).toBe(`${head.seq} ${head.hash}`);
    expect(verifyLog(file)).toEqual({ ok: true, head });
  });

  it.each([
    ["a changed text", "update event set data = replace(data, '第20门', '第21门') where seq = 21", 21, "changed"],
    ["a changed time", "update event set at_ms = at_ms + 1 where seq = 1", 1, "changed"],
    ["a changed last event", "update event set severity = 'life' where seq = 40", 40, "changed"],
    ["a blank added to the data", "update event set data = data || ' ' where seq = 5", 5, "changed"],
    ["a changed hash", "update event set hash = randomblob(32) where seq = 30", 30, "bad_hash"],
    ["a removed event", "delete from event where seq = 17", 17, "missing"],
    ["a removed first event", "delete from event where seq = 1", 1, "missing"],
    ["a cut end", "delete from event where seq > 35", 36, "missing"],
    [
      "a removed event, the rest moved up",
      "delete from event where seq = 10; update event set seq = -(seq - 1) where seq > 10; " +
        "update event set seq = -seq where seq < 0",
      10,
      "changed",
    ],
    [
      "two exchanged events",
      "update event set seq = 999 where seq = 8; update event set seq = 8 where seq = 12; " +
        "update event set seq = 12 where seq = 999",
      8,
      "out_of_order",
    ],
  ] as const)("finds %s", (_, sql, seq, fault) => {
    const file = makeLog();
    tamper(file, `pragma ignore_check_constraints=on; ${sql}`);
    expect(verifyLog(file)).toEqual({ ok: false, seq, fault });
    expect(spawnSync("python3", [peer, file]).status === 0).toBe(
      sql.includes("seq > 35") || sql.includes("data || ' '"),
    );
  });

  it("says where a damaged file ends to be readable, or that it is no log any more", () => {
    const file = makeLog();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096);
    writeFileSync(file, bytes);
    const { code } = runScript("verify", "--data", dirname(file));
    expect(code === 1 || code === 2).toBe(true);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});

describe("npm run log", () => {
  it("verify prints the head of a whole log, the first bad event of another", () => {
    const file = makeLog();
    const folder = dirname(file);
    const whole = runScript("verify", "--data", folder);
    expect(whole.code).toBe(0);
    expect(JSON.parse(whole.out)).toEqual({ ok: true, seq: 40, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    tamper(file, "update event set at_ms = 3 where seq = 3");
    const bad = runScript("verify", "--data", folder);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toEqual({ ok: false, seq: 3, fault: "changed" });
    expect(bad.err).toMatch(/第 3 条[^]*event 3/);
  });

  it("export writes lines from which the chain can be followed without the database", () => {
    const { out, code } = runScript("export", "--data", dirname(makeLog()), "--format", "jsonl");
    expect(code).toBe(0);
    let previous = "0".repeat(64);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(40);
    for (const line of lines) {
      const { hash, ...event } = JSON.parse(line) as StoredEvent;
      previous = createHash("sha256")
        .update(previous + (canonicalize(event) ?? ""))
        .digest("hex");
      expect(hash).toBe(previous);
    }
  });

  it("works while the station writes, and from a number on", async () => {
    const { log, file } = await openForTest();
    await log.append(entryOf(...Array.from({ length: 20 }, (_, index) => gateEvent(`k${index}`, "门"))));
    const { out } = runScript("export", "--data", dirname(file), "--after", "18");
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as StoredEvent).seq),
    ).toEqual([19, 20]);
    expect(JSON.parse(runScript("verify", "--data", dirname(file)).out)).toEqual({ ok: true, ...log.head });
    expect((await log.append(entryOf(gateEvent("more", "门")))).events[0]?.seq).toBe(21);
  });

  const canMount = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "true"]).status === 0;
  it.runIf(canMount)("reads a folder in which it may not write", () => {
    const folder = dirname(makeLog());
    const inside = `mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$2" "$3" verify --data "$1"`;
    const wrapper = ["--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh", folder];
    const { status, stdout } = spawnSync("unshare", [...wrapper, process.execPath, script], { encoding: "utf8" });
    expect({ status, out: JSON.parse(stdout) as unknown }).toMatchObject({ status: 0, out: { ok: true, seq: 40 } });
    expect(readdirSync(folder).sort()).toEqual(["log.db"]);
  });

  it("says in both languages what it cannot read", () => {
    const file = makeLog();
    const missing = runScript("verify", "--data", "/nonexistent");
    expect([missing.code, missing.out]).toEqual([2, ""]);
    expect(missing.err).toMatch(/数据目录不存在[^]*no such data folder/);
    const empty = join(dirname(file), "empty");
    mkdirSync(empty);
    expect(runScript("export", "--data", empty).err).toMatch(/没有值班日志[^]*no log/);
    const other = join(dirname(file), "other");
    mkdirSync(other);
    writeFileSync(join(other, "log.db"), "text ".repeat(100));
    expect(runScript("verify", "--data", other).err).toMatch(/不是值班日志[^]*not a log/);
    tamper(file, "pragma user_version=99990");
    const newer = runScript("verify", "--data", dirname(file));
    expect(newer.code).toBe(2);
    expect(newer.err).toMatch(/更新版本[^]*newer version/);
    expect(runScript("export", "--data", dirname(file), "--after", "-1").code).toBe(2);
    expect(runScript("export", "--data", dirname(file), "--format", "csv").code).toBe(2);
    expect(runScript("nothing").code).toBe(2);
  });
});
