import fc from "fast-check";
import { expect, test } from "vitest";
import { openFormats } from "../../renderer/i18n/formats.ts";
import { parseMoment } from "../../scripts/report-span.ts";

// 2026-11-22 00:30 in Shanghai, still the day before in UTC.
const nowMs = Date.UTC(2026, 10, 21, 16, 30);
const shanghai = { nowMs, timeZone: "Asia/Shanghai" };

test("a moment without a zone is the site's, with one it is that", () => {
  expect(parseMoment("2026-11-22", shanghai)).toBe(Date.UTC(2026, 10, 21, 16));
  expect(parseMoment("2026-11-22T08:00", shanghai)).toBe(Date.UTC(2026, 10, 22));
  expect(parseMoment("2026-11-22 08:00:30", shanghai)).toBe(Date.UTC(2026, 10, 22, 0, 0, 30));
  expect(parseMoment("2026-11-22T08:00Z", shanghai)).toBe(Date.UTC(2026, 10, 22, 8));
  expect(parseMoment("2026-11-22T08:00:00.5-03:30", shanghai)).toBe(Date.UTC(2026, 10, 22, 11, 30));
  expect(parseMoment("2026-11-22T08:00+0800", shanghai)).toBe(Date.UTC(2026, 10, 22));
});

test("yesterday and today are midnights of the site, now is now", () => {
  expect(parseMoment("today", shanghai)).toBe(Date.UTC(2026, 10, 21, 16));
  expect(parseMoment("yesterday", shanghai)).toBe(Date.UTC(2026, 10, 20, 16));
  expect(parseMoment("now", shanghai)).toBe(nowMs);
  // The day after the change to summer time: yesterday had 23 hours.
  const berlin = { nowMs: Date.UTC(2026, 2, 30, 10), timeZone: "Europe/Berlin" };
  expect(parseMoment("yesterday", berlin)).toBe(Date.UTC(2026, 2, 28, 23));
  expect(parseMoment("today", berlin)).toBe(Date.UTC(2026, 2, 29, 22));
});

test("what is no moment is none", () => {
  const none = ["", "tomorrow", "8:00", "2026-02-30", "2026-11-22T24:00", "2026-11-22T08:60", "2026-1-2", "22.11.2026"];
  expect(none.map((text) => parseMoment(text, shanghai))).toEqual(none.map(() => null));
  // Left out by the change to summer time.
  expect(parseMoment("2026-03-29T02:30", { nowMs, timeZone: "Europe/Berlin" })).toBeNull();
});

test("what the paper writes is read back as the same second, in any zone", () => {
  const zones = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Kathmandu", "America/St_Johns", "UTC"];
  const second = fc.integer({ min: Date.UTC(2000, 0) / 1000, max: Date.UTC(2050, 0) / 1000 });
  fc.assert(
    fc.property(second, fc.constantFrom(...zones), (seconds, timeZone) => {
      const ms = seconds * 1000;
      const text = openFormats(timeZone).dateTime(ms);
      const read = parseMoment(text, { nowMs, timeZone });
      // An hour that comes twice in autumn is either of the two.
      expect(read === null ? null : openFormats(timeZone).dateTime(read)).toBe(text);
    }),
  );
});
