import type { Alarm } from "../contract/alarms.ts";
import type { DeskState } from "../contract/desk.ts";
import type { NewEvent } from "../contract/events.ts";
import type { GateRows } from "../contract/gate-rows.ts";
import { toCanonicalJson } from "./canonical-json.ts";
import type { LogEntry } from "./log.ts";

/**
 * A row of `event` without `seq` and `hash`, which the writer adds; otherwise in the order of the columns. A tuple,
 * because it crosses to the writer's thread: names and nested data would be copied for each event anew.
 */
export type EventDraft = readonly [
  key: string,
  kind: string,
  severity: string,
  atMs: number,
  deviceAtMs: number | null,
  deviceId: string | null,
  pointId: string | null,
  areaId: string | null,
  alarmId: string | null,
  actorName: string | null,
  actorRole: string | null,
  /** Canonical JSON (RFC 8785). */
  data: string,
  mark: string | null,
];

/** An entry as the writer takes it. */
export interface DraftEntry {
  readonly events: readonly EventDraft[];
  readonly alarms: readonly Alarm[];
  /** The desk's new state; null where the events did not change it. */
  readonly desk: DeskState | null;
  /** Null where the events did not change any. */
  readonly gates: GateRows | null;
}

/** The same for one event. */
export function draftEvent(event: NewEvent): EventDraft {
  const { key, kind, severity, atMs, deviceAtMs, deviceId, pointId, areaId, alarmId, actor } = event;
  for (const text of [key, deviceId, pointId, areaId, alarmId, actor?.name])
    if (text?.isWellFormed() === false) throw new TypeError("lone surrogate");
  const name = actor?.name ?? null;
  const role = actor?.role ?? null;
  const data = toCanonicalJson(event.data);
  return [
    key,
    kind,
    severity,
    atMs,
    deviceAtMs,
    deviceId,
    pointId,
    areaId,
    alarmId,
    name,
    role,
    data,
    event.mark ?? null,
  ];
}

/**
 * What can be worked out before the number of an event is known: done where the entry is appended,
 * while the writer's thread stores others. Throws TypeError for data that JSON cannot carry.
 */
export function draftEntry(entry: LogEntry): DraftEntry {
  return {
    events: entry.events.map(draftEvent),
    alarms: entry.alarms,
    desk: entry.desk ?? null,
    gates: entry.gates ?? null,
  };
}
