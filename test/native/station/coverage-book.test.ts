import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import { type CoverageCause, type CoverageRecord, minuteMs } from "../../../native/contract/coverage.ts";
import type { NewEvent } from "../../../native/contract/events.ts";
import { storedEventSchema } from "../../../native/contract/events.ts";
import { cameraDeviceSchema, type SiteFile } from "../../../native/contract/site.ts";
import { coveragePieces, sumPieces } from "../../../native/log/coverage/count-coverage.ts";
import { openCoverageBook } from "../../../native/station/coverage-book.ts";
import { heldClock } from "../held-clock.ts";

const start = Date.UTC(2026, 2, 9, 8);

const [kind, family, address] = ["camera", "onvif", "http://127.0.0.1"];

function site(cameraIds: readonly string[], key = true): Pick<SiteFile, "areas" | "devices"> {
  return {
    areas: [{ id: "ed", name: { "zh-CN": "急诊" }, key }],
    devices: cameraIds.map((id) => cameraDeviceSchema.parse({ id, kind, family, area: "ed", address })),
  };
}

function book(startMs = start) {
  const clock = heldClock(startMs);
  const events: NewEvent[] = [];
  let ids = 0;
  const opened = openCoverageBook({
    clock,
    logger: silentLogger,
    newId: () => String(++ids),
    note: (event) => {
      events.push(event);
      return Promise.resolve();
    },
  });
  /** Minutes that go by, each told of when it is over; `null` cause: covered; undefined: nobody measured it. */
  const live = (
    minutes: number,
    causeAt: (minute: number, cameraId: string) => CoverageCause | null | undefined,
    ids = ["cam1"],
  ) => {
    for (let at = 0; at < minutes; at++) {
      const startMinuteMs = Math.floor(clock.nowMs() / minuteMs) * minuteMs;
      // Told of half a second after its end.
      clock.advance(startMinuteMs + minuteMs + 500 - clock.nowMs());
      const cameras = ids.flatMap((cameraId) => {
        const cause = causeAt(at, cameraId);
        return cause === undefined ? [] : [{ cameraId, cause }];
      });
      if (cameras.length > 0) opened.onMinute({ startMs: startMinuteMs, cameras });
    }
  };
  const records = (): CoverageRecord[] =>
    events.flatMap((event) => (event.kind === "coverage.measured" ? event.data.cameras : []));
  return { clock, events, opened, live, records };
}

test("one event an hour with each camera's gaps; what is not yet written is pending", () => {
  const { clock, events, opened, live, records } = book();
  opened.use(site(["cam1"]));
  live(60, (minute) => (minute >= 20 && minute < 25 ? "offline" : null));
  expect(events).toEqual([]);
  clock.advance(11_000);
  expect(records()).toEqual([
    { cameraId: "cam1", name: null, areaId: "ed", fromMs: start, minutes: 60, gaps: [[20, 5, "offline"]] },
  ]);
  expect(opened.pending()).toEqual([]);
  const [event] = events;
  const asStored = { ...event, seq: 1, hash: "0".repeat(64) };
  expect(storedEventSchema.safeParse(asStored).error).toBeUndefined();
});

test("minutes that nobody measured while the console ran are the picture service's", () => {
  const { opened, live } = book();
  opened.use(site(["cam1"]));
  live(10, (minute) => (minute < 4 ? null : undefined));
  opened.onMinute({ startMs: start, cameras: [{ cameraId: "cam1", cause: "frozen" }] });
  // The last minute may still be told of.
  expect(opened.pending()).toMatchObject([{ minutes: 9, gaps: [[4, 5, "process_down"]] }]);
});

test("a camera counts from its first whole minute, and not after it left or its area was made an ordinary one", async () => {
  const { clock, opened, live, records } = book(start + 20_000);
  opened.use(site(["cam1"]));
  live(10, () => null);
  clock.advance(10_000);
  opened.use(site(["cam1", "cam2"]));
  live(5, () => null, ["cam1", "cam2"]);
  clock.advance(10_000);
  opened.use(site(["cam2"]));
  await opened.close();
  expect(records()).toMatchObject([
    { cameraId: "cam1", fromMs: start + minuteMs, minutes: 14, left: true },
    { cameraId: "cam2", fromMs: start + 11 * minuteMs, minutes: 4 },
  ]);
  const other = book();
  other.opened.use(site(["cam1"]));
  other.live(3, () => null);
  other.opened.use(site(["cam1"], false));
  expect(other.records()).toMatchObject([{ cameraId: "cam1", left: true }]);
  expect(other.opened.pending()).toEqual([]);
});

test("500 cameras: events of 64, and all of the hour is there", () => {
  const { clock, events, opened, live, records } = book();
  const ids = Array.from({ length: 500 }, (_, at) => `cam${at}`);
  opened.use(site(ids));
  live(60, () => null, ids);
  clock.advance(11_000);
  expect(events.length).toBe(8);
  expect(new Set(records().map(({ cameraId }) => cameraId)).size).toBe(500);
  const largest = Math.max(...events.map((event) => JSON.stringify(event.data).length));
  expect(largest).toBeLessThan(20_000);
});

test("a clock set a day ahead, and back: nothing is counted twice, and what nobody measured is a gap", async () => {
  const { clock, opened, live, records } = book();
  opened.use(site(["cam1"]));
  live(10, () => null);
  clock.jump(86_400_000);
  live(10, () => null);
  clock.jump(-86_400_000);
  live(10, () => null);
  await opened.close();
  const pieces = coveragePieces(records(), clock.nowMs(), () => true);
  const { wanted, covered } = sumPieces(pieces);
  expect(covered).toBeLessThanOrEqual(wanted);
  expect(wanted).toBeLessThanOrEqual(40);
});

test("a stop and a start: the time between is the console's", async () => {
  const first = book();
  first.opened.use(site(["cam1"]));
  first.live(30, () => null);
  first.clock.advance(6000);
  await first.opened.close();
  const second = book(start + 50 * minuteMs + 20_000);
  second.opened.use(site(["cam1"]));
  second.live(10, () => null);
  second.clock.advance(6000);
  const all = [...first.records(), ...second.opened.pending(), ...second.records()];
  const pieces = coveragePieces(all, start + 60 * minuteMs, () => true);
  expect(
    pieces.map(({ fromMs, toMs, cause }) => [(fromMs - start) / minuteMs, (toMs - start) / minuteMs, cause]),
  ).toEqual([
    [0, 30, null],
    [30, 51, "console_down"],
    [51, 60, null],
  ]);
});
