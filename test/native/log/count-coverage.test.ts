import fc from "fast-check";
import { expect, test } from "vitest";
import { coverageCauses, type CoverageRecord, minuteMs } from "../../../native/contract/coverage.ts";
import { clipPiece, coveragePieces, sumPieces } from "../../../native/log/coverage/count-coverage.ts";

const hour = 60 * minuteMs;
const start = Date.UTC(2026, 2, 1);
const record = (atHour: number, change: Partial<CoverageRecord> = {}): CoverageRecord => ({
  cameraId: "cam1",
  name: null,
  areaId: "ed",
  fromMs: start + atHour * hour,
  minutes: 60,
  gaps: [],
  ...change,
});
const told = (records: readonly CoverageRecord[], untilHour: number) =>
  coveragePieces(records, start + untilHour * hour, () => true).map(({ cameraId, fromMs, toMs, cause }) => [
    cameraId,
    (fromMs - start) / minuteMs,
    (toMs - start) / minuteMs,
    cause,
  ]);

test("records and what lies between them: covered, gaps, and the console down", () => {
  const records = [record(0, { gaps: [[10, 5, "offline"]] }), record(2, { minutes: 30 })];
  expect(told(records, 3)).toEqual([
    ["cam1", 0, 10, null],
    ["cam1", 10, 15, "offline"],
    ["cam1", 15, 60, null],
    ["cam1", 60, 120, "console_down"],
    ["cam1", 120, 150, null],
    ["cam1", 150, 180, "console_down"],
  ]);
});

test("a camera counts from its first minute; one that left counts no more, and again when it comes back", () => {
  const other = { cameraId: "cam2" };
  const records = [
    record(0),
    record(1, { minutes: 20, left: true }),
    record(3),
    record(0, other),
    record(1, other),
    record(2, other),
    record(3, other),
  ];
  const ofFirst = told(records, 4).filter(([cameraId]) => cameraId === "cam1");
  expect(ofFirst).toEqual([
    ["cam1", 0, 80, null],
    ["cam1", 180, 240, null],
  ]);
});

test("a camera of which nothing is written while others go on is not wanted any more", () => {
  const records = [record(0), record(0, { cameraId: "cam2" }), record(5, { cameraId: "cam2" })];
  expect(told(records, 6).filter(([cameraId]) => cameraId === "cam1")).toEqual([["cam1", 0, 60, null]]);
});

test("after the last record a camera is wanted for as long as there is one", () => {
  const pieces = (isWanted: boolean) => coveragePieces([record(0)], start + 3 * hour, () => isWanted);
  expect(sumPieces(pieces(true))).toEqual({ wanted: 180, covered: 60 });
  expect(sumPieces(pieces(false))).toEqual({ wanted: 60, covered: 60 });
});

const gapsOf = (minutes: number) =>
  fc
    .array(fc.record({ cause: fc.constantFrom(...coverageCauses, null), length: fc.integer({ min: 1, max: 20 }) }))
    .map((runs) => {
      const gaps: [number, number, (typeof coverageCauses)[number]][] = [];
      let at = 0;
      for (const { cause, length } of runs) {
        const fits = Math.min(length, minutes - at);
        if (fits <= 0) break;
        if (cause !== null) gaps.push([at, fits, cause]);
        at += fits;
      }
      return gaps;
    });

const anyRecord = fc
  .record({
    cameraId: fc.constantFrom("cam1", "cam2", "cam3"),
    areaId: fc.constantFrom("ed", "pharmacy"),
    from: fc.integer({ min: 0, max: 3000 }),
    minutes: fc.integer({ min: 0, max: 60 }),
    left: fc.boolean(),
  })
  .chain(({ cameraId, areaId, from, minutes, left }) =>
    gapsOf(minutes).map((gaps): CoverageRecord => ({
      cameraId,
      areaId,
      name: null,
      fromMs: start + from * minuteMs,
      minutes,
      gaps,
      ...(left ? { left: true as const } : {}),
    })),
  );

test("for any history, overlapping or with holes: covered and gaps make up what was wanted, nothing twice, days add up", () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 40 }), fc.integer({ min: 0, max: 4000 }), (records, until) => {
      const untilMs = start + until * minuteMs;
      const pieces = coveragePieces(records, untilMs, () => true);
      for (const ofCamera of Map.groupBy(pieces, (piece) => piece.cameraId).values()) {
        let endMs = 0;
        for (const { fromMs, toMs } of ofCamera) {
          expect(fromMs).toBeGreaterThanOrEqual(endMs);
          expect(toMs).toBeGreaterThan(fromMs);
          expect(toMs).toBeLessThanOrEqual(untilMs);
          endMs = toMs;
        }
      }
      const { wanted, covered } = sumPieces(pieces);
      const gaps = pieces
        .filter(({ cause }) => cause !== null)
        .reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
      expect(covered + gaps / minuteMs).toBe(wanted);
      // Bounds off the hour, as in Nepal and India.
      const bounds = Array.from({ length: 8 }, (_, at) => start + (at - 1) * 24 * hour + 15 * minuteMs);
      const days = bounds
        .slice(0, -1)
        .map((fromMs, at) =>
          sumPieces(pieces.flatMap((piece) => clipPiece(piece, fromMs, bounds[at + 1] ?? fromMs) ?? [])),
        );
      expect(days.reduce((sum, day) => sum + day.wanted, 0)).toBe(wanted);
      expect(days.reduce((sum, day) => sum + day.covered, 0)).toBe(covered);
      // Every minute that a record tells of was wanted, once, and only those before the end.
      const toldOf = new Set(
        records.flatMap(({ cameraId, fromMs, minutes }) =>
          Array.from({ length: minutes }, (_, at) => fromMs + at * minuteMs)
            .filter((atMs) => atMs < untilMs)
            .map((atMs) => `${cameraId} ${atMs}`),
        ),
      );
      const extra = pieces
        .filter(({ cause }) => cause === "console_down")
        .reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / minuteMs, 0);
      expect(wanted).toBeGreaterThanOrEqual(toldOf.size);
      expect(wanted - extra).toBeLessThanOrEqual(toldOf.size);
    }),
    { numRuns: 300 },
  );
});
