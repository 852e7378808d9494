import { createHash } from "node:crypto";
import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { EntryCheck, EntryRules } from "../contract/entries.ts";
import type { HospitalItems } from "../contract/gate-rows.ts";
import { hospitalListId, type ItemList, type ItemListState } from "../contract/items.ts";
import { DayNumbers } from "../entries/day-numbers.ts";
import type { GateView } from "../entries/gate-decision.ts";
import { checkItemList, findItem, listsInUse, nationalProvince, newestInForce } from "../entries/item-lists.ts";
import { isoDayOf } from "../entries/site-days.ts";
import type { Log } from "../log/log.ts";
import { DepositBook } from "./deposit-book.ts";
import { EntryBook, type TakeStill } from "./entry-book.ts";
import { type ReadFiles, readEntryRules, readItemLists } from "./gate-files.ts";
import type { GateSite } from "./gate-site.ts";
import { GateStore } from "./gate-store.ts";
import { readEventsOf } from "./read-events.ts";
import { WarningBook } from "./warning-book.ts";

export interface GateDeskParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly site: () => GateSite;
  readonly alarm: (alarmId: string) => Promise<Alarm | null>;
  readonly markAt: (gateId: string | null, areaId: string | null) => EntryCheck["mark"];
  readonly takeStill: TakeStill | null;
  /** The shipped ones unless a test says otherwise. */
  readonly rules?: ReadFiles<EntryRules>;
  readonly itemLists?: ReadFiles<ItemList>;
}

/** What runs at the gates: checks, deposits, warnings, item lists, and what time alone brings about. */
export interface GateDesk {
  readonly entries: EntryBook;
  readonly deposits: DepositBook;
  readonly warnings: WarningBook;
  rules(): { rules: EntryRules; refused: ReadFiles<EntryRules>["refused"] };
  items(): { lists: ItemListState[]; refused: ReadFiles<ItemList>["refused"] };
  setHospitalItems(list: ItemList, reason: string, actor: Actor): Promise<ItemListState>;
  /** Tells what fell due while the station was down, and from then on what falls due. */
  start(): void;
  /** After something was added that may fall due before the next look. */
  lookAnew(): void;
  close(): void;
}

/** Days do not begin or end to the second: the clock is looked at this often at least, ms. */
const lookAgainMs = 30_000;
/** Every version that was ever in use here is read back. */
const mostRulesVersions = 10_000;

function keyOf({ rulesId, rulesVersion }: Pick<EntryCheck, "rulesId" | "rulesVersion">): string {
  return `${rulesId}@${rulesVersion}`;
}

/** Writes each version down the first time it is used, and reads back those that older checks follow. */
async function loadRules(files: ReadFiles<EntryRules>, log: Log, clock: Clock): Promise<Map<string, EntryRules>> {
  const before = await readEventsOf(log, { kinds: ["entry.rules_loaded"] }, mostRulesVersions);
  const known = new Map<string, EntryRules>();
  for (const event of before.events)
    if (event.kind === "entry.rules_loaded") {
      const { rules } = event.data;
      known.set(keyOf({ rulesId: rules.id, rulesVersion: rules.version }), rules);
    }
  const keys = new Set(before.events.map(({ key }) => key));
  for (const rules of files.used) {
    // Hash of the text, so that a version whose number somebody forgot to raise is kept all the same.
    const sha256 = createHash("sha256").update(JSON.stringify(rules)).digest("hex");
    const key = `entry-rules:${rules.id}:${rules.version}:${sha256.slice(0, 16)}`;
    known.set(keyOf({ rulesId: rules.id, rulesVersion: rules.version }), rules);
    if (keys.has(key)) continue;
    const place = { key, atMs: clock.nowMs(), severity: "information" as const };
    await log.append({ events: [makeEvent("entry.rules_loaded", place, { rules })], alarms: [] });
  }
  return known;
}

/** Reads what the log remembers. Rejects with what the log refuses. */
export async function openGateDesk(parts: GateDeskParts): Promise<GateDesk> {
  const { log, clock, site, newId } = parts;
  const ruleFiles = parts.rules ?? readEntryRules();
  const itemFiles = parts.itemLists ?? readItemLists();
  const versions = await loadRules(ruleFiles, log, clock);
  const memory = await log.gates.gateMemory();
  let hospital: HospitalItems | null = memory.hospitalItems;
  const store = new GateStore(parts);

  const today = (): string => isoDayOf(clock.nowMs(), site().timeZone);
  const allLists = (): readonly ItemList[] => [...itemFiles.used, ...(hospital === null ? [] : [hospital.list])];
  const inUse = (): readonly ItemList[] => listsInUse(itemFiles.used, hospital?.list ?? null, site().province, today());
  const view = (): GateView => ({
    nowMs: clock.nowMs(),
    newId,
    keepApart: (part, value) => store.keepApart(part, value),
    findItem: (item) => findItem(allLists(), item),
  });
  function rulesInForce(): EntryRules {
    const found =
      newestInForce(ruleFiles.used, site().province, today()) ??
      newestInForce(ruleFiles.used, nationalProvince, today());
    if (found === null) throw new AppError("entry.no_rules", { province: site().province });
    return found;
  }
  function rulesOf(check: Pick<EntryCheck, "rulesId" | "rulesVersion">): EntryRules {
    const found = versions.get(keyOf(check));
    if (found === undefined) throw new AppError("entry.no_rules", { province: keyOf(check) });
    return found;
  }
  function stateOf(list: ItemList): ItemListState {
    const isHospital = list === hospital?.list;
    return { list, inUse: inUse().includes(list), changedAtMs: isHospital ? (hospital?.changedAtMs ?? null) : null };
  }

  const shared = { ...parts, store, view };
  const entries = new EntryBook(memory.openEntries, {
    ...shared,
    numbers: new DayNumbers("AJ", memory.lastEntries),
    rulesInForce,
    rulesOf,
  });
  const deposits = new DepositBook(memory.heldDeposits, {
    ...shared,
    entries,
    numbers: new DayNumbers("JC", memory.lastDeposits),
  });
  const warnings = new WarningBook(memory.warnings, shared);
  let cancelLook: (() => void) | null = null;

  function look(): void {
    const nextMs = Math.min(deposits.takeDue(), warnings.takeDue());
    const delayMs = Math.max(1, Math.min(lookAgainMs, nextMs - clock.nowMs()));
    cancelLook = clock.after(delayMs, look);
  }
  function lookAnew(): void {
    if (cancelLook === null) return;
    cancelLook();
    look();
  }

  return {
    entries,
    deposits,
    warnings,
    rules: () => ({ rules: rulesInForce(), refused: ruleFiles.refused }),
    items: () => ({ lists: allLists().map(stateOf), refused: itemFiles.refused }),
    async setHospitalItems(list, reason, actor) {
      if (list.id !== hospitalListId) throw new AppError("items.invalid", { path: "id", problem: "id_not_file_name" });
      const [problem] = checkItemList(list);
      if (problem !== undefined) throw new AppError("items.invalid", { path: problem.path, problem: problem.problem });
      const old = hospital?.list ?? null;
      const changedAtMs = clock.nowMs();
      hospital = { list, changedAtMs };
      const place = { key: `items:${newId()}`, atMs: changedAtMs, severity: "information" as const, actor };
      const events = [makeEvent("items.changed", place, { old, new: list, reason })];
      await store.store({ events, rows: { hospitalItems: { list, changedAtMs } } });
      return stateOf(list);
    },
    start: () => look(),
    lookAnew,
    close() {
      cancelLook?.();
      cancelLook = null;
    },
  };
}
