import { expect, test } from "vitest";
import { makeEvent } from "../../../native/base/make-event.ts";
import { type CoverageRecord, minuteMs } from "../../../native/contract/coverage.ts";
import { makeCoverageServices } from "../../../native/station/coverage-services.ts";
import { heldClock } from "../held-clock.ts";
import { openForTest } from "../log/open-for-test.ts";

const hour = 60 * minuteMs;
const berlin = "Europe/Berlin";

function record(fromMs: number, change: Partial<CoverageRecord> = {}): CoverageRecord {
  return { cameraId: "cam1", name: { "zh-CN": "入口" }, areaId: "ed", fromMs, minutes: 60, gaps: [], ...change };
}

async function coverageOf(
  records: readonly CoverageRecord[],
  pending: readonly CoverageRecord[],
  nowMs: number,
  cameraIds = ["cam1"],
) {
  const { log } = await openForTest();
  for (const each of records) {
    const place = {
      key: `coverage:${each.cameraId}:${each.fromMs}`,
      severity: "information",
      atMs: each.fromMs + each.minutes * minuteMs + 10_000,
    } as const;
    const areas = [{ areaId: "ed", name: { "zh-CN": "急诊" } }];
    await log.append({ events: [makeEvent("coverage.measured", place, { areas, cameras: [each] })], alarms: [] });
  }
  const clock = heldClock(nowMs);
  return makeCoverageServices({
    log,
    clock,
    timeZone: () => berlin,
    book: { pending: () => pending, cameraIds: () => cameraIds },
  });
}

/** Hours of records from one moment to another. */
function hours(fromMs: number, toMs: number, change: Partial<CoverageRecord> = {}): CoverageRecord[] {
  return Array.from({ length: (toMs - fromMs) / hour }, (_, at) => record(fromMs + at * hour, change));
}

test("a day with 23 hours wants 23 hours, and one with 25 wants 25: days are the site's clock's", async () => {
  // Summer time began on 29 March 2026 and ends on 25 October 2026.
  const spring = await coverageOf(
    hours(Date.UTC(2026, 2, 27, 0), Date.UTC(2026, 2, 31, 12)),
    [],
    Date.UTC(2026, 3, 20),
  );
  const march = await spring.month("2026-03");
  const sumsOf = (day: string) => march.areas[0]?.days[march.days.findIndex((each) => each.day === day)];
  expect(march.days.length).toBe(31);
  expect(sumsOf("2026-03-28")).toEqual({ wanted: 1440, covered: 1440 });
  expect(sumsOf("2026-03-29")).toEqual({ wanted: 1380, covered: 1380 });
  // The console stopped at 14:00 summer time and did not come back: the rest was wanted.
  expect(sumsOf("2026-03-31")).toEqual({ wanted: 1440, covered: 840 });
  const autumn = await coverageOf(hours(Date.UTC(2026, 9, 24, 0), Date.UTC(2026, 9, 27, 0)), [], Date.UTC(2026, 9, 28));
  expect((await autumn.day("2026-10-25")).areas).toMatchObject([{ wanted: 1500, covered: 1500 }]);
});

test("the running day: what is pending counts, what is later does not, and it says that it is not over", async () => {
  const begin = Date.UTC(2026, 6, 14, 22);
  const pending = [record(begin + 2 * hour, { minutes: 17, gaps: [[3, 2, "blank"]] })];
  const services = await coverageOf(
    hours(begin - 5 * hour, begin + 2 * hour),
    pending,
    begin + 2 * hour + 18 * minuteMs,
  );
  expect(await services.day("2026-07-15")).toEqual({
    day: "2026-07-15",
    timeZone: berlin,
    measuredUntilMs: begin + 2 * hour + 17 * minuteMs,
    isOver: false,
    areas: [
      {
        areaId: "ed",
        name: { "zh-CN": "急诊" },
        wanted: 137,
        covered: 135,
        cameras: [
          {
            cameraId: "cam1",
            name: { "zh-CN": "入口" },
            wanted: 137,
            covered: 135,
            fromMs: begin,
            gaps: [{ fromMs: begin + 2 * hour + 3 * minuteMs, toMs: begin + 2 * hour + 5 * minuteMs, cause: "blank" }],
          },
        ],
      },
    ],
  });
  const month = await services.month("2026-07");
  expect(month.days.at(-1)).toEqual({ day: "2026-07-15", isOver: false });
  expect(month.areas[0]).toMatchObject({ wanted: 5 * 60 + 137, covered: 5 * 60 + 135 });
  expect((await services.month("2026-08")).areas).toEqual([]);
});

test("a console that was down over midnight: both days have their part of the gap; the table has every gap", async () => {
  const midnight = Date.UTC(2026, 6, 14, 22);
  const records = [
    ...hours(midnight - 4 * hour, midnight - 2 * hour),
    ...hours(midnight + 3 * hour, midnight + 5 * hour),
  ];
  const services = await coverageOf(records, [], midnight + 5 * hour);
  const gap = { fromMs: midnight - 2 * hour, toMs: midnight, cause: "console_down" };
  expect((await services.day("2026-07-14")).areas[0]?.cameras[0]?.gaps).toEqual([gap]);
  expect((await services.day("2026-07-15")).areas[0]?.cameras[0]?.gaps).toEqual([
    { fromMs: midnight, toMs: midnight + 3 * hour, cause: "console_down" },
  ]);
  const [sums = "", gaps = ""] = (await services.csv("2026-07")).split("\r\n\r\n");
  expect(sums.split("\r\n").slice(1)).toEqual([
    "2026-07-14,ed,急诊,,cam1,入口,,240,120",
    "2026-07-15,ed,急诊,,cam1,入口,,300,120",
  ]);
  expect(gaps.trim().split("\r\n").slice(1)).toEqual([
    "2026-07-14,ed,急诊,,cam1,入口,,2026-07-14 22:00,2026-07-15 00:00,120,console_down",
    "2026-07-15,ed,急诊,,cam1,入口,,2026-07-15 00:00,2026-07-15 03:00,180,console_down",
  ]);
});
