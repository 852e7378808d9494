import { describe, expect, it } from "vitest";
import { draftEvent } from "../../../native/log/draft-entry.ts";
import { toEventContent } from "../../../native/log/event-row.ts";
import { foldText, matchesFilter, parseSearch, termsOf } from "../../../native/log/search-terms.ts";
import { noteEvent } from "./sample-events.ts";

function content(note: string) {
  return toEventContent(draftEvent(noteEvent("k", note)), 1);
}

function finds(text: string, note: string): boolean {
  return matchesFilter(content(note), { text }, parseSearch(text));
}

describe("terms", () => {
  it("are characters and pairs of Chinese, words of others, symbols, facets", () => {
    expect(termsOf(content("安检门 Gate-12 😀")).split(" ")).toEqual([
      "k:alarm.note_added",
      "s:information",
      "安",
      "安检",
      "检",
      "检门",
      "门",
      "gate",
      "12",
      "😀",
    ]);
  });

  it("fold case, width and accents", () => {
    expect(foldText("ＡＢＣ Café ÜBER")).toBe("abc cafe uber");
  });

  it("keep characters beyond the basic plane whole", () => {
    expect(termsOf(content("𠮷野")).split(" ").slice(2)).toEqual(["𠮷", "𠮷野", "野"]);
  });
});

describe("a search", () => {
  it.each([
    ["安检", "急诊大厅安检门"],
    ["检", "急诊大厅安检门"],
    ["急诊大厅", "急诊大厅安检门"],
    ["急诊 安检", "急诊大厅安检门"],
    ["張偉", "患者家属張偉"],
    ["1号门", "从1号门进入"],
    ["gat", "at gate12"],
    ["gate-1", "at Gate-1."],
    ["panic", "ED nurses' PANIC button"],
    ["“安检”", "急诊大厅安检门"],
    ["ｃａｆｅ", "Café"],
    ["👮", "警察👮🏽来了"],
    ["x".repeat(60), "x".repeat(64)],
  ])("for %s finds %s", (text, note) => expect(finds(text, note)).toBe(true));

  it.each([
    ["安门", "急诊大厅安检门"],
    ["急诊室", "急诊，诊室"],
    ["1号门", "从11号门进入"],
    ["ate", "at gate12"],
    ["at", "attention"],
    ["gate-1", "gate 1"],
    ['"', '"quoted"'],
    ["*", "anything"],
    ["one two", "two three"],
  ])("for %s does not find %s", (text, note) => expect(finds(text, note)).toBe(false));
});
