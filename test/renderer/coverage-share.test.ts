import fc from "fast-check";
import { expect, test } from "vitest";
import { leadOf, shareMark, shareText, shiftMonth } from "../../renderer/evidence/coverage-share.ts";

test("what is not whole never looks whole, and nothing wanted is no figure", () => {
  expect(shareText({ wanted: 1440, covered: 1440 })).toBe("100");
  expect(shareText({ wanted: 44_640, covered: 44_639 })).toBe("99.9");
  expect(shareText({ wanted: 0, covered: 0 })).toBe("–");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 0, max: 10_000_000 }), (wanted, lost) => {
      const sum = { wanted, covered: Math.max(0, wanted - lost) };
      expect(shareText(sum) === "100").toBe(lost === 0);
      expect(shareMark(sum) === "whole").toBe(lost === 0);
    }),
  );
});

test("months turn over the year, and weeks begin on Monday", () => {
  expect([shiftMonth("2026-12", 1), shiftMonth("2026-01", -1), shiftMonth("2026-03", 0)]).toEqual([
    "2027-01",
    "2025-12",
    "2026-03",
  ]);
  // 22 November 2026 is a Sunday.
  expect([leadOf("2026-11-22"), leadOf("2026-11-23")]).toEqual([6, 0]);
});
