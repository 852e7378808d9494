import { AppError } from "../../../base/app-error.ts";
import type { ErrorData } from "../../../contract/errors.ts";
import { gateOutputId, type ModbusGate } from "../../../contract/site.ts";
import { readCoils, type ReadRequest, type Request, writeSingleCoil } from "./codec.ts";

/** How often coils are read to see what they are, ms: other masters and a module that began anew change them too. */
const readAgainMs = 2_000;
/** How long coils that could not be read are left alone, ms; the inputs are polled meanwhile. */
const restMs = 5_000;

interface Order {
  readonly coil: number;
  readonly on: boolean;
  readonly resolve: () => void;
  readonly reject: (error: AppError) => void;
  /** The module has confirmed the write; it is read back next. */
  isWritten: boolean;
}

/** The outputs of one module: what they are, and what somebody wants them to be. */
export class Coils {
  readonly #coils: readonly number[];
  readonly #unit: number;
  readonly #range: ReadRequest | null;
  #states = new Map<number, boolean>();
  /** One is carried out at a time, in their order. */
  #orders: Order[] = [];
  #readFromMs = 0;
  #error: ErrorData | null = null;

  constructor(device: ModbusGate) {
    this.#coils = device.outputs.map(({ coil }) => coil);
    this.#unit = device.unit;
    const first = Math.min(...this.#coils);
    this.#range =
      this.#coils.length === 0
        ? null
        : {
            unit: device.unit,
            functionCode: readCoils,
            address: first,
            count: Math.max(...this.#coils) - first + 1,
          };
  }

  /** Why they cannot be read or switched; null while they can. */
  get error(): ErrorData | null {
    return this.#error;
  }

  states(): readonly { readonly outputId: string; readonly isOn: boolean | null }[] {
    return this.#coils.map((coil) => ({ outputId: gateOutputId({ coil }), isOn: this.#states.get(coil) ?? null }));
  }

  /** Resolves when the module says that it is so. Rejects with `gate.output_failed`, `gate.unknown_output`. */
  set(outputId: string, on: boolean): Promise<void> {
    const coil = this.#coils.find((each) => gateOutputId({ coil: each }) === outputId);
    if (coil === undefined) return Promise.reject(new AppError("gate.unknown_output", { outputId }));
    return new Promise((resolve, reject) => this.#orders.push({ coil, on, resolve, reject, isWritten: false }));
  }

  /** What belongs into the next round: at most one order, so that the inputs keep their turn. */
  requests(monotonicMs: number): readonly Request[] {
    if (this.#range === null) return [];
    const [order] = this.#orders;
    if (order === undefined) return monotonicMs >= this.#readFromMs ? [this.#range] : [];
    order.isWritten = false;
    const write = { unit: this.#unit, functionCode: writeSingleCoil, address: order.coil, on: order.on } as const;
    return [write, this.#range];
  }

  written(): void {
    const [order] = this.#orders;
    if (order !== undefined) order.isWritten = true;
  }

  read(bits: readonly boolean[], monotonicMs: number): void {
    const first = this.#range?.address ?? 0;
    this.#states = new Map(this.#coils.map((coil) => [coil, bits[coil - first] === true]));
    this.#readFromMs = monotonicMs + readAgainMs;
    this.#error = null;
    const [order] = this.#orders;
    if (order?.isWritten !== true) return;
    this.#orders.shift();
    if (this.#states.get(order.coil) === order.on) order.resolve();
    else order.reject(failed(order, "read back"));
  }

  /** A request of theirs had no proper answer. */
  failed(error: ErrorData, monotonicMs: number): void {
    this.#error = error;
    this.#states.clear();
    this.#readFromMs = monotonicMs + restMs;
    const order = this.#orders.shift();
    order?.reject(failed(order, error.code));
  }

  /** The module is away: what its outputs are is not known, and nobody waits for it. */
  forget(reason: string): void {
    this.#states.clear();
    this.#readFromMs = 0;
    this.#error = null;
    for (const order of this.#orders.splice(0)) order.reject(failed(order, reason));
  }
}

function failed(order: Order, reason: string): AppError {
  return new AppError("gate.output_failed", { outputId: gateOutputId(order), reason });
}
