import type { Actor } from "../contract/actor.ts";
import type { AlarmMark } from "../contract/alarms.ts";
import type { EventData, EventKind, NewEvent } from "../contract/events.ts";

/** What an event is about, beside its data. */
export interface EventPlace {
  readonly key: string;
  readonly atMs: number;
  readonly severity: NewEvent["severity"];
  /** The device's own clock, where it sends one. */
  readonly deviceAtMs?: number | null;
  readonly deviceId?: string | null;
  readonly pointId?: string | null;
  readonly areaId?: string | null;
  readonly alarmId?: string | null;
  readonly actor?: Actor | null;
  readonly mark?: AlarmMark | null;
}

export function makeEvent<K extends EventKind>(kind: K, place: EventPlace, data: EventData<K>): NewEvent {
  const { key, atMs, severity, deviceAtMs, deviceId, pointId, areaId, alarmId, actor, mark } = place;
  const event = {
    key,
    kind,
    severity,
    atMs,
    deviceAtMs: deviceAtMs ?? null,
    deviceId: deviceId ?? null,
    pointId: pointId ?? null,
    areaId: areaId ?? null,
    alarmId: alarmId ?? null,
    actor: actor ?? null,
    ...(mark === undefined || mark === null ? {} : { mark }),
    data,
  };
  // K pairs kind and data; the compiler cannot follow that into the union.
  return event as unknown as NewEvent;
}
