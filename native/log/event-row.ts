import type { Actor, Role } from "../contract/actor.ts";
import type { StoredEvent } from "../contract/events.ts";
import { AppError } from "../base/app-error.ts";
import type { ReadableDatabase } from "./database.ts";
import type { EventDraft } from "./draft-entry.ts";

/** A row of `event`, as docs/schema.md describes it; every column but `hash`. */
export interface EventContent {
  readonly seq: number;
  readonly key: string;
  readonly kind: string;
  readonly severity: string;
  readonly at_ms: number;
  readonly device_at_ms: number | null;
  readonly device_id: string | null;
  readonly point_id: string | null;
  readonly area_id: string | null;
  readonly alarm_id: string | null;
  readonly actor_name: string | null;
  readonly actor_role: string | null;
  /** Canonical JSON (RFC 8785). */
  readonly data: string;
  readonly mark: string | null;
}

export interface EventRow extends EventContent {
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

const contentColumns =
  "seq, key, kind, severity, at_ms, device_at_ms, device_id, point_id, area_id, alarm_id, actor_name, actor_role, data, mark";
export const eventColumns = `${contentColumns}, hash`;

/** A log that no newer station has opened yet is checked and exported as it is: without `mark` before version 40. */
export function eventColumnsIn(database: ReadableDatabase): string {
  const version = Number(database.handle.pragma("user_version", { simple: true }));
  return version < 40 ? eventColumns.replace(" mark,", " null as mark,") : eventColumns;
}
const columnCount = eventColumns.split(", ").length;

/** Inserts so many rows; takes the values of `pushInsertValues`. By place, not by name, which takes far longer. */
export function insertEvents(rows: number): string {
  const places = `(${Array.from({ length: columnCount }, () => "?").join(", ")})`;
  return `insert into event (${eventColumns}) values ${Array.from({ length: rows }, () => places).join(", ")}`;
}

/** Adds a row's values in the order of `eventColumns`; `hash` as 64 hex digits. */
export function pushInsertValues(values: unknown[], row: EventContent, hash: string): void {
  values.push(
    row.seq,
    row.key,
    row.kind,
    row.severity,
    row.at_ms,
    row.device_at_ms,
    row.device_id,
    row.point_id,
    row.area_id,
    row.alarm_id,
    row.actor_name,
    row.actor_role,
    row.data,
    row.mark,
    Buffer.from(hash, "hex"),
  );
}

export function toEventContent(draft: EventDraft, seq: number): EventContent {
  return {
    seq,
    key: draft[0],
    kind: draft[1],
    severity: draft[2],
    at_ms: draft[3],
    device_at_ms: draft[4],
    device_id: draft[5],
    point_id: draft[6],
    area_id: draft[7],
    alarm_id: draft[8],
    actor_name: draft[9],
    actor_role: draft[10],
    data: draft[11],
    mark: draft[12],
  };
}

export function toHashHex(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString("hex");
}

function actorOf(row: EventContent): Actor | null {
  return row.actor_name === null ? null : { name: row.actor_name, role: row.actor_role as Role };
}

function dataOf(row: EventContent): unknown {
  try {
    return JSON.parse(row.data);
  } catch (error) {
    throw new AppError("log.damaged", { seq: row.seq, reason: "data is not JSON" }, error);
  }
}

/**
 * The event of a row. Kind and data are taken at their word: the writer was typed, and whether a row
 * was altered since is what `verifyLog` finds out. Throws `log.damaged` for data that is not JSON.
 */
export function toStoredEvent(row: EventRow): StoredEvent {
  const event = {
    seq: row.seq,
    hash: toHashHex(row.hash),
    key: row.key,
    kind: row.kind,
    severity: row.severity,
    atMs: row.at_ms,
    deviceAtMs: row.device_at_ms,
    deviceId: row.device_id,
    pointId: row.point_id,
    areaId: row.area_id,
    alarmId: row.alarm_id,
    actor: actorOf(row),
    data: dataOf(row),
    ...(row.mark === null ? {} : { mark: row.mark }),
  };
  return event as unknown as StoredEvent;
}
