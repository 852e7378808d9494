import { csvLine, csvText } from "../base/csv.ts";
import type { Deposit } from "../contract/deposits.ts";
import type { EntryCheck, EntryData, FoundItem } from "../contract/entries.ts";

function iso(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

function itemsText(items: readonly FoundItem[]): string {
  return items
    .map(
      ({ className, description, count }) => `${[className["zh-CN"], description].filter(Boolean).join(" ")} ×${count}`,
    )
    .join("; ");
}

const entryHeads = [
  "number",
  "state",
  "outcome",
  "happenedAtMs",
  "gateId",
  "gateName.zh-CN",
  "areaId",
  "items",
  "reason",
  "checker",
  "police.calledAtMs",
  "police.whom",
  "police.callNumber",
  "heldBy",
  "depositNumbers",
  "note",
  "openedAtMs",
  "openedBy",
  "decidedAtMs",
  "decidedBy",
  "rulesId",
  "alarmId",
  "mark",
  "corrects",
  "correctedBy",
  "correctionReason",
];

/** What was given on the way, the last word on each. */
function givenOf(check: EntryCheck): Partial<EntryData> {
  const given: Partial<EntryData> = {};
  for (const { data } of check.done) Object.assign(given, data);
  return given;
}

/**
 * The register as RFC 4180, UTF-8, times in ISO 8601 UTC, headings are the contract's field names. No
 * personal data of the person checked. Records that correct each other are named by number where both are in it.
 */
export function entriesCsv(checks: readonly EntryCheck[]): string {
  const numbers = new Map(checks.map(({ id, number }) => [id, number]));
  const named = (id: string | null): string | null => (id === null ? null : (numbers.get(id) ?? id));
  const lines = checks.map((check) => {
    const { reason, checker, police, heldBy } = givenOf(check);
    return csvLine([
      check.number,
      check.state,
      check.outcome,
      iso(check.happenedAtMs),
      check.gateId,
      check.gateName?.["zh-CN"] ?? null,
      check.areaId,
      itemsText(check.items),
      reason ?? null,
      checker?.name ?? null,
      iso(police?.calledAtMs ?? null),
      police?.whom ?? null,
      police?.callNumber ?? null,
      heldBy ?? null,
      check.depositNumbers.join(" "),
      check.note,
      iso(check.openedAtMs),
      check.openedBy.name,
      iso(check.decidedAtMs),
      check.decidedBy?.name ?? null,
      check.rulesId,
      check.alarmId,
      check.mark,
      named(check.corrects),
      named(check.correctedBy),
      check.correctionReason,
    ]);
  });
  return csvText([csvLine(entryHeads), ...lines]);
}

const depositHeads = [
  "number",
  "state",
  "items",
  "place",
  "gateId",
  "areaId",
  "entryId",
  "depositedAtMs",
  "depositedBy",
  "dueAtMs",
  "endedAtMs",
  "endedBy",
  "signed",
  "handedTo",
  "note",
  "mark",
];

/** The deposit ledger likewise. */
export function depositsCsv(deposits: readonly Deposit[]): string {
  const lines = deposits.map((deposit) =>
    csvLine([
      deposit.number,
      deposit.state,
      itemsText(deposit.items),
      deposit.place,
      deposit.gateId,
      deposit.areaId,
      deposit.entryId,
      iso(deposit.depositedAtMs),
      deposit.depositedBy.name,
      iso(deposit.dueAtMs),
      iso(deposit.endedAtMs),
      deposit.endedBy?.name ?? null,
      deposit.signature === null ? "no" : "yes",
      deposit.handedTo,
      deposit.note,
      deposit.mark,
    ]),
  );
  return csvText([csvLine(depositHeads), ...lines]);
}
