import type { Clock } from "../base/clock.ts";
import { AppError } from "../base/app-error.ts";
import { type Alarm, wantsHand } from "../contract/alarms.ts";
import type { DeskState } from "../contract/desk.ts";
import type { StoredEvent } from "../contract/events.ts";
import type { LiveMessage, LogCondition } from "../contract/rpc.ts";

/** Events of the first snapshot, and at most this many of those missed. */
const snapshotEvents = 200;
const mostMissed = 500;
/**
 * Changes within this time after a message go out together: in a flood the page gets few large
 * messages and has time left for keys. A call for help that waits for a hand does not wait for it.
 */
const gatherMs = 80;
/** A subscriber that lies further behind than this starts anew with a snapshot. */
const mostQueued = 5000;

export interface FeedSource {
  headSeq(): number;
  condition(): LogCondition;
  openAlarms(): readonly Alarm[];
  desk(): DeskState;
  /** Newest first. */
  newest(limit: number): Promise<readonly StoredEvent[]>;
  /** Oldest first. */
  since(afterSeq: number, limit: number): Promise<readonly StoredEvent[]>;
}

interface Subscriber {
  events: StoredEvent[];
  alarms: Map<string, Alarm>;
  condition: LogCondition | null;
  deskChanged: boolean;
  overflowed: boolean;
  wake: () => void;
  /** Ends the gathering. */
  hurry: () => void;
}

/** Tells every page what was stored, in order, and lets it resume where it stopped. */
export class LiveFeed {
  readonly #subscribers = new Set<Subscriber>();
  readonly #source: FeedSource;
  readonly #clock: Clock;

  constructor(source: FeedSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** After a commit: events in the order of seq, and the alarms' state as of now. */
  publish(events: readonly StoredEvent[], alarms: readonly Alarm[]): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.events.length + events.length > mostQueued) subscriber.overflowed = true;
      else subscriber.events.push(...events);
      for (const alarm of alarms) subscriber.alarms.set(alarm.id, alarm);
      subscriber.wake();
      if (alarms.some(isUrgent)) subscriber.hurry();
    }
  }

  publishCondition(condition: LogCondition): void {
    for (const subscriber of this.#subscribers) {
      subscriber.condition = condition;
      subscriber.wake();
    }
  }

  /** The desk's state has changed; each page is told what it is when its turn comes. */
  publishDesk(): void {
    for (const subscriber of this.#subscribers) {
      subscriber.deskChanged = true;
      subscriber.wake();
    }
  }

  /** Ends with the signal, or with `rpc.unavailable` when the caller does not keep up: it may come back with its seq. */
  async *follow(afterSeq: number | null, signal: AbortSignal): AsyncGenerator<LiveMessage, void> {
    let wakeUp = Promise.withResolvers<void>();
    const subscriber: Subscriber = {
      events: [],
      alarms: new Map(),
      condition: null,
      deskChanged: false,
      overflowed: false,
      wake: () => wakeUp.resolve(),
      hurry: () => undefined,
    };
    const end = (): void => {
      subscriber.wake();
      subscriber.hurry();
    };
    this.#subscribers.add(subscriber);
    signal.addEventListener("abort", end, { once: true });
    try {
      let seq = this.#source.headSeq();
      const { events, truncated } = await this.#missed(afterSeq, seq);
      // From here to the yield nothing can happen in between: the alarms are those of this instant.
      subscriber.alarms.clear();
      subscriber.deskChanged = false;
      const alarms = this.#source.openAlarms();
      yield {
        type: "snapshot",
        seq,
        alarms,
        events,
        truncated,
        log: this.#source.condition(),
        desk: this.#source.desk(),
        nowMs: this.#clock.nowMs(),
      };
      while (!signal.aborted) {
        await wakeUp.promise;
        wakeUp = Promise.withResolvers();
        if (signal.aborted) return;
        if (subscriber.overflowed) throw new AppError("rpc.unavailable", { reason: "behind" });
        if (subscriber.condition !== null) {
          const log = subscriber.condition;
          subscriber.condition = null;
          yield { type: "log", log, nowMs: this.#clock.nowMs() };
        }
        if (subscriber.deskChanged) {
          subscriber.deskChanged = false;
          yield { type: "desk", desk: this.#source.desk(), nowMs: this.#clock.nowMs() };
        }
        const fresh = subscriber.events.filter((event) => event.seq > seq);
        const changed = [...subscriber.alarms.values()];
        subscriber.events = [];
        subscriber.alarms.clear();
        if (fresh.length === 0 && changed.length === 0) continue;
        seq = fresh.at(-1)?.seq ?? seq;
        yield { type: "changes", seq, events: fresh, alarms: changed, nowMs: this.#clock.nowMs() };
        if (!signal.aborted) await this.#gather(subscriber);
      }
    } finally {
      this.#subscribers.delete(subscriber);
      signal.removeEventListener("abort", end);
    }
  }

  /** The pause between two messages. What became urgent while the last one was taken ends it at once. */
  async #gather(subscriber: Subscriber): Promise<void> {
    if ([...subscriber.alarms.values()].some(isUrgent)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(gatherMs, resolve);
    subscriber.hurry = resolve;
    await promise;
    cancel();
    subscriber.hurry = () => undefined;
  }

  async #missed(afterSeq: number | null, seq: number): Promise<{ events: readonly StoredEvent[]; truncated: boolean }> {
    if (afterSeq !== null && afterSeq <= seq && seq - afterSeq <= mostMissed)
      return {
        events: (await this.#source.since(afterSeq, mostMissed)).filter((event) => event.seq <= seq),
        truncated: false,
      };
    const newest = await this.#source.newest(snapshotEvents);
    return { events: newest.filter((event) => event.seq <= seq).toReversed(), truncated: true };
  }
}

/** Somebody calls for help and nobody has taken it yet. */
function isUrgent(alarm: Alarm): boolean {
  return alarm.class === "life" && wantsHand(alarm);
}
