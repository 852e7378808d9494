import { AppError } from "../base/app-error.ts";
import { byDue, type Deposit, type DepositFilter } from "../contract/deposits.ts";
import type { EntryCheck, EntryFilter } from "../contract/entries.ts";
import type { CountedEntry, DepositRow, HospitalItems, PrivateRecord } from "../contract/gate-rows.ts";
import type { GateSpanCounts } from "../contract/gates.ts";
import type { Warning } from "../contract/warnings.ts";
import type { ReadableDatabase } from "./database.ts";
import { type GateCountsQuery, openGateCounts } from "./gate-hours.ts";
import { foldText } from "./search-terms.ts";

/** A number taken apart: the site's day (`20261122`) and which one of that day. */
export interface NumberPlace {
  readonly day: string;
  readonly serial: number;
}

/** A page of a register, newest number first; `before` is the last one that the caller has. */
export interface RegisterQuery<F> {
  readonly filter: F;
  readonly before: NumberPlace | null;
  readonly limit: number;
  /** UTC ms: what is due before it is overdue. */
  readonly nowMs: number;
}

export interface RegisterPage<T> {
  readonly rows: readonly T[];
  /** There are older ones. */
  readonly hasMore: boolean;
}

/** What the station remembers at its start. */
export interface GateMemory {
  readonly openEntries: readonly EntryCheck[];
  readonly heldDeposits: readonly DepositRow[];
  /** In force, or over without having been told. */
  readonly warnings: readonly Warning[];
  readonly hospitalItems: HospitalItems | null;
  /** The highest number of each day. */
  readonly lastEntries: readonly NumberPlace[];
  readonly lastDeposits: readonly NumberPlace[];
}

export interface GateReads {
  gateMemory(): GateMemory;
  entry(id: string): EntryCheck | null;
  entryPage(query: RegisterQuery<EntryFilter>): RegisterPage<EntryCheck>;
  countedEntries(fromMs: number, toMs: number): readonly CountedEntry[];
  deposit(id: string): DepositRow | null;
  /** All that are held, the one that is due first, first. */
  heldDeposits(): readonly Deposit[];
  depositPage(query: RegisterQuery<DepositFilter>): RegisterPage<Deposit>;
  warning(id: string): Warning | null;
  /** Newest end first. */
  warningsOver(limit: number): readonly Warning[];
  privateRecord(id: string): PrivateRecord | null;
  gateCounts(query: GateCountsQuery): readonly GateSpanCounts[];
}

/** Rows are taken at their word: the writer was typed. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new AppError("log.damaged", { reason: "row is not JSON" }, error);
  }
}

const toEntry = (body: string): EntryCheck => parse(body) as EntryCheck;
const toDeposit = (body: string): Deposit => parse(body) as Deposit;
const toWarning = (body: string): Warning => parse(body) as Warning;

/** Parts of a search: each must stand in the words, in any order. */
function partsOf(text: string | undefined): readonly string[] {
  return text === undefined
    ? []
    : foldText(text)
        .split(/\s+/)
        .filter((part) => part !== "");
}

const older = "(day, serial) < (:day, :serial)";
/** Above every number. */
const above: NumberPlace = { day: "99999999", serial: 0 };

/** The statements of the registers; tests pin their plans: newest first by number, stopping when the page is full. */
export const registerStatements = {
  entries:
    `select body from entry_check where ${older} ` +
    "and (:gateId is null or gate_id = :gateId) and (:areaId is null or area_id = :areaId) " +
    "and (:fromMs is null or happened_at_ms >= :fromMs) and (:toMs is null or happened_at_ms < :toMs) " +
    "and (:itemClass is null or instr(item_classes, :itemClass) > 0) " +
    "and (:states is null or instr(:states, ' ' || state || ' ') > 0) " +
    "and (:outcomes is null or instr(:outcomes, ' ' || outcome || ' ') > 0) " +
    "and (:withCorrected or is_corrected = 0) and (:marked or mark is null) " +
    "and not exists (select 1 from json_each(:parts) where instr(words, value) = 0) " +
    "order by day desc, serial desc limit :limit",
  deposits:
    `select body from deposit where ${older} ` +
    "and (:fromMs is null or deposited_at_ms >= :fromMs) and (:toMs is null or deposited_at_ms < :toMs) " +
    "and (:states is null or instr(:states, ' ' || state || ' ') > 0) " +
    "and (not :overdue or (state = 'held' and due_at_ms <= :nowMs)) " +
    "and not exists (select 1 from json_each(:parts) where instr(words, value) = 0) " +
    "order by day desc, serial desc limit :limit",
  counted:
    "select gate_id, outcome, happened_at_ms, body ->> '$.items' as items from entry_check " +
    "where happened_at_ms >= :fromMs and happened_at_ms < :toMs " +
    "and state = 'decided' and is_corrected = 0 and mark is null",
  openEntries: "select body from entry_check where state = 'open'",
  heldDeposits: "select body, is_overdue_told from deposit where state = 'held'",
  warnings: "select body from warning where is_over = 0",
  warningsOver: "select body from warning where is_over = 1 order by until_ms desc limit :limit",
  lastEntries: "select day, max(serial) as serial from entry_check group by day",
  lastDeposits: "select day, max(serial) as serial from deposit group by day",
} as const;

function listOf(values: readonly string[] | undefined): string | null {
  return values === undefined || values.length === 0 ? null : ` ${values.join(" ")} `;
}

export function openGateReads(database: ReadableDatabase): GateReads {
  const { handle } = database;
  const bodies = (sql: string) => handle.prepare<unknown[], string>(sql).pluck();
  const entryById = bodies("select body from entry_check where id = ?");
  const entries = bodies(registerStatements.entries);
  const counted = handle.prepare<
    { fromMs: number; toMs: number },
    { gate_id: string | null; outcome: CountedEntry["outcome"]; happened_at_ms: number; items: string }
  >(registerStatements.counted);
  const depositById = handle.prepare<[string], { body: string; is_overdue_told: number }>(
    "select body, is_overdue_told from deposit where id = ?",
  );
  const held = handle.prepare<[], { body: string; is_overdue_told: number }>(registerStatements.heldDeposits);
  const deposits = bodies(registerStatements.deposits);
  const warningById = bodies("select body from warning where id = ?");
  const warningsOver = bodies(registerStatements.warningsOver);
  const privateById = handle.prepare<
    [string],
    { part: PrivateRecord["part"]; salt: Buffer; sha256: Buffer; created_at_ms: number; body: string }
  >("select part, salt, sha256, created_at_ms, body from private_record where id = ?");
  const hospital = handle.prepare<[], { changed_at_ms: number; body: string }>(
    "select changed_at_ms, body from item_list where id = 'hospital'",
  );

  const toDepositRow = (row: { body: string; is_overdue_told: number }): DepositRow => ({
    deposit: toDeposit(row.body),
    isOverdueTold: row.is_overdue_told === 1,
  });
  function pageOf<T>(found: readonly string[], limit: number, to: (body: string) => T): RegisterPage<T> {
    return { rows: found.slice(0, limit).map(to), hasMore: found.length > limit };
  }

  return {
    ...openGateCounts(database),
    gateMemory() {
      const list = hospital.get();
      return {
        openEntries: bodies(registerStatements.openEntries).all().map(toEntry),
        heldDeposits: held.all().map(toDepositRow),
        warnings: bodies(registerStatements.warnings).all().map(toWarning),
        hospitalItems:
          list === undefined
            ? null
            : { list: parse(list.body) as HospitalItems["list"], changedAtMs: list.changed_at_ms },
        lastEntries: handle.prepare<[], NumberPlace>(registerStatements.lastEntries).all(),
        lastDeposits: handle.prepare<[], NumberPlace>(registerStatements.lastDeposits).all(),
      };
    },
    heldDeposits: () =>
      held
        .all()
        .map(({ body }) => toDeposit(body))
        .toSorted(byDue),
    entry(id) {
      const body = entryById.get(id);
      return body === undefined ? null : toEntry(body);
    },
    entryPage({ filter, before, limit }) {
      const found = entries.all({
        ...(before ?? above),
        gateId: filter.gateId ?? null,
        areaId: filter.areaId ?? null,
        fromMs: filter.fromMs ?? null,
        toMs: filter.toMs ?? null,
        itemClass: filter.itemClassId === undefined ? null : ` ${filter.itemClassId} `,
        states: listOf(filter.states),
        outcomes: listOf(filter.outcomes),
        withCorrected: filter.withCorrected ? 1 : 0,
        marked: filter.marked ? 1 : 0,
        parts: JSON.stringify(partsOf(filter.text)),
        limit: limit + 1,
      });
      return pageOf(found, limit, toEntry);
    },
    countedEntries: (fromMs, toMs) =>
      counted.all({ fromMs, toMs }).map((row) => ({
        gateId: row.gate_id,
        outcome: row.outcome,
        happenedAtMs: row.happened_at_ms,
        items: (parse(row.items) as CountedEntry["items"]).map(({ classId, className }) => ({ classId, className })),
      })),
    deposit(id) {
      const row = depositById.get(id);
      return row === undefined ? null : toDepositRow(row);
    },
    depositPage({ filter, before, limit, nowMs }) {
      const found = deposits.all({
        ...(before ?? above),
        fromMs: filter.fromMs ?? null,
        toMs: filter.toMs ?? null,
        states: listOf(filter.states),
        overdue: filter.overdue ? 1 : 0,
        nowMs,
        parts: JSON.stringify(partsOf(filter.text)),
        limit: limit + 1,
      });
      return pageOf(found, limit, toDeposit);
    },
    warning(id) {
      const body = warningById.get(id);
      return body === undefined ? null : toWarning(body);
    },
    warningsOver: (limit) => warningsOver.all({ limit }).map(toWarning),
    privateRecord(id) {
      const row = privateById.get(id);
      if (row === undefined) return null;
      const { part, salt, sha256, created_at_ms: createdAtMs, body } = row;
      return { id, part, salt: salt.toString("hex"), sha256: sha256.toString("hex"), createdAtMs, body };
    },
  };
}
