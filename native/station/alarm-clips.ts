import { randomUUID } from "node:crypto";
import type { Logger } from "../base/logger.ts";
import { makeEvent } from "../base/make-event.ts";
import type { ClipOrder, ClipReport } from "../contract/cameras-protocol.ts";
import { clipAfterMs, clipBeforeMs } from "../contract/clips.ts";
import type { NewEvent, StoredEvent } from "../contract/events.ts";
import type { LocalizedText } from "../contract/text.ts";

export interface AlarmClipsParts {
  /** False: there is nobody to write it. */
  readonly record: (order: ClipOrder) => boolean;
  readonly note: (event: NewEvent) => Promise<void>;
  readonly nowMs: () => number;
  readonly logger: Logger;
  /** As the site file has it now. */
  readonly camera: (cameraId: string) => { readonly name: LocalizedText | null; readonly areaId: string | null };
}

export interface AlarmClips {
  /** Every event after its commit: an alarm with cameras asks for clips of them. */
  onStored(events: readonly StoredEvent[]): void;
  /** What became of a clip: its event. */
  onClip(report: ClipReport): void;
}

/** An alarm of longer ago has lost the pictures before it: of one raised while the station was down, no clip is asked for. */
const mostAgeMs = 30_000;

/** Ties clips to alarms (0011). The log decides nothing here: an alarm is told and stored first. */
export function makeAlarmClips(parts: AlarmClipsParts): AlarmClips {
  function noteClip(report: ClipReport): Promise<void> {
    const { cameraId, alarmIds, clip, error } = report;
    const { name, areaId } = parts.camera(cameraId);
    const about = { atMs: parts.nowMs(), deviceId: cameraId, areaId, alarmId: alarmIds[0] ?? null };
    if (clip !== null) {
      const place = { ...about, key: `clip:${clip.clipId}`, severity: clip.whole ? "information" : "fault" } as const;
      return parts.note(makeEvent("clip.stored", place, { name, ...clip, alarmIds: [...alarmIds] }));
    }
    const place = { ...about, key: `clip:${randomUUID()}`, severity: "fault" } as const;
    const why = error ?? { code: "internal" as const, params: {} };
    return parts.note(makeEvent("clip.failed", place, { name, alarmIds: [...alarmIds], error: why }));
  }

  return {
    onStored(events) {
      for (const event of events) {
        if (event.kind !== "alarm.raised" || event.alarmId === null) continue;
        if (parts.nowMs() - event.atMs > mostAgeMs) continue;
        for (const cameraId of event.data.cameraIds) {
          const { alarmId, atMs } = event;
          // Without a cameras process every tile says so already, and the log has its line.
          parts.record({ cameraId, alarmId, fromMs: atMs - clipBeforeMs, toMs: atMs + clipAfterMs });
        }
      }
    },
    onClip(report) {
      noteClip(report).catch((failure: unknown) =>
        parts.logger.error({ report, failure: String(failure) }, "a clip's event was not stored"),
      );
    },
  };
}
