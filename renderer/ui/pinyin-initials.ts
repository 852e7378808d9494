/**
 * For each Latin letter the first character of its syllables in the browser's Chinese collation, which
 * is by sound. No syllable begins with i, u or v.
 */
const firstOfLetter = [
  ["a", "阿"],
  ["b", "八"],
  ["c", "嚓"],
  ["d", "哒"],
  ["e", "妸"],
  ["f", "发"],
  ["g", "旮"],
  ["h", "哈"],
  ["j", "丌"],
  ["k", "咔"],
  ["l", "垃"],
  ["m", "妈"],
  ["n", "拏"],
  ["o", "喔"],
  ["p", "妑"],
  ["q", "七"],
  ["r", "呥"],
  ["s", "仨"],
  ["t", "他"],
  ["w", "屲"],
  ["x", "夕"],
  ["y", "丫"],
  ["z", "帀"],
] as const;

const collator = new Intl.Collator("zh-CN-u-co-pinyin");

function initialOf(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return /[a-z0-9]/i.test(character) ? character.toLowerCase() : "";
  let found = "";
  for (const [letter, first] of firstOfLetter) {
    if (collator.compare(first, character) > 0) break;
    found = letter;
  }
  return found;
}

/** `管制刀具` as `gzdj`; of a character with two sounds the commoner one. Letters and digits stay. */
export function pinyinInitials(text: string): string {
  return Array.from(text)
    .map((character) => initialOf(character))
    .join("");
}
