import type { StoredEvent } from "../contract/events.ts";
import type { ExportRow } from "../contract/exports.ts";

/** The kinds of events that the register is made of. */
export const registerKinds = ["evidence.export_asked", "evidence.exported", "evidence.export_failed"] as const;

/** What the log knows of each export, newest first. Events come oldest first. */
export function makeRegister(events: Iterable<StoredEvent>): ExportRow[] {
  const rows = new Map<string, ExportRow>();
  for (const event of events) {
    if (event.kind === "evidence.export_asked") {
      const { exportId, ask } = event.data;
      rows.set(exportId, {
        exportId,
        state: "asked",
        ask,
        askedBy: event.actor?.name ?? "",
        askedAtMs: event.atMs,
        doneBy: null,
        endedAtMs: null,
        manifestSha256: null,
        files: null,
        bytes: null,
        error: null,
        progress: null,
        fetchable: false,
        place: null,
      });
    } else if (event.kind === "evidence.exported" || event.kind === "evidence.export_failed") {
      const row = rows.get(event.data.exportId);
      if (row === undefined) continue;
      const ended = { ...row, doneBy: event.actor?.name ?? null, endedAtMs: event.atMs };
      if (event.kind === "evidence.export_failed")
        rows.set(row.exportId, { ...ended, state: "failed", error: event.data.error });
      else {
        const { manifestSha256, files, bytes } = event.data;
        rows.set(row.exportId, { ...ended, state: "done", manifestSha256, files, bytes, error: null });
      }
    }
  }
  return [...rows.values()].reverse();
}
