import type { StationFault } from "../../../native/alarms/station-fault.ts";
import { AppError } from "../../../native/base/app-error.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import { makeEvent } from "../../../native/base/make-event.ts";
import type { ClipWork, ClipWorkResult } from "../../../native/contract/clip-work.ts";
import type { EventKind, NewEvent, StoredEvent } from "../../../native/contract/events.ts";
import { type SiteVideo, siteVideoSchema } from "../../../native/contract/site.ts";
import type { Log } from "../../../native/log/log.ts";
import { RecordingsDesk } from "../../../native/station/recordings-desk.ts";
import type { DoClipWork } from "../../../native/station/evidence-parts.ts";
import { type HeldClock, heldClock } from "../held-clock.ts";
import { openForTest } from "../log/open-for-test.ts";

export const dayMs = 86_400_000;

/** A disk in memory in the cameras process's place. */
export class FakeDisk implements Pick<{ work: DoClipWork }, "work"> {
  /** Clips whose file is there, with what it is now. */
  readonly files = new Map<string, { bytes: number; sha256: string }>();
  freeBytes = 100e9;
  /** Removing fails for these. */
  readonly stuck = new Set<string>();
  /** Nothing is answered any more: the process is gone before it did anything. */
  isDead = false;
  readonly asked: ClipWork[] = [];

  readonly work = ((work: ClipWork): Promise<ClipWorkResult> => {
    this.asked.push(work);
    if (this.isDead) return Promise.reject(new AppError("cameras.process_down", { reason: "killed" }));
    return Promise.resolve(this.#do(work));
    // Each work is answered by a result of its own kind.
  }) as DoClipWork;

  #do(work: ClipWork): ClipWorkResult {
    switch (work.of) {
      case "storage":
        return { of: "storage", freeBytes: this.freeBytes, totalBytes: 500e9 };
      case "remove":
        return {
          of: "remove",
          clips: work.clipIds.map((clipId) => {
            if (this.stuck.has(clipId)) return { clipId, result: "failed" as const };
            return { clipId, result: this.files.delete(clipId) ? ("removed" as const) : ("missing" as const) };
          }),
        };
      case "check":
        return {
          of: "check",
          clips: work.clips.map(({ clipId, bytes, sha256 }) => {
            const file = this.files.get(clipId);
            if (file === undefined) return { clipId, result: "missing" as const, bytes: null, sha256: null };
            const isSame = file.bytes === bytes && file.sha256 === sha256;
            return { clipId, result: isSame ? ("same" as const) : ("changed" as const), ...file };
          }),
        };
    }
  }
}

export interface OpenedEvidence {
  readonly desk: RecordingsDesk;
  readonly log: Log;
  readonly file: string;
  readonly clock: HeldClock;
  readonly disk: FakeDisk;
  readonly faults: StationFault[];
  video: SiteVideo;
  /** Stores a clip that ended so many days ago; its id. */
  readonly keep: (ageDays: number, more?: { camera?: string; alarmIds?: string[] }) => Promise<string>;
  readonly kinds: (...kinds: EventKind[]) => Promise<StoredEvent[]>;
}

let ids = 0;

/** Holds, retention and storage over a real log and a disk in memory, on a clock that the test moves. */
export async function openRecordingsDesk(
  given: { readonly file?: string; readonly clock?: HeldClock; readonly disk?: FakeDisk } = {},
): Promise<OpenedEvidence> {
  const { log, file } = await openForTest(given.file);
  const clock = given.clock ?? heldClock(Date.UTC(2026, 10, 22, 8));
  const disk = given.disk ?? new FakeDisk();
  const faults: StationFault[] = [];
  const opened = { log, file, clock, disk, faults, video: siteVideoSchema.parse({}) };
  const desk = new RecordingsDesk({
    log,
    clock,
    logger: silentLogger,
    newId: () => `id${++ids}`,
    site: () => ({
      timeZone: "Asia/Shanghai",
      video: opened.video,
      hasCameras: true,
      camera: (id) => (id.startsWith("cam") ? { name: { "zh-CN": "急诊大厅" }, areaId: "ed" } : null),
    }),
    clipWork: disk.work,
    fault: (fault) => {
      faults.push(fault);
      return Promise.resolve();
    },
    knowsAlarm: (alarmId) => Promise.resolve(alarmId.startsWith("a")),
  });
  let stored = 0;
  return Object.assign(opened, {
    desk,
    async keep(ageDays: number, more: { camera?: string; alarmIds?: string[] } = {}) {
      const { camera = "cam1", alarmIds = [] } = more;
      const toMs = clock.nowMs() - ageDays * dayMs;
      const fromMs = toMs - 90_000 - stored++;
      const clipId = `${camera}-${fromMs}`;
      const facts = { bytes: 1e9, sha256: "ab".repeat(32) };
      disk.files.set(clipId, facts);
      const place = {
        key: `clip:${clipId}`,
        atMs: toMs,
        severity: "information" as const,
        deviceId: camera,
        areaId: "ed",
      };
      const clip = { clipId, fromMs, toMs, pictures: 9, gaps: [], whole: true, ...facts };
      const event: NewEvent = makeEvent("clip.stored", place, { name: null, ...clip, alarmIds });
      await log.append({ events: [event], alarms: [] });
      return clipId;
    },
    async kinds(...kinds: EventKind[]) {
      const { events } = await log.page({ filter: { kinds }, beforeSeq: null, limit: 100 });
      return events.toReversed();
    },
  });
}
