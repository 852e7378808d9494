/**
 * P2 and P8 of the figures to meet. `node test/bench/log-bench.ts [--rows N]` prints JSON, then a table; figures mean
 * something only as ratios of one run. Works in a folder of node_modules/.cache, which is on a real disk.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import { systemClock } from "../../native/base/clock.ts";
import { silentLogger } from "../../native/base/logger.ts";
import { alarmClasses } from "../../native/contract/alarms.ts";
import type { EventFilter, NewEvent } from "../../native/contract/events.ts";
import { openReadOnly } from "../../native/log/database.ts";
import { draftEntry } from "../../native/log/draft-entry.ts";
import { openEventQueries } from "../../native/log/event-query.ts";
import { eventColumns, insertEvents } from "../../native/log/event-row.ts";
import { openLog } from "../../native/log/open-log.ts";
import { openWriter } from "../../native/log/writer.ts";

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What is to be met, as text. */
  readonly target: string;
  /** What it was compared with in the same run; null where the target is a bare figure. */
  readonly peer: { readonly name: string; readonly value: number } | null;
  /** Value over peer. */
  readonly ratio: number | null;
  readonly met: boolean;
}

/** The writer's batches under load (native/log/writer-worker.ts). */
const batch = 400;
const names = ["急诊大厅安检门", "住院部二号门", "门诊楼东入口", "儿科护士站", "药房窗口", "停车场出口", "手术室走廊"];
const notes = ["张伟携带水果刀，已劝离", "李静误触，已核实", "测试", "王芳家属情绪激动，保安到场", "设备维护"];

function sampleEvent(index: number): NewEvent {
  const fields = {
    key: `bench-${index}`,
    severity: alarmClasses[index % 97 === 0 ? 0 : index % 11 === 0 ? 1 : index % 7 === 0 ? 2 : 3] ?? "information",
    atMs: 1_767_225_600_000 + index * 3000,
    deviceAtMs: null,
    deviceId: `gate${index % 12}`,
    pointId: `in${index % 4}`,
    areaId: `area${index % 9}`,
    alarmId: index % 13 === 0 ? `alarm-${index - (index % 26)}` : null,
    actor: index % 13 === 0 ? { name: "赵敏", role: "operator" as const } : null,
  } as const;
  const name = { "zh-CN": names[index % names.length] ?? "", en: `Gate ${index % 12}` };
  return index % 13 === 0
    ? { ...fields, kind: "alarm.note_added", data: { name, note: notes[index % notes.length] ?? "" } }
    : { ...fields, kind: "gate.input", data: { name, means: "metal", change: "on", count: 1 } };
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}

/**
 * The peer: one thread, one table of the same columns, the same events with the same payload, `data` as JSON.stringify
 * makes it and 32 zero bytes for a hash. No key, no check, no trigger, no chain, no search, nothing is answered. Rows a second.
 */
function bareLoop(folder: string, synchronous: "full" | "normal", rowsPerCommit: number, count: number): number {
  const file = join(folder, `bare-${synchronous}-${rowsPerCommit}.db`);
  const database = new Database(file);
  database.pragma("journal_mode=wal");
  database.pragma(`synchronous=${synchronous}`);
  database.exec(`create table event (${eventColumns.replace("seq", "seq integer primary key")})`);
  const insert = database.prepare(insertEvents(1));
  const hash = Buffer.alloc(32);
  const events = Array.from({ length: count }, (_, index) => sampleEvent(index));
  const store = database.transaction((some: readonly NewEvent[], afterSeq: number) => {
    some.forEach((event, index) => {
      const { key, kind, severity, atMs, deviceAtMs, deviceId, pointId, areaId, alarmId, actor, data, mark } = event;
      const name = actor?.name ?? null;
      const role = actor?.role ?? null;
      const seq = afterSeq + index + 1;
      const text = JSON.stringify(data);
      insert.run(
        seq,
        key,
        kind,
        severity,
        atMs,
        deviceAtMs,
        deviceId,
        pointId,
        areaId,
        alarmId,
        name,
        role,
        text,
        mark ?? null,
        hash,
      );
    });
  });
  const start = performance.now();
  for (let from = 0; from < count; from += rowsPerCommit) store(events.slice(from, from + rowsPerCommit), from);
  const rate = (count / (performance.now() - start)) * 1000;
  database.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  return rate;
}

/** What the station gets: from `append` in its thread to the acknowledgement, and what a lone event waits. */
async function measureLog(file: string, count: number): Promise<Pick<Round, "stored" | "indexed" | "alone">> {
  const listener = { onStored: () => undefined, onCondition: () => undefined };
  const log = await openLog({ file, listener }, { clock: systemClock, logger: silentLogger });
  const alone: number[] = [];
  for (let index = 0; index < 500; index++) {
    const start = performance.now();
    await log.append({ events: [sampleEvent(1_000_000 + index)], alarms: [] });
    alone.push(performance.now() - start);
  }
  const events = Array.from({ length: count }, (_, index) => sampleEvent(index));
  const start = performance.now();
  let next = 0;
  const lanes = Array.from({ length: 2000 }, async () => {
    for (let event = events[next++]; event !== undefined; event = events[next++])
      await log.append({ events: [event], alarms: [] });
  });
  await Promise.all(lanes);
  const storedMs = performance.now() - start;
  const database = openReadOnly(file);
  const reached = database.handle.prepare<[], number>("select seq from search_progress").pluck();
  while ((reached.get() ?? 0) < log.head.seq) await systemClock.sleep(5);
  const indexedMs = performance.now() - start;
  database.close();
  await log.close();
  return { stored: (count / storedMs) * 1000, alone, indexed: (count / indexedMs) * 1000 };
}

interface Round {
  readonly single: number;
  readonly normal: number;
  readonly stored: number;
  readonly indexed: number;
  readonly alone: readonly number[];
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function against(
  name: string,
  rounds: readonly Round[],
  rate: "stored" | "indexed",
  peer: "single" | "normal",
): BenchResult {
  const least = peer === "single" ? 10 : 0.7;
  const ratio = median(rounds.map((one) => one[rate] / one[peer]));
  const peerName = peer === "single" ? "bare, FULL, 1 row a commit" : `bare, NORMAL, ${batch} rows a commit`;
  return {
    name,
    value: round(median(rounds.map((one) => one[rate]))),
    unit: "events/s",
    target: `≥ ${least}×`,
    peer: { name: peerName, value: round(median(rounds.map((one) => one[peer]))) },
    ratio: round(ratio),
    met: ratio >= least,
  };
}

function atMost(
  name: string,
  value: number,
  unit: string,
  most: number,
  peer: BenchResult["peer"] = null,
): BenchResult {
  const ratio = peer === null ? null : round(value / peer.value);
  return { name, value: round(value), unit, target: `≤ ${most} ${unit}`, peer, ratio, met: value <= most };
}

/**
 * P2: group commit with FULL, chain and indexes, against bare loops in the same run. Medians of several rounds in
 * which peers and log take turns: the ratio is the median of the rounds' ratios.
 */
export async function benchGroupCommit(count = 40_000, rounds = 5): Promise<readonly BenchResult[]> {
  return withFolder(async (folder) => {
    const done: Round[] = [];
    while (done.length < rounds) {
      const single = bareLoop(folder, "full", 1, 3000);
      const normal = bareLoop(folder, "normal", batch, count);
      done.push({ single, normal, ...(await measureLog(join(folder, `log-${done.length}.db`), count)) });
    }
    const caughtUp = "P2 durable, chained, search index caught up";
    return [
      against("P2 durable, chained", done, "stored", "single"),
      against("P2 durable, chained", done, "stored", "normal"),
      against(caughtUp, done, "indexed", "single"),
      against(caughtUp, done, "indexed", "normal"),
      atMost(
        "one event alone, append to stored, p99",
        median(done.map(({ alone }) => percentile(alone, 0.99))),
        "ms",
        5,
      ),
    ];
  });
}

function fill(file: string, rows: number): void {
  const writer = openWriter(file, true);
  for (let from = 0; from < rows; from += 500) {
    const entries = Array.from({ length: Math.min(500, rows - from) }, (_, index) =>
      draftEntry({ events: [sampleEvent(from + index)], alarms: [] }),
    );
    writer.append(entries);
    writer.index(500);
  }
  writer.close();
}

const pageFilters: Readonly<Record<string, EventFilter>> = {
  none: {},
  kind: { kinds: ["alarm.note_added"] },
  "two kinds": { kinds: ["alarm.note_added", "gate.input"] },
  "kind that is not there": { kinds: ["link.down"] },
  severity: { severities: ["life"] },
  device: { deviceId: "gate3" },
  area: { areaId: "area5" },
  "device and severity": { deviceId: "gate3", severities: ["life"] },
  "device, kind and area": { deviceId: "gate1", kinds: ["alarm.note_added"], areaId: "area4" },
  alarm: { alarmId: "alarm-26" },
};

function timePages(file: string, filter: (turn: number) => EventFilter, rows: number): readonly number[] {
  const database = openReadOnly(file);
  const queries = openEventQueries(database);
  const times = Array.from({ length: 40 }, (_, turn) => {
    const beforeSeq = turn % 2 === 0 ? null : Math.ceil((rows * (turn + 1)) / 41);
    const start = performance.now();
    queries.page({ filter: filter(turn), beforeSeq, limit: 100 });
    return performance.now() - start;
  });
  database.close();
  return times;
}

function likeMs(file: string, word: string): number {
  const database = openReadOnly(file);
  const statement = database.handle.prepare("select count(*) from event where data like ?");
  const start = performance.now();
  statement.get(`%${word}%`);
  const passed = performance.now() - start;
  database.close();
  return passed;
}

function sizes(file: string): { index: number; data: number } {
  const database = openReadOnly(file);
  const sizeOf = (condition: string) =>
    database.handle
      .prepare<[], number>(`select coalesce(sum(pgsize), 0) from dbstat where ${condition}`)
      .pluck()
      .get() ?? 0;
  const result = { index: sizeOf("name like 'search%' or name = 'event_span'"), data: sizeOf("name = 'event'") };
  database.close();
  return result;
}

/** P8 at a size that fills in seconds by default; 10,000,000 rows are the figure's own. */
export async function benchPages(rows = 200_000): Promise<readonly BenchResult[]> {
  return withFolder((folder) => {
    const file = join(folder, "log.db");
    fill(file, rows);
    const atRows = `P8 at ${rows} rows`;
    const startMs = sampleEvent(0).atMs;
    const day = (turn: number): EventFilter => {
      const fromMs = startMs + Math.floor((rows * 3000 * (turn + 1)) / 45);
      return { fromMs, toMs: fromMs + 3_600_000 };
    };
    const like = { name: "LIKE over data", value: round(likeMs(file, "张伟")) };
    const { index, data } = sizes(file);
    const words = ["张伟", "急诊", "安检", "药房", "李静", "门诊"];
    const search = timePages(file, (turn) => ({ text: words[turn % words.length] ?? "" }), rows);
    const latin = timePages(file, (turn) => ({ text: ["gate", "zha", "operat"][turn % 3] ?? "" }), rows);
    const both = timePages(file, (turn) => ({ ...day(turn), text: "张伟", deviceId: "gate3" }), rows);
    return [
      ...Object.entries(pageFilters).map(([name, filter]) =>
        atMost(
          `${atRows}: page by ${name}, p95`,
          percentile(
            timePages(file, () => filter, rows),
            0.95,
          ),
          "ms",
          20,
        ),
      ),
      atMost(`${atRows}: page by an hour, p95`, percentile(timePages(file, day, rows), 0.95), "ms", 20),
      atMost(`${atRows}: two-character search, p95`, percentile(search, 0.95), "ms", 50, like),
      atMost(`${atRows}: beginning of a word, p95`, percentile(latin, 0.95), "ms", 50, like),
      atMost(`${atRows}: search in an hour at a device, p95`, percentile(both, 0.95), "ms", 50, like),
      atMost(`${atRows}: search index over data`, index / data, "×", 1),
    ];
  });
}

/** Both, in the order of the figures. */
export async function benchLog(options: { readonly rows?: number } = {}): Promise<readonly BenchResult[]> {
  return [...(await benchGroupCommit()), ...(await benchPages(options.rows))];
}

async function withFolder<T>(run: (folder: string) => T | Promise<T>): Promise<T> {
  const cache = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "log-bench-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rows: { type: "string" } } });
  const results = await benchLog(values.rows === undefined ? {} : { rows: Number(values.rows) });
  console.log(JSON.stringify(results));
  console.table(
    results.map(({ peer, ...result }) => ({ ...result, peer: peer === null ? "" : `${peer.name}: ${peer.value}` })),
  );
}
