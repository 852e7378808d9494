import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clip } from "../../../native/contract/clips.ts";
import { chooseDeletable, mayDelete } from "../../../native/evidence/choose-deletable.ts";
import { forecastStorage } from "../../../native/evidence/forecast-storage.ts";
import { retentionRule } from "../../../native/evidence/retention-rule.ts";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 22, 3);

const videoArb = fc.record({
  keepAtLeastDays: fc.integer({ min: 30, max: 3650 }),
  deleteAfterDays: fc.integer({ min: 30, max: 3650 }),
  keyTarget: fc.boolean(),
});
const clipArb = fc.record({
  toMs: fc.oneof(fc.integer({ min: 0, max: 2 * nowMs }), fc.integer({ min: nowMs - 100 * dayMs, max: nowMs })),
  state: fc.constantFrom<Clip["state"]>("kept", "deleting", "deleted"),
  holds: fc.integer({ min: 0, max: 2 }),
});

describe("what may be deleted", () => {
  it("is never held, never gone already, and never younger than the floor, whatever is set", () => {
    fc.assert(
      fc.property(videoArb, fc.array(clipArb, { maxLength: 30 }), (video, clips) => {
        const rule = retentionRule(video);
        const least = video.keyTarget ? Math.max(90, video.keepAtLeastDays) : video.keepAtLeastDays;
        for (const clip of clips.filter((each) => mayDelete(each, rule, nowMs))) {
          expect(clip).toMatchObject({ state: "kept", holds: 0 });
          expect(nowMs - clip.toMs).toBeGreaterThan(least * dayMs);
        }
        for (const clip of chooseDeletable(clips, rule, nowMs)) {
          expect(mayDelete(clip, rule, nowMs)).toBe(true);
          expect(nowMs - clip.toMs).toBeGreaterThan(Math.max(least, video.deleteAfterDays) * dayMs);
        }
      }),
    );
  });

  it("by itself is all that is over the ceiling", () => {
    const rule = retentionRule({ keepAtLeastDays: 30, deleteAfterDays: 90, keyTarget: false });
    const clip = (ageDays: number, holds = 0) => ({ toMs: nowMs - ageDays * dayMs, state: "kept" as const, holds });
    const clips = [clip(29), clip(31), clip(90), clip(91), clip(400), clip(400, 1)];
    expect(chooseDeletable(clips, rule, nowMs)).toEqual([clip(91), clip(400)]);
    expect(clips.filter((each) => mayDelete(each, rule, nowMs))).toHaveLength(4);
    // A clock that was set back makes everything younger: nothing goes.
    expect(chooseDeletable(clips, rule, nowMs - 500 * dayMs)).toEqual([]);
  });
});

describe("the forecast of the disk", () => {
  const rule = { floorDays: 30, ceilingDays: 90, keyTarget: false };
  const gb = 1e9;
  /** As many bytes on each of the days before today. */
  const before = (count: number, bytes: number, heldBytes = 0) =>
    Array.from({ length: count }, (_, at) => ({ dayMs: nowMs - (at + 1) * dayMs, bytes, heldBytes }));

  it("divides what is free by what comes a day", () => {
    expect(forecastStorage(before(7, gb), 20 * gb, rule, nowMs)).toMatchObject({
      bytesPerDay: gb,
      keptBytes: 7 * gb,
      daysLeft: 20,
      floorKept: false,
    });
    expect(forecastStorage(before(7, gb), 60 * gb, rule, nowMs)).toMatchObject({ daysLeft: 60, floorKept: true });
  });

  it("knows that the rule frees as much as comes", () => {
    // Ninety days are on the disk: each new one drives out an old one.
    expect(forecastStorage(before(91, gb), 2 * gb, rule, nowMs)).toMatchObject({ daysLeft: null, floorKept: true });
    expect(forecastStorage(before(7, gb), 100 * gb, rule, nowMs)).toMatchObject({ daysLeft: null });
    // What is held does not leave.
    expect(forecastStorage(before(91, gb, gb), 2 * gb, rule, nowMs)).toMatchObject({ daysLeft: 2, heldBytes: 91 * gb });
  });

  it("takes fewer days where there are no more, and nothing where nothing was recorded", () => {
    expect(forecastStorage(before(2, gb), 20 * gb, rule, nowMs).bytesPerDay).toBe(gb);
    expect(forecastStorage([{ dayMs: nowMs, bytes: gb, heldBytes: 0 }], gb, rule, nowMs).bytesPerDay).toBe(gb);
    expect(forecastStorage([], gb, rule, nowMs)).toMatchObject({ bytesPerDay: 0, daysLeft: null, floorKept: true });
    expect(forecastStorage(before(7, gb), 0, rule, nowMs)).toMatchObject({ daysLeft: 0, floorKept: false });
  });

  it("is never later than without deletion, and never sooner than what is free allows", () => {
    const holds = () =>
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 120 }),
          fc.integer({ min: 1, max: 500 }),
          (sizes, freeGb) => {
            const days = sizes.map((size, at) => ({ dayMs: nowMs - (at + 1) * dayMs, bytes: size * gb, heldBytes: 0 }));
            const { bytesPerDay, daysLeft } = forecastStorage(days, freeGb * gb, rule, nowMs);
            return daysLeft === null || daysLeft >= Math.floor((freeGb * gb) / bytesPerDay);
          },
        ),
      );
    expect(holds).not.toThrow();
  });
});
