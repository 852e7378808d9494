import type { Alarm, AlarmKind } from "../contract/alarms.ts";

/** The open alarms as the rules see them: what has been decided, stored or not yet. */
export class AlarmBook {
  readonly #open = new Map<string, Alarm>();
  readonly #newestOfPoint = new Map<string, string>();

  constructor(open: readonly Alarm[] = []) {
    for (const alarm of open.toSorted((a, b) => a.raisedAtMs - b.raisedAtMs)) this.apply(alarm);
  }

  get(alarmId: string): Alarm | null {
    return this.#open.get(alarmId) ?? null;
  }

  list(): readonly Alarm[] {
    return [...this.#open.values()];
  }

  /** The newest open alarm of this kind at this point. */
  ofPoint(deviceId: string, pointId: string | null, kind: AlarmKind): Alarm | null {
    const id = this.#newestOfPoint.get(keyOf(deviceId, pointId, kind));
    return id === undefined ? null : this.get(id);
  }

  /** Takes over an alarm's new state; a closed one leaves. */
  apply(alarm: Alarm): void {
    const key = keyOf(alarm.deviceId, alarm.pointId, alarm.kind);
    if (alarm.state === "closed") {
      this.#open.delete(alarm.id);
      if (this.#newestOfPoint.get(key) === alarm.id) this.#newestOfPoint.delete(key);
      return;
    }
    if (!this.#open.has(alarm.id)) this.#newestOfPoint.set(key, alarm.id);
    this.#open.set(alarm.id, alarm);
  }

  /** What the log found out when it stored the alarm; the alarm may have moved on meanwhile. */
  noteStored(alarmId: string, raisedSeq: number): Alarm | null {
    const alarm = this.#open.get(alarmId);
    if (alarm === undefined || alarm.raisedSeq !== null) return null;
    const stored = { ...alarm, raisedSeq };
    this.#open.set(alarmId, stored);
    return stored;
  }
}

/** An alarm reported by hand has no point that could report again. */
function keyOf(deviceId: string | null, pointId: string | null, kind: AlarmKind): string {
  return `${deviceId ?? ""}|${pointId ?? ""}|${kind}`;
}
