import { randomUUID } from "node:crypto";
import type { Logger } from "../base/logger.ts";
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
    const about = {
      atMs: parts.nowMs(),
      deviceAtMs: null,
      deviceId: cameraId,
      pointId: null,
      areaId,
      alarmId: alarmIds[0] ?? null,
      actor: null,
    };
    if (clip !== null) {
      const severity = clip.whole ? "information" : "fault";
      const data = { name, ...clip, gaps: [...clip.gaps], alarmIds: [...alarmIds] };
      const stored = { ...about, key: `clip:${clip.clipId}`, kind: "clip.stored", severity, data } as const;
      return parts.note(stored);
    }
    const why = error ?? { code: "internal" as const, params: {} };
    const data = { name, alarmIds: [...alarmIds], error: why };
    return parts.note({ ...about, key: `clip:${randomUUID()}`, kind: "clip.failed", severity: "fault", data });
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
