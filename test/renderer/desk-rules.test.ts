import { expect, test } from "vitest";
import { alarmClasses } from "../../native/contract/alarms.ts";
import { commandOf, type Key } from "../../renderer/app/keyboard.ts";
import { gainFor, lifeFloor, renderPattern } from "../../renderer/desk/alarm-pattern.ts";
import {
  type Arrival,
  enterMeans,
  followAlarms,
  moveSelection,
  noSelection,
  settleMs,
} from "../../renderer/desk/selection.ts";
import { openFormats, parseLocalTime } from "../../renderer/i18n/formats.ts";
import { reconnectDelayMs } from "../../renderer/rpc/back-off.ts";
import { addSample, bestOffsetMs, sampleOf } from "../../renderer/rpc/clock-offset.ts";
import { frozenAfterMs, pictureAgeMs } from "../../renderer/wall/picture-age.ts";
import { wallPlaces } from "../../renderer/wall/wall-layout.ts";
import { sampleAlarm } from "./sample-data.ts";

const key = (name: string, change: Partial<Key> = {}): Key => ({
  key: name,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  composing: false,
  ...change,
});
const on = (id: string) => ({ ...noSelection, id });
const active = sampleAlarm("top");
const done = sampleAlarm("done", { state: "acknowledged" });

test("keys act on the desk, but not those that belong to a text, a button, a list or an input method", () => {
  expect(commandOf(key("Enter"), "other")).toEqual({ type: "acknowledge" });
  expect(commandOf(key("A"), "other")).toEqual({ type: "acknowledge" });
  expect(commandOf(key("a"), "text")).toBeNull();
  expect(commandOf(key("Escape"), "text")).toEqual({ type: "escape" });
  expect(commandOf(key("/", { ctrlKey: true }), "text")).toEqual({ type: "search" });
  expect(commandOf(key("Enter"), "button")).toBeNull();
  expect(commandOf(key("ArrowDown"), "list")).toBeNull();
  expect(commandOf(key("ArrowDown"), "other")).toEqual({ type: "move", by: 1 });
  expect(commandOf(key("Escape", { composing: true }), "text")).toBeNull();
  expect(commandOf(key("c", { ctrlKey: true }), "other")).toBeNull();
});

test("the wall over the whole page has arrows, Enter, digits and space; letters stay the alarm's", () => {
  const whole = { whole: true, zooming: false };
  expect(commandOf(key("ArrowLeft"), "other", whole)).toEqual({ type: "tileMove", dx: -1, dy: 0 });
  expect(commandOf(key("Enter"), "other", whole)).toEqual({ type: "tileOpen" });
  expect(commandOf(key("7"), "other", whole)).toEqual({ type: "callCamera", first: "7" });
  expect(commandOf(key("a"), "other", whole)).toEqual({ type: "acknowledge" });
  expect(commandOf(key("d"), "tile", whole)).toEqual({ type: "next" });
  // In the queue keys are the alarms', on a button Enter and space are its own.
  expect(commandOf(key("Enter"), "alarms", whole)).toEqual({ type: "acknowledge" });
  expect(commandOf(key("ArrowDown"), "alarms", whole)).toEqual({ type: "move", by: 1 });
  expect(commandOf(key(" "), "button", whole)).toBeNull();
  expect(commandOf(key("ArrowDown"), "text", whole)).toBeNull();
  // On the desk's wall a tile with the focus has the arrows, but digits enlarge as ever.
  expect(commandOf(key("Enter"), "tile")).toEqual({ type: "tileOpen" });
  expect(commandOf(key("2"), "tile")).toEqual({ type: "tile", tile: 2 });
  const zooming = { whole: true, zooming: true };
  expect(commandOf(key("ArrowUp"), "other", zooming)).toEqual({ type: "pan", dx: 0, dy: -1 });
  expect(commandOf(key("0"), "other", zooming)).toEqual({ type: "zoomReset" });
  expect(commandOf(key("-"), "other")).toEqual({ type: "volume", by: -0.1 });
  expect(commandOf(key("W", { shiftKey: true }), "other")).toEqual({ type: "secondWindow" });
  expect(commandOf(key("W"), "other")).toEqual({ type: "wholeWall" });
});

test("a new alarm takes the selection only from nothing or from one that is dealt with", () => {
  const take = (selection: typeof noSelection, busy: boolean, arrival: Arrival = "top") =>
    followAlarms(selection, [active, done], arrival, busy, 5000).id;
  expect(take(noSelection, false)).toBe("top");
  expect(take(on("done"), false)).toBe("top");
  expect(take(on("done"), false, "below")).toBe("top");
  expect(take(on("done"), true)).toBe("done");
  expect(take({ ...on("done"), form: "note" }, false)).toBe("done");
  // Deselected by hand: nothing new, nothing taken.
  expect(take(noSelection, false, "none")).toBeNull();
  const waiting = sampleAlarm("mine");
  expect(followAlarms(on("mine"), [active, waiting], "top", false, 0).id).toBe("mine");
  // The selected one was closed elsewhere.
  expect(take(on("gone"), false, "none")).toBe("top");
});

test("a graver alarm takes the selection from one that waits, a lesser one never from a plan", () => {
  const gate = sampleAlarm("gate", { class: "security", kind: "metal" });
  expect(followAlarms(on("gate"), [active, gate], "top", false, 5000)).toEqual({ ...on("top"), movedAtMs: 5000 });
  // The panic on top was there before and has been left for the gate by hand.
  expect(followAlarms(on("gate"), [active, gate], "below", false, 0).id).toBe("gate");
  expect(followAlarms(on("gate"), [active, gate], "top", true, 0).id).toBe("gate");
  const plan = { planId: "p", version: 1, stepId: "look", dueAtMs: null, overdue: false, done: [] };
  const inPlan = sampleAlarm("panic", { state: "acknowledged", plan });
  expect(followAlarms(on("panic"), [gate, inPlan], "top", false, 0).id).toBe("panic");
  expect(followAlarms(on("panic"), [active, inPlan], "top", false, 0).id).toBe("top");
  const finished = sampleAlarm("panic", { state: "arrived", plan: { ...plan, stepId: null } });
  expect(followAlarms(on("panic"), [gate, finished], "top", false, 0).id).toBe("gate");
});

test("Enter acts on what was looked at, else moves on", () => {
  const alarms = [active, done];
  expect(enterMeans({ id: "top", movedAtMs: null, form: null }, alarms, 0)).toBe("acknowledge");
  expect(enterMeans({ id: "top", movedAtMs: 1000, form: null }, alarms, 1000 + settleMs - 1)).toBe("wait");
  expect(enterMeans({ id: "top", movedAtMs: 1000, form: null }, alarms, 1000 + settleMs)).toBe("acknowledge");
  expect(enterMeans({ id: "done", movedAtMs: null, form: null }, alarms, 0)).toBe("next");
  expect(enterMeans(noSelection, [done], 0)).toBe("nothing");
  expect(moveSelection(noSelection, alarms, 1).id).toBe("top");
  expect(moveSelection({ id: "top", movedAtMs: null, form: null }, alarms, 1).id).toBe("done");
  expect(moveSelection({ id: "done", movedAtMs: null, form: null }, alarms, 1).id).toBe("done");
});

test("each class has a sound of its own, life the loudest, and life has a floor", () => {
  const rendered = alarmClasses.map((known) => renderPattern(known, 8000));
  const power = rendered.map((samples) => Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length));
  for (let at = 1; at < power.length; at++) expect(power[at - 1]).toBeGreaterThan(power[at] ?? 0);
  expect(new Set(rendered.map((samples) => samples.join())).size).toBe(4);
  for (const samples of rendered) expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(1);
  expect(gainFor("life", 0)).toBe(lifeFloor);
  expect(gainFor("life", 0.9)).toBe(0.9);
  expect(gainFor("fault", 0)).toBe(0);
});

test("a picture's age is the older of two, and without a comparison of clocks nothing is live", () => {
  const last = { receivedAtMs: 10_000, decodedAtMs: 500 };
  expect(pictureAgeMs(last, 0, 10_200, 600)).toBe(200);
  expect(pictureAgeMs(last, 0, 10_050, 900)).toBe(400);
  // The cameras' clock is an hour ahead of this machine's.
  expect(pictureAgeMs({ ...last, receivedAtMs: 3_610_000 }, 3_600_000, 10_100, 550)).toBe(100);
  // Somebody set this machine's clock back: the local age still grows.
  expect(pictureAgeMs(last, 0, 0, 500 + frozenAfterMs + 1)).toBeGreaterThan(frozenAfterMs);
  expect(pictureAgeMs(last, null, 10_000, 500)).toBe(Number.POSITIVE_INFINITY);
});

test("clocks are compared by the shortest round trip; a jump throws the old samples away", () => {
  const slow = sampleOf(1000, 1540, 1080);
  const fast = sampleOf(2000, 2502, 2004);
  expect(bestOffsetMs(addSample(addSample([], slow), fast))).toBe(500);
  const jumped = sampleOf(3000, 3_603_002, 3004);
  expect(addSample([slow, fast], jumped)).toEqual([jumped]);
  expect(bestOffsetMs([])).toBeNull();
});

test("linked cameras take the wall; those already on the page stay where they are", () => {
  const cameras = ["c1", "c2", "c3", "c4", "c5", "c6"].map((id) => ({ id }));
  const ids = (linked: string[], page: number) => wallPlaces(cameras, linked, page).map((place) => place.camera.id);
  expect(ids([], 0)).toEqual(["c1", "c2", "c3", "c4"]);
  expect(ids([], 1)).toEqual(["c5", "c6"]);
  expect(ids(["c6", "c2"], 0)).toEqual(["c6", "c2", "c3", "c4"]);
  expect(ids(["c1", "c2", "c3", "c4", "c5"], 1)).toEqual(["c1", "c2", "c3", "c4"]);
  expect(ids(["unknown"], 1)).toEqual(["c5", "c6"]);
});

test("times are the site's wall clock, read and written", () => {
  const formats = openFormats("Asia/Shanghai");
  const ms = Date.UTC(2026, 10, 22, 16, 0, 5);
  expect(formats.dateTime(ms)).toBe("2026-11-23 00:00:05");
  expect(formats.shortTime(ms, ms + 1000)).toBe("00:00:05");
  expect(formats.shortTime(ms, ms - 3_600_000)).toBe("11-23 00:00:05");
  expect(parseLocalTime("2026-11-23T00:00:05", "Asia/Shanghai")).toBe(ms);
  // The day after the clocks went forward in Berlin.
  expect(parseLocalTime("2026-03-29T12:00", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 10));
  expect(parseLocalTime("2026-3-29 9:05", "Asia/Shanghai")).toBe(Date.UTC(2026, 2, 29, 1, 5));
  for (const wrong of ["", "2026-02-31 10:00", "2026-03-29", "29/03/2026 10:00", "2026-03-29 25:00"])
    expect(parseLocalTime(wrong, "Asia/Shanghai")).toBeNull();
});

test("reconnecting waits longer each time, up to five seconds, and never the same for all", () => {
  expect(reconnectDelayMs(0, 0)).toBe(125);
  expect(reconnectDelayMs(0, 1)).toBe(250);
  expect(reconnectDelayMs(3, 1)).toBe(2000);
  expect(reconnectDelayMs(50, 1)).toBe(5000);
});
