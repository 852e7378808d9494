import type { Actor } from "../../native/contract/actor.ts";
import { type Alarm, compareAlarms, wantsHand } from "../../native/contract/alarms.ts";
import { type DeskState, quietDesk } from "../../native/contract/desk.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { DeviceHealth } from "../../native/contract/health.ts";
import type { LiveMessage, LogCondition, StationInfo } from "../../native/contract/rpc.ts";
import type { ProcessNotice, ProcessTroubles } from "./shell.ts";

/** Events kept for the stream; older ones are in the log. */
export const keptEvents = 500;

export interface StationState {
  readonly connection: "connecting" | "connected" | "lost";
  /** Attempts to connect since it was lost. */
  readonly attempt: number;
  /** Why the line was lost last. */
  readonly lostBecause: ErrorData | null;
  readonly processes: ProcessTroubles;
  readonly info: StationInfo | null;
  readonly actor: Actor | null;
  /** Open alarms in the order of the queue. */
  readonly alarms: readonly Alarm[];
  /** Grows with every unacknowledged alarm that was not in the queue before. */
  readonly arrivals: number;
  /** Oldest first, at most `keptEvents`. */
  readonly events: readonly StoredEvent[];
  /** The last event this page has; null before the first snapshot. */
  readonly lastSeq: number | null;
  /** More was missed than the station sends again: the stream has begun anew. */
  readonly missed: boolean;
  readonly log: LogCondition | null;
  /** Drill, tests, flood: what every screen shows besides the alarms. */
  readonly desk: DeskState;
  readonly health: ReadonlyMap<string, DeviceHealth>;
  /** The station's clock, and this page's monotonic clock when it said so; the last sign of life. */
  readonly heard: { readonly nowMs: number; readonly monotonicMs: number } | null;
}

export const emptyState: StationState = {
  connection: "connecting",
  attempt: 0,
  lostBecause: null,
  processes: { station: null, cameras: null },
  info: null,
  actor: null,
  alarms: [],
  arrivals: 0,
  events: [],
  lastSeq: null,
  missed: false,
  log: null,
  desk: quietDesk,
  health: new Map(),
  heard: null,
};

/** Where `alarm` belongs in a sorted list, by halving. */
function placeOf(alarm: Alarm, sorted: readonly Alarm[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = sorted[middle];
    if (there !== undefined && compareAlarms(there, alarm) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The sorted list with these alarms' new states. In a flood thousands are open and few change at a
 * time: what did not change is copied, not sorted again. Of two states of one alarm the later counts.
 */
export function mergeAlarms(sorted: readonly Alarm[], changes: readonly Alarm[]): readonly Alarm[] {
  if (changes.length === 0) return sorted;
  const changed = new Map(changes.map((alarm) => [alarm.id, alarm]));
  const kept = sorted.filter((alarm) => !changed.has(alarm.id));
  const open = [...changed.values()].filter((alarm) => alarm.state !== "closed").sort(compareAlarms);
  const merged: Alarm[] = [];
  let from = 0;
  for (const alarm of open) {
    const place = placeOf(alarm, kept);
    for (; from < place; from++) merged.push(kept[from] as Alarm);
    merged.push(alarm);
  }
  for (; from < kept.length; from++) merged.push(kept[from] as Alarm);
  return merged;
}

/** Unacknowledged, or reported again since, and not put aside: it sounds. */
export function waitsForHand(alarm: Alarm): boolean {
  return wantsHand(alarm) && alarm.shelf === null;
}

/** How many of these wait for a hand and were not in the list, or were in hand there and sound again. */
function countNew(list: readonly Alarm[], changes: readonly Alarm[]): number {
  const waiting = new Map(changes.filter((alarm) => waitsForHand(alarm)).map((alarm) => [alarm.id, alarm]));
  if (waiting.size > 0)
    for (const { id, againAtMs } of list) if ((waiting.get(id)?.againAtMs ?? null) === againAtMs) waiting.delete(id);
  return waiting.size;
}

/** The state after some messages of the live stream, in their order. Events already here are left out. */
export function applyLive(state: StationState, messages: readonly LiveMessage[], monotonicMs: number): StationState {
  let { alarms, arrivals, lastSeq, missed, log, desk, heard } = state;
  let events: readonly StoredEvent[] = state.events;
  let changes: Alarm[] = [];
  let fresh: StoredEvent[] = [];
  for (const message of messages) {
    heard = { nowMs: message.nowMs, monotonicMs };
    switch (message.type) {
      case "snapshot": {
        // A head below ours is another log: nothing of the old list holds.
        const anew = lastSeq === null || message.truncated || message.seq < lastSeq;
        missed = lastSeq !== null && anew;
        if (anew) {
          events = [];
          fresh = [];
          lastSeq = null;
        }
        const after = lastSeq ?? 0;
        fresh.push(...message.events.filter((event) => event.seq > after));
        lastSeq = message.seq;
        changes = [];
        const snapshot = message.alarms.filter((alarm) => alarm.state !== "closed").sort(compareAlarms);
        arrivals += countNew(alarms, snapshot);
        alarms = snapshot;
        log = message.log;
        desk = message.desk;
        break;
      }
      case "changes": {
        const after = lastSeq ?? 0;
        fresh.push(...message.events.filter((event) => event.seq > after));
        lastSeq = Math.max(after, message.seq);
        changes.push(...message.alarms);
        break;
      }
      case "log":
        log = message.log;
        break;
      case "desk":
        desk = message.desk;
        break;
    }
  }
  if (fresh.length > 0) events = [...events, ...fresh].slice(-keptEvents);
  arrivals += countNew(alarms, changes);
  return { ...state, alarms: mergeAlarms(alarms, changes), arrivals, events, lastSeq, missed, log, desk, heard };
}

/** The state with what the shell said of a process. One that ended without a word has still a code. */
export function applyNotice(state: StationState, { process, state: is, error }: ProcessNotice): StationState {
  const trouble = is === "up" ? null : (error ?? { code: "internal", params: {} });
  return { ...state, processes: { ...state.processes, [process]: trouble } };
}

/** The state with what is new of some devices. */
export function applyHealth(state: StationState, changed: readonly DeviceHealth[]): StationState {
  const health = new Map(state.health);
  for (const device of changed) health.set(device.deviceId, device);
  return { ...state, health };
}

/** The state with a new answer of `station.info`; the same object where nothing but the clock moved. */
export function applyInfo(state: StationState, info: StationInfo, monotonicMs: number): StationState {
  const heard = { nowMs: info.nowMs, monotonicMs };
  const same =
    state.info !== null && JSON.stringify({ ...state.info, nowMs: 0 }) === JSON.stringify({ ...info, nowMs: 0 });
  if (same) return { ...state, heard };
  const ids = new Set(info.devices.map((device) => device.id));
  return { ...state, info, heard, health: new Map([...state.health].filter(([id]) => ids.has(id))) };
}

/** The station's clock now, UTC ms, by the last it said; this machine's clock before that. */
export function stationNowMs(heard: StationState["heard"], monotonicMs: number, machineNowMs: number): number {
  return heard ? heard.nowMs + (monotonicMs - heard.monotonicMs) : machineNowMs;
}
