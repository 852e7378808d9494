import type { ErrorData } from "../../../contract/errors.ts";
import type { GateProfile } from "../../../contract/gate-profile.ts";
import type { DeviceCondition } from "../../../contract/health.ts";
import type { ProfileGate } from "../../../contract/site.ts";
import type { GateReport } from "../outbox.ts";
import type { Message } from "./codec.ts";
import { Commands } from "./commands.ts";
import { freshPoint, interruptPoint, type Point, type PointState, readPoint } from "./points.ts";

/** How often a lost device is asked, ms: on a shared line each question costs the others a time-out. */
const lostProbeMs = 2_000;

/** Two clocks read at the same instant: UTC ms for records, monotonic ms for ages. */
export interface Instant {
  readonly utcMs: number;
  readonly monotonicMs: number;
}

/** One gate on the line: when to ask it what, what its messages mean, how it is doing. */
export class Unit {
  readonly device: ProfileGate;
  readonly commands: Commands;
  framesGood = 0;
  readonly #profile: GateProfile;
  readonly #points: readonly Point[];
  readonly #report: (report: GateReport) => void;
  #states: PointState[];
  /** Monotonic ms from which each poll may be sent. */
  #dueAtMs: number[];
  #misses = 0;
  #heardAtMs: number | null = null;
  #lastHeardAtMs: number | null = null;
  #error: ErrorData | null = null;
  #linkError: ErrorData | null = null;
  #isLost = false;
  /** `gate.module_lost` was reported, and `gate.module_back` not yet. */
  #isLossTold = false;
  #condition: DeviceCondition = "starting";
  #sinceMs: number;

  constructor(
    device: ProfileGate,
    profile: GateProfile,
    points: readonly Point[],
    report: (report: GateReport) => void,
    now: Instant,
  ) {
    this.device = device;
    this.commands = new Commands(profile.outputs);
    this.#profile = profile;
    this.#points = points;
    this.#report = report;
    this.#states = points.map(() => freshPoint);
    this.#dueAtMs = profile.polls.map(() => now.monotonicMs);
    this.#sinceMs = now.utcMs;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** The poll that has been due longest, and since when; null for a device that is only listened to. */
  nextPoll(): { readonly index: number; readonly dueAtMs: number } | null {
    if (this.#dueAtMs.length === 0) return null;
    const dueAtMs = Math.min(...this.#dueAtMs);
    return { index: this.#dueAtMs.indexOf(dueAtMs), dueAtMs };
  }

  /** When its silence becomes a loss, monotonic ms; null where silence tells nothing. */
  silentAtMs(): number | null {
    const { silenceMs } = this.#profile.timing;
    return silenceMs === undefined || this.#heardAtMs === null || this.#isLost || this.#linkError !== null
      ? null
      : this.#heardAtMs + silenceMs;
  }

  /** @param isOwn the line was connected anew by us: nobody was told, and a lost device is still lost. */
  linkUp(isOwn: boolean, now: Instant): void {
    this.#linkError = null;
    if (!isOwn) {
      this.#isLost = false;
      this.#misses = 0;
      this.#error = null;
      // Silence counts from here: nothing can have been heard before.
      this.#heardAtMs = now.monotonicMs;
      this.#lastHeardAtMs = null;
    }
    this.#interrupt();
    this.#dueAtMs = this.#dueAtMs.map(() => now.monotonicMs);
  }

  linkDown(error: ErrorData): void {
    this.#linkError = error;
    this.commands.giveUp(error.code);
    this.#interrupt();
  }

  /** A message of this device. @param to where its check or end begins */
  take(message: Message, bytes: Uint8Array, start: number, to: number, now: Instant): void {
    this.framesGood++;
    this.#heardAtMs = now.monotonicMs;
    this.#lastHeardAtMs = now.utcMs;
    // A device that is listened to is back with its first word; one that is asked, with an answer.
    if (this.#profile.polls.length === 0) this.#back(now);
    this.#points.forEach((point, index) => {
      const { state, changes } = readPoint(point, this.#states[index] ?? freshPoint, message, bytes, start, to);
      this.#states[index] = state;
      const about = { deviceId: this.device.id, atMs: now.utcMs, pointId: point.id, means: point.means };
      for (const change of changes) this.#report({ ...about, ...change });
    });
  }

  answered(poll: number, sentAtMs: number, now: Instant): void {
    this.#misses = 0;
    this.#error = null;
    this.#dueAtMs[poll] = Math.max(now.monotonicMs, sentAtMs + this.#everyMs(poll));
    this.#back(now);
  }

  missed(poll: number, sentAtMs: number, error: ErrorData, now: Instant): void {
    this.#misses++;
    this.#error = error;
    if (this.#misses >= this.#profile.timing.misses) this.#lose(error, now);
    const nextMs = this.#isLost ? now.monotonicMs + lostProbeMs : sentAtMs + this.#everyMs(poll);
    this.#dueAtMs[poll] = Math.max(now.monotonicMs, nextMs);
    // A lost device is asked one thing, not everything in turn.
    if (this.#isLost) this.#dueAtMs = this.#dueAtMs.map((dueMs) => Math.max(dueMs, nextMs));
  }

  /** Looks whether it has been silent for too long. */
  checkSilence(now: Instant): void {
    const silentAtMs = this.silentAtMs();
    if (silentAtMs === null || now.monotonicMs < silentAtMs) return;
    const error: ErrorData = { code: "device.time_out", params: { timeoutMs: this.#profile.timing.silenceMs ?? 0 } };
    this.#error = error;
    this.#lose(error, now);
  }

  /** @param trouble of the line's frames, where there is much of it */
  condition(
    trouble: ErrorData | null,
    now: Instant,
  ): { condition: DeviceCondition; sinceMs: number; error: ErrorData | null; lastHeardAtMs: number | null } {
    const condition = this.#presentCondition(trouble);
    if (condition !== this.#condition) {
      this.#condition = condition;
      this.#sinceMs = now.utcMs;
    }
    const error = this.#linkError ?? this.#error ?? trouble;
    const lastHeardAtMs = this.#lastHeardAtMs;
    return { condition, sinceMs: this.#sinceMs, error: condition === "ok" ? null : error, lastHeardAtMs };
  }

  #presentCondition(trouble: ErrorData | null): DeviceCondition {
    if (this.#linkError !== null || this.#isLost) return "lost";
    if (trouble !== null) return "degraded";
    if (this.#lastHeardAtMs === null) return "starting";
    return this.#misses > 0 ? "degraded" : "ok";
  }

  #everyMs(poll: number): number {
    return this.#profile.polls[poll]?.everyMs ?? 0;
  }

  #interrupt(): void {
    this.#states = this.#states.map(interruptPoint);
  }

  #lose(error: ErrorData, now: Instant): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#isLossTold = true;
    this.commands.giveUp(error.code);
    this.#interrupt();
    this.#report({ type: "gate.module_lost", deviceId: this.device.id, atMs: now.utcMs, error });
  }

  #back(now: Instant): void {
    this.#isLost = false;
    this.#error = null;
    if (!this.#isLossTold) return;
    this.#isLossTold = false;
    this.#report({ type: "gate.module_back", deviceId: this.device.id, atMs: now.utcMs, error: null });
  }
}
