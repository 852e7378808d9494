import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { DeskSettings, DeskState } from "../contract/desk.ts";
import type { EventData, EventKind, NewEvent } from "../contract/events.ts";
import type { AlarmBook } from "./alarm-book.ts";
import type { PlanSet } from "./plan/plan-set.ts";
import type { SiteView } from "./site-view.ts";

/** What follows from a report, a command or a deadline: stored together or not at all. */
export interface Decision {
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
  /** The desk's new state, where it changed. */
  readonly desk?: DeskState;
}

export const nothing: Decision = { events: [], alarms: [] };

/** What every decision looks at. Nothing here is changed by a decision. */
export interface DeskView {
  readonly book: AlarmBook;
  readonly site: SiteView;
  readonly settings: DeskSettings;
  readonly plans: PlanSet;
  readonly desk: DeskState;
  /** The console's clock, UTC ms: what deadlines are counted from. */
  readonly nowMs: number;
  /** A new id that nothing else has; for alarms and idempotency keys. */
  readonly newId: () => string;
}

/** An event of an alarm: it carries the alarm's place and mark. */
export function alarmEvent<K extends EventKind>(
  alarm: Alarm,
  kind: K,
  by: { readonly key: string; readonly atMs: number; readonly actor?: Actor | null },
  data: EventData<K>,
): NewEvent {
  const { deviceId, pointId, areaId, id, mark } = alarm;
  return makeEvent(kind, { ...by, severity: alarm.class, deviceId, pointId, areaId, alarmId: id, mark }, data);
}
