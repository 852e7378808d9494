import { expect, test } from "vitest";
import { cssString, pageRules } from "../../renderer/shifts/use-page-boxes.ts";
import { zoneOffset } from "../../renderer/shifts/zone-offset.ts";

test("a hospital's name cannot end the string it stands in", () => {
  expect(cssString("示范医院 Hospital 1, A–B")).toBe('"示范医院 Hospital 1, A–B"');
  expect(cssString('St "X"\\; }\n')).toBe('"St \\22 X\\22 \\5c \\3b  \\7d \\a "');
});

test("the margins of every sheet: title and span from the second on, code and counted pages on all", () => {
  const rules = pageRules({
    topLeft: "医院 值班日志",
    topRight: "2026-11-21",
    bottomLeft: "核验码 7-ABCD-EFGH",
    bottomRight: (page, pages) => `第 ${page} 页 共 ${pages} 页`,
  });
  expect(rules).toContain('content: "第 " counter(page) " 页 共 " counter(pages) " 页"');
  expect(rules).toContain('@bottom-left { content: "核验码 7-ABCD-EFGH"');
  expect(rules).toMatch(/@page :first \{ @top-left \{ content: none; \}/);
});

test("a zone's distance from UTC at a moment", () => {
  const winter = Date.UTC(2026, 0, 1);
  const zones = ["Asia/Shanghai", "UTC", "Asia/Kathmandu", "America/St_Johns"];
  expect(zones.map((zone) => zoneOffset(winter, zone))).toEqual(["UTC+08:00", "UTC+00:00", "UTC+05:45", "UTC-03:30"]);
  expect(zoneOffset(Date.UTC(2026, 6, 1), "Europe/Berlin")).toBe("UTC+02:00");
});
