import { AppError } from "../base/app-error.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { NewEvent } from "../contract/events.ts";
import type { Hold } from "../contract/evidence.ts";
import type { EvidenceParts, InTurn } from "./evidence-parts.ts";

/** Before its end a hold is told of once, ms. */
const warnMs = 7 * 86_400_000;
/** Longer ends are none: then it is a hold until it is released. */
const mostMs = 3660 * 86_400_000;
/** Holds in force are read back at a start; more than this nobody keeps in view. */
const mostHolds = 10_000;

export interface PlaceHold {
  readonly clipIds: readonly string[];
  readonly alarmId: string | null;
  readonly reason: string;
  readonly untilMs: number | null;
}

/** Holds 保全 against deletion. What is in force is kept in memory; the rows are the log's. */
export class HoldBook {
  readonly #parts: EvidenceParts;
  readonly #inTurn: InTurn;
  #inForce: readonly Hold[] = [];

  constructor(parts: EvidenceParts, inTurn: InTurn) {
    this.#parts = parts;
    this.#inTurn = inTurn;
  }

  async recall(): Promise<void> {
    const all = await this.#parts.log.clips.holds(mostHolds);
    this.#inForce = all.filter(({ endedAtMs }) => endedAtMs === null);
  }

  /** Throws `hold.wrong_time`, `hold.nothing_to_hold`, `clip.not_found`, `clip.wrong_state` {state}, `alarm.not_found`. */
  place(given: PlaceHold, actor: Actor): Promise<Hold> {
    return this.#inTurn(async () => {
      const { log, clock, newId, knowsAlarm } = this.#parts;
      const { clipIds, alarmId, reason, untilMs } = given;
      const nowMs = clock.nowMs();
      if (untilMs !== null && (untilMs <= nowMs || untilMs > nowMs + mostMs)) throw new AppError("hold.wrong_time");
      if (clipIds.length === 0 && alarmId === null) throw new AppError("hold.nothing_to_hold");
      if (alarmId !== null && !(await knowsAlarm(alarmId))) throw new AppError("alarm.not_found", { alarmId });
      for (const clipId of clipIds) {
        const clip = await log.clips.clip(clipId);
        if (clip === null) throw new AppError("clip.not_found", { clipId });
        if (clip.state !== "kept") throw new AppError("clip.wrong_state", { clipId, state: clip.state });
      }
      const holdId = newId();
      const number = (await log.clips.lastNumbers()).hold + 1;
      const data = { holdId, number, reason, untilMs, clipIds: [...clipIds] };
      const place = { key: `hold:${holdId}`, atMs: nowMs, severity: "information" as const, alarmId, actor };
      await this.#append([makeEvent("hold.placed", place, data)]);
      return await this.#get(holdId);
    });
  }

  /** Throws `hold.not_found`, `hold.wrong_state`. */
  release(holdId: string, reason: string, actor: Actor): Promise<Hold> {
    return this.#inTurn(async () => {
      const hold = await this.#get(holdId);
      if (hold.endedAtMs !== null) throw new AppError("hold.wrong_state", { number: hold.number });
      const { number, alarmId } = hold;
      const place = { key: `hold:${holdId}:end`, atMs: this.#parts.clock.nowMs(), severity: "information" as const };
      await this.#append([makeEvent("hold.released", { ...place, alarmId, actor }, { holdId, number, reason })]);
      return await this.#get(holdId);
    });
  }

  /** Tells what ends within a week, and what has ended; a hold protects until that stands in the log. */
  async takeDue(): Promise<void> {
    const nowMs = this.#parts.clock.nowMs();
    const due = (hold: Hold) =>
      hold.untilMs !== null && (hold.untilMs <= nowMs || (!hold.ending && hold.untilMs <= nowMs + warnMs));
    if (!this.#inForce.some(due)) return;
    await this.#inTurn(async () => {
      const events = this.#inForce.filter(due).flatMap((hold): NewEvent[] => {
        const { holdId, number, reason, untilMs, alarmId } = hold;
        if (untilMs === null) return [];
        const data = { holdId, number, reason, untilMs };
        const place = { atMs: nowMs, severity: "fault" as const, alarmId };
        if (untilMs <= nowMs) return [makeEvent("hold.expired", { ...place, key: `hold:${holdId}:end` }, data)];
        return [makeEvent("hold.ending", { ...place, key: `hold:${holdId}:ending` }, data)];
      });
      if (events.length > 0) await this.#append(events);
    });
  }

  async #get(holdId: string): Promise<Hold> {
    const hold = await this.#parts.log.clips.hold(holdId);
    if (hold === null) throw new AppError("hold.not_found", { holdId });
    return hold;
  }

  async #append(events: readonly NewEvent[]): Promise<void> {
    await this.#parts.log.append({ events, alarms: [] });
    await this.recall();
  }
}
