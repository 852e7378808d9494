import { randomUUID } from "node:crypto";
import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import { Disposer } from "../base/disposer.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Logger } from "../base/logger.ts";
import type { Actor } from "../contract/actor.ts";
import { quietDesk } from "../contract/desk.ts";
import type { EventData, EventKind } from "../contract/events.ts";
import type { SiteFile } from "../contract/site.ts";
import type { DeviceReport } from "../contract/reports.ts";
import type { Driver } from "../devices/driver.ts";
import { openDrivers } from "../devices/registry.ts";
import { openLink } from "../link/open-link.ts";
import type { Log } from "../log/log.ts";
import { openLog } from "../log/open-log.ts";
import type { Services } from "../rpc/services.ts";
import type { AlarmClips } from "./alarm-clips.ts";
import { AlarmDesk } from "./alarm-desk.ts";
import { AttachedDevices } from "./attached-devices.ts";
import { makeCameraFinder } from "./camera-finder.ts";
import { makeCameraServices } from "./camera-services.ts";
import { openCoverageBook } from "./coverage-book.ts";
import { makeCoverageServices } from "./coverage-services.ts";
import { CamerasProcess, type CamerasChild } from "./cameras-process.ts";
import type { TakeStill } from "./entry-book.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { loadPlans, makeRules, recallDesk } from "./desk-rules.ts";
import { type EvidenceDesk, openEvidenceDesk } from "./evidence-desk.ts";
import { makeDeskServices } from "./desk-services.ts";
import { makeEvidenceServices } from "./evidence-services.ts";
import { GateProfiles } from "./gate-profiles.ts";
import { openEvidence } from "./open-evidence.ts";
import { openHealthFeed } from "./health-feed.ts";
import { LiveFeed } from "./live-feed.ts";
import { makePtzDesk } from "./ptz-desk.ts";
import { makeReports } from "./reports.ts";
import { type Gates, openGates } from "./open-gates.ts";
import { makeServices } from "./services.ts";
import { openShiftTexts } from "./shift-texts.ts";
import { finishSiteChange, makeSiteEditing, siteFacts } from "./site-editing.ts";
import { type CheckedSite, checkSiteText } from "./site-file.ts";

export interface StationOptions {
  readonly dataFolder: string;
  readonly version: string;
  /** A site file's text that replaces the installed one; null to use what is installed, if anything. */
  readonly siteText: string | null;
  /** The devices are simulators: every screen says so. */
  readonly simulated: boolean;
  /** Where exports of evidence are written; in the data folder when left out. */
  readonly exportsFolder?: string;
  readonly startCameras: (cameraCount: number) => CamerasChild;
  /** Instead of the cameras process: for entry checks, a camera's picture of a moment. */
  readonly takeStill?: TakeStill;
}

export interface StationParts {
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Station {
  readonly services: Services;
  readonly cameras: CamerasProcess;
  readonly data: DataFolder;
  /** The zip of an export that is done; null for none. */
  readonly exportZip: (exportId: string) => Promise<string | null>;
  /** Stops intake, closes lines, flushes and closes the log. Idempotent. */
  close(reason: string): Promise<void>;
}

/** A clip of ten minutes is read from its beginning to the moment that is asked for. */
const stillWithinMs = 10_000;

/** What the parts of a running station share. */
export interface StationState {
  site: CheckedSite | null;
  drivers: readonly Driver[];
}

/**
 * Opens the log, the desk and the devices. Rejects with what stands in the way: `data.unusable`,
 * `site.invalid`, `log.locked`, `log.newer_database`, `log.damaged`.
 */
export async function openStation(options: StationOptions, parts: StationParts): Promise<Station> {
  const { clock, logger } = parts;
  const disposer = new Disposer();
  const data = openDataFolder(options.dataFolder);
  const profiles = new GateProfiles(options.dataFolder);
  const checkSite = (text: string): CheckedSite => checkSiteText(text, profiles.read());
  const state: StationState = { site: readSite(options.siteText ?? data.readSite()), drivers: [] };

  let desk: AlarmDesk | null = null;
  let clips: AlarmClips | null = null;
  let gates: Gates | null = null;
  let evidence: EvidenceDesk | null = null;
  const log: Log = await openLog(
    {
      file: data.logFile,
      listener: {
        onStored(stored) {
          desk?.onStored(stored);
          clips?.onStored(stored.events);
          if (stored.alarms.length > 0) gates?.onAlarms();
        },
        onCondition: (condition) => feed.publishCondition(condition),
      },
    },
    parts,
  );
  disposer.add(() => log.close());
  if (options.siteText === null) {
    const finished = await finishSiteChange(
      data,
      (text) => checkSiteText(text, null),
      async () => {
        const [last] = (await log.page({ filter: { kinds: ["site.loaded"] }, beforeSeq: null, limit: 1 })).events;
        return last?.kind === "site.loaded" ? last.data.sha256 : null;
      },
    );
    state.site = finished ?? state.site;
  }
  const feed: LiveFeed = new LiveFeed(
    {
      headSeq: () => log.head.seq,
      condition: () => log.condition,
      openAlarms: () => desk?.openAlarms ?? [],
      desk: () => desk?.state ?? quietDesk,
      newest: async (limit) => (await log.page({ filter: {}, beforeSeq: null, limit })).events,
      since: (afterSeq, limit) => log.since(afterSeq, limit),
    },
    clock,
  );
  const emptySite: SiteFile = {
    site: { id: "none", name: { "zh-CN": "—" }, timeZone: "Asia/Shanghai" },
    areas: [],
    devices: [],
  };
  const plans = await loadPlans(options.dataFolder, log, clock, async (event) => {
    await log.append({ events: [event], alarms: [] });
  });
  const rulesOf = (checked: CheckedSite | null) => makeRules(checked?.site ?? null, emptySite, plans.set, profiles.all);
  const rules = rulesOf(state.site);
  const memory = await recallDesk(log, rules.settings, clock.nowMs());
  desk = new AlarmDesk(memory, rules, { log, feed, clock, logger, newId: randomUUID });
  const openDesk = desk;
  disposer.add(() => openDesk.close());

  /** A line that concerns the station itself. A failure stands in the log's condition. */
  function note<K extends EventKind>(kind: K, data_: EventData<K>, actor: Actor | null = null): Promise<void> {
    const severity = kind === "cameras.process_down" ? "fault" : "information";
    const place = { key: `station:${randomUUID()}`, severity, atMs: clock.nowMs(), actor } as const;
    return openDesk.note(makeEvent(kind, place, data_));
  }
  function noteSoon<K extends EventKind>(kind: K, data_: EventData<K>): void {
    note(kind, data_).catch((error: unknown) => logger.error({ kind, error: String(error) }, "could not note"));
  }
  const report = (each: DeviceReport): Promise<void> => openDesk.report(each);

  const coverage = openCoverageBook({ clock, logger, newId: randomUUID, note: (event) => openDesk.note(event) });
  disposer.add(() => coverage.close());
  const cameras = new CamerasProcess(
    options.startCameras,
    {
      onReport: (each) => {
        report(each).catch((error: unknown) => logger.error({ error: String(error) }, "camera report not stored"));
      },
      onDown(reason) {
        noteSoon("cameras.process_down", { reason });
        evidence?.onCamerasDown(reason);
      },
      onUp: (restarts) => noteSoon("cameras.process_up", { restarts }),
      onClip: (clip) => clips?.onClip(clip),
      onMinute: (minute) => coverage.onMinute(minute),
      onExport: (message) => evidence?.onMessage(message),
    },
    { ...parts, clipsFolder: data.clipsFolder, viewsFolder: data.viewsFolder },
  );
  const recordings = openEvidence({ log, ...parts, newId: randomUUID, desk: openDesk, cameras, state });
  clips = recordings.clips;
  disposer.add(() => cameras.stop());
  const evidenceDesk = openEvidenceDesk({
    dataFolder: options.dataFolder,
    clipsFolder: data.clipsFolder,
    exportsFolder: options.exportsFolder ?? data.exportsFolder,
    version: options.version,
    simulated: options.simulated,
    log,
    clock,
    logger,
    site: () => state.site?.site ?? null,
    alarm: async (alarmId) => openDesk.alarm(alarmId) ?? (await log.alarm(alarmId)),
    note: (event) => openDesk.note(event),
    async askStill(question) {
      for await (const still of cameras.ask(question, AbortSignal.timeout(stillWithinMs))) return still;
      throw new AppError("camera.timed_out", { reason: "still" });
    },
    send: (message) => cameras.sendExport(message),
  });
  evidence = evidenceDesk;
  disposer.add(() => recordings.desk.close());

  const openedGates = await openGates({
    log,
    clock,
    logger,
    newId: randomUUID,
    desk: openDesk,
    state,
    gateProfile: (id) => profiles.get(id),
    takeStill: options.takeStill ?? ((cameraId, atMs) => cameras.takeStill(cameraId, atMs)),
  });
  gates = openedGates;
  disposer.add(() => openedGates.close());

  const attached = new AttachedDevices({
    context: {
      clock,
      logger,
      report,
      openLink: (address, listener) => openLink(address, listener, parts),
      gateProfile: (id) => profiles.get(id),
    },
    clock,
    openDrivers,
    async lastSignal(deviceId) {
      const filter = { deviceId, kinds: ["panel.signal" as const, "panel.unparsed" as const] };
      const [last] = (await log.page({ filter, beforeSeq: null, limit: 1 })).events;
      if (last?.kind !== "panel.signal" && last?.kind !== "panel.unparsed") return null;
      return { raw: last.data.raw, atMs: last.atMs };
    },
  });

  async function attachDevices(): Promise<void> {
    const { devices } = state.site?.site ?? emptySite;
    coverage.use(state.site?.site ?? null);
    cameras.configure(devices.filter((device) => device.kind === "camera"));
    try {
      await attached.change(devices);
    } finally {
      state.drivers = attached.drivers;
    }
  }

  async function detachDevices(): Promise<void> {
    state.drivers = [];
    await attached.close();
  }

  try {
    const simulated = options.simulated ? { simulated: true as const } : {};
    await note("station.started", { version: options.version, node: process.version, pid: process.pid, ...simulated });
    if (state.site !== null) {
      if (options.siteText !== null) data.writeSite(options.siteText);
      await note("site.loaded", siteFacts(state.site));
    }
    openDesk.start();
    evidenceDesk.start();
    await attachDevices();
    openedGates.start();
    await recordings.desk.start();
  } catch (error) {
    await detachDevices();
    await disposer.close();
    throw error;
  }
  disposer.add(detachDevices);
  const healthFeed = openHealthFeed(
    () => [...state.drivers.map((driver) => driver.health()), ...cameras.health()],
    clock,
  );
  disposer.add(() => healthFeed.close());
  const shiftTexts = openShiftTexts(data.logFile, parts);
  disposer.add(() => shiftTexts.close());

  const ptz = makePtzDesk({
    clock,
    logger,
    newId: randomUUID,
    camera(cameraId) {
      const device = state.site?.site?.devices.find((each) => each.id === cameraId);
      return device?.kind === "camera" ? device : undefined;
    },
    act: (cameraId, act) => cameras.movePtz(cameraId, act),
    note: (event) => openDesk.note(event),
  });
  disposer.add(() => ptz.close());

  const services = makeServices({
    options,
    state,
    desk: openDesk,
    deskServices: makeDeskServices({
      desk: openDesk,
      plans,
      reports: { ...makeReports(log, clock, () => openDesk.rules.site), shift: (ask) => shiftTexts.read(ask) },
      nowMs: () => clock.nowMs(),
      newId: randomUUID,
    }),
    gateServices: openedGates.services,
    evidence: makeEvidenceServices(log, recordings.desk),
    coverage: makeCoverageServices({
      log,
      clock,
      timeZone: () => (state.site?.site ?? emptySite).site.timeZone,
      book: coverage,
    }),
    cameraServices: makeCameraServices({
      cameras,
      state,
      clock,
      newId: randomUUID,
      note: (event) => openDesk.note(event),
    }),
    feed,
    exports: evidenceDesk.services,
    healthFeed,
    log,
    clock,
    logger,
    startedAtMs: clock.nowMs(),
    note,
    checkSite,
    profiles,
    async useProfiles() {
      openDesk.setRules(rulesOf(state.site));
      await attachDevices();
    },
    ptz,
    cameraFinder: makeCameraFinder({
      clock,
      ask: (question, signal) => cameras.ask(question, signal),
    }),
    siteEditing: makeSiteEditing({
      data,
      clock,
      newId: randomUUID,
      present: () => state.site,
      check: checkSite,
      view: () => ({ openAlarms: openDesk.openAlarms, desk: openDesk.state, plans: plans.set.inUse }),
      async store(events) {
        if (log.condition.state !== "ok") throw new AppError("log.unavailable");
        await log.append({ events, alarms: [] });
      },
      tryRules: (checked) => void rulesOf(checked),
      async use(checked) {
        state.site = checked;
        openDesk.setRules(rulesOf(checked));
        await attachDevices();
      },
    }),
  });

  let closing: Promise<void> | null = null;
  return {
    services,
    cameras,
    data,
    exportZip: (exportId) => evidenceDesk.zipOf(exportId),
    close(reason) {
      closing ??= (async () => {
        // While the log is unavailable this line cannot be written, and the stop does not wait for it.
        if (log.condition.state === "ok") await Promise.race([note("station.stopped", { reason }), clock.sleep(1000)]);
        await disposer.close();
      })();
      return closing;
    },
  };
}

function readSite(text: string | null): CheckedSite | null {
  if (text === null) return null;
  // A profile that is missing keeps its gates out, not the station.
  const checked = checkSiteText(text, null);
  const [first] = checked.problems;
  if (first !== undefined) {
    const { path, problem, expected } = first;
    throw new AppError("site.invalid", { path, problem, expected, count: checked.problems.length });
  }
  return checked;
}
