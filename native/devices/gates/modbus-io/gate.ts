import { AppError } from "../../../base/app-error.ts";
import type { DeviceCondition } from "../../../contract/health.ts";
import type { ErrorData } from "../../../contract/errors.ts";
import type { ModbusGate } from "../../../contract/site.ts";
import {
  mostRegisters,
  readCoils,
  readDiscreteInputs,
  readInputRegisters,
  type ReadRequest,
  type Request,
  writeSingleCoil,
} from "./codec.ts";
import { Coils } from "./coils.ts";
import type { Outcome } from "./exchange.ts";
import {
  freshPoint,
  interruptPoint,
  type Point,
  type PointChange,
  type PointState,
  readPoint,
  toPoint,
} from "./inputs.ts";
import type { GateReport } from "../outbox.ts";

/** Requests in a row without a proper answer after which a module counts as lost. */
const missesUntilLost = 3;
/** How often a lost module is asked, ms: on a shared line each question costs the others a time-out. */
const lostProbeMs = 2_000;
/** How long counters that could not be read are left alone, ms; the inputs are polled meanwhile. */
const counterRestMs = 5_000;

/** Two clocks read at the same instant: UTC ms for records, monotonic ms for ages. */
export interface Instant {
  readonly utcMs: number;
  readonly monotonicMs: number;
}

export interface GateSinks {
  readonly report: (report: GateReport) => void;
}

/** One module on the line: what to ask it next and when, what its answers mean, how it is doing. */
export class Gate {
  readonly device: ModbusGate;
  /** Monotonic ms from which it may be asked again. */
  dueAtMs = 0;
  framesGood = 0;
  framesBad = 0;
  readonly #sinks: GateSinks;
  readonly #inputs: ReadRequest;
  readonly #counters: readonly ReadRequest[];
  readonly #coils: Coils;
  readonly #points: readonly Point[];
  #states: ReadonlyMap<string, PointState>;
  /** Requests left in this round. */
  #round: Request[] = [];
  /** Registers read in this round, by address. */
  readonly #registers = new Map<number, number>();
  #roundBeganMs = 0;
  #countersFromMs = 0;
  #counterError: ErrorData | null = null;
  #misses = 0;
  #error: ErrorData | null = null;
  #isLost = false;
  /** `gate.module_lost` was reported, and `gate.module_back` not yet. */
  #isLossTold = false;
  /** Since the link came up. */
  #hasAnswered = false;
  #isInStep = false;
  #linkError: ErrorData | null = null;
  #overdueUntilMs: number | null = null;
  #condition: DeviceCondition = "starting";
  #sinceMs: number;
  #lastHeardAtMs: number | null = null;

  constructor(device: ModbusGate, sinks: GateSinks, now: Instant) {
    this.device = device;
    this.#sinks = sinks;
    this.#points = device.inputs.map(toPoint);
    this.#states = new Map(this.#points.map((point) => [point.id, freshPoint]));
    this.#inputs = inputRequest(device, this.#points);
    this.#counters = counterRequests(device, this.#points);
    this.#coils = new Coils(device);
    this.#sinceMs = now.utcMs;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * The next request of the round. Counters are read just before the inputs: an edge that falls
   * between the two is then seen as an `on` whose count comes later, never as a pulse that was none.
   * After a miss the inputs come first: a late answer of theirs cannot pass for one of a counter. Coils come
   * before all that, one order a round.
   */
  nextRequest(now: Instant): Request {
    if (this.#round.length === 0) {
      const counters = now.monotonicMs >= this.#countersFromMs ? this.#counters : [];
      const coils = this.#coils.requests(now.monotonicMs);
      const others = [...coils, ...counters];
      this.#round = [...(this.#isInStep || others.length === 0 ? [] : [this.#inputs]), ...others, this.#inputs];
      this.#registers.clear();
      this.#roundBeganMs = now.monotonicMs;
      this.#isInStep = true;
    }
    return this.#round[0] ?? this.#inputs;
  }

  /** @param isOwn the line was connected anew by us: nobody was told, and a lost module is still lost. */
  linkUp(isOwn: boolean, now: Instant): void {
    this.#linkError = null;
    this.#overdueUntilMs = null;
    if (!isOwn) {
      // `link.up` says that the device is back. If it is not, it has to be said again that it is lost.
      this.#isLost = false;
      this.#hasAnswered = false;
      this.#misses = 0;
      this.#error = null;
    }
    this.#beginAnew();
    this.dueAtMs = now.monotonicMs;
    this.#settle(now);
  }

  /** @param error what ended or refused the connection. */
  linkDown(error: ErrorData, now: Instant): void {
    this.#linkError = error;
    this.#coils.forget(error.code);
    this.#beginAnew();
    this.#settle(now);
  }

  /** Takes how a request ended. */
  take(request: Request, outcome: Outcome, now: Instant): void {
    switch (outcome.type) {
      case "inputs":
        this.#heard(now);
        this.#takeInputs(outcome.bits, request, now);
        break;
      case "coils":
        this.#coils.read(outcome.bits, now.monotonicMs);
        this.#heard(now);
        break;
      case "written":
        this.#coils.written();
        this.#heard(now);
        break;
      case "registers":
        outcome.values.forEach((value, index) => this.#registers.set(request.address + index, value));
        this.#counterError = null;
        this.#heard(now);
        break;
      case "exception":
        this.#missed(request, { code: "device.exception", params: { code: outcome.code } }, now);
        break;
      case "bad_answer":
        this.#missed(request, { code: "device.bad_answer", params: { reason: outcome.reason } }, now);
        break;
      case "time_out":
        this.#missed(request, { code: "device.time_out", params: { timeoutMs: this.device.timeoutMs } }, now);
        break;
    }
    this.#settle(now);
  }

  /** An answer may still come that could pass for the next one: wait for it this long before asking again. */
  holdOff(untilMs: number): void {
    this.#overdueUntilMs = untilMs;
    this.dueAtMs = Math.max(this.dueAtMs, untilMs);
  }

  /** The overdue answer has come. */
  lateAnswer(now: Instant): void {
    if (this.#overdueUntilMs === null) return;
    if (this.dueAtMs === this.#overdueUntilMs) this.dueAtMs = now.monotonicMs;
    this.#overdueUntilMs = null;
  }

  /** What its outputs are; null while the module does not say. */
  outputs(): ReturnType<Coils["states"]> {
    return this.#coils.states();
  }

  /** Resolves when the module has it so, read back. Rejects with `gate.output_failed` {outputId, reason}. */
  setOutput(outputId: string, on: boolean): Promise<void> {
    const error = this.#linkError ?? (this.#isLost ? this.#error : null);
    if (error !== null) return Promise.reject(new AppError("gate.output_failed", { outputId, reason: error.code }));
    return this.#coils.set(outputId, on);
  }

  /** It is taken out of the poll: nobody waits for its outputs any longer. */
  stop(): void {
    this.#coils.forget("link.closed");
  }

  condition(): { condition: DeviceCondition; sinceMs: number; error: ErrorData | null; lastHeardAtMs: number | null } {
    return {
      condition: this.#condition,
      sinceMs: this.#sinceMs,
      error:
        this.#condition === "ok" ? null : (this.#linkError ?? this.#error ?? this.#counterError ?? this.#coils.error),
      lastHeardAtMs: this.#lastHeardAtMs,
    };
  }

  #heard(now: Instant): void {
    this.#hasAnswered = true;
    this.#lastHeardAtMs = now.utcMs;
    this.#misses = 0;
    this.#error = null;
    this.#overdueUntilMs = null;
    this.#round.shift();
    this.dueAtMs =
      this.#round.length > 0 ? now.monotonicMs : Math.max(now.monotonicMs, this.#roundBeganMs + this.device.pollMs);
    this.#isLost = false;
    if (!this.#isLossTold) return;
    this.#isLossTold = false;
    this.#sinks.report({ type: "gate.module_back", deviceId: this.device.id, atMs: now.utcMs, error: null });
  }

  #missed(request: Request, error: ErrorData, now: Instant): void {
    this.#misses++;
    this.#error = error;
    if (request.functionCode === readInputRegisters) {
      this.#counterError = error;
      this.#countersFromMs = now.monotonicMs + counterRestMs;
    }
    if (request.functionCode === readCoils || request.functionCode === writeSingleCoil)
      this.#coils.failed(error, now.monotonicMs);
    this.#round = [];
    this.#isInStep = false;
    if (!this.#isLost && this.#misses >= missesUntilLost) {
      this.#isLost = true;
      this.#isLossTold = true;
      this.#coils.forget(error.code);
      this.#beginAnew();
      this.#sinks.report({ type: "gate.module_lost", deviceId: this.device.id, atMs: now.utcMs, error });
    }
    this.dueAtMs = this.#isLost
      ? now.monotonicMs + lostProbeMs
      : Math.max(now.monotonicMs, this.#roundBeganMs + this.device.pollMs);
  }

  #beginAnew(): void {
    this.#round = [];
    this.#isInStep = false;
    this.#states = new Map([...this.#states].map(([id, state]) => [id, interruptPoint(state)]));
  }

  #takeInputs(bits: readonly boolean[], request: Request, now: Instant): void {
    const isClosed = (input: number): boolean => bits[input + this.device.firstInput - request.address] === true;
    const states = new Map<string, PointState>();
    for (const point of this.#points) {
      const counter = point.counterRegister === null ? null : (this.#registers.get(point.counterRegister) ?? null);
      const reading = { atMs: now.monotonicMs, isClosed, counter };
      const read = readPoint(point, this.#states.get(point.id) ?? freshPoint, reading);
      states.set(point.id, read.state);
      for (const change of read.changes) this.#tell(point, change, now);
    }
    this.#states = states;
  }

  #tell(point: Point, change: PointChange, now: Instant): void {
    const about = { deviceId: this.device.id, atMs: now.utcMs, pointId: point.id, means: point.means };
    this.#sinks.report({ ...about, ...change });
  }

  #settle(now: Instant): void {
    const condition = this.#presentCondition();
    if (condition === this.#condition) return;
    this.#condition = condition;
    this.#sinceMs = now.utcMs;
  }

  #presentCondition(): DeviceCondition {
    if (this.#linkError || this.#isLost) return "lost";
    if (!this.#hasAnswered) return "starting";
    const hasLineFault = [...this.#states.values()].some((state) => state.hasLineFault);
    return this.#misses > 0 || this.#counterError || this.#coils.error || hasLineFault ? "degraded" : "ok";
  }
}

/** One request from the lowest input in use to the highest. */
function inputRequest(device: ModbusGate, points: readonly Point[]): ReadRequest {
  const inputs = points.flatMap(({ input, closedInput }) => (closedInput === null ? [input] : [input, closedInput]));
  const first = Math.min(...inputs);
  return {
    unit: device.unit,
    functionCode: readDiscreteInputs,
    address: device.firstInput + first,
    count: Math.max(...inputs) - first + 1,
  };
}

/** One request for each run of neighbouring registers: a module may refuse to read one that it does not have. */
function counterRequests(device: ModbusGate, points: readonly Point[]): readonly ReadRequest[] {
  const registers = [...new Set(points.flatMap(({ counterRegister }) => counterRegister ?? []))].sort((a, b) => a - b);
  const runs: ReadRequest[] = [];
  for (const address of registers) {
    const last = runs.at(-1);
    if (last && address === last.address + last.count && last.count < mostRegisters)
      runs[runs.length - 1] = { ...last, count: last.count + 1 };
    else runs.push({ unit: device.unit, functionCode: readInputRegisters, address, count: 1 });
  }
  return runs;
}
