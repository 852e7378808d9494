import { expect, test } from "vitest";
import { itemListSchema } from "../../../native/contract/items.ts";
import {
  changeClass,
  classFrom,
  draftOf,
  emptyHospitalList,
  readExamples,
} from "../../../renderer/gates/hospital-items.ts";

const empty = emptyHospitalList({ "zh-CN": "本院清单", en: "Hospital's own list" }, "示范医院", "2026-11-22");
const typed = {
  rule: "restricted",
  chinese: " 宠物 ",
  english: "Pets",
  examples: "猫 = cat\n\n狗＝dog\n鸟",
  title: "本院规定",
  article: "第三条",
  unverified: false,
} as const;

test("what was typed becomes a class, and comes back as it was", () => {
  const pets = classFrom(typed, null, empty);
  expect(pets).toEqual({
    id: "hospital-pets",
    rule: "restricted",
    name: { "zh-CN": "宠物", en: "Pets" },
    examples: [
      { "zh-CN": "猫", en: "cat" },
      { "zh-CN": "狗", en: "dog" },
      { "zh-CN": "鸟", en: "鸟" },
    ],
    source: { title: "本院规定", article: "第三条", url: "", unverified: false },
  });
  expect(classFrom(draftOf(pets), pets, empty)).toEqual(pets);
});

test("English left out is as the Chinese, and no id is given twice", () => {
  const first = classFrom({ ...typed, english: "" }, null, empty);
  expect(first).toMatchObject({ id: "hospital-item", name: { en: "宠物" } });
  const list = { ...empty, classes: [first] };
  expect(classFrom({ ...typed, english: "", chinese: "气球" }, null, list).id).toBe("hospital-item-2");
  expect(readExamples("= cat\n a=b=c ")).toEqual([
    { "zh-CN": "cat", en: "cat" },
    { "zh-CN": "a", en: "b=c" },
  ]);
});

test("added, changed, taken off; what another desk changed meanwhile is told", () => {
  const pets = classFrom(typed, null, empty);
  const list = changeClass(empty, null, pets);
  expect(list?.classes).toEqual([pets]);
  if (list === null) throw new Error("no list");
  expect(itemListSchema.parse(list)).toEqual(list);
  const changed = { ...pets, rule: "prohibited" as const };
  expect(changeClass(list, pets, changed)?.classes).toEqual([changed]);
  expect(changeClass(list, pets, null)?.classes).toEqual([]);
  expect(changeClass(list, changed, null)).toBeNull();
  expect(changeClass(empty, pets, changed)).toBeNull();
});
