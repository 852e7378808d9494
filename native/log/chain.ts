import { hash } from "node:crypto";
import { quote } from "./canonical-json.ts";
import type { EventContent } from "./event-row.ts";

/** What the first event is chained to. */
export const noHash = "0".repeat(64);

function quoteOrNull(text: string | null): string {
  return text === null ? "null" : quote(text);
}

/**
 * Canonical form of an event, `seq` included, `hash` left out: the RFC 8785 form of the object that
 * docs/schema.md lists. It is put together by hand, members in the order of their names, because
 * `data` already is canonical text and this runs once for every event.
 */
export function canonicalEvent(row: EventContent): string {
  const actor =
    row.actor_name === null ? "null" : `{"name":${quote(row.actor_name)},"role":${quoteOrNull(row.actor_role)}}`;
  const mark = row.mark === null ? "" : `"mark":${quote(row.mark)},`;
  return (
    `{"actor":${actor},"alarmId":${quoteOrNull(row.alarm_id)},"areaId":${quoteOrNull(row.area_id)},` +
    `"atMs":${row.at_ms},"data":${row.data},"deviceAtMs":${row.device_at_ms},"deviceId":${quoteOrNull(row.device_id)},` +
    `"key":${quote(row.key)},"kind":${quote(row.kind)},${mark}"pointId":${quoteOrNull(row.point_id)},"seq":${row.seq},` +
    `"severity":${quote(row.severity)}}`
  );
}

/** SHA-256 over the previous hash as 64 hex digits, then the canonical form in UTF-8; 64 hex digits. */
export function chainHash(previousHash: string, canonical: string): string {
  return hash("sha256", previousHash + canonical, "hex");
}
