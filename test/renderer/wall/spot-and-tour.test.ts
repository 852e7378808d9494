import { expect, test } from "vitest";
import { spotOf } from "../../../renderer/wall/spot.ts";
import { handMs, pauseOf, pauseOrGoOn, startTour, tickTour } from "../../../renderer/wall/tour.ts";
import { mostZoom, noZoom, panBy, transformOf, zoomBy } from "../../../renderer/wall/zoom.ts";
import { sampleAlarm } from "../sample-data.ts";

const known = new Set(["cam1", "cam2", "cam3"]);
const at = 1_000_000;
const alarm = (id: string, change: Parameters<typeof sampleAlarm>[1]) =>
  sampleAlarm(id, { raisedAtMs: at, cameraIds: ["cam1"], ...change });

test("the spot follows the newest of the gravest alarms that wait and have a camera", () => {
  const gate = alarm("gate", { class: "security", raisedAtMs: at + 500 });
  const old = alarm("old", { class: "life", raisedAtMs: at - 9000 });
  const young = alarm("young", { class: "life", cameraIds: ["cam2"] });
  const blind = alarm("blind", { class: "life", raisedAtMs: at + 900, cameraIds: ["gone"] });
  expect(spotOf([old, young, gate, blind], known, at)).toEqual({ alarm: young, cameraId: "cam2" });
  expect(spotOf([gate], known, at + 500)?.alarm.id).toBe("gate");
  expect(spotOf([blind], known, at)).toBeNull();
  const shelved = alarm("s", { shelf: { untilMs: at + 99_000, reason: "r" } as never });
  expect(spotOf([shelved], known, at)).toBeNull();
});

test("linked cameras take turns of five seconds", () => {
  const many = alarm("many", { cameraIds: ["cam1", "gone", "cam3"] });
  const shown = [0, 4999, 5000, 9999, 10_000].map((ms) => spotOf([many], known, at + ms)?.cameraId);
  expect(shown).toEqual(["cam1", "cam1", "cam3", "cam3", "cam1"]);
  // A station whose clock is behind the alarm's time.
  expect(spotOf([many], known, at - 60_000)?.cameraId).toBe("cam1");
});

test("an alarm in hand keeps the spot for a minute, one that waits comes before it, a closed one is gone", () => {
  const taken = alarm("taken", { class: "life", state: "acknowledged", acknowledgedAtMs: at + 10_000 });
  expect(spotOf([taken], known, at + 69_999)?.alarm.id).toBe("taken");
  expect(spotOf([taken], known, at + 70_000)).toBeNull();
  const fault = alarm("fault", { class: "fault" });
  expect(spotOf([taken, fault], known, at + 20_000)?.alarm.id).toBe("fault");
  expect(spotOf([], known, at)).toBeNull();
});

const tour = { id: "t", name: { "zh-CN": "夜巡" }, dwellSeconds: 10, views: ["a", "b", "c"] };

test("a tour goes round, and its time stands still while it is paused", () => {
  let run = startTour(tour, 0);
  run = tickTour(run, tour, null, 9999);
  expect(run.at).toBe(0);
  run = tickTour(run, tour, null, 10_000);
  expect([run.at, run.leftMs]).toEqual([1, 10_000]);
  run = tickTour(run, tour, "alarm", 500_000);
  expect([run.at, run.leftMs]).toEqual([1, 10_000]);
  run = tickTour(run, tour, null, 505_000);
  expect([run.at, run.leftMs]).toEqual([1, 5000]);
  // A machine that slept shows the next view, not the one after twenty.
  run = tickTour(run, tour, null, 9_000_000);
  expect(run.at).toBe(2);
  expect(tickTour(run, tour, null, 9_010_000).at).toBe(0);
});

test("an alarm is said before a hand, a hand lets go after half a minute, space stops and goes on", () => {
  const run = { ...startTour(tour, 0), handAtMs: 1000 };
  expect(pauseOf(run, true, 1500)).toBe("alarm");
  expect(pauseOf(run, false, 1500)).toBe("hand");
  expect(pauseOf(run, false, 1000 + handMs)).toBeNull();
  const goesOn = pauseOrGoOn(run, "hand");
  expect(pauseOf(goesOn, false, 1500)).toBeNull();
  const stopped = pauseOrGoOn(goesOn, null);
  expect(pauseOf(stopped, false, 1e9)).toBe("stopped");
  expect(pauseOf(pauseOrGoOn(stopped, "stopped"), false, 1e9)).toBeNull();
});

test("zoom keeps what lies under the pointer, never shows beyond the picture, and ends at eight", () => {
  const twice = zoomBy(noZoom, 2);
  expect(twice).toEqual({ scale: 2, x: 0, y: 0 });
  // The point a quarter right of the middle stays where it is.
  const right = zoomBy(noZoom, 2, 0.25, 0);
  expect((0.25 - right.x) / right.scale).toBeCloseTo(0.25);
  expect(panBy(twice, 9, -9)).toEqual({ scale: 2, x: -0.5, y: 0.5 });
  expect(zoomBy(twice, 100).scale).toBe(mostZoom);
  expect(zoomBy(panBy(twice, 9, 9), 0.001)).toEqual({ scale: 1, x: -0, y: -0 });
  expect(transformOf(noZoom)).toBe("none");
  expect(transformOf(right)).toBe("translate(-25%, 0%) scale(2)");
});
