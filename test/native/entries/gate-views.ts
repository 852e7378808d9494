import type { FoundItem } from "../../../native/contract/entries.ts";
import type { GateView } from "../../../native/entries/gate-decision.ts";
import { findItem } from "../../../native/entries/item-lists.ts";
import { sealPrivate } from "../../../native/log/private-record.ts";
import { readItemLists } from "../../../native/station/gate-files.ts";

export const lists = readItemLists().used;

/** What the page sends of an item: only list, class, description and count count. */
export function found(classId: string, description = "", listId = "beijing/2021-04-01"): FoundItem {
  const known = lists.find(({ id }) => id === listId)?.classes.find(({ id }) => id === classId);
  if (known === undefined) throw new Error(`no class ${classId}`);
  return { listId, classId, rule: known.rule, className: known.name, basis: known.source, description, count: 1 };
}

let ids = 0;

/** A view at a moment, with the shipped lists. */
export function viewAt(nowMs: number): GateView {
  const newId = (): string => `i${(ids += 1)}`;
  return {
    nowMs,
    newId,
    keepApart: (part, value) => sealPrivate(newId(), part, value, nowMs),
    findItem: (item) => findItem(lists, item),
  };
}
