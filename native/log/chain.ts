import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import type { EventContent } from "./event-row.ts";

/** What the first event is chained to. */
export const noHash = "0".repeat(64);

/** RFC 8785 form of a JSON value. Throws for what JSON cannot carry: NaN, infinities, lone surrogates, undefined. */
export function toCanonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
}

function quote(text: string | null): string {
  if (text === null) return "null";
  if (!text.isWellFormed()) throw new TypeError("lone surrogate");
  return JSON.stringify(text);
}

/**
 * Canonical form of an event, `seq` included, `hash` left out: the RFC 8785 form of the object that
 * docs/schema.md lists. It is put together by hand, members in the order of their names, because
 * `data` already is canonical text and this runs once for every event.
 */
export function canonicalEvent(row: EventContent): string {
  const actor = row.actor_name === null ? "null" : `{"name":${quote(row.actor_name)},"role":${quote(row.actor_role)}}`;
  const mark = row.mark === null ? "" : `"mark":${quote(row.mark)},`;
  return (
    `{"actor":${actor},"alarmId":${quote(row.alarm_id)},"areaId":${quote(row.area_id)},"atMs":${row.at_ms},` +
    `"data":${row.data},"deviceAtMs":${row.device_at_ms},"deviceId":${quote(row.device_id)},"key":${quote(row.key)},` +
    `"kind":${quote(row.kind)},${mark}"pointId":${quote(row.point_id)},"seq":${row.seq},"severity":${quote(row.severity)}}`
  );
}

/** SHA-256 over the previous hash as 64 hex digits, then the canonical form in UTF-8; 64 hex digits. */
export function chainHash(previousHash: string, canonical: string): string {
  return hash("sha256", previousHash + canonical, "hex");
}
