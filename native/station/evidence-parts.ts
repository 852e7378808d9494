import type { StationFault } from "../alarms/station-fault.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ClipWork, ClipWorkResult } from "../contract/clip-work.ts";
import type { SiteVideo } from "../contract/site.ts";
import type { LocalizedText } from "../contract/text.ts";
import type { Log } from "../log/log.ts";

export type DoClipWork = <W extends ClipWork>(work: W) => Promise<Extract<ClipWorkResult, { of: W["of"] }>>;

/** What the parts of the evidence desk share. */
export interface EvidenceParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  /** As the site file has it now. */
  readonly site: () => EvidenceSite;
  readonly clipWork: DoClipWork;
  readonly fault: (fault: StationFault) => Promise<void>;
  readonly knowsAlarm: (alarmId: string) => Promise<boolean>;
}

export interface EvidenceSite {
  readonly timeZone: string;
  readonly video: SiteVideo;
  readonly hasCameras: boolean;
  /** Null for no camera of the site. */
  readonly camera: (cameraId: string) => { readonly name: LocalizedText | null; readonly areaId: string } | null;
}

/** Acts that must not cross: placing a hold and deciding what is deleted. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** One piece of work after the other, whether the one before succeeded or not. */
export function makeInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
