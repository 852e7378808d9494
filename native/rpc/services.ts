import type { AlarmCommand } from "../alarms/decide-command.ts";
import type { Actor } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { ErrorData } from "../contract/errors.ts";
import type { EventFilter, EventPage, StoredEvent } from "../contract/events.ts";
import type { DeviceHealth, KeptFrame } from "../contract/health.ts";
import type { LiveMessage, StationInfo } from "../contract/rpc.ts";
import type { SiteProblem } from "../contract/site.ts";

/** What the handlers ask of the station. They check rights and translate errors; the station does the work. */
export interface Services {
  info(): StationInfo;
  checkSite(text: string): readonly SiteProblem[];
  installSite(text: string, actor: Actor): Promise<readonly SiteProblem[]>;
  alarm(alarmId: string): Promise<{ alarm: Alarm; events: StoredEvent[] }>;
  command(command: AlarmCommand, actor: Actor): Promise<Alarm>;
  page(query: { filter: EventFilter; beforeSeq: number | null; limit: number }): Promise<EventPage>;
  follow(afterSeq: number | null, signal: AbortSignal): AsyncGenerator<LiveMessage, void>;
  health(): readonly DeviceHealth[];
  followHealth(signal: AbortSignal): AsyncGenerator<readonly DeviceHealth[], void>;
  frames(deviceId: string): readonly KeptFrame[];
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
