import fc from "fast-check";
import { expect, test } from "vitest";
import { type Alarm, alarmClasses, alarmStates, compareAlarms } from "../../native/contract/alarms.ts";
import { quietDesk } from "../../native/contract/desk.ts";
import type { LiveMessage } from "../../native/contract/rpc.ts";
import {
  applyInfo,
  applyLive,
  emptyState,
  keptEvents,
  mergeAlarms,
  stationNowMs,
} from "../../renderer/rpc/station-state.ts";
import { sampleAlarm, sampleEvent, sampleInfo } from "./sample-data.ts";

const ok = { state: "ok", sinceMs: 0, pending: 0, error: null } as const;

const alarm = fc
  .record({
    id: fc.integer({ min: 0, max: 40 }).map((n) => `a${n}`),
    class: fc.constantFrom(...alarmClasses),
    state: fc.constantFrom(...alarmStates),
    raisedAtMs: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ id, ...change }): Alarm => sampleAlarm(id, change));

test("merged changes are what sorting everything anew would give", () => {
  fc.assert(
    fc.property(fc.array(fc.array(alarm, { maxLength: 20 }), { maxLength: 8 }), (batches) => {
      let merged: readonly Alarm[] = [];
      const all = new Map<string, Alarm>();
      for (const batch of batches) {
        merged = mergeAlarms(merged, batch);
        for (const one of batch) all.set(one.id, one);
        const open = [...all.values()].filter((one) => one.state !== "closed").sort(compareAlarms);
        expect(merged).toEqual(open);
      }
    }),
  );
});

function snapshot(seq: number, events: number[], truncated = false, alarms: Alarm[] = []): LiveMessage {
  return {
    type: "snapshot",
    seq,
    alarms,
    events: events.map((n) => sampleEvent(n)),
    truncated,
    log: ok,
    desk: quietDesk,
    nowMs: 1000,
  };
}
function changes(events: number[], alarms: Alarm[] = []): LiveMessage {
  return { type: "changes", seq: events.at(-1) ?? 0, events: events.map((n) => sampleEvent(n)), alarms, nowMs: 1000 };
}
const seqs = (state: typeof emptyState) => state.events.map((event) => event.seq);

test("events come once each, in order, across a reconnection", () => {
  let state = applyLive(emptyState, [snapshot(3, [1, 2, 3], true), changes([4])], 0);
  expect(state.missed).toBe(false);
  state = applyLive(state, [snapshot(6, [5, 6]), changes([6, 7])], 0);
  expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(state.lastSeq).toBe(7);
  expect(state.missed).toBe(false);
});

test("after too long a loss the list starts anew and says so", () => {
  const before = applyLive(emptyState, [snapshot(3, [1, 2, 3], true)], 0);
  const state = applyLive(before, [snapshot(900, [899, 900], true)], 0);
  expect(seqs(state)).toEqual([899, 900]);
  expect(state.missed).toBe(true);
});

test("a station with another, shorter log is begun anew", () => {
  const before = applyLive(emptyState, [snapshot(3, [1, 2, 3], true)], 0);
  expect(seqs(applyLive(before, [snapshot(1, [1])], 0))).toEqual([1]);
});

test("the stream keeps a fixed number of events", () => {
  let state = applyLive(emptyState, [snapshot(0, [], true)], 0);
  for (let n = 1; n <= keptEvents + 50; n++) state = applyLive(state, [changes([n])], 0);
  expect(state.events.length).toBe(keptEvents);
  expect(state.events[0]?.seq).toBe(51);
});

test("only alarms that are new and wait count as arrivals", () => {
  let state = applyLive(emptyState, [snapshot(0, [], true, [sampleAlarm("a")])], 0);
  expect(state.arrivals).toBe(1);
  state = applyLive(
    state,
    [
      changes(
        [],
        [sampleAlarm("a", { reportCount: 2 }), sampleAlarm("b"), sampleAlarm("c", { state: "acknowledged" })],
      ),
    ],
    0,
  );
  expect(state.arrivals).toBe(2);
  state = applyLive(state, [snapshot(0, [], false, [sampleAlarm("a"), sampleAlarm("b")])], 0);
  expect(state.arrivals).toBe(2);
  // One in hand that reports again arrives again, once; on the shelf it does not.
  const inHand = { state: "acknowledged", class: "security" } as const;
  const tell = (change: Parameters<typeof sampleAlarm>[1]) => {
    state = applyLive(state, [changes([], [sampleAlarm("m", { ...inHand, ...change })])], 0);
    return state.arrivals;
  };
  expect(tell({})).toBe(2);
  expect(tell({ againAtMs: 7000 })).toBe(3);
  expect(tell({ againAtMs: 7000, reportCount: 3 })).toBe(3);
  expect(tell({ againAtMs: null })).toBe(3);
  const shelf = { untilMs: 9000, reason: "-", by: { name: "王建国", role: "operator" } } as const;
  expect(tell({ againAtMs: 8000, shelf })).toBe(3);
});

test("an answer of station.info that says nothing new keeps the object, so that nothing is drawn again", () => {
  const first = applyInfo(emptyState, sampleInfo, 0);
  const second = applyInfo(first, { ...sampleInfo, nowMs: sampleInfo.nowMs + 5000 }, 5000);
  expect(second.info).toBe(first.info);
  expect(second.heard).toEqual({ nowMs: sampleInfo.nowMs + 5000, monotonicMs: 5000 });
});

test("the station's clock goes on by the monotonic one, whatever the machine's clock says", () => {
  expect(stationNowMs({ nowMs: 1_000_000, monotonicMs: 50 }, 250, 99)).toBe(1_000_200);
  expect(stationNowMs(null, 250, 99)).toBe(99);
});
