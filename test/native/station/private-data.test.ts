import { existsSync, readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { verifyLog } from "../../../native/log/check-log.ts";
import { found } from "../entries/gate-views.ts";
import { heldClock } from "../held-clock.ts";
import { newLogFile } from "../log/open-for-test.ts";
import { chief, opening, openGatesDesk, operator } from "./opened-gates.ts";

// Several restarts of a log with its threads, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const person = { name: "诸葛小明", idNumber: "110101199003071234", telephone: "13812345678", remark: "暗记甲乙丙" };
const signature = '<svg viewBox="0 0 10 10"><path d="M1.2345 6.789L9 9" fill="none" stroke="#000"/></svg>';
const words = ["诸葛小明", "110101199003071234", "13812345678", "暗记甲乙丙", "1.2345 6.789", "扬言报复刘医生"];
const deposit = { entryId: null, gateId: "gate1", items: [found("knives")], place: "柜 3", dueAtMs: null, note: "" };

/** Where the words stand in the database: the columns that hold them, `table.column`. */
function standsIn(file: string): readonly string[] {
  const database = new Database(file, { readonly: true });
  try {
    const tables = database
      .prepare("select name from sqlite_schema where type = 'table' and name not like 'search%'")
      .pluck()
      .all() as string[];
    const places = tables.flatMap((table) => {
      const columns = database.prepare(`select name from pragma_table_info('${table}')`).pluck().all() as string[];
      return columns
        .filter((column) =>
          words.some((word) =>
            database.prepare(`select 1 from "${table}" where instr("${column}", ?) > 0 limit 1`).get(word),
          ),
        )
        .map((column) => `${table}.${column}`);
    });
    return places;
  } finally {
    database.close();
  }
}

/** Whether any of the words stands in the bytes of the log's files. */
function isInFiles(file: string): readonly string[] {
  const bytes = ["", "-wal"].filter((suffix) => existsSync(file + suffix)).map((suffix) => readFileSync(file + suffix));
  return words.filter((word) => bytes.some((each) => each.includes(word)));
}

test("what is private stands in private records alone, and in the files no more once it is erased", async () => {
  const file = newLogFile();
  const { gates, clock, events, walk, close, log, settle } = await openGatesDesk(file);
  const check = await gates.entries.open(opening({ gateId: "gate1" }), operator);
  await gates.entries.setSubject(check.id, { ...person, name: "诸葛小明" }, operator);
  const kept = await gates.entries.setSubject(check.id, person, operator);
  expect(kept.subject).toMatchObject({ erasedAtMs: null });
  const ticket = await gates.deposits.add({ ...deposit, subject: person }, operator);
  await gates.deposits.giveBack({ depositId: ticket.id, signature, note: "" }, operator);
  const warning = { kind: "person" as const, areaIds: [], from: "肿瘤科 安全预防员", visibleTo: ["operator" as const] };
  await gates.warnings.add({ ...warning, text: "扬言报复刘医生", untilMs: clock.nowMs() + 1000 }, operator);
  await walk(check, ["arrival", "check"], ["inspect", "passed"]);
  await gates.entries.act({ type: "decide", entryId: check.id, note: "" }, operator);
  await settle();
  expect(standsIn(file)).toEqual(["private_record.body"]);
  const csv =
    (await gates.entries.csv({ withCorrected: true, marked: true })) + (await gates.deposits.csv({ overdue: false }));
  expect(words.filter((word) => csv.includes(word))).toEqual([]);
  const all = (await log.page({ filter: {}, beforeSeq: null, limit: 500 })).events;
  expect(words.filter((word) => JSON.stringify(all).includes(word))).toEqual([]);

  await gates.entries.eraseSubject(check.id, "目的已达到", chief);
  const erased = await gates.deposits.erasePrivate(ticket.id, "目的已达到", chief);
  expect(erased).toMatchObject({ subject: { erasedAtMs: clock.nowMs() }, signature: { erasedAtMs: clock.nowMs() } });
  expect(await gates.entries.subject(check.id, true, chief)).toEqual({ subject: null, masked: false });
  expect(await gates.deposits.signature(ticket.id)).toBe(null);
  expect((await events("private.erased")).map(({ data }) => "part" in data && data.part)).toEqual([
    "entry_subject",
    "deposit_subject",
    "signature",
  ]);
  await close();
  // What is left is the warning's text, which nobody has erased.
  expect(isInFiles(file)).toEqual(["扬言报复刘医生"]);
  expect(verifyLog(file)).toMatchObject({ ok: true });
});

test("while the station runs, too, the write-ahead log forgets what was erased", async () => {
  const file = newLogFile();
  const { gates } = await openGatesDesk(file);
  const check = await gates.entries.open(opening(), operator);
  await gates.entries.setSubject(check.id, person, operator);
  expect(isInFiles(file)).not.toEqual([]);
  await gates.entries.eraseSubject(check.id, "误登记", chief);
  await expect.poll(() => isInFiles(file), { timeout: 20_000 }).toEqual([]);
});

test("masked once it is decided; whole for the chief alone, and that is written down", async () => {
  const file = newLogFile();
  const { gates, walk, events, close, clock } = await openGatesDesk(file);
  const check = await gates.entries.open(opening({ gateId: "gate1" }), operator);
  expect(await gates.entries.subject(check.id, false, operator)).toEqual({ subject: null, masked: false });
  await gates.entries.setSubject(check.id, person, operator);
  expect(await gates.entries.subject(check.id, false, operator)).toEqual({ subject: person, masked: false });
  await walk(check, ["arrival", "check"], ["inspect", "passed"]);
  await gates.entries.act({ type: "decide", entryId: check.id, note: "" }, operator);
  const masked = { name: "诸***", idNumber: "1101**********1234", telephone: "138****5678", remark: "***" };
  for (const actor of [operator, chief])
    expect(await gates.entries.subject(check.id, false, actor)).toEqual({ subject: masked, masked: true });
  await expect(gates.entries.subject(check.id, true, operator)).rejects.toMatchObject({
    code: "rpc.not_permitted",
    params: { right: "private.view" },
  });
  expect(await events("private.viewed")).toEqual([]);
  await close();
  const again = await openGatesDesk(file, heldClock(clock.nowMs()));
  expect(await again.gates.entries.subject(check.id, true, chief)).toEqual({ subject: person, masked: false });
  expect(await again.events("private.viewed")).toMatchObject([
    { actor: chief, data: { part: "entry_subject", of: check.number } },
  ]);
  await expect(again.gates.entries.setSubject(check.id, person, operator)).rejects.toMatchObject({
    code: "entry.wrong_state",
  });
});

test("what is taken down anew replaces what was there, and nothing at all keeps nothing", async () => {
  const file = newLogFile();
  const { gates, settle, events } = await openGatesDesk(file);
  const check = await gates.entries.open(opening(), operator);
  const rows = () => {
    const database = new Database(file, { readonly: true });
    const count = database.prepare("select count(*) from private_record").pluck().get();
    database.close();
    return count;
  };
  const first = await gates.entries.setSubject(check.id, person, operator);
  await gates.entries.setSubject(check.id, { ...person, name: "李四" }, operator);
  await settle();
  expect(rows()).toBe(1);
  const empty = { name: "", idNumber: "", telephone: "", remark: "" };
  expect(await gates.entries.setSubject(check.id, empty, operator)).toMatchObject({ subject: null });
  await settle();
  expect(rows()).toBe(0);
  expect((await events("entry.subject_set")).map(({ data }) => "replaces" in data && data.replaces)).toEqual([
    null,
    first.subject!.id,
    expect.any(String),
  ]);
});

test("erased on the corrected record as well: both speak of the same person", async () => {
  const { gates, walk, clock } = await openGatesDesk(newLogFile());
  const check = await gates.entries.open(opening(), operator);
  await gates.entries.setSubject(check.id, person, operator);
  await walk(check, ["arrival", "check"], ["inspect", "passed"]);
  await gates.entries.act({ type: "decide", entryId: check.id, note: "" }, operator);
  const corrected = await gates.entries.correct(
    { entryId: check.id, reason: "x", outcome: "passed", items: [], happenedAtMs: clock.nowMs(), note: "" },
    operator,
  );
  expect(await gates.entries.subject(corrected.id, true, chief)).toMatchObject({ subject: person });
  await gates.entries.eraseSubject(check.id, "本人要求", chief);
  for (const id of [check.id, corrected.id]) {
    expect(await gates.entries.subject(id, true, chief)).toEqual({ subject: null, masked: false });
    expect((await gates.entries.get(id)).subject).toMatchObject({ erasedAtMs: clock.nowMs() });
  }
});

test("a private record that somebody changed is not taken for what it was", async () => {
  const file = newLogFile();
  const first = await openGatesDesk(file);
  const check = await first.gates.entries.open(opening(), operator);
  await first.gates.entries.setSubject(check.id, person, operator);
  await first.close();
  const database = new Database(file);
  database.exec("update private_record set body = replace(body, '诸葛小明', '司马小红')");
  database.close();
  const again = await openGatesDesk(file);
  await expect(again.gates.entries.subject(check.id, false, operator)).rejects.toMatchObject({ code: "log.damaged" });
});
