import { createHash, randomBytes } from "node:crypto";
import { AppError } from "../base/app-error.ts";
import type { PrivatePart } from "../contract/gate-events.ts";
import type { PrivateRecord } from "../contract/gate-rows.ts";
import { toCanonicalJson } from "./canonical-json.ts";

function hashOf(salt: Buffer, body: string): string {
  return createHash("sha256").update(salt).update(body, "utf8").digest("hex");
}

/**
 * A JSON value that is kept apart from the events. Without the salt the hash in the event would give away
 * a short value, such as a name, to whoever tries them all.
 */
export function sealPrivate(
  id: string,
  part: PrivatePart,
  value: unknown,
  createdAtMs: number,
  salt: Buffer = randomBytes(16),
): PrivateRecord {
  const body = toCanonicalJson(value);
  return { id, part, salt: salt.toString("hex"), body, sha256: hashOf(salt, body), createdAtMs };
}

/** The value, after checking that it is what its event says. Throws `log.damaged`. */
export function openPrivate(record: PrivateRecord, sha256: string): unknown {
  if (record.sha256 !== sha256 || hashOf(Buffer.from(record.salt, "hex"), record.body) !== sha256)
    throw new AppError("log.damaged", { reason: "private record changed" });
  return JSON.parse(record.body);
}
