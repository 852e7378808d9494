import { type Bilingual, hospitalListId, type ItemClass, type ItemList } from "../../native/contract/items.ts";

/** What is typed of one class of the hospital's own list. */
export interface ItemDraft {
  readonly rule: ItemClass["rule"];
  readonly chinese: string;
  /** Empty: as the Chinese name. */
  readonly english: string;
  /** One a line, `水果刀 = fruit knife`; without English as the Chinese one. */
  readonly examples: string;
  readonly title: string;
  readonly article: string;
  readonly unverified: boolean;
}

export const mostExamples = 40;
export const mostClasses = 200;

export function draftOf(known: ItemClass | null): ItemDraft {
  if (known === null)
    return { rule: "restricted", chinese: "", english: "", examples: "", title: "", article: "", unverified: false };
  const { rule, name, examples, source } = known;
  return {
    rule,
    chinese: name["zh-CN"],
    english: name.en,
    examples: examples.map(writeExample).join("\n"),
    title: source.title,
    article: source.article,
    unverified: source.unverified,
  };
}

function writeExample(example: Bilingual): string {
  return example.en === example["zh-CN"] ? example.en : `${example["zh-CN"]} = ${example.en}`;
}

/** Empty lines do not count. */
export function readExamples(text: string): Bilingual[] {
  return text.split("\n").flatMap((line) => {
    const [first = "", ...rest] = line.split(/[=＝]/);
    const chinese = first.trim();
    const english = rest.join("=").trim();
    return chinese === "" && english === "" ? [] : [{ "zh-CN": chinese || english, en: english || chinese }];
  });
}

/** The class that was typed: one that is changed keeps its id and address, a new one gets an id from its English name. */
export function classFrom(draft: ItemDraft, opened: ItemClass | null, list: ItemList): ItemClass {
  const chinese = draft.chinese.trim();
  const english = draft.english.trim() || chinese;
  return {
    id: opened?.id ?? freshClassId(english, new Set(list.classes.map(({ id }) => id))),
    rule: draft.rule,
    name: { "zh-CN": chinese, en: english },
    examples: readExamples(draft.examples),
    source: {
      title: draft.title.trim(),
      article: draft.article.trim(),
      url: opened?.source.url ?? "",
      unverified: draft.unverified,
    },
  };
}

/** Never that of a shipped class: the register counts by these ids. */
function freshClassId(english: string, taken: ReadonlySet<string>): string {
  const words = english
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
  const id = `hospital-${words || "item"}`;
  for (let count = 1; ; count++) {
    const next = count === 1 ? id : `${id}-${count}`;
    if (!taken.has(next)) return next;
  }
}

/**
 * The list with one class added (`opened` null), changed, or taken off (`next` null). Null when that class is not
 * any more as it was when the form opened: another desk was faster.
 */
export function changeClass(list: ItemList, opened: ItemClass | null, next: ItemClass | null): ItemList | null {
  if (opened === null) return next === null ? null : { ...list, classes: [...list.classes, next] };
  const now = list.classes.find(({ id }) => id === opened.id);
  if (now === undefined || JSON.stringify(now) !== JSON.stringify(opened)) return null;
  return { ...list, classes: list.classes.flatMap((each) => (each === now ? (next ?? []) : each)) };
}

/** What the hospital's list is before its first class. `validFrom` is the site's day, `2026-11-22`. */
export function emptyHospitalList(name: Bilingual, title: string, validFrom: string): ItemList {
  return {
    id: hospitalListId,
    name,
    province: hospitalListId,
    validFrom,
    validUntil: null,
    source: { title, article: "", url: "", unverified: false },
    classes: [],
  };
}
