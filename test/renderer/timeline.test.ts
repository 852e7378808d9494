import fc from "fast-check";
import { expect, test } from "vitest";
import type { StoredEvent } from "../../native/contract/events.ts";
import { causeOf, missSpans } from "../../renderer/wall/gap-causes.ts";
import { timelineParts } from "../../renderer/wall/timeline-rows.ts";

const start = Date.UTC(2026, 2, 9, 8);
const at = (second: number): number => start + second * 1000;

let seq = 0;
function event(kind: StoredEvent["kind"], second: number, data: object = { name: null, error: null }): StoredEvent {
  return { kind, atMs: at(second), seq: ++seq, data } as unknown as StoredEvent;
}
const inSeconds = (ms: number): number => (ms - start) / 1000;

test("outages, contents, the picture service and the station: since when, until when, why", () => {
  const started = event("station.started", 500);
  const spans = missSpans(
    [
      event("camera.offline", 100),
      event("camera.online", 160),
      event("camera.picture_bad", 200, { name: null, content: "frozen", sinceMs: at(186) }),
      event("camera.picture_good", 230),
      event("cameras.process_down", 300),
      event("cameras.process_up", 302),
      started,
      event("camera.auth_refused", 600),
    ],
    new Map([[started.seq, at(400)]]),
    at(700),
  );
  expect(spans.map(({ fromMs, toMs, cause }) => [inSeconds(fromMs), inSeconds(toMs), cause])).toEqual([
    [85, 160, "offline"],
    [186, 230, "frozen"],
    [300, 317, "process_down"],
    [400, 515, "station_down"],
    [585, 700, "refused"],
  ]);
  expect(causeOf(spans, at(96), at(161))).toBe("offline");
  expect(causeOf(spans, at(240), at(290))).toBeNull();
  // Before the camera was there at all; its outage is dated back into it.
  expect(causeOf(spans, at(60), at(92))).toBeNull();
});

test("pictures, a gap with its cause, and pictures that are none to go by", () => {
  const times = [...Array(11).keys()]
    .map((second) => at(second))
    .concat([...Array(10).keys()].map((second) => at(20 + second)));
  const spans = [
    { fromMs: at(9), toMs: at(20), cause: "offline" as const },
    { fromMs: at(25), toMs: at(40), cause: "moved" as const },
  ];
  const parts = timelineParts(times, spans, at(0), at(40));
  expect(parts.map(({ fromMs, toMs, is, cause }) => [inSeconds(fromMs), inSeconds(toMs), is, cause])).toEqual([
    [0, 11.5, "pictures", null],
    [11.5, 20, "gap", "offline"],
    [20, 25, "pictures", null],
    [25, 30.5, "bad", "moved"],
    [30.5, 40, "gap", "moved"],
  ]);
});

test("whatever pictures and causes there are: parts follow one another from the first moment to the last", () => {
  const times = fc.array(fc.integer({ min: -20, max: 120 })).map((list) => list.toSorted((a, b) => a - b).map(at));
  const causes = fc.array(
    fc.record({
      fromMs: fc.integer({ min: -50, max: 120 }).map(at),
      toMs: fc.integer({ min: -50, max: 120 }).map(at),
      cause: fc.constantFrom("offline" as const, "frozen" as const, "moved" as const),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(times, causes, (list, spans) => {
      const parts = timelineParts(list, spans, at(0), at(100));
      expect(parts[0]?.fromMs).toBe(at(0));
      expect(parts.at(-1)?.toMs).toBe(at(100));
      for (const part of parts) expect(part.toMs).toBeGreaterThan(part.fromMs);
      expect(parts.slice(1).map(({ fromMs }) => fromMs)).toEqual(parts.slice(0, -1).map(({ toMs }) => toMs));
    }),
  );
});
