import { AppError, toErrorData } from "../../../base/app-error.ts";
import { toPrintable } from "../../../base/bytes.ts";
import type { ErrorData } from "../../../contract/errors.ts";
import type { FrameChecks, GateProfile } from "../../../contract/gate-profile.ts";
import type { DeviceHealth, KeptFrame } from "../../../contract/health.ts";
import type { ProfileGate } from "../../../contract/site.ts";
import type { DriverContext } from "../../driver.ts";
import { GateLink } from "../gate-link.ts";
import { Outbox } from "../outbox.ts";
import type { Command } from "./commands.ts";
import { encodeTemplate, type FrameFormat, type Message, toFormat } from "./codec.ts";
import { describeFields } from "./fields.ts";
import { KeptFrames } from "../../kept-frames.ts";
import { toPoints } from "./points.ts";
import { type BadBytes, FrameScanner } from "./scanner.ts";
import { reasonOf, Tally } from "./tally.ts";
import { readUnit } from "./read-unit.ts";
import { type Instant, Unit } from "./unit.ts";

/** A far side that sends more than this in a second is held back: no gate's line is that fast. */
const mostBytesASecond = 65_536;
/** A line that never falls quiet is used all the same after this long, ms. */
const mostQuietWaitMs = 500;
/** Between two questions to lost gates of a line on which others answer, ms. */
const leastProbeGapMs = 1_000;

interface Asking {
  readonly unit: Unit;
  /** The poll, or what somebody wants switched. */
  readonly what: number | Command;
  readonly answer: readonly string[];
  readonly bytes: Uint8Array;
  readonly sentAtMs: number;
  /** What came instead of the answer. */
  complaint: string | null;
}

/** All gates of one link, with one profile: at most one poll under way, every message taken as it comes. */
export class ProfileLine {
  readonly #context: DriverContext;
  readonly #profile: GateProfile;
  readonly #format: FrameFormat;
  readonly #outbox: Outbox;
  readonly #frames = new KeptFrames();
  readonly #tally: Tally;
  readonly #link: GateLink;
  #units: readonly Unit[];
  #scanner: FrameScanner;
  #asking: Asking | null = null;
  #isClosed = false;
  #cancelPoll: () => void = () => undefined;
  #cancelGap: () => void = () => undefined;
  #cancelRest: () => void = () => undefined;
  /** Monotonic ms of the last byte, either way. */
  #busyAtMs = Number.NEGATIVE_INFINITY;
  #waitingSinceMs: number | null = null;
  #probedAtMs = Number.NEGATIVE_INFINITY;
  #pendingFrom = -1;
  #pendingSinceMs = 0;
  #secondFromMs = 0;
  #bytesThisSecond = 0;
  readonly #sink = {
    frame: (message: Message, bytes: Uint8Array, start: number, end: number) =>
      this.#onFrame(message, bytes, start, end),
    bad: (bytes: Uint8Array, start: number, end: number, why: BadBytes) => this.#onBad(bytes.slice(start, end), why),
  };

  /** @param devices at least one; they agree in profile and link (checked with the site file). */
  constructor(devices: readonly [ProfileGate, ...ProfileGate[]], profile: GateProfile, context: DriverContext) {
    this.#context = context;
    this.#profile = profile;
    this.#format = toFormat(profile);
    this.#tally = new Tally(profile);
    this.#outbox = new Outbox(context.report, context.clock, context.logger);
    this.#scanner = new FrameScanner(this.#format);
    const points = toPoints(profile, this.#format.messages);
    const now = this.#now();
    this.#units = devices.map((device) => new Unit(device, profile, points, (report) => this.#outbox.put(report), now));
    const listener = {
      onUp: (isOwn: boolean) => this.#onUp(isOwn),
      onDown: (error: AppError) => this.#onDown(error),
      onLost: (error: ErrorData) => this.#onLost(error),
      onBytes: (bytes: Uint8Array) => this.#onBytes(bytes),
    };
    this.#link = new GateLink(devices[0].link, listener, context);
  }

  units(): readonly Unit[] {
    return this.#units;
  }

  frames(): readonly KeptFrame[] {
    return this.#frames.list();
  }

  checks(): FrameChecks {
    return this.#tally.checks();
  }

  /** Bytes, reconnections and frames that failed are those of the line, which the gates share. */
  health(unit: Unit): DeviceHealth {
    const { bytesIn, bytesOut, reconnects } = this.#link.counts;
    return {
      deviceId: unit.device.id,
      ...unit.condition(this.#tally.trouble(), this.#now()),
      bytesIn,
      bytesOut,
      reconnects,
      framesGood: unit.framesGood,
      framesBad: this.#tally.wrong,
      camera: null,
    };
  }

  /** Resolves when the device has confirmed it; rejects with `gate.output_failed`. */
  setOutput(unit: Unit, outputId: string, on: boolean): Promise<void> {
    if (!this.#link.isUp)
      return Promise.reject(new AppError("gate.output_failed", { outputId, reason: "link.not_open" }));
    const switched = unit.commands.set(outputId, on);
    this.#pump();
    return switched;
  }

  /** Takes a gate off the line; with the last one the link is closed. */
  async remove(unit: Unit): Promise<void> {
    this.#units = this.#units.filter((kept) => kept !== unit);
    unit.commands.giveUp("link.closed");
    if (this.#units.length > 0 || this.#isClosed) return;
    this.#isClosed = true;
    this.#abandon("link.closed");
    this.#stopTimers();
    this.#cancelRest();
    this.#outbox.close();
    await this.#link.close();
  }

  #now(): Instant {
    const { clock } = this.#context;
    return { utcMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
  }

  #onUp(isOwn: boolean): void {
    const now = this.#now();
    this.#scanner = new FrameScanner(this.#format);
    this.#pendingFrom = -1;
    this.#asking = null;
    this.#stopTimers();
    for (const unit of this.#units) {
      unit.linkUp(isOwn, now);
      if (!isOwn) this.#reportLink("link.up", null, unit);
    }
    this.#pump();
  }

  #onDown(error: AppError): void {
    this.#scanner.giveUpAll(this.#sink);
    this.#abandon(error.code);
    this.#stopTimers();
  }

  /** No answer will come to what was sent last. */
  #abandon(reason: string): void {
    const asking = this.#asking;
    this.#asking = null;
    if (asking !== null && typeof asking.what !== "number") asking.unit.commands.fail(asking.what, reason);
  }

  #onLost(error: ErrorData): void {
    for (const unit of this.#units) {
      unit.linkDown(error);
      this.#reportLink("link.down", error, unit);
    }
  }

  #reportLink(type: "link.up" | "link.down", error: ErrorData | null, { device }: Unit): void {
    this.#outbox.put({ type, deviceId: device.id, atMs: this.#context.clock.nowMs(), error });
  }

  #onBytes(bytes: Uint8Array): void {
    const nowMs = this.#context.clock.monotonicMs();
    this.#busyAtMs = nowMs;
    this.#holdBack(bytes.length, nowMs);
    this.#scanner.push(bytes, this.#sink);
    this.#watchGap(nowMs);
    this.#pump();
  }

  #holdBack(count: number, nowMs: number): void {
    if (nowMs - this.#secondFromMs >= 1_000) {
      this.#secondFromMs = nowMs;
      this.#bytesThisSecond = 0;
    }
    const before = this.#bytesThisSecond;
    this.#bytesThisSecond += count;
    if (before > mostBytesASecond || this.#bytesThisSecond <= mostBytesASecond) return;
    this.#link.pause();
    this.#cancelRest = this.#context.clock.after(1_000, () => this.#link.resume());
  }

  /** A frame that stops in the middle, or never comes to its end, is none. */
  #watchGap(nowMs: number): void {
    this.#cancelGap();
    if (!this.#scanner.isPending || this.#isClosed) return;
    const { byteGapMs, frameMs } = this.#profile.timing;
    if (this.#scanner.pendingFrom !== this.#pendingFrom) {
      this.#pendingFrom = this.#scanner.pendingFrom;
      this.#pendingSinceMs = nowMs;
    }
    const silentAtMs = this.#busyAtMs + byteGapMs;
    const lateAtMs = this.#pendingSinceMs + frameMs;
    const waitMs = Math.max(1, Math.ceil(Math.min(silentAtMs, lateAtMs) - nowMs));
    this.#cancelGap = this.#context.clock.after(waitMs, () => {
      const thenMs = this.#context.clock.monotonicMs();
      if (thenMs >= silentAtMs) this.#scanner.giveUpAll(this.#sink);
      else this.#scanner.giveUpFirst(this.#sink);
      this.#watchGap(thenMs);
      this.#pump();
    });
  }

  #onFrame(message: Message, bytes: Uint8Array, start: number, end: number): void {
    const now = this.#now();
    const number = readUnit(this.#format.unit, bytes, start);
    const unit = this.#units.find(({ device }) => (device.unit ?? null) === number);
    const frame = bytes.slice(start, end);
    const to = end - this.#format.trailer;
    const about = number === null ? message.id : `unit ${number} ${message.id}`;
    const describe = (): string => {
      const fields = describeFields(message.fields, frame, 0, to - start);
      return `${unit ? "" : "wrong_unit: "}${about}${fields === "" ? "" : `: ${fields}`}`;
    };
    this.#frames.add({ atMs: now.utcMs, direction: "in", bytes: frame, good: unit !== undefined, describe });
    this.#tally.add(unit ? "good" : "foreign");
    const asking = this.#asking;
    if (!unit) {
      if (asking) asking.complaint ??= "wrong_unit";
      return;
    }
    if (asking?.unit === unit && asking.answer.includes(message.id)) {
      this.#asking = null;
      this.#link.heard();
      if (typeof asking.what === "number") unit.answered(asking.what, asking.sentAtMs, now);
      else unit.commands.confirm(asking.what);
    }
    unit.take(message, bytes, start, to, now);
    if (message.reply !== null) this.#send(encodeTemplate(message.reply, this.#format, number), "reply");
  }

  #onBad(bytes: Uint8Array, why: BadBytes): void {
    const isEcho = this.#asking !== null && Buffer.compare(bytes, this.#asking.bytes) === 0;
    const describe = (): string => (isEcho ? "echo of the poll" : `${why}: ${toPrintable(bytes)}`);
    this.#frames.add({ atMs: this.#context.clock.nowMs(), direction: "in", bytes, good: isEcho, describe });
    if (isEcho) return;
    this.#tally.add(why, bytes);
    if (this.#asking) this.#asking.complaint ??= reasonOf(why);
  }

  #onAnswerLate(): void {
    const asking = this.#asking;
    if (!asking) return;
    this.#asking = null;
    const now = this.#now();
    const { answerMs } = this.#profile.timing;
    const error: ErrorData =
      asking.complaint === null
        ? { code: "device.time_out", params: { timeoutMs: answerMs } }
        : { code: "device.bad_answer", params: { reason: asking.complaint } };
    if (typeof asking.what === "number") asking.unit.missed(asking.what, asking.sentAtMs, error, now);
    else asking.unit.commands.fail(asking.what, error.code);
    const isDead = asking.complaint === null && this.#units.every(({ isLost }) => isLost);
    if (isDead) this.#link.retry();
    this.#pump();
  }

  /** Asks whoever has been due longest, or waits until somebody is, or has been silent for too long. */
  #pump(): void {
    if (!this.#link.isUp || this.#isClosed) return;
    this.#cancelPoll();
    const now = this.#now();
    for (const unit of this.#units) unit.checkSilence(now);
    const asking = this.#asking;
    if (asking) {
      const lateAtMs = asking.sentAtMs + this.#profile.timing.answerMs;
      this.#wait(lateAtMs - now.monotonicMs, () => this.#onAnswerLate());
      return;
    }
    const [next] = this.#units
      .flatMap((unit) => {
        // What somebody waits for goes before what is asked anyway.
        if (unit.commands.isWaiting) return [{ unit, poll: 0, atMs: Number.NEGATIVE_INFINITY }];
        const poll = unit.nextPoll();
        return poll === null ? [] : [{ unit, poll: poll.index, atMs: this.#askAtMs(unit, poll.dueAtMs) }];
      })
      .toSorted(byTime);
    const silentAtMs = Math.min(...this.#units.map((unit) => unit.silentAtMs() ?? Number.POSITIVE_INFINITY));
    const askAtMs = next === undefined ? Number.POSITIVE_INFINITY : this.#quietAtMs(next.atMs, now);
    if (next !== undefined && askAtMs <= now.monotonicMs) this.#ask(next.unit, next.poll, now);
    else if (Math.min(askAtMs, silentAtMs) < Number.POSITIVE_INFINITY)
      this.#wait(Math.min(askAtMs, silentAtMs) - now.monotonicMs, () => this.#pump());
  }

  /** However many gates of a line are lost, the others keep most of its time. */
  #askAtMs(unit: Unit, dueAtMs: number): number {
    if (!unit.isLost || this.#units.every(({ isLost }) => isLost)) return dueAtMs;
    return Math.max(dueAtMs, this.#probedAtMs + Math.max(leastProbeGapMs, 3 * this.#profile.timing.answerMs));
  }

  /** Not into the middle of what a device is saying. */
  #quietAtMs(dueAtMs: number, now: Instant): number {
    if (dueAtMs > now.monotonicMs) return dueAtMs;
    this.#waitingSinceMs ??= now.monotonicMs;
    const gapMs = this.#scanner.isPending ? this.#profile.timing.byteGapMs : this.#profile.timing.pollGapMs;
    return Math.min(this.#busyAtMs + gapMs, this.#waitingSinceMs + mostQuietWaitMs);
  }

  #ask(unit: Unit, poll: number, now: Instant): void {
    this.#waitingSinceMs = null;
    if (unit.isLost) this.#probedAtMs = now.monotonicMs;
    const command = unit.commands.take();
    const request = command ?? this.#profile.polls[poll];
    if (!request) return;
    const name = "outputId" in request ? `${request.outputId} ${request.on ? "on" : "off"}` : `poll ${request.id}`;
    const bytes = encodeTemplate(request.send, this.#format, unit.device.unit ?? null);
    const { answer } = request;
    this.#asking = { unit, what: command ?? poll, answer, bytes, sentAtMs: now.monotonicMs, complaint: null };
    this.#send(bytes, unit.device.unit === undefined ? name : `${name} of unit ${unit.device.unit}`);
    this.#wait(this.#profile.timing.answerMs, () => this.#onAnswerLate());
  }

  #send(bytes: Uint8Array, what: string): void {
    const { clock, logger } = this.#context;
    this.#busyAtMs = clock.monotonicMs();
    this.#frames.add({ atMs: clock.nowMs(), direction: "out", bytes, good: true, describe: () => what });
    this.#link.write(bytes).catch((error: unknown) => {
      // The link tells of its end by itself; on a link that stays up the poll will miss its answer.
      logger.debug({ link: this.#link.address, error: toErrorData(error) }, "bytes were not sent");
    });
  }

  #wait(delayMs: number, then: () => void): void {
    this.#cancelPoll();
    this.#cancelPoll = this.#context.clock.after(Math.max(0, Math.ceil(delayMs)), then);
  }

  #stopTimers(): void {
    this.#cancelPoll();
    this.#cancelGap();
  }
}

/** Equal infinities have no difference to sort by. */
function byTime(a: { readonly atMs: number }, b: { readonly atMs: number }): number {
  return a.atMs === b.atMs ? 0 : a.atMs < b.atMs ? -1 : 1;
}
