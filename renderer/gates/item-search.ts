import type { ItemClass, ItemList, ItemListState, itemRules } from "../../native/contract/items.ts";
import type { Bilingual } from "../../native/contract/items.ts";
import { pinyinInitials } from "../ui/pinyin-initials.ts";

/** A class of a list in use, with all the words that it is found by. */
export interface FindableItem {
  readonly list: ItemList;
  readonly class: ItemClass;
  /** Lower case; the class's own name first, then its examples. */
  readonly words: readonly FindableWord[];
}

interface FindableWord {
  readonly text: Bilingual;
  readonly forms: readonly string[];
  readonly initials: string;
}

export interface FoundClass {
  readonly item: FindableItem;
  /** The example that was found; null when it was the class itself. */
  readonly example: Bilingual | null;
}

function findableWord(text: Bilingual): FindableWord {
  return {
    text,
    forms: [text["zh-CN"].toLowerCase(), text.en.toLowerCase()],
    initials: pinyinInitials(text["zh-CN"]),
  };
}

/** Classes of the lists in use, for a step that asks for one rule of them or for all. */
export function findableItems(
  lists: readonly ItemListState[],
  rule: (typeof itemRules)[number] | null,
): readonly FindableItem[] {
  return lists
    .filter((state) => state.inUse)
    .flatMap(({ list }) =>
      list.classes
        .filter((known) => rule === null || known.rule === rule)
        .map((known) => ({ list, class: known, words: [known.name, ...known.examples].map(findableWord) })),
    );
}

/** How well a word fits: 0 begins with it, 1 a later word begins with it, 2 holds it, null not at all. */
function rank(word: FindableWord, wanted: string): number | null {
  const starts = word.forms.some((form) => form.startsWith(wanted)) || word.initials.startsWith(wanted);
  if (starts) return 0;
  if (word.forms.some((form) => form.includes(` ${wanted}`))) return 1;
  const holds = word.forms.some((form) => form.includes(wanted));
  return holds || (wanted.length > 1 && word.initials.includes(wanted)) ? 2 : null;
}

/**
 * What fits the typed text, best first, each class once: by Chinese, English, or the initials of the
 * Pinyin. Without a text all of them, in the lists' own order.
 */
export function findItems(items: readonly FindableItem[], typed: string): readonly FoundClass[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return items.map((item) => ({ item, example: null }));
  const found: { readonly hit: FoundClass; readonly rank: number }[] = [];
  for (const item of items) {
    let best: { example: Bilingual | null; rank: number } | null = null;
    for (const [at, word] of item.words.entries()) {
      const found = rank(word, wanted);
      // An example counts after a name that fits as well.
      if (found !== null && (best === null || found < best.rank))
        best = { example: at === 0 ? null : word.text, rank: found };
    }
    if (best) found.push({ hit: { item, example: best.example }, rank: best.rank });
  }
  return found.sort((a, b) => a.rank - b.rank).map(({ hit }) => hit);
}
