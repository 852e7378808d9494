import { AppError } from "../base/app-error.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { ReadableDatabase, WritableDatabase } from "./database.ts";

/** What rows written before it was known do not have. */
type StoredAlarm = Omit<Alarm, "againAtMs"> & Partial<Pick<Alarm, "againAtMs">>;

function toAlarm(body: string): Alarm {
  try {
    return { againAtMs: null, ...(JSON.parse(body) as StoredAlarm) };
  } catch (error) {
    throw new AppError("log.damaged", { reason: "alarm is not JSON" }, error);
  }
}

const selectById = "select body from alarm where id = ?";

export function openAlarmReads(database: ReadableDatabase): {
  alarm(id: string): Alarm | null;
  openAlarms(): readonly Alarm[];
} {
  const byId = database.handle.prepare<[string], string>(selectById).pluck();
  const open = database.handle.prepare<[], string>("select body from alarm where state <> 'closed'").pluck();
  return {
    alarm(id) {
      const body = byId.get(id);
      return body === undefined ? null : toAlarm(body);
    },
    openAlarms: () => open.all().map(toAlarm),
  };
}

export interface AlarmRows {
  read(id: string): Alarm | null;
  /** Writes today's state; returns it with `raisedSeq` filled in, from the row that it replaces if need be. */
  write(alarm: Alarm, raisedSeq: number | null): Alarm;
}

export function openAlarmRows(database: WritableDatabase): AlarmRows {
  const reads = openAlarmReads(database);
  const upsert = database.handle.prepare(`
    insert into alarm (id, class, state, device_id, area_id, raised_at_ms, raised_seq, body)
    values (:id, :class, :state, :deviceId, :areaId, :raisedAtMs, :raisedSeq, :body)
    on conflict (id) do update set class = excluded.class, state = excluded.state, device_id = excluded.device_id,
      area_id = excluded.area_id, raised_at_ms = excluded.raised_at_ms, raised_seq = excluded.raised_seq,
      body = excluded.body`);
  return {
    read: (id) => reads.alarm(id),
    write(alarm, raisedSeq) {
      const stored = { ...alarm, raisedSeq: raisedSeq ?? alarm.raisedSeq ?? reads.alarm(alarm.id)?.raisedSeq ?? null };
      const { id, class: alarmClass, state, deviceId, areaId, raisedAtMs } = stored;
      const columns = { id, class: alarmClass, state, deviceId, areaId, raisedAtMs, raisedSeq: stored.raisedSeq };
      upsert.run({ ...columns, body: JSON.stringify(stored) });
      return stored;
    },
  };
}
