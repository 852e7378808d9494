import { AppError } from "../base/app-error.ts";
import type { FoundItem } from "../contract/entries.ts";
import { hospitalListId, type ItemList, type ItemListProblem } from "../contract/items.ts";

export const nationalProvince = "national";

export interface ItemsProblem {
  readonly path: string;
  readonly problem: ItemListProblem;
  readonly detail: string;
}

/** What no schema sees. Empty when there is nothing wrong. */
export function checkItemList(list: ItemList): ItemsProblem[] {
  const problems: ItemsProblem[] = [];
  const known = new Set<string>();
  if (list.classes.length === 0 && list.id !== hospitalListId)
    problems.push({ path: "classes", problem: "no_classes", detail: "" });
  list.classes.forEach((each, at) => {
    if (known.has(each.id)) problems.push({ path: `classes[${at}].id`, problem: "duplicate_class", detail: each.id });
    known.add(each.id);
  });
  if (list.validUntil !== null && list.validUntil < list.validFrom)
    problems.push({ path: "validUntil", problem: "ends_before_it_begins", detail: list.validFrom });
  return problems;
}

function isInForce(list: ItemList, isoDay: string): boolean {
  return list.validFrom <= isoDay && (list.validUntil === null || list.validUntil >= isoDay);
}

/** Of what is in force on the day, the newest of a province; null when there is none. */
export function newestInForce<T extends { readonly validFrom: string; readonly province: string }>(
  all: readonly T[],
  province: string,
  isoDay: string,
  isUsable: (each: T) => boolean = () => true,
): T | null {
  const candidates = all.filter((each) => each.province === province && each.validFrom <= isoDay && isUsable(each));
  return candidates.toSorted((a, b) => b.validFrom.localeCompare(a.validFrom, "en"))[0] ?? null;
}

/** The lists offered in the form on that day (`2026-11-22`, at the site): province, nation, hospital. */
export function listsInUse(shipped: readonly ItemList[], hospital: ItemList | null, province: string, isoDay: string) {
  const inForce = (list: ItemList): boolean => isInForce(list, isoDay);
  const provinces = province === nationalProvince ? [nationalProvince] : [province, nationalProvince];
  const chosen = provinces.map((each) => newestInForce(shipped, each, isoDay, inForce));
  return [...chosen, hospital !== null && inForce(hospital) ? hospital : null].filter((list) => list !== null);
}

/**
 * The item with its class's name, rule and legal basis as the list has them: what the page says of them
 * does not count. Throws `entry.unknown_item` {listId, classId}.
 */
export function findItem(lists: readonly ItemList[], item: FoundItem): FoundItem {
  const { listId, classId, description, count } = item;
  const known = lists.find((list) => list.id === listId)?.classes.find((each) => each.id === classId);
  if (known === undefined) throw new AppError("entry.unknown_item", { listId, classId });
  return { listId, classId, rule: known.rule, className: known.name, basis: known.source, description, count };
}
