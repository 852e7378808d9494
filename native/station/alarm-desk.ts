import type { Actor } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { NewEvent, StoredEvent } from "../contract/events.ts";
import type { DeviceReport } from "../contract/reports.ts";
import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { AlarmBook } from "../alarms/alarm-book.ts";
import { type AlarmCommand, decideCommand } from "../alarms/decide-command.ts";
import { type Decision, decideReport } from "../alarms/decide-report.ts";
import type { SiteView } from "../alarms/site-view.ts";
import type { Log, StoredEntry } from "../log/log.ts";
import type { LiveFeed } from "./live-feed.ts";

/** An alarm that is not stored after this long is shown all the same, marked. */
const showUnstoredAfterMs = 1000;
/** While the log takes nothing more, the same entry is offered again at this interval. */
const offerAgainMs = 1000;
/** An operator's act is answered after this long even if it cannot be stored yet; the page says so. */
const answerAfterMs = 2000;

export interface AlarmDeskParts {
  readonly log: Log;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
}

/**
 * Joins the alarm rules to the log and to the pages. The rules' book moves on at once, so that the
 * next report sees it; devices and pages are told after the commit.
 */
export class AlarmDesk {
  readonly #book: AlarmBook;
  readonly #parts: AlarmDeskParts;
  #site: SiteView;

  constructor(open: readonly Alarm[], site: SiteView, parts: AlarmDeskParts) {
    this.#book = new AlarmBook(open);
    this.#site = site;
    this.#parts = parts;
  }

  get openAlarms(): readonly Alarm[] {
    return this.#book.list();
  }

  alarm(alarmId: string): Alarm | null {
    return this.#book.get(alarmId);
  }

  setSite(site: SiteView): void {
    this.#site = site;
  }

  /** Resolves when the report and what follows from it is stored. */
  async report(report: DeviceReport): Promise<void> {
    const decision = decideReport({ book: this.#book, site: this.#site, newId: this.#parts.newId }, report);
    if (decision.events.length > 0) await this.#store(decision);
  }

  /** An event that changes no alarm. */
  async note(event: NewEvent): Promise<void> {
    await this.#store({ events: [event], alarms: [] });
  }

  /** Throws what the rules refuse; otherwise the alarm's new state, stored unless the log is unavailable. */
  async command(command: AlarmCommand, actor: Actor): Promise<Alarm> {
    const { clock, newId } = this.#parts;
    const decision = decideCommand(this.#book, command, actor, clock.nowMs(), newId);
    const stored = this.#store(decision);
    // A failure after the answer is in the log's condition, which every page shows.
    stored.catch((error: unknown) => this.#parts.logger.error({ error: String(error) }, "a command was not stored"));
    await Promise.race([stored, clock.sleep(answerAfterMs)]);
    const [alarm] = decision.alarms;
    if (alarm === undefined) throw new AppError("internal", { reason: "a command without an alarm" });
    return this.#book.get(alarm.id) ?? alarm;
  }

  /** Called by the log for every entry, in the order of seq, after its commit. */
  onStored(stored: StoredEntry): void {
    const changed = new Map<string, Alarm>();
    for (const alarm of stored.alarms) {
      if (alarm.raisedSeq !== null) this.#book.noteStored(alarm.id, alarm.raisedSeq);
      changed.set(alarm.id, this.#book.get(alarm.id) ?? alarm);
    }
    this.#parts.feed.publish(stored.events, [...changed.values()]);
  }

  async #store(decision: Decision): Promise<readonly StoredEvent[]> {
    for (const alarm of decision.alarms) this.#book.apply(alarm);
    const { log, clock } = this.#parts;
    const cancel =
      decision.alarms.length === 0
        ? null
        : clock.after(log.condition.state === "ok" ? showUnstoredAfterMs : 0, () => this.#showUnstored(decision));
    try {
      return (await this.#offer(decision)).events;
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
    this.#parts.feed.publish([], current);
  }
}
