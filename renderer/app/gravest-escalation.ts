import type { Alarm } from "../../native/contract/alarms.ts";

export interface Escalated {
  /** The alarm with the highest level, in the order of the queue. */
  readonly top: Alarm;
  readonly count: number;
}

/** Of the open alarms that were escalated; null when there is none. */
export function gravestEscalation(alarms: readonly Alarm[]): Escalated | null {
  let top: Alarm | null = null;
  let count = 0;
  for (const alarm of alarms) {
    const level = alarm.escalation?.level ?? 0;
    if (level === 0 || alarm.shelf !== null) continue;
    count++;
    if (top === null || level > (top.escalation?.level ?? 0)) top = alarm;
  }
  return top && { top, count };
}
