import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import { makeEvent } from "../../../native/base/make-event.ts";
import type { ClipOrder, ClipReport } from "../../../native/contract/cameras-protocol.ts";
import type { EventData, EventKind, NewEvent, StoredEvent } from "../../../native/contract/events.ts";
import { makeAlarmClips } from "../../../native/station/alarm-clips.ts";

const nowMs = 1_767_225_600_000;
let seq = 0;

function stored<K extends EventKind>(
  kind: K,
  data: EventData<K>,
  other: { deviceId?: string; alarmId?: string; atMs?: number } = {},
): StoredEvent {
  const event = makeEvent(kind, { key: `k${seq}`, atMs: nowMs, severity: "information", ...other }, data);
  return { ...event, seq: ++seq, hash: "0".repeat(64) };
}

function opened(known: readonly StoredEvent[] = []) {
  const orders: ClipOrder[] = [];
  const noted: NewEvent[] = [];
  const outcomes: unknown[] = [];
  const clips = makeAlarmClips({
    record: (order) => orders.push(order) > 0,
    note: (event) => {
      noted.push(event);
      return Promise.resolve();
    },
    nowMs: () => nowMs,
    logger: silentLogger,
    camera: () => ({ name: null, areaId: "ed" }),
    camerasOfGate: (gateId) => (gateId === "gate1" ? ["cam1", "cam2"] : []),
    video: () => ({ beforeSeconds: 20, afterSeconds: 120 }),
    events: () => Promise.resolve(known),
    onOutcome: (error) => outcomes.push(error),
  });
  return { clips, orders, noted, outcomes };
}

const raised = stored(
  "alarm.raised",
  { name: null, class: "life", kind: "panic", code: null, cameraIds: ["cam1"] },
  { alarmId: "a1" },
);
const decided = (outcome: EventData<"entry.decided">["outcome"], deviceId = "gate1") =>
  stored(
    "entry.decided",
    { name: null, entryId: "e1", number: "AJ1", outcome, items: [], happenedAtMs: nowMs, depositNumbers: [], note: "" },
    { deviceId },
  );

test("alarms, refusals of entry and bookmarks are recorded with the site's seconds before and after", () => {
  const { clips, orders } = opened();
  const bookmark = { name: null, bookmarkId: "b1", atMs: nowMs - 1000, note: "" };
  clips.onStored([raised, decided("refused_item"), stored("bookmark.added", bookmark, { deviceId: "cam3" })]);
  expect(orders).toEqual([
    { cameraId: "cam1", cause: { of: "alarm", id: "a1" }, fromMs: nowMs - 20_000, toMs: nowMs + 120_000 },
    { cameraId: "cam1", cause: { of: "entry", id: "e1" }, fromMs: nowMs - 20_000, toMs: nowMs + 120_000 },
    { cameraId: "cam2", cause: { of: "entry", id: "e1" }, fromMs: nowMs - 20_000, toMs: nowMs + 120_000 },
    { cameraId: "cam3", cause: { of: "bookmark", id: "b1" }, fromMs: nowMs - 21_000, toMs: nowMs + 119_000 },
  ]);
});

test("who was let in, who was refused elsewhere and what is long ago are not recorded", () => {
  const { clips, orders } = opened();
  clips.onStored([
    decided("passed"),
    decided("deposited"),
    decided("refused_check", "gate9"),
    { ...raised, atMs: nowMs - 31_000 },
  ]);
  expect(orders).toEqual([]);
});

test("a clip's event names what asked for it; one finished after a crash asks the log", async () => {
  const { clips, noted, outcomes } = opened([
    raised,
    { ...raised, alarmId: "a2", data: { ...raised.data, cameraIds: [] } } as StoredEvent,
  ]);
  const clip = {
    clipId: `cam1-${nowMs}`,
    fromMs: nowMs,
    toMs: nowMs + 1,
    pictures: 1,
    gaps: [],
    whole: false,
    bytes: 1,
    sha256: "ab".repeat(32),
  };
  const error = { code: "clip.write_failed" as const, params: { reason: "interrupted" } };
  const report = (other: Partial<ClipReport>): ClipReport => ({ cameraId: "cam1", causes: [], clip, error, ...other });
  clips.onClip(report({}));
  clips.onClip(report({ causes: [{ of: "bookmark", id: "b1" }], error: null }));
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(noted.map(({ alarmId, data }) => [alarmId, data])).toEqual([
    [null, { name: null, ...clip, alarmIds: [], bookmarkIds: ["b1"] }],
    ["a1", { name: null, ...clip, alarmIds: ["a1"] }],
  ]);
  expect(outcomes).toEqual([error, null]);
});
