import type { Actor } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import { type DeskSettings, type DeskState, quietDesk } from "../contract/desk.ts";
import type { NewEvent, StoredEvent } from "../contract/events.ts";
import type { DeviceReport } from "../contract/reports.ts";
import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { AlarmBook } from "../alarms/alarm-book.ts";
import { type AlarmCommand, decideCommand } from "../alarms/decide-command.ts";
import { decideClockSet, decideDue, nextDueMs, nextModeEndMs, withCount } from "../alarms/decide-due.ts";
import { decideReport } from "../alarms/decide-report.ts";
import { alarmEvent, type Decision, type DeskView } from "../alarms/decision.ts";
import { decideManual, decideReopen, type ManualReport } from "../alarms/manual-alarm.ts";
import { decideMode, decideModeEnds, type ModeCommand } from "../alarms/modes/decide-mode.ts";
import type { PlanSet } from "../alarms/plan/plan-set.ts";
import { decideRates } from "../alarms/rates/decide-rates.ts";
import { FloodWatch } from "../alarms/rates/flood-watch.ts";
import { PointRates } from "../alarms/rates/point-rates.ts";
import { decideStationFault, type StationFault } from "../alarms/station-fault.ts";
import type { SiteView } from "../alarms/site-view.ts";
import type { Log, StoredEntry } from "../log/log.ts";
import type { LiveFeed } from "./live-feed.ts";

/** An alarm that is not stored after this long is shown all the same, marked. */
const showUnstoredAfterMs = 1000;
/** While the log takes nothing more, the same entry is offered again at this interval. */
const offerAgainMs = 1000;
/** An operator's act is answered after this long even if it cannot be stored yet; the page says so. */
const answerAfterMs = 2000;
/** Deadlines, rates and the clock are looked at this often at least; a deadline that is nearer, on time. */
const lookAgainMs = 1000;
/** Between two looks: after a flood thousands of deadlines lie a few ms apart, and each look goes through all alarms. */
const restMs = 20;
/** The two clocks drift apart by less than this unless somebody sets one. */
const clockSetMs = 500;
/** Alarms that fall due together are stored so many an entry. */
const dueTogether = 20;

export interface AlarmDeskParts {
  readonly log: Log;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
}

/** What the desk goes by; replaced as a whole when the site changes. */
export interface DeskRules {
  readonly site: SiteView;
  readonly settings: DeskSettings;
  readonly plans: PlanSet;
}

/** What the log remembers of the desk. */
export interface DeskMemory {
  readonly open: readonly Alarm[];
  readonly desk: DeskState | null;
  /** Unmarked alarms raised within the flood's window, UTC ms. */
  readonly raisedAtMs: readonly number[];
}

/**
 * Joins the alarm rules to the log and to the pages. The rules' book moves on at once, so that the
 * next report sees it; devices and pages are told after the commit.
 */
export class AlarmDesk {
  readonly #book: AlarmBook;
  readonly #parts: AlarmDeskParts;
  readonly #rates = new PointRates();
  readonly #flood = new FloodWatch();
  /** Closed alarms that are being continued, until the log says so itself. */
  readonly #continued = new Map<string, string>();
  readonly #shown = new Set<string>();
  #rules: DeskRules;
  #desk: DeskState;
  /** The console's clock against the monotonic one, ms. */
  #offsetMs: number;
  #cancelLook: (() => void) | null = null;

  constructor(memory: DeskMemory, rules: DeskRules, parts: AlarmDeskParts) {
    this.#rules = rules;
    this.#parts = parts;
    this.#desk = memory.desk ?? quietDesk;
    const { clock } = parts;
    const monotonicMs = clock.monotonicMs();
    this.#offsetMs = clock.nowMs() - monotonicMs;
    this.#book = new AlarmBook(memory.open);
    for (const alarm of memory.open) this.#book.apply(withCount(this.#view(), alarm));
    for (const atMs of memory.raisedAtMs) this.#flood.raised(atMs - this.#offsetMs);
    for (const what of ["chattering", "guarded"] as const)
      for (const point of this.#desk[what]) {
        const { areaId } = rules.site.point(point.deviceId, point.pointId);
        this.#rates.resume({ ...point, areaId }, what, point.reports, monotonicMs);
      }
  }

  get openAlarms(): readonly Alarm[] {
    return this.#book.list();
  }

  get state(): DeskState {
    return this.#desk;
  }

  get rules(): DeskRules {
    return this.#rules;
  }

  alarm(alarmId: string): Alarm | null {
    return this.#book.get(alarmId);
  }

  setRules(rules: DeskRules): void {
    this.#rules = rules;
  }

  /** Fires what fell due while the station was down, and from then on what falls due. */
  start(): void {
    this.#look();
  }

  close(): void {
    this.#cancelLook?.();
    this.#cancelLook = null;
  }

  /** Resolves when the report and what follows from it is stored. */
  async report(report: DeviceReport): Promise<void> {
    this.#noticeClock();
    const view = this.#view();
    const decision = decideReport({ ...view, memory: this.#rateMemory() }, report);
    if (decision.events.length > 0) await this.#store(decision);
  }

  /** A fault of the console's own began, or is over. Resolves when what follows from it is stored. */
  async fault(fault: StationFault): Promise<void> {
    this.#noticeClock();
    const decision = decideStationFault(this.#view(), fault);
    if (decision.events.length > 0) await this.#store(decision);
  }

  /** An event that changes no alarm. */
  async note(event: NewEvent): Promise<void> {
    await this.#store({ events: [event], alarms: [] });
  }

  /** Throws what the rules refuse; otherwise the alarm's new state, stored unless the log is unavailable. */
  command(command: AlarmCommand, actor: Actor): Promise<Alarm> {
    return this.#act(() => decideCommand(this.#view(), command, actor));
  }

  raiseManual(report: ManualReport, actor: Actor): Promise<Alarm> {
    return this.#act(() => decideManual(this.#view(), report, actor));
  }

  /** The new alarm. Throws `alarm.not_found`, `alarm.wrong_state`, `alarm.already_continued`. */
  async reopen(alarmId: string, note: string, actor: Actor): Promise<Alarm> {
    const closed = this.#book.get(alarmId) ?? (await this.#parts.log.alarm(alarmId));
    if (closed === null) throw new AppError("alarm.not_found", { alarmId });
    return await this.#act(() => {
      const continuedBy = closed.continuedBy ?? this.#continued.get(alarmId) ?? null;
      const decision = decideReopen(this.#view(), { ...closed, continuedBy }, note, actor);
      this.#continued.set(alarmId, decision.alarms[0].id);
      return { ...decision, alsoStored: [decision.closed] };
    });
  }

  /** Throws what the rules refuse; otherwise the desk's new state. */
  async setMode(command: ModeCommand, actor: Actor): Promise<DeskState> {
    this.#noticeClock();
    await this.#answered(this.#store(decideMode(this.#view(), command, actor)));
    return this.#desk;
  }

  /** A page has painted these: written down once for each alarm of a drill or a test. */
  async noteShown(alarmIds: readonly string[]): Promise<void> {
    const { nowMs } = this.#view();
    const events = alarmIds.flatMap((id) => {
      const alarm = this.#book.get(id);
      if (alarm === null || alarm.mark === null || this.#shown.has(id)) return [];
      this.#shown.add(id);
      const data = { name: alarm.name, afterMs: Math.max(0, nowMs - alarm.raisedAtMs) };
      return [alarmEvent(alarm, "alarm.shown", { key: `alarm:${id}:shown`, atMs: nowMs }, data)];
    });
    if (events.length > 0) await this.#answered(this.#store({ events, alarms: [] }));
  }

  /** Called by the log for every entry, in the order of seq, after its commit. */
  onStored(stored: StoredEntry): void {
    const changed = new Map<string, Alarm>();
    for (const alarm of stored.alarms) {
      if (alarm.raisedSeq !== null) this.#book.noteStored(alarm.id, alarm.raisedSeq);
      if (alarm.state === "closed") this.#shown.delete(alarm.id);
      changed.set(alarm.id, this.#book.get(alarm.id) ?? alarm);
    }
    this.#parts.feed.publish(stored.events, [...changed.values()]);
  }

  #view(): DeskView {
    const { clock, newId } = this.#parts;
    return { ...this.#rules, book: this.#book, desk: this.#desk, nowMs: clock.nowMs(), newId };
  }

  #rateMemory() {
    return { rates: this.#rates, flood: this.#flood, monotonicMs: this.#parts.clock.monotonicMs() };
  }

  async #act(decide: () => Decision & { alarms: readonly [Alarm]; alsoStored?: readonly Alarm[] }): Promise<Alarm> {
    this.#noticeClock();
    const decision = decide();
    await this.#answered(this.#store(decision, decision.alsoStored));
    const [alarm] = decision.alarms;
    return this.#book.get(alarm.id) ?? alarm;
  }

  async #answered(stored: Promise<unknown>): Promise<void> {
    // A failure after the answer is in the log's condition, which every page shows.
    this.#watch(stored, "a command was not stored");
    await Promise.race([stored, this.#parts.clock.sleep(answerAfterMs)]);
  }

  #watch(stored: Promise<unknown>, message: string): void {
    stored.catch((error: unknown) => this.#parts.logger.error({ error: String(error) }, message));
  }

  /** Before anything is decided, so that no deadline is judged by a clock that has just been set. */
  #noticeClock(): void {
    const { clock } = this.#parts;
    const offsetMs = clock.nowMs() - clock.monotonicMs();
    const byMs = Math.round(offsetMs - this.#offsetMs);
    if (Math.abs(byMs) < clockSetMs) return;
    this.#offsetMs = offsetMs;
    for (const decision of decideClockSet(this.#view(), byMs))
      this.#watch(this.#store(decision), "a clock that was set was not noted");
  }

  /** Everything that time alone brings about. */
  #look(): void {
    this.#noticeClock();
    const { clock } = this.#parts;
    let next = this.#takeDue();
    const ended = decideModeEnds(this.#view());
    if (ended !== null) this.#watch(this.#store(ended), "the end of a mode was not stored");
    const rates = decideRates(this.#view(), this.#rateMemory());
    if (rates !== null && rates.events.length > 0) this.#watch(this.#store(rates), "a rate was not stored");
    else if (rates?.desk !== undefined) {
      this.#desk = rates.desk;
      this.#parts.feed.publishDesk();
    }
    const nowMs = clock.nowMs();
    next = Math.min(next, nextModeEndMs(this.#desk));
    this.#cancelLook = clock.after(Math.max(restMs, Math.min(lookAgainMs, next - nowMs)), () => this.#look());
  }

  /** When the next alarm falls due, UTC ms: one look at each, because in a flood there are many. */
  #takeDue(): number {
    const view = this.#view();
    let next = Infinity;
    let events: NewEvent[] = [];
    let alarms: Alarm[] = [];
    const flush = (): void => {
      if (alarms.length > 0) this.#watch(this.#store({ events, alarms }), "a deadline was not stored");
      events = [];
      alarms = [];
    };
    for (const alarm of this.#book.list()) {
      const dueMs = nextDueMs(alarm);
      const decision = dueMs > view.nowMs ? null : decideDue(view, alarm);
      next = Math.min(next, decision?.alarms[0] === undefined ? dueMs : nextDueMs(decision.alarms[0]));
      if (decision === null) continue;
      events.push(...decision.events);
      alarms.push(...decision.alarms);
      if (alarms.length >= dueTogether) flush();
    }
    flush();
    return next;
  }

  /** `alsoStored` are alarms that are closed and stay so: rows to write, none of the book's business. */
  async #store(decision: Decision, alsoStored: readonly Alarm[] = []): Promise<readonly StoredEvent[]> {
    for (const alarm of decision.alarms) this.#book.apply(alarm);
    if (decision.desk !== undefined) this.#desk = decision.desk;
    const { log, clock } = this.#parts;
    const cancel =
      decision.alarms.length === 0 && decision.desk === undefined
        ? null
        : clock.after(log.condition.state === "ok" ? showUnstoredAfterMs : 0, () => this.#showUnstored(decision));
    try {
      const { events, alarms, desk } = decision;
      const entry = { events, alarms: [...alarms, ...alsoStored], ...(desk === undefined ? {} : { desk }) };
      const stored = await this.#offer(entry);
      if (desk !== undefined) this.#parts.feed.publishDesk();
      return stored.events;
    } finally {
      cancel?.();
    }
  }

  /** The log takes nothing while too much waits; nothing is given up, the device simply stays unacknowledged. */
  async #offer(decision: Decision): Promise<StoredEntry> {
    for (;;) {
      try {
        return await this.#parts.log.append(decision);
      } catch (error) {
        if (!(error instanceof AppError && error.code === "log.overloaded")) throw error;
        await this.#parts.clock.sleep(offerAgainMs);
      }
    }
  }

  #showUnstored(decision: Decision): void {
    const current = decision.alarms.map((alarm) => this.#book.get(alarm.id) ?? alarm);
    if (current.length > 0) this.#parts.feed.publish([], current);
    if (decision.desk !== undefined) this.#parts.feed.publishDesk();
  }
}
