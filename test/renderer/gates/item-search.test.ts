import { expect, test } from "vitest";
import { findableItems, findItems } from "../../../renderer/gates/item-search.ts";
import { pinyinInitials } from "../../../renderer/ui/pinyin-initials.ts";
import { sampleLists } from "../sample-gates.ts";

const all = findableItems(sampleLists, null);
const found = (typed: string, items = all) => findItems(items, typed).map(({ item }) => item.class.id);

test.each([
  ["管制刀具", "gzdj"],
  ["枪支弹药", "qzdy"],
  ["易燃易爆", "yryb"],
  ["水果刀", "sgd"],
  ["催泪喷射器", "clpsq"],
  ["锤斧等工具", "cfdgj"],
  ["硫酸 H2SO4", "lsh2so4"],
  ["", ""],
])("the initials of %s", (text, initials) => expect(pinyinInitials(text)).toBe(initials));

test("a class is found by Chinese, by English, by initials, by an example, whatever the case", () => {
  expect(found("管制")).toEqual(["blades"]);
  expect(found("gzdj")).toEqual(["blades"]);
  expect(found("Dagger")).toEqual(["blades"]);
  expect(found("bs")).toContain("blades");
  expect(found("fruit")).toEqual(["knives"]);
  expect(found("fireworks")).toEqual(["explosives"]);
});

test("what begins with the words comes before what only holds them; a class stands once", () => {
  expect(found("knife")[0]).toBe("blades");
  expect(found("kn")[0]).toBe("knives");
  expect(new Set(found("d")).size).toBe(found("d").length);
});

test("the example that was found is told, the class's own name is not", () => {
  expect(findItems(all, "匕首")[0]?.example?.en).toBe("dagger");
  expect(findItems(all, "管制刀具")[0]?.example).toBeNull();
});

test("a step that asks for one rule is offered only its classes; no words: all, in their order", () => {
  const restricted = findableItems(sampleLists, "restricted");
  expect(found("", restricted)).toEqual(["knives", "tools", "sprays"]);
  expect(found("gzdj", restricted)).toEqual([]);
  expect(found("   ")).toEqual(all.map((item) => item.class.id));
});

test("a list that is not in use offers nothing", () => {
  expect(
    findableItems(
      sampleLists.map((state) => ({ ...state, inUse: false })),
      null,
    ),
  ).toEqual([]);
});
