import type { AlarmCommand } from "../alarms/decide-command.ts";
import type { ManualReport } from "../alarms/manual-alarm.ts";
import type { ModeCommand } from "../alarms/modes/decide-mode.ts";
import type { AlarmLoad } from "../contract/alarm-load.ts";
import type { Actor } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { DeskState, PanicCheck, TestablePoint, TestedPress, UntestedPoint } from "../contract/desk.ts";
import type { ProbeInput, ProbeMessage, SearchMessage } from "../contract/enrol.ts";
import type { TakenStill } from "../contract/cameras-protocol.ts";
import type { CoverageDay, CoverageMonth } from "../contract/coverage.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { EventFilter, EventPage, StoredEvent } from "../contract/events.ts";
import type { FrameChecks, ProfileList } from "../contract/gate-profile.ts";
import type { DeviceHealth, KeptFrame } from "../contract/health.ts";
import type { LiveMessage, StationInfo } from "../contract/rpc.ts";
import type { LoadedPlan, PlanProblem } from "../contract/plans.ts";
import type { PtzAct, PtzPreset } from "../contract/ptz.ts";
import type { ShiftAsk, ShiftPiece, Span } from "../contract/shift.ts";
import type { EditableSite, SerialPortInfo, SiteEdit, SitePreview } from "../contract/site-edit.ts";
import type { SiteProblem } from "../contract/site.ts";
import type { EvidenceServices } from "./evidence-services.ts";
import type { ExportsServices } from "./exports-services.ts";
import type { GateServices } from "./gate-services.ts";

/** The alarm desk's part of it. */
export interface DeskServices {
  command(command: AlarmCommand, actor: Actor): Promise<Alarm>;
  raiseManual(report: ManualReport, actor: Actor): Promise<Alarm>;
  reopen(alarmId: string, note: string, actor: Actor): Promise<Alarm>;
  noteShown(alarmIds: readonly string[]): Promise<void>;
  desk(): DeskState;
  setMode(command: ModeCommand, actor: Actor): Promise<DeskState>;
  testablePoints(): TestablePoint[];
  checkPanicPoints(): PanicCheck[];
  plans(): { plans: LoadedPlan[]; refused: { file: string; problems: PlanProblem[] }[] };
  plan(planId: string, version: number): LoadedPlan;
  readonly reports: {
    alarmLoad(span: Span): Promise<AlarmLoad>;
    alarmLoadCsv(span: Span): Promise<string>;
    shift(ask: ShiftAsk): Promise<ShiftPiece>;
    testedPresses(span: Span): Promise<TestedPress[]>;
    untestedPoints(): Promise<{ sinceMs: number; points: UntestedPoint[] }>;
  };
}

/** Minutes of video of key areas (0016); months and days of the site's clock. */
export interface CoverageServices {
  month(month: string): Promise<CoverageMonth>;
  day(day: string): Promise<CoverageDay>;
  gaps(month: string): Promise<Pick<CoverageDay, "day" | "areas">[]>;
  csv(month: string): Promise<string>;
}

/** Single cameras (0016). */
export interface CameraServices {
  still(cameraId: string): Promise<TakenStill>;
  reference(cameraId: string): Promise<TakenStill | null>;
  setReference(cameraId: string, atMs: number, actor: Actor): Promise<TakenStill>;
}

/** Changing the site (0010). */
export interface SiteEditServices {
  editableSite(): EditableSite;
  previewSite(edit: SiteEdit): SitePreview;
  applySite(edit: SiteEdit, baseSha256: string, actor: Actor): Promise<{ sha256: string }>;
  previewUndo(): SitePreview;
  undoSite(baseSha256: string, actor: Actor): Promise<{ sha256: string }>;
  exportSite(withSecrets: boolean, actor: Actor): Promise<{ text: string }>;
}

/** Cameras that are not enrolled yet (0014). */
export interface CameraFinderServices {
  discover(signal: AbortSignal): AsyncGenerator<SearchMessage, void>;
  probe(camera: ProbeInput, signal: AbortSignal): AsyncGenerator<ProbeMessage, void>;
}

/** Moving cameras (0014). All but `release` take or renew the hold, and throw `camera.ptz_held`. */
export interface PtzServices {
  take(cameraId: string, actor: Actor): Promise<{ by: Actor; presets: PtzPreset[] }>;
  release(cameraId: string, actor: Actor): void;
  /** The presets, for acts about presets. */
  perform(cameraId: string, act: PtzAct, actor: Actor): Promise<readonly PtzPreset[]>;
}

/** What the handlers ask of the station. They check rights and translate errors; the station does the work. */
export interface Services extends DeskServices, GateServices {
  info(): StationInfo;
  checkSite(text: string): readonly SiteProblem[];
  installSite(text: string, actor: Actor): Promise<readonly SiteProblem[]>;
  alarm(alarmId: string): Promise<{ alarm: Alarm; events: StoredEvent[] }>;
  page(query: { filter: EventFilter; beforeSeq: number | null; limit: number }): Promise<EventPage>;
  follow(afterSeq: number | null, signal: AbortSignal): AsyncGenerator<LiveMessage, void>;
  health(): readonly DeviceHealth[];
  followHealth(signal: AbortSignal): AsyncGenerator<readonly DeviceHealth[], void>;
  frames(deviceId: string): readonly KeptFrame[];
  readonly evidence: EvidenceServices;
  readonly cameras: CameraServices;
  readonly coverage: CoverageServices;
  readonly siteEditing: SiteEditServices;
  readonly cameraFinder: CameraFinderServices;
  readonly exports: ExportsServices;
  readonly ptz: PtzServices;
  serialPorts(): Promise<SerialPortInfo[]>;
  frameChecks(deviceId: string): FrameChecks | null;
  profiles(): ProfileList;
  useProfiles(): Promise<ProfileList>;
  noteSignOn(actor: Actor, isOn: boolean): Promise<void>;
  /** A call that was refused: a line in the log, unless the same page has just had many. */
  noteRefusal(procedure: string, error: ErrorData, actor: Actor | null): void;
}

/** Who sits behind a connection. A page keeps its session over reconnects; a port is a session of its own. */
export interface Session {
  readonly id: string;
  actor: Actor | null;
}

export interface CallContext {
  readonly services: Services;
  readonly session: Session;
}
