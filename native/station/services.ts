import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Actor } from "../contract/actor.ts";
import type { EventData, EventKind } from "../contract/events.ts";
import type { Log } from "../log/log.ts";
import type { EvidenceServices } from "../rpc/evidence-services.ts";
import type { ExportsServices } from "../rpc/exports-services.ts";
import type { GateServices } from "../rpc/gate-services.ts";
import type {
  CameraFinderServices,
  PtzServices,
  CameraServices,
  CoverageServices,
  DeskServices,
  Services,
} from "../rpc/services.ts";
import { listSerialPorts } from "../link/list-serial-ports.ts";
import type { AlarmDesk } from "./alarm-desk.ts";
import type { HealthFeed } from "./health-feed.ts";
import type { LiveFeed } from "./live-feed.ts";
import type { GateProfiles } from "./gate-profiles.ts";
import type { CheckedSite } from "./site-file.ts";
import type { SiteEditing } from "./site-editing.ts";
import { stationInfo } from "./station-info.ts";
import type { StationOptions, StationState } from "./station.ts";

export interface ServiceParts {
  readonly options: StationOptions;
  readonly state: StationState;
  readonly desk: AlarmDesk;
  readonly deskServices: DeskServices;
  readonly gateServices: GateServices;
  readonly evidence: EvidenceServices;
  readonly cameraServices: CameraServices;
  readonly coverage: CoverageServices;
  readonly feed: LiveFeed;
  readonly healthFeed: HealthFeed;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly startedAtMs: number;
  readonly note: <K extends EventKind>(kind: K, data: EventData<K>, actor?: Actor | null) => Promise<void>;
  readonly checkSite: (text: string) => CheckedSite;
  readonly profiles: GateProfiles;
  /** Opens the lines anew whose profile has changed, and names points by it. */
  readonly useProfiles: () => Promise<void>;
  readonly siteEditing: SiteEditing;
  readonly cameraFinder: CameraFinderServices;
  readonly exports: ExportsServices;
  readonly ptz: PtzServices;
}

/** Refusals of one procedure are written down at most once in this time: a broken page must not fill the log. */
const refusalIntervalMs = 10_000;
/** Events of one alarm that its page shows. */
const mostEventsOfAlarm = 500;

export function makeServices(parts: ServiceParts): Services {
  const { state, desk, feed, healthFeed, log, clock, logger } = parts;
  const refusedAtMs = new Map<string, number>();

  return {
    ...parts.deskServices,
    ...parts.gateServices,
    info: () =>
      stationInfo(state.site?.site ?? null, {
        version: parts.options.version,
        startedAtMs: parts.startedAtMs,
        nowMs: clock.nowMs(),
        simulated: parts.options.simulated,
        desk: desk.rules.settings,
      }),
    evidence: parts.evidence,
    cameras: parts.cameraServices,
    coverage: parts.coverage,
    siteEditing: parts.siteEditing,
    cameraFinder: parts.cameraFinder,
    exports: parts.exports,
    ptz: parts.ptz,
    serialPorts: () => listSerialPorts(state.site?.site?.devices ?? []),
    checkSite: (text) => parts.checkSite(text).problems,
    async installSite(text, actor) {
      const checked = parts.checkSite(text);
      if (checked.site !== null) await parts.siteEditing.install(checked, actor);
      return checked.problems;
    },
    async alarm(alarmId) {
      const alarm = desk.alarm(alarmId) ?? (await log.alarm(alarmId));
      if (alarm === null) throw new AppError("alarm.not_found", { alarmId });
      const { events } = await log.page({ filter: { alarmId }, beforeSeq: null, limit: mostEventsOfAlarm });
      return { alarm, events: events.toReversed() };
    },
    page: (query) => log.page(query),
    follow: (afterSeq, signal) => feed.follow(afterSeq, signal),
    health: () => healthFeed.now(),
    followHealth: (signal) => healthFeed.follow(signal),
    frames(deviceId) {
      const device = state.site?.site?.devices.find((each) => each.id === deviceId);
      // Pictures are no frames of a line: there are none to keep.
      if (device?.kind === "camera") return [];
      const driver = state.drivers.find((each) => each.deviceId === deviceId);
      if (driver === undefined) throw new AppError("device.not_found", { deviceId });
      return driver.frames();
    },
    frameChecks(deviceId) {
      const isCamera =
        state.site?.site?.devices.some((each) => each.id === deviceId && each.kind === "camera") === true;
      if (isCamera) return null;
      const driver = state.drivers.find((each) => each.deviceId === deviceId);
      if (driver === undefined) throw new AppError("device.not_found", { deviceId });
      return driver.checks?.() ?? null;
    },
    profiles() {
      parts.profiles.read();
      return parts.profiles.list();
    },
    async useProfiles() {
      parts.profiles.read();
      await parts.useProfiles();
      return parts.profiles.list();
    },
    noteSignOn: (actor, isOn) => parts.note(isOn ? "operator.signed_on" : "operator.signed_off", {}, actor),
    noteRefusal(procedure, error, actor) {
      const last = refusedAtMs.get(procedure);
      const nowMs = clock.monotonicMs();
      if (last !== undefined && nowMs - last < refusalIntervalMs) return;
      refusedAtMs.set(procedure, nowMs);
      parts
        .note("rpc.refused", { procedure, error }, actor)
        .catch((failure: unknown) => logger.error({ failure: String(failure) }, "a refusal was not stored"));
    },
  };
}
