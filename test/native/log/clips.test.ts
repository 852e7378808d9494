import Database from "better-sqlite3";
import { describe, expect, it, vi } from "vitest";
import { makeEvent } from "../../../native/base/make-event.ts";
import type { EventData, NewEvent } from "../../../native/contract/events.ts";
import { clipStatements } from "../../../native/log/clip-queries.ts";
import { rebuildClipRows } from "../../../native/log/clip-rows.ts";
import { migrate } from "../../../native/log/database.ts";
import { migrations } from "../../../native/log/migrations/list.ts";
import { closing } from "../../set-up.ts";
import { newLogFile, openForTest } from "./open-for-test.ts";
import { startMs } from "./sample-events.ts";

// Several restarts of a log with its threads, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const minute = 60_000;
const by = { name: "王芳", role: "operator" as const };
const chief = { name: "李强", role: "chief" as const };
let keys = 0;

function stored(camera: string, fromMs: number, more: Partial<EventData<"clip.stored">> = {}): NewEvent {
  const place = {
    key: `clip:${camera}-${fromMs}`,
    atMs: fromMs + 2 * minute,
    severity: "information" as const,
    deviceId: camera,
    areaId: "ed",
  };
  return makeEvent("clip.stored", place, {
    name: { "zh-CN": "急诊大厅" },
    clipId: `${camera}-${fromMs}`,
    fromMs,
    toMs: fromMs + 90_000,
    pictures: 2250,
    gaps: [],
    whole: true,
    bytes: 1000,
    sha256: "ab".repeat(32),
    alarmIds: [],
    ...more,
  });
}

function act<K extends NewEvent["kind"]>(
  kind: K,
  data: EventData<K>,
  other: { atMs?: number; alarmId?: string; actor?: typeof by | typeof chief; deviceId?: string } = {},
): NewEvent {
  const place = { key: `act:${keys++}`, atMs: startMs + 10 * minute, severity: "information" as const, ...other };
  return makeEvent(kind, place, data);
}

const rule = { floorDays: 30, ceilingDays: 90, keyTarget: false, configured: null };
const all = { held: false, deleted: false };

async function logWith(...events: readonly NewEvent[]) {
  const opened = await openForTest();
  await opened.log.append({ events, alarms: [] });
  const page = async (filter: Partial<Parameters<typeof opened.log.clips.clipPage>[0]["filter"]> = {}) => {
    const { clips } = await opened.log.clips.clipPage({ filter: { ...all, ...filter }, before: null, limit: 100 });
    return clips.map(({ clipId }) => clipId);
  };
  return { ...opened, page, append: (...more: readonly NewEvent[]) => opened.log.append({ events: more, alarms: [] }) };
}

describe("clips", () => {
  it("are listed newest first, by camera, area, alarm and overlapping span, page by page", async () => {
    const { log, page } = await logWith(
      stored("cam1", startMs, { alarmIds: ["a1"], entryIds: ["e1"] }),
      stored("cam2", startMs, { alarmIds: ["a1"], bookmarkIds: ["b1"] }),
      stored("cam1", startMs + 5 * minute),
    );
    const [newest, second, first] = [`cam1-${startMs + 5 * minute}`, `cam2-${startMs}`, `cam1-${startMs}`];
    expect(await page()).toEqual([newest, second, first]);
    expect(await page({ cameraId: "cam1" })).toEqual([newest, first]);
    expect(await page({ areaId: "icu" })).toEqual([]);
    expect(await page({ alarmId: "a1" })).toEqual([second, first]);
    expect(await page({ alarmId: "a1", cameraId: "cam1" })).toEqual([first]);
    // Ends in the span, begins in it, and neither.
    expect(await page({ fromMs: startMs + minute, toMs: startMs + 2 * minute })).toEqual([second, first]);
    expect(await page({ fromMs: startMs + 90_000, toMs: startMs + 5 * minute })).toEqual([]);
    const query = { filter: { ...all, toMs: startMs + 9 * minute }, limit: 2 };
    const one = await log.clips.clipPage({ ...query, before: null });
    expect(one).toMatchObject({ hasMore: true, clips: [{ clipId: newest }, { clipId: second }] });
    const two = await log.clips.clipPage({ ...query, before: { fromMs: startMs, clipId: second } });
    expect(two).toMatchObject({ hasMore: false, clips: [{ clipId: first }] });
    expect(await log.clips.clip(first)).toMatchObject({
      cameraId: "cam1",
      areaId: "ed",
      seq: 1,
      whole: true,
      sha256: "ab".repeat(32),
      causes: [
        { of: "alarm", id: "a1" },
        { of: "entry", id: "e1" },
      ],
      state: "kept",
      holds: 0,
    });
    expect(await log.clips.clip("cam9-1767225600000")).toBe(null);
  });

  it("a hold on an alarm takes in what is stored later, and keeps them out of what may be deleted until it ends", async () => {
    const { log, page, append } = await logWith(stored("cam1", startMs, { alarmIds: ["a1"] }));
    const hold = { holdId: "h1", number: 1, reason: "纠纷", untilMs: null, clipIds: [] };
    await append(
      act("hold.placed", hold, { alarmId: "a1", actor: by }),
      stored("cam2", startMs, { alarmIds: ["a1"] }),
      stored("cam3", startMs),
    );
    const late = startMs + 365 * 86_400_000;
    expect((await log.clips.deletableClips(late, 10)).map(({ clipId }) => clipId)).toEqual([`cam3-${startMs}`]);
    expect(await page({ held: true })).toEqual([`cam2-${startMs}`, `cam1-${startMs}`]);
    expect(await log.clips.hold("h1")).toMatchObject({ number: 1, alarmId: "a1", clips: 2, bytes: 2000, placedBy: by });
    // A second one protects on when the first is released.
    const second = { holdId: "h2", number: 2, reason: "警方", untilMs: startMs + 1, clipIds: [`cam1-${startMs}`] };
    await append(
      act("hold.placed", second),
      act("hold.released", { holdId: "h1", number: 1, reason: "已结案" }, { actor: chief }),
    );
    expect(await page({ held: true })).toEqual([`cam1-${startMs}`]);
    expect(await log.clips.holds(10)).toMatchObject([
      { number: 2, endedAtMs: null },
      { number: 1, endedBy: chief, endReason: "已结案" },
    ]);
    await append(
      act("hold.ending", { holdId: "h2", number: 2, reason: "警方", untilMs: startMs + 1 }),
      act("hold.expired", { holdId: "h2", number: 2, reason: "警方", untilMs: startMs + 1 }),
    );
    expect(await log.clips.deletableClips(late, 10)).toHaveLength(3);
    expect(await log.clips.hold("h2")).toMatchObject({ ending: true, endReason: null, endedBy: null });
    expect(await log.clips.lastNumbers()).toEqual({ hold: 2, deletion: 0 });
  });

  it("a deletion goes from decided to done, its record is signed once, and the clip's line stays", async () => {
    const old = stored("cam1", startMs);
    const { log, page, append } = await logWith(old, stored("cam2", startMs + minute));
    const clip = (camera: string, fromMs: number) => ({
      clipId: `${camera}-${fromMs}`,
      name: null,
      fromMs,
      toMs: fromMs + 1,
      bytes: 1000,
      sha256: "ab".repeat(32),
    });
    const clips = [clip("cam1", startMs), clip("cam2", startMs + minute)];
    await append(act("clips.deleting", { recordId: "r1", number: 1, why: "ceiling", reason: "", ...rule, clips }));
    expect((await log.clips.clipsBeingDeleted()).map(({ clipId }) => clipId)).toHaveLength(2);
    expect(await log.clips.deletion(1)).toMatchObject({ clips: 2, bytes: 2000, pending: 2, signedAtMs: null });
    await append(
      act("clips.deleted", { recordId: "r1", number: 1, clips: [{ clipId: `cam1-${startMs}`, result: "removed" }] }),
    );
    expect(await log.clips.deletion(1)).toMatchObject({ pending: 1, fromMs: startMs, toMs: startMs + minute });
    expect(await page()).toEqual([]);
    expect(await page({ deleted: true })).toHaveLength(2);
    expect(await log.clips.clip(`cam1-${startMs}`)).toMatchObject({ state: "deleted", deletion: 1 });
    const record = { id: "s1", sha256: "cd".repeat(32) };
    await append(act("deletion.signed", { numbers: [1], note: "", record }, { actor: chief }));
    await append(act("deletion.signed", { numbers: [1], note: "again", record }, { actor: by }));
    expect(await log.clips.deletions(10)).toMatchObject([{ number: 1, signedBy: chief }]);
  });

  it("what was checked goes to the end, and damage stays told until a check finds it whole", async () => {
    const [one, two] = [`cam1-${startMs}`, `cam2-${startMs}`];
    const { log, append } = await logWith(stored("cam1", startMs), stored("cam2", startMs));
    await append(
      act("clips.checked", { clipIds: [one], damaged: 1, bytes: 1000 }),
      act(
        "clip.damaged",
        { name: null, clipId: one, damage: "changed", bytes: 999, sha256: null },
        { deviceId: "cam1" },
      ),
    );
    expect((await log.clips.uncheckedClips(10)).map(({ clipId, damage }) => [clipId, damage])).toEqual([
      [two, null],
      [one, "changed"],
    ]);
    await append(act("clips.checked", { clipIds: [one], damaged: 0, bytes: 1000 }, { atMs: startMs + 99 * minute }));
    expect(await log.clips.clip(one)).toMatchObject({ damage: null });
    expect(await log.clips.clipDays()).toEqual([{ dayMs: startMs, clips: 2, bytes: 2000, heldBytes: 0 }]);
  });

  it("bookmarks know their clip once it is stored", async () => {
    const data = { name: { "zh-CN": "急诊大厅" }, bookmarkId: "b1", atMs: startMs, note: "推搡" };
    const { log, append } = await logWith(act("bookmark.added", data, { deviceId: "cam1", actor: by }));
    expect(await log.clips.bookmarks(null, 10)).toMatchObject([{ bookmarkId: "b1", note: "推搡", clipId: null, by }]);
    await append(stored("cam1", startMs - 30_000, { bookmarkIds: ["b1"] }));
    expect(await log.clips.bookmarks(null, 10)).toMatchObject([{ clipId: `cam1-${startMs - 30_000}` }]);
    expect(await log.clips.bookmarks({ atMs: startMs, id: "b1" }, 10)).toEqual([]);
  });
});

describe("the tables of recordings", () => {
  const tables = ["clip", "clip_cause", "hold", "hold_clip", "bookmark", "deletion"];
  const dump = (file: string) => {
    const database = new Database(file);
    const rows = tables.map((table) => database.prepare(`select * from ${table} order by 1, 2`).all());
    database.close();
    return rows;
  };

  it("are made from what an older log holds, and made anew on demand, to the same rows", async () => {
    const file = newLogFile();
    const first = await openForTest(file);
    const events = [
      stored("cam1", startMs, { alarmIds: ["a1", "a2"], gaps: [{ fromMs: startMs + 1, toMs: startMs + 2 }] }),
      stored("cam2", startMs, { whole: false, name: null }),
    ];
    await first.log.append({ events, alarms: [] });
    await first.log.close();
    const before = dump(file);
    expect(before.map((rows) => rows.length)).toEqual([2, 2, 0, 0, 0, 0]);
    const database = new Database(file);
    const sql = migrations.find(({ version }) => version === 60)!.sql;
    database.exec(`delete from clip; delete from clip_cause; ${sql.slice(sql.indexOf("insert or ignore into clip"))}`);
    database.close();
    expect(dump(file)).toEqual(before);
    const again = await openForTest(file);
    await again.log.append({
      events: [
        act("hold.placed", { holdId: "h1", number: 1, reason: "x", untilMs: null, clipIds: [] }, { alarmId: "a1" }),
        act("bookmark.added", { name: null, bookmarkId: "b1", atMs: startMs, note: "" }, { deviceId: "cam1" }),
        act("clips.deleting", {
          recordId: "r1",
          number: 1,
          why: "by_hand",
          reason: "y",
          ...rule,
          clips: [
            {
              clipId: `cam2-${startMs}`,
              name: null,
              fromMs: startMs,
              toMs: startMs,
              bytes: 1,
              sha256: "ab".repeat(32),
            },
          ],
        }),
      ],
      alarms: [],
    });
    await again.log.close();
    const whole = dump(file);
    expect(whole.map((rows) => rows.length)).toEqual([2, 2, 1, 1, 1, 1]);
    rebuildClipRows(file);
    expect(dump(file)).toEqual(whole);
  });
});

describe("the plans of the recordings' pages", () => {
  function planOf(sql: string): readonly string[] {
    const database = new Database(":memory:");
    closing(() => void database.close());
    migrate(database);
    const names = [...new Set([...sql.matchAll(/:(\w+)/g)].map((match) => match[1] ?? ""))];
    const rows = database
      .prepare(`explain query plan ${sql}`)
      .all(Object.fromEntries(names.map((name) => [name, null])));
    return (rows as { detail: string }[]).map(({ detail }) => detail);
  }

  it.each([
    ["byTime", ["SEARCH clip USING INDEX clip_by_time (from_ms>? AND (from_ms,id)<(?,?))"]],
    ["byCamera", ["SEARCH clip USING INDEX clip_by_camera (camera_id=? AND from_ms>? AND (from_ms,id)<(?,?))"]],
    ["held", ["SEARCH clip USING INDEX clip_held (from_ms>? AND (from_ms,id)<(?,?))"]],
    ["deletable", ["SEARCH clip USING INDEX clip_kept (to_ms<?)"]],
    ["unchecked", ["SCAN clip USING INDEX clip_unchecked"]],
    ["ofDeletion", ["SEARCH clip USING INDEX clip_by_deletion (deletion=?)", "USE TEMP B-TREE FOR ORDER BY"]],
    ["deleting", ["SCAN clip USING INDEX clip_deleting"]],
    [
      "byAlarm",
      [
        "SEARCH clip_cause USING PRIMARY KEY (what=? AND cause_id=?)",
        "SEARCH clip USING INDEX sqlite_autoindex_clip_1 (id=?)",
        "USE TEMP B-TREE FOR ORDER BY",
      ],
    ],
  ] as const)("%s", (name, plan) => {
    expect(planOf(clipStatements[name])).toEqual(plan);
  });
});
