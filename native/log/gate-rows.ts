import type { DepositRow, GateRows, PrivateRecord, WarningRow } from "../contract/gate-rows.ts";
import type { EntryCheck } from "../contract/entries.ts";
import type { WritableDatabase } from "./database.ts";
import { foldText } from "./search-terms.ts";

/** `AJ20261122-001` as the day and which one of that day. */
function placeOf(number: string): { day: string; serial: number } {
  return { day: number.slice(2, 10), serial: Number(number.slice(11)) };
}

/** What a search of the register looks through: number, items, notes. Nothing private. */
function wordsOf(...parts: readonly (string | undefined)[]): string {
  return foldText(parts.filter((part) => part !== undefined && part !== "").join("\n"));
}

function wordsOfEntry(check: EntryCheck): string {
  const given = check.done.flatMap(({ data }) => [data.note, data.reason, data.checker?.name, data.police?.callNumber]);
  const items = check.items.flatMap((item) => [item.className["zh-CN"], item.className.en, item.description]);
  return wordsOf(check.number, check.note, check.correctionReason, ...check.depositNumbers, ...items, ...given);
}

export interface GateRowsWriter {
  write(rows: GateRows): void;
  /** Whether something was erased since the last time this was asked. */
  takeErased(): boolean;
}

export function openGateRows({ handle }: WritableDatabase): GateRowsWriter {
  const entry = handle.prepare(`
    insert into entry_check (id, day, serial, state, outcome, gate_id, area_id, happened_at_ms, is_corrected, mark,
      item_classes, words, body)
    values (:id, :day, :serial, :state, :outcome, :gateId, :areaId, :happenedAtMs, :isCorrected, :mark, :classes,
      :words, :body)
    on conflict (id) do update set state = excluded.state, outcome = excluded.outcome,
      happened_at_ms = excluded.happened_at_ms, is_corrected = excluded.is_corrected,
      item_classes = excluded.item_classes, words = excluded.words, body = excluded.body`);
  const deposit = handle.prepare(`
    insert into deposit (id, day, serial, state, deposited_at_ms, due_at_ms, is_overdue_told, words, body)
    values (:id, :day, :serial, :state, :depositedAtMs, :dueAtMs, :isOverdueTold, :words, :body)
    on conflict (id) do update set state = excluded.state, is_overdue_told = excluded.is_overdue_told,
      words = excluded.words, body = excluded.body`);
  const warning = handle.prepare(`
    insert into warning (id, until_ms, is_over, body) values (:id, :untilMs, :isOver, :body)
    on conflict (id) do update set is_over = excluded.is_over, body = excluded.body`);
  const keep = handle.prepare(`
    insert into private_record (id, part, salt, sha256, created_at_ms, body) values (?, ?, ?, ?, ?, ?)`);
  const erase = handle.prepare("delete from private_record where id = ?");
  const items = handle.prepare(`
    insert into item_list (id, changed_at_ms, body) values ('hospital', ?, ?)
    on conflict (id) do update set changed_at_ms = excluded.changed_at_ms, body = excluded.body`);
  let hasErased = false;

  function writeEntry(check: EntryCheck): void {
    const { id, state, outcome, gateId, areaId, happenedAtMs, mark } = check;
    entry.run({
      ...placeOf(check.number),
      id,
      state,
      outcome,
      gateId,
      areaId,
      happenedAtMs,
      isCorrected: check.correctedBy === null ? 0 : 1,
      mark,
      classes: ` ${check.items.map((item) => item.classId).join(" ")} `,
      words: wordsOfEntry(check),
      body: JSON.stringify(check),
    });
  }

  function writeDeposit({ deposit: each, isOverdueTold }: DepositRow): void {
    const { id, state, depositedAtMs, dueAtMs } = each;
    const named = each.items.flatMap((item) => [item.className["zh-CN"], item.className.en, item.description]);
    deposit.run({
      ...placeOf(each.number),
      id,
      state,
      depositedAtMs,
      dueAtMs,
      isOverdueTold: isOverdueTold ? 1 : 0,
      words: wordsOf(each.number, each.place, each.note, each.handedTo, ...named),
      body: JSON.stringify(each),
    });
  }

  function writeWarning({ warning: each, isOver }: WarningRow): void {
    const { id, untilMs } = each;
    warning.run({ id, untilMs, isOver: isOver ? 1 : 0, body: JSON.stringify({ ...each, text: null }) });
  }

  function keepRecord(record: PrivateRecord): void {
    const { id, part, salt, sha256, createdAtMs, body } = record;
    keep.run(id, part, Buffer.from(salt, "hex"), Buffer.from(sha256, "hex"), createdAtMs, body);
  }

  return {
    write(rows) {
      for (const each of rows.entries ?? []) writeEntry(each);
      for (const each of rows.deposits ?? []) writeDeposit(each);
      for (const each of rows.warnings ?? []) writeWarning(each);
      for (const each of rows.privateRecords ?? []) keepRecord(each);
      for (const id of rows.erased ?? []) {
        erase.run(id);
        hasErased = true;
      }
      if (rows.hospitalItems !== undefined)
        items.run(rows.hospitalItems.changedAtMs, JSON.stringify(rows.hospitalItems.list));
    },
    takeErased() {
      const had = hasErased;
      hasErased = false;
      return had;
    },
  };
}
