import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { siteVideoSchema } from "../contract/site.ts";
import type { Log } from "../log/log.ts";
import { type AlarmClips, makeAlarmClips } from "./alarm-clips.ts";
import type { AlarmDesk } from "./alarm-desk.ts";
import type { CamerasProcess } from "./cameras-process.ts";
import { RecordingsDesk } from "./recordings-desk.ts";
import type { EvidenceSite } from "./evidence-parts.ts";
import type { CheckedSite } from "./site-file.ts";

export interface OpenEvidenceParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly desk: AlarmDesk;
  readonly cameras: Pick<CamerasProcess, "record" | "clipWork">;
  readonly state: { readonly site: CheckedSite | null };
}

/** Most events that may have asked for a clip that a crash cut off. */
const mostAskers = 500;

/** Joins recordings to the alarm desk, the cameras process and the site in use. */
export function openEvidence(parts: OpenEvidenceParts): { readonly desk: RecordingsDesk; readonly clips: AlarmClips } {
  const { log, clock, logger, newId, desk, cameras, state } = parts;
  const video = () => siteVideoSchema.parse(state.site?.site?.video ?? {});
  const device = (id: string) => state.site?.site?.devices.find((each) => each.id === id);
  const site = (): EvidenceSite => ({
    timeZone: state.site?.site?.site.timeZone ?? "Asia/Shanghai",
    video: video(),
    hasCameras: state.site?.site?.devices.some(({ kind }) => kind === "camera") === true,
    camera(cameraId) {
      const found = device(cameraId);
      return found?.kind === "camera" ? { name: found.name ?? null, areaId: found.area } : null;
    },
  });
  const evidence = new RecordingsDesk({
    log,
    clock,
    logger,
    newId,
    site,
    clipWork: (work) => cameras.clipWork(work),
    fault: (fault) => desk.fault(fault),
    knowsAlarm: async (alarmId) => (desk.alarm(alarmId) ?? (await log.alarm(alarmId))) !== null,
  });
  const clips = makeAlarmClips({
    record: (order) => cameras.record(order),
    note: (event) => desk.note(event),
    nowMs: () => clock.nowMs(),
    logger,
    camera: (cameraId) => site().camera(cameraId) ?? { name: null, areaId: null },
    camerasOfGate(gateId) {
      const gate = device(gateId);
      return gate?.kind === "gate" ? gate.cameras : [];
    },
    video,
    events: async (filter) => (await log.page({ filter, beforeSeq: null, limit: mostAskers })).events,
    onOutcome: (error) => evidence.storage.onOutcome(error),
  });
  return { desk: evidence, clips };
}
