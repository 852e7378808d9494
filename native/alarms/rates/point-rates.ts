import type { AlarmKind } from "../../contract/alarms.ts";
import type { DeskSettings } from "../../contract/desk.ts";
import type { LocalizedText } from "../../contract/text.ts";

/** What reports: a point of a device, with one kind of alarm. */
export interface RatedPoint {
  readonly deviceId: string;
  readonly pointId: string | null;
  readonly kind: AlarmKind;
  readonly name: LocalizedText | null;
  readonly areaId: string | null;
}

export interface RateSigns {
  /** This report made it a chattering one. */
  readonly chatterBegan: boolean;
  /** `began` with this report; `on`: count it and no more. */
  readonly guard: "off" | "began" | "on";
}

export interface CountedPoint {
  readonly point: RatedPoint;
  /** Counted since the last time this was asked: while its alarm was open, and while there was none. */
  readonly onOpen: number;
  readonly onNone: number;
  /** When the device last said that it is over, UTC ms; null when its last word was another report. */
  readonly restoredAtMs: number | null;
}

interface Entry {
  point: RatedPoint;
  /** Monotonic ms of the newest reports, oldest first. */
  times: number[];
  lastMs: number;
  chattering: boolean;
  reports: number;
  guarded: boolean;
  lastTooFastMs: number;
  counted: number;
  onOpen: number;
  onNone: number;
  restoredAtMs: number | null;
}

type Limits = Pick<DeskSettings, "chattering" | "guard">;

const forgetAfterMs = 3_600_000;

/**
 * How fast each point reports, on monotonic time. Chattering (ISA-18.2) is only marked; the runaway
 * guard keeps a point that reports faster than anybody can read from burying the rest. Life points
 * are never asked about the guard.
 */
export class PointRates {
  readonly #entries = new Map<string, Entry>();

  /** A report of the point; `mayGuard` false for life. */
  note(point: RatedPoint, monotonicMs: number, limits: Limits, mayGuard: boolean): RateSigns {
    const entry = this.#entry(point);
    const { chattering, guard } = limits;
    entry.point = point;
    entry.lastMs = monotonicMs;
    entry.restoredAtMs = null;
    entry.times.push(monotonicMs);
    const kept = Math.max(chattering.reports, guard.reports);
    if (entry.times.length > kept) entry.times.splice(0, entry.times.length - kept);
    const chatterBegan = !entry.chattering && isFast(entry.times, monotonicMs, chattering);
    if (chatterBegan) {
      entry.chattering = true;
      entry.reports = 0;
    }
    if (entry.chattering) entry.reports += 1;
    if (!mayGuard) return { chatterBegan, guard: "off" };
    const tooFast = isFast(entry.times, monotonicMs, guard);
    if (tooFast) entry.lastTooFastMs = monotonicMs;
    if (entry.guarded) return { chatterBegan, guard: "on" };
    if (!tooFast) return { chatterBegan, guard: "off" };
    entry.guarded = true;
    entry.counted = 0;
    return { chatterBegan, guard: "began" };
  }

  /** A report that the guard held back; `isOpen`: whether an alarm of the point is open that it counts on. */
  count(point: RatedPoint, isOpen: boolean, reports: number): void {
    const entry = this.#entry(point);
    entry.counted += reports;
    if (isOpen) entry.onOpen += reports;
    else entry.onNone += reports;
  }

  noteRestored(point: Pick<RatedPoint, "deviceId" | "pointId" | "kind">, atMs: number): void {
    const entry = this.#entries.get(keyOf(point));
    if (entry !== undefined) entry.restoredAtMs = atMs;
  }

  /** Takes over what the desk's state says after a restart, so that it can end. */
  resume(point: RatedPoint, what: "chattering" | "guarded", reports: number, monotonicMs: number): void {
    const entry = this.#entry(point);
    entry.lastMs = monotonicMs;
    if (what === "chattering") {
      entry.chattering = true;
      entry.reports = reports;
      return;
    }
    entry.guarded = true;
    entry.lastTooFastMs = monotonicMs;
    entry.counted = reports;
  }

  /** Reports since it began to chatter, and those that the guard has counted. */
  countsOf(point: Pick<RatedPoint, "deviceId" | "pointId" | "kind">): { reports: number; counted: number } {
    const entry = this.#entries.get(keyOf(point));
    return { reports: entry?.reports ?? 0, counted: entry?.counted ?? 0 };
  }

  /** Chattering points that have been quiet long enough, and guarded ones slow enough: they are so no longer. */
  settle(monotonicMs: number, limits: Limits): { settled: readonly RatedPoint[]; freed: readonly RatedPoint[] } {
    const settled: RatedPoint[] = [];
    const freed: RatedPoint[] = [];
    for (const [key, entry] of this.#entries) {
      if (entry.chattering && monotonicMs - entry.lastMs >= limits.chattering.quietSeconds * 1000) {
        entry.chattering = false;
        settled.push(entry.point);
      }
      if (entry.guarded && monotonicMs - entry.lastTooFastMs >= limits.guard.quietSeconds * 1000) {
        entry.guarded = false;
        freed.push(entry.point);
      }
      if (!entry.chattering && !entry.guarded && monotonicMs - entry.lastMs > forgetAfterMs) this.#entries.delete(key);
    }
    return { settled, freed };
  }

  /** What was held back, and forgets it. Null when nothing was. */
  takeCounted(point: RatedPoint): CountedPoint | null {
    const entry = this.#entries.get(keyOf(point));
    if (entry === undefined || entry.onOpen + entry.onNone === 0) return null;
    const { onOpen, onNone, restoredAtMs } = entry;
    entry.onOpen = 0;
    entry.onNone = 0;
    return { point: entry.point, onOpen, onNone, restoredAtMs };
  }

  #entry(point: RatedPoint): Entry {
    const key = keyOf(point);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = {
      point,
      times: [],
      lastMs: 0,
      chattering: false,
      reports: 0,
      guarded: false,
      lastTooFastMs: 0,
      counted: 0,
      onOpen: 0,
      onNone: 0,
      restoredAtMs: null,
    };
    this.#entries.set(key, entry);
    return entry;
  }
}

function isFast(times: readonly number[], nowMs: number, rate: { reports: number; withinSeconds: number }): boolean {
  const first = times[times.length - rate.reports];
  return first !== undefined && nowMs - first <= rate.withinSeconds * 1000;
}

function keyOf(point: Pick<RatedPoint, "deviceId" | "pointId" | "kind">): string {
  return `${point.deviceId}|${point.pointId ?? ""}|${point.kind}`;
}
