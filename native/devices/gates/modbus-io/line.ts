import { toErrorData } from "../../../base/app-error.ts";
import type { ErrorData } from "../../../contract/errors.ts";
import type { DeviceHealth, KeptFrame } from "../../../contract/health.ts";
import type { ModbusGate } from "../../../contract/site.ts";
import { parseLinkAddress } from "../../../link/link-address.ts";
import type { DriverContext } from "../../driver.ts";
import type { Request } from "./codec.ts";
import { ask, describeRequest, type ExchangeState, giveUp, startExchange, type Step, takeBytes } from "./exchange.ts";
import { Gate, type Instant } from "./gate.ts";
import { KeptFrames } from "../../kept-frames.ts";
import { GateLink } from "../gate-link.ts";
import { Outbox } from "../outbox.ts";

/** Bits of a character on an asynchronous line, at most: start, 8 data, parity, stop. */
const characterBits = 11;
/** Silence on the line before a request, in characters (MODBUS over Serial Line V1.02, 2.5.1.1). */
const quietCharacters = 3.5;
/** Where the line's speed is not known, behind a serial server: 3.5 characters at 9600 Bd, rounded up. */
const standardQuietMs = 5;
/** A line that never falls quiet is used all the same after this long, ms. */
const mostQuietWaitMs = 200;
/**
 * An answer has at most 260 bytes. A far side that sends more than this between two requests is held
 * back until the next one, so that its noise costs the other devices nothing.
 */
const mostBytesARequest = 4_096;

/** Between two questions to lost gates of a line on which others answer, ms. */
const leastProbeGapMs = 1_000;

/** All gates on one link: one request at a time, each gate in turn. */
export class ModbusLine {
  readonly #context: DriverContext;
  readonly #outbox: Outbox;
  readonly #frames = new KeptFrames();
  readonly #quietMs: number;
  #gates: readonly Gate[];
  readonly #link: GateLink;
  #exchange: ExchangeState;
  #asking: { readonly gate: Gate; readonly request: Request } | null = null;
  #cancelTimer: () => void = () => undefined;
  #isClosed = false;
  /** Monotonic ms when the last byte came. */
  #lastByteMs = Number.NEGATIVE_INFINITY;
  #bytesSinceAsked = 0;
  /** When a lost gate was last asked. */
  #probedAtMs = Number.NEGATIVE_INFINITY;
  /** Since when a request has been waiting for the line to fall quiet. */
  #readySinceMs: number | null = null;

  /** @param devices at least one; they agree in their framing (checked with the site file). */
  constructor(devices: readonly [ModbusGate, ...ModbusGate[]], context: DriverContext) {
    const [{ framing, link }] = devices;
    this.#context = context;
    this.#outbox = new Outbox(context.report, context.clock, context.logger);
    this.#exchange = startExchange(framing);
    this.#quietMs = framing === "rtu" ? quietBefore(link) : 0;
    this.#gates = devices.map((device) => this.#gate(device));
    const listener = {
      onUp: (isOwn: boolean) => this.#onUp(isOwn),
      onDown: () => this.#onDown(),
      onLost: (error: ErrorData) => this.#onLost(error),
      onBytes: (bytes: Uint8Array) => this.#onBytes(bytes),
    };
    this.#link = new GateLink(link, listener, context);
  }

  gates(): readonly Gate[] {
    return this.#gates;
  }

  frames(): readonly KeptFrame[] {
    return this.#frames.list();
  }

  /** Bytes and reconnections are those of the line, which the gates share. */
  health(gate: Gate): DeviceHealth {
    const { bytesIn, bytesOut, reconnects } = this.#link.counts;
    return {
      deviceId: gate.device.id,
      ...gate.condition(),
      bytesIn,
      bytesOut,
      reconnects,
      framesGood: gate.framesGood,
      framesBad: gate.framesBad,
      camera: null,
    };
  }

  /** Takes a gate out of the poll; resolves when it is out, and with the last one when the link is closed. */
  async remove(gate: Gate): Promise<void> {
    this.#gates = this.#gates.filter((kept) => kept !== gate);
    gate.stop();
    if (this.#gates.length > 0 || this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTimer();
    this.#outbox.close();
    await this.#link.close();
  }

  #gate(device: ModbusGate): Gate {
    const sinks = { report: (report: Parameters<Outbox["put"]>[0]) => this.#outbox.put(report) };
    return new Gate(device, sinks, this.#now());
  }

  #now(): Instant {
    const { clock } = this.#context;
    return { utcMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
  }

  #onUp(isOwn: boolean): void {
    const now = this.#now();
    this.#exchange = startExchange(this.#exchange.framing);
    this.#asking = null;
    this.#cancelTimer();
    for (const gate of this.#gates) {
      gate.linkUp(isOwn, now);
      if (!isOwn) this.#reportLink("link.up", null, gate);
    }
    this.#pump();
  }

  #onDown(): void {
    this.#asking = null;
    this.#cancelTimer();
  }

  #onLost(error: ErrorData): void {
    for (const gate of this.#gates) {
      gate.linkDown(error, this.#now());
      this.#reportLink("link.down", error, gate);
    }
  }

  #reportLink(type: "link.up" | "link.down", error: ErrorData | null, gate: Gate): void {
    this.#outbox.put({ type, deviceId: gate.device.id, atMs: this.#context.clock.nowMs(), error });
  }

  #onBytes(bytes: Uint8Array): void {
    this.#lastByteMs = this.#context.clock.monotonicMs();
    this.#bytesSinceAsked += bytes.length;
    if (this.#bytesSinceAsked > mostBytesARequest) this.#link.pause();
    this.#take(takeBytes(this.#exchange, bytes));
    this.#pump();
  }

  #onTimeOut(): void {
    const late = this.#asking?.gate;
    this.#take(giveUp(this.#exchange));
    const now = this.#now();
    if (late && this.#exchange.framing === "rtu") late.holdOff(now.monotonicMs + late.device.timeoutMs);
    if (this.#gates.every((gate) => gate.isLost)) this.#link.retry();
    this.#pump();
  }

  /** The one place where a step of the exchange takes effect. */
  #take(step: Step): void {
    const now = this.#now();
    this.#exchange = step.state;
    for (const { bytes, good, meaning, unit } of step.frames) {
      this.#frames.add({ atMs: now.utcMs, direction: "in", bytes, good, describe: () => meaning });
      const gate = this.#gates.find(({ device }) => device.unit === unit);
      if (gate && good) gate.framesGood++;
      else if (gate) gate.framesBad++;
    }
    for (const gate of this.#gates) if (step.lateUnits.includes(gate.device.unit)) gate.lateAnswer(now);
    const asked = this.#asking;
    if (!step.outcome || !asked) return;
    this.#asking = null;
    this.#cancelTimer();
    if (this.#gates.includes(asked.gate)) asked.gate.take(asked.request, step.outcome, now);
    const { type } = step.outcome;
    if (type === "inputs" || type === "coils" || type === "written" || type === "registers") this.#link.heard();
  }

  /** Asks whoever has been due longest, or waits until somebody is. */
  #pump(): void {
    if (!this.#link.isUp || this.#isClosed || this.#asking) return;
    this.#cancelTimer();
    const [gate] = this.#gates.toSorted((a, b) => this.#dueAtMs(a) - this.#dueAtMs(b) || a.dueAtMs - b.dueAtMs);
    if (!gate) return;
    const now = this.#now();
    const dueAtMs = this.#dueAtMs(gate);
    if (dueAtMs > now.monotonicMs) {
      this.#wait(dueAtMs - now.monotonicMs, () => this.#pump());
      return;
    }
    this.#readySinceMs ??= now.monotonicMs;
    const quietAtMs = Math.min(this.#lastByteMs + this.#quietMs, this.#readySinceMs + mostQuietWaitMs);
    if (quietAtMs > now.monotonicMs) this.#wait(quietAtMs - now.monotonicMs, () => this.#pump());
    else this.#ask(gate, now);
  }

  /** However many gates of a line are lost, the others keep most of its time. */
  #dueAtMs(gate: Gate): number {
    if (!gate.isLost || this.#gates.every(({ isLost }) => isLost)) return gate.dueAtMs;
    return Math.max(gate.dueAtMs, this.#probedAtMs + Math.max(leastProbeGapMs, 3 * gate.device.timeoutMs));
  }

  #ask(gate: Gate, now: Instant): void {
    this.#readySinceMs = null;
    if (this.#bytesSinceAsked > mostBytesARequest) this.#link.resume();
    this.#bytesSinceAsked = 0;
    if (gate.isLost) this.#probedAtMs = now.monotonicMs;
    const request = gate.nextRequest(now);
    const step = ask(this.#exchange, request);
    this.#take(step);
    this.#asking = { gate, request };
    this.#wait(gate.device.timeoutMs, () => this.#onTimeOut());
    this.#frames.add({
      atMs: now.utcMs,
      direction: "out",
      bytes: step.bytes,
      good: true,
      describe: () => describeRequest(request),
    });
    this.#link.write(step.bytes).catch((error: unknown) => {
      // The link tells of its end by itself; on a link that stays up the request will miss its answer.
      this.#context.logger.debug({ deviceId: gate.device.id, error: toErrorData(error) }, "a request was not sent");
    });
  }

  #wait(delayMs: number, then: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#context.clock.after(Math.ceil(delayMs), then);
  }
}

/**
 * Silence before a request, ms.
 * @throws AppError `link.bad_address`
 */
function quietBefore(address: string): number {
  const target = parseLinkAddress(address);
  if (target.type !== "serial") return standardQuietMs;
  return Math.max(2, Math.ceil((quietCharacters * characterBits * 1000) / target.baudRate));
}
