import type { ClipCause } from "../contract/clips.ts";
import type { EventData, EventKind } from "../contract/events.ts";
import { openWritable, type WritableDatabase } from "./database.ts";
import { type EventContent, type EventRow, eventColumns } from "./event-row.ts";
import { acquireLock } from "./lock.ts";

/** What is kept of a clip's event besides the columns. */
export interface ClipBody {
  readonly name: EventData<"clip.stored">["name"];
  readonly pictures: number;
  readonly gaps: EventData<"clip.stored">["gaps"];
  readonly whole: boolean;
  readonly sha256: string;
}

export interface ClipRows {
  /** Brings the tables of 0060 up to these events; within the transaction that stores them. */
  follow(rows: readonly EventContent[]): void;
}

/** The alarms, bookmarks and entry checks that a clip was asked for by. */
export function causesOf({
  alarmIds,
  bookmarkIds,
  entryIds,
}: Pick<EventData<"clip.stored">, "alarmIds" | "bookmarkIds" | "entryIds">): readonly ClipCause[] {
  return [
    ...alarmIds.map((id) => ({ of: "alarm" as const, id })),
    ...(bookmarkIds ?? []).map((id) => ({ of: "bookmark" as const, id })),
    ...(entryIds ?? []).map((id) => ({ of: "entry" as const, id })),
  ];
}

function actorOf(row: EventContent): object | null {
  return row.actor_name === null ? null : { name: row.actor_name, role: row.actor_role };
}

type Follow<K extends EventKind> = (data: EventData<K>, row: EventContent) => void;

export function openClipRows({ handle }: WritableDatabase): ClipRows {
  const run = (sql: string) => {
    const statement = handle.prepare(sql);
    return (...values: readonly unknown[]): void => void statement.run(...values);
  };
  const addClip = run(`insert into clip (id, camera_id, area_id, from_ms, to_ms, bytes, seq, body)
    values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`);
  const addCause = run("insert or ignore into clip_cause (what, cause_id, clip_id) values (?, ?, ?)");
  // A hold on an alarm takes in what is stored for that alarm later.
  const joinHolds = run(`insert or ignore into hold_clip (hold_id, clip_id)
    select hold.id, clip_cause.clip_id from clip_cause join hold on hold.alarm_id = clip_cause.cause_id
    where clip_cause.what = 'alarm' and clip_cause.clip_id = ? and hold.ended_at_ms is null`);
  const countClip = run(`update clip set holds = (select count(*) from hold_clip join hold on hold.id = hold_id
    where clip_id = clip.id and hold.ended_at_ms is null) where id = ?`);
  const countHold = run(`update clip set holds = (select count(*) from hold_clip join hold on hold.id = hold_id
    where clip_id = clip.id and hold.ended_at_ms is null)
    where id in (select clip_id from hold_clip where hold_id = ?)`);
  const addHold = run(`insert or ignore into hold (id, number, alarm_id, until_ms, placed_at_ms, body)
    values (?, ?, ?, ?, ?, ?)`);
  const holdClip = run("insert or ignore into hold_clip (hold_id, clip_id) values (?, ?)");
  const holdAlarm = run(`insert or ignore into hold_clip (hold_id, clip_id)
    select ?, clip_id from clip_cause where what = 'alarm' and cause_id = ?`);
  const tellEnding = run("update hold set is_ending_told = 1 where id = ?");
  const endHold = run(`update hold set ended_at_ms = ?, body = json_set(body, '$.endedBy', json(?), '$.endReason', ?)
    where id = ? and ended_at_ms is null`);
  const addBookmark = run("insert or ignore into bookmark (id, camera_id, at_ms, body) values (?, ?, ?, ?)");
  const addDeletion = run("insert or ignore into deletion (number, id, at_ms, body) values (?, ?, ?, ?)");
  const beginDeleting = run("update clip set state = 'deleting', deletion = ? where id = ? and state = 'kept'");
  const endDeleting = run("update clip set state = 'deleted', deleted_at_ms = ? where id = ?");
  const sign = run(`update deletion set signed_at_ms = ?, body = json_set(body, '$.signedBy', json(?))
    where number = ? and signed_at_ms is null`);
  const noteChecked = run("update clip set checked_at_ms = ?, damage = null where id = ? and state = 'kept'");
  const noteDamage = run("update clip set damage = ?, checked_at_ms = ? where id = ?");

  const follows: { readonly [K in EventKind]?: Follow<K> } = {
    "clip.stored"(data, row) {
      const { clipId, fromMs, toMs, bytes, name, pictures, gaps, whole, sha256 } = data;
      if (row.device_id === null) return;
      const body: ClipBody = { name, pictures, gaps, whole, sha256 };
      addClip(clipId, row.device_id, row.area_id, fromMs, toMs, bytes, row.seq, JSON.stringify(body));
      for (const { of, id } of causesOf(data)) addCause(of, id, clipId);
      joinHolds(clipId);
      countClip(clipId);
    },
    "hold.placed"(data, row) {
      const { holdId, number, reason, untilMs, clipIds } = data;
      const body = { reason, placedBy: actorOf(row), endedBy: null, endReason: null };
      addHold(holdId, number, row.alarm_id, untilMs, row.at_ms, JSON.stringify(body));
      for (const clipId of clipIds) holdClip(holdId, clipId);
      if (row.alarm_id !== null) holdAlarm(holdId, row.alarm_id);
      countHold(holdId);
    },
    "hold.ending": ({ holdId }) => tellEnding(holdId),
    "hold.expired"({ holdId }, row) {
      endHold(row.at_ms, "null", null, holdId);
      countHold(holdId);
    },
    "hold.released"({ holdId, reason }, row) {
      endHold(row.at_ms, JSON.stringify(actorOf(row)), reason, holdId);
      countHold(holdId);
    },
    "bookmark.added"({ bookmarkId, atMs, note, name }, row) {
      const body = { name, note, areaId: row.area_id, addedAtMs: row.at_ms, by: actorOf(row) };
      addBookmark(bookmarkId, row.device_id ?? "", atMs, JSON.stringify(body));
    },
    "clips.deleting"(data, row) {
      const { number, recordId, why, reason, floorDays, ceilingDays, keyTarget, configured, clips } = data;
      const rule = { why, reason, floorDays, ceilingDays, keyTarget, configured };
      addDeletion(number, recordId, row.at_ms, JSON.stringify({ ...rule, by: actorOf(row), signedBy: null }));
      for (const { clipId } of clips) beginDeleting(number, clipId);
    },
    "clips.deleted"({ clips }, row) {
      for (const { clipId } of clips) endDeleting(row.at_ms, clipId);
    },
    "deletion.signed"({ numbers }, row) {
      for (const number of numbers) sign(row.at_ms, JSON.stringify(actorOf(row)), number);
    },
    "clips.checked"({ clipIds }, row) {
      for (const clipId of clipIds) noteChecked(row.at_ms, clipId);
    },
    "clip.damaged": ({ clipId, damage }, row) => noteDamage(damage, row.at_ms, clipId),
  };

  return {
    follow(rows) {
      for (const row of rows) {
        // Kind and data belong together (contract/events.ts); the compiler cannot follow that through the table.
        const follow: Follow<EventKind> | undefined = follows[row.kind as EventKind];
        follow?.(JSON.parse(row.data) as EventData<EventKind>, row);
      }
    },
  };
}

const tables = ["clip", "clip_cause", "hold", "hold_clip", "bookmark", "deletion"] as const;

/** Makes the tables of 0060 anew from the events. The station must not run. Throws as `rebuildGateHours`. */
export function rebuildClipRows(file: string): void {
  const release = acquireLock(file);
  try {
    const database = openWritable(file, false);
    try {
      const { handle } = database;
      const rows = openClipRows(database);
      const chunk = handle.prepare<[number], EventRow>(
        `select ${eventColumns} from event where seq > ? order by seq limit 1000`,
      );
      handle.exec(`begin immediate; ${tables.map((table) => `delete from ${table};`).join(" ")}`);
      for (let events = chunk.all(0); events.length > 0; events = chunk.all(events.at(-1)?.seq ?? 0))
        rows.follow(events);
      handle.exec("commit");
    } finally {
      database.close();
    }
  } finally {
    release();
  }
}
