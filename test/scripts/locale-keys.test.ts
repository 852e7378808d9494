import { expect, test } from "vitest";
import { compareLanguages, compareUse, flattenTexts, namedKeys } from "../../scripts/locale-keys.ts";

test("texts are flattened by area", () => {
  expect([...flattenTexts("desk", { a: "x", b: { c: "y" } })]).toEqual([
    ["desk.a", "x"],
    ["desk.b.c", "y"],
  ]);
});

test("languages must have the same keys and placeholders, and no empty text", () => {
  const chinese = flattenTexts("a", { one: "{{n}} 个", two: "二", three: "三", four: "四" });
  const english = flattenTexts("a", { one: "{{count}}", two: " ", three: "three", five: "five" });
  expect(compareLanguages(chinese, english, "en")).toEqual([
    "a.one: placeholders differ in en: {n} and {count}",
    "a.four: missing in en",
    "a.five: only in en",
    "a.two: empty",
  ]);
  expect(compareLanguages(chinese, chinese, "en")).toEqual([]);
});

test("keys are found as calls, mentions and patterns; comments name nothing", () => {
  const found = namedKeys(
    'const x = t("a.b"); use(cond ? "a.c" : "no key"); t(`a.kinds.${kind}.short`); t(`plain.text`); // t("a.z")\n// t("a.y")',
  );
  expect(found.called).toContain("a.b");
  expect(found.called).not.toContain("a.y");
  expect(found.mentioned).toContain("a.c");
  expect(found.patterns.map((each) => each.test("a.kinds.gate.metal.short"))).toEqual([true]);
});

test("a missing key and an unused text are told; plurals, patterns and free areas are known", () => {
  const texts = flattenTexts("a", { b: "", c: "", n_one: "", n_other: "", kinds: { x: "" } });
  const free = flattenTexts("sia", { PA: "" });
  const used = [namedKeys('t("a.b"); t("a.gone"); t("a.n"); t(`a.kinds.${x}`)')];
  expect(compareUse(new Map([...texts, ...free]), used, ["sia"])).toEqual([
    "a.gone: called, but there is no such text",
    "a.c: no source names it",
  ]);
});
