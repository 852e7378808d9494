import { randomUUID } from "node:crypto";
import type { Logger } from "../base/logger.ts";
import { makeEvent } from "../base/make-event.ts";
import type { ClipOrder, ClipReport } from "../contract/cameras-protocol.ts";
import type { ClipCause } from "../contract/clips.ts";
import { refusalOutcomes } from "../contract/entries.ts";
import type { EventFilter, NewEvent, StoredEvent } from "../contract/events.ts";
import type { SiteVideo } from "../contract/site.ts";
import type { LocalizedText } from "../contract/text.ts";

export interface AlarmClipsParts {
  /** False: there is nobody to write it. */
  readonly record: (order: ClipOrder) => boolean;
  readonly note: (event: NewEvent) => Promise<void>;
  readonly nowMs: () => number;
  readonly logger: Logger;
  /** As the site file has it now. */
  readonly camera: (cameraId: string) => { readonly name: LocalizedText | null; readonly areaId: string | null };
  readonly camerasOfGate: (gateId: string) => readonly string[];
  readonly video: () => Pick<SiteVideo, "beforeSeconds" | "afterSeconds">;
  /** Newest first. */
  readonly events: (filter: EventFilter) => Promise<readonly StoredEvent[]>;
  /** What became of a clip, for who watches the disk; null: it was written whole. */
  readonly onOutcome: (error: ClipReport["error"]) => void;
}

export interface AlarmClips {
  /** Every event after its commit: an alarm, a refusal or a bookmark asks for clips of its cameras. */
  onStored(events: readonly StoredEvent[]): void;
  /** What became of a clip: its event. */
  onClip(report: ClipReport): void;
}

/** What is longer ago has lost the pictures before it: of an alarm raised while the station was down, no clip is asked for. */
const mostAgeMs = 30_000;

/** Ties clips to what asks for them (0011, 0019). The log decides nothing here: an alarm is told and stored first. */
export function makeAlarmClips(parts: AlarmClipsParts): AlarmClips {
  /** Around a moment, as the site wants it. Without a cameras process every tile says so already. */
  function order(cameraIds: readonly string[], cause: ClipCause, atMs: number): void {
    if (parts.nowMs() - atMs > mostAgeMs) return;
    const { beforeSeconds, afterSeconds } = parts.video();
    for (const cameraId of cameraIds)
      parts.record({ cameraId, cause, fromMs: atMs - beforeSeconds * 1000, toMs: atMs + afterSeconds * 1000 });
  }

  /** A clip that was finished after a crash has lost who asked for it: the log still knows. */
  async function causesOf({ cameraId, clip, causes }: ClipReport): Promise<readonly ClipCause[]> {
    if (clip === null || causes.length > 0) return causes;
    const span = { fromMs: clip.fromMs, toMs: clip.toMs + 1 };
    const found = await parts.events({ kinds: ["alarm.raised", "bookmark.added", "entry.decided"], ...span });
    return found
      .flatMap((event) => asksFor(event).filter((asked) => asked.cameraIds.includes(cameraId)))
      .map(({ cause }) => cause);
  }

  function asksFor(event: StoredEvent): readonly { cause: ClipCause; cameraIds: readonly string[]; atMs: number }[] {
    switch (event.kind) {
      case "alarm.raised":
        if (event.alarmId === null) return [];
        return [{ cause: { of: "alarm", id: event.alarmId }, cameraIds: event.data.cameraIds, atMs: event.atMs }];
      case "bookmark.added":
        if (event.deviceId === null) return [];
        return [
          { cause: { of: "bookmark", id: event.data.bookmarkId }, cameraIds: [event.deviceId], atMs: event.data.atMs },
        ];
      case "entry.decided": {
        // Also after an alarm: that may have been minutes ago, and what is asked for twice is one clip.
        if (event.deviceId === null || !refusalOutcomes.includes(event.data.outcome)) return [];
        const cameraIds = parts.camerasOfGate(event.deviceId);
        return [{ cause: { of: "entry", id: event.data.entryId }, cameraIds, atMs: event.atMs }];
      }
      default:
        return [];
    }
  }

  async function noteClip(report: ClipReport): Promise<void> {
    const { cameraId, clip, error } = report;
    const causes = await causesOf(report);
    const idsOf = (of: ClipCause["of"]) => causes.filter((cause) => cause.of === of).map(({ id }) => id);
    const [alarmIds, bookmarkIds, entryIds] = [idsOf("alarm"), idsOf("bookmark"), idsOf("entry")];
    const asked = {
      alarmIds,
      ...(bookmarkIds.length > 0 ? { bookmarkIds } : {}),
      ...(entryIds.length > 0 ? { entryIds } : {}),
    };
    const { name, areaId } = parts.camera(cameraId);
    const about = { atMs: parts.nowMs(), deviceId: cameraId, areaId, alarmId: alarmIds[0] ?? null };
    if (clip !== null) {
      const place = { ...about, key: `clip:${clip.clipId}`, severity: clip.whole ? "information" : "fault" } as const;
      return await parts.note(makeEvent("clip.stored", place, { name, ...clip, ...asked }));
    }
    const place = { ...about, key: `clip:${randomUUID()}`, severity: "fault" } as const;
    const why = error ?? { code: "internal" as const, params: {} };
    return await parts.note(makeEvent("clip.failed", place, { name, ...asked, error: why }));
  }

  return {
    onStored(events) {
      for (const event of events)
        for (const { cause, cameraIds, atMs } of asksFor(event)) order(cameraIds, cause, atMs);
    },
    onClip(report) {
      parts.onOutcome(report.error);
      noteClip(report).catch((failure: unknown) =>
        parts.logger.error({ report, failure: String(failure) }, "a clip's event was not stored"),
      );
    },
  };
}
