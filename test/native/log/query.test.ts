import Database from "better-sqlite3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alarmClasses } from "../../../native/contract/alarms.ts";
import type { EventFilter, NewEvent, StoredEvent } from "../../../native/contract/events.ts";
import { checkChain } from "../../../native/log/check-log.ts";
import { openReadOnly } from "../../../native/log/database.ts";
import { draftEntry, draftEvent } from "../../../native/log/draft-entry.ts";
import { openEventQueries, queryStatements } from "../../../native/log/event-query.ts";
import { toEventContent } from "../../../native/log/event-row.ts";
import { matchesFilter, parseSearch } from "../../../native/log/search-terms.ts";
import { openWriter } from "../../../native/log/writer.ts";
import { newLogFile, openForTest } from "./open-for-test.ts";
import { entryOf, gateEvent, noteEvent, raisedEvent, startMs } from "./sample-events.ts";

const names = [
  "急诊大厅安检门",
  "住院部2号门",
  "张伟携带刀具",
  "ED panic button",
  "一键报警😀",
  'say "hello" OR *',
  "安检",
  "检安",
];
const texts = [
  "安检",
  "急诊",
  "张伟",
  "门",
  "2号",
  "panic",
  "pan",
  "😀",
  "hello",
  '" OR *',
  "急诊 安检",
  "安 检",
  "😀 报警",
  "刀",
  "zzz",
];

function eventArbitrary(index: number): fc.Arbitrary<NewEvent> {
  return fc
    .record({
      name: fc.constantFrom(...names),
      kind: fc.constantFrom("input", "note", "raised"),
      severity: fc.constantFrom(...alarmClasses),
      // The clock jumps: by up to a day either way.
      atMs: fc.integer({ min: startMs - 86_400_000, max: startMs + 86_400_000 }),
      deviceId: fc.constantFrom(null, "gate1", "gate2", "cam.x_1-b"),
      areaId: fc.constantFrom(null, "ed", "ward"),
      alarmId: fc.constantFrom("a1", "a2"),
      actor: fc.constantFrom(null, { name: "张伟", role: "chief" as const }),
    })
    .map(({ name, kind, alarmId, ...fields }) => {
      if (kind === "input") return gateEvent(`k${index}`, name, fields);
      return kind === "note" ? noteEvent(`k${index}`, name, fields) : raisedEvent(`k${index}`, alarmId, fields);
    });
}

const filterArbitrary: fc.Arbitrary<EventFilter> = fc.record(
  {
    kinds: fc.subarray<NewEvent["kind"]>(["gate.input", "alarm.note_added", "alarm.raised", "link.up"]),
    severities: fc.subarray([...alarmClasses]),
    areaId: fc.constantFrom("ed", "ward", "none"),
    deviceId: fc.constantFrom("gate1", "cam.x_1-b", "none"),
    alarmId: fc.constantFrom("a1", "none"),
    fromMs: fc.integer({ min: startMs - 86_400_000, max: startMs + 86_400_000 }),
    toMs: fc.integer({ min: startMs - 86_400_000, max: startMs + 86_400_000 }),
    text: fc.constantFrom(...texts),
  },
  { requiredKeys: [] },
);

/** The same question asked of every event in turn. */
function filterAll(events: readonly StoredEvent[], filter: EventFilter): readonly StoredEvent[] {
  const parts = filter.text === undefined ? [] : parseSearch(filter.text);
  return events
    .filter((event) => matchesFilter(toEventContent(draftEvent(event), event.seq), filter, parts))
    .toReversed();
}

describe("pages", () => {
  it("are what filtering every event gives, whatever the index has taken up, and the chain holds", () => {
    const events = fc
      .integer({ min: 1, max: 60 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => eventArbitrary(index))));
    fc.assert(
      fc.property(
        events,
        fc.array(filterArbitrary, { minLength: 5, maxLength: 10 }),
        fc.nat(60),
        (list, filters, indexed) => {
          const file = newLogFile();
          const writer = openWriter(file, true);
          for (let from = 0; from < list.length; from += 7)
            writer.append([draftEntry(entryOf(...list.slice(from, from + 7)))]);
          writer.index(indexed);
          const database = openReadOnly(file);
          try {
            expect(checkChain(database)).toEqual({ ok: true, head: writer.head });
            const queries = openEventQueries(database);
            const all = queries.since(0, 1000);
            expect(all.map(({ key }) => key)).toEqual(list.map(({ key }) => key));
            for (const filter of filters) {
              const found: StoredEvent[] = [];
              for (let beforeSeq: number | null = null; ;) {
                const page = queries.page({ filter, beforeSeq, limit: 4 });
                found.push(...page.events);
                beforeSeq = page.nextBeforeSeq;
                if (beforeSeq === null) break;
              }
              expect(found).toEqual(filterAll(all, filter));
            }
          } finally {
            database.close();
            writer.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("find Chinese words, single characters, emoji and hostile text through the thread", async () => {
    const { log } = await openForTest();
    await log.append(entryOf(...names.map((name, index) => gateEvent(`k${index}`, name))));
    const search = async (text: string) =>
      (await log.page({ filter: { text }, beforeSeq: null, limit: 10 })).events.map(({ seq }) => seq);
    expect(await search("安检")).toEqual([7, 1]);
    expect(await search("急诊")).toEqual([1]);
    expect(await search("张伟")).toEqual([3]);
    expect(await search("检")).toEqual([8, 7, 1]);
    expect(await search("😀")).toEqual([5]);
    expect(await search('" OR *')).toEqual([6]);
    expect(await search("NEAR(")).toEqual([]);
    expect(await search("k:gate.input")).toEqual([]);
    expect(await search("---")).toEqual([]);
  });

  it("find events by time although the clock went back and a key came twice with another time", async () => {
    const { log } = await openForTest();
    const at = (key: string, atMs: number) => log.append(entryOf(gateEvent(key, "门", { atMs: startMs + atMs })));
    await Promise.all([
      at("a", 0),
      at("b", 3_600_000),
      at("c", -3_600_000),
      at("a", 3_600_000),
      at("d", 1),
      at("b", 2),
    ]);
    const between = async (fromMs: number, toMs: number) =>
      (
        await log.page({
          filter: { fromMs: startMs + fromMs, toMs: startMs + toMs },
          beforeSeq: null,
          limit: 10,
        })
      ).events.map(({ key }) => key);
    expect(await between(0, 2)).toEqual(["d", "a"]);
    expect(await between(-3_600_000, 0)).toEqual(["c"]);
    expect(await between(3_600_000, 3_600_001)).toEqual(["b"]);
    expect(await between(2, 3_600_000)).toEqual([]);
  });

  it("refuse a cursor that is none", async () => {
    const { log } = await openForTest();
    for (const beforeSeq of [0, -1, 1.5, Number.NaN])
      await expect(log.page({ filter: {}, beforeSeq, limit: 10 })).rejects.toMatchObject({ code: "log.bad_cursor" });
    await expect(log.since(-1, 10)).rejects.toMatchObject({ code: "log.bad_cursor" });
    expect(await log.page({ filter: {}, beforeSeq: 5, limit: 10 })).toEqual({ events: [], nextBeforeSeq: null });
  });

  it("never give an event twice or leave one out while events arrive", async () => {
    const { log } = await openForTest();
    await log.append(entryOf(...Array.from({ length: 50 }, (_, index) => gateEvent(`k${index}`, "安检门"))));
    const found: number[] = [];
    for (let beforeSeq: number | null = null; ;) {
      const page = await log.page({ filter: { text: "安检" }, beforeSeq, limit: 20 });
      found.push(...page.events.map(({ seq }) => seq));
      await log.append(entryOf(gateEvent(`new${found.length}`, "安检门")));
      beforeSeq = page.nextBeforeSeq;
      if (beforeSeq === null) break;
    }
    expect(found).toEqual(Array.from({ length: 50 }, (_, index) => 50 - index));
  });
});

describe("query plans", () => {
  const range = "(rowid>? AND rowid<?)";
  it.each([
    ["bySeq", [`SEARCH event USING INTEGER PRIMARY KEY ${range}`]],
    ["byAlarm", ["SEARCH event USING INDEX event_by_alarm (alarm_id=? AND rowid>? AND rowid<?)"]],
    ["byTerms", ["SCAN search VIRTUAL TABLE INDEX 192:M1><", "SEARCH event USING INTEGER PRIMARY KEY (rowid=?)"]],
    ["span", ["SEARCH event_span USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]],
    ["since", ["SEARCH event USING INTEGER PRIMARY KEY (rowid>?)"]],
    ["indexed", ["SEARCH search_progress USING INTEGER PRIMARY KEY (rowid=?)"]],
    ["last", ["SEARCH event"]],
  ] as const)("%s walks an index and sorts nothing", (name, plan) => {
    const file = newLogFile();
    openWriter(file, true).close();
    const database = new Database(file, { readonly: true });
    const values = { low: 1, high: 2, alarmId: "a", match: "a", fromMs: 0, toMs: 1, afterSeq: 0, limit: 1 };
    const rows = database
      .prepare<[typeof values], { detail: string }>(`explain query plan ${queryStatements[name]}`)
      .all(values);
    database.close();
    expect(rows.map(({ detail }) => detail)).toEqual(plan);
  });

  it("hands the bounds to the search index as what it heeds", () => {
    expect(queryStatements.byTerms).toMatch(/rowid >= cast\(:low as integer\) .*rowid <= cast\(:high as integer\)/);
  });

  it("finds open alarms by their index", () => {
    const file = newLogFile();
    openWriter(file, true).close();
    const database = new Database(file, { readonly: true });
    const [plan] = database
      .prepare<[], { detail: string }>("explain query plan select body from alarm where state <> 'closed'")
      .all();
    database.close();
    expect(plan?.detail).toContain("alarm_open");
  });
});
