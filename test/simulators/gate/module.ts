/**
 * A digital module as a gate's relays are wired to it: inputs, one 16-bit counter of closings for each,
 * and coils for lamps and the like. Written apart from the product's codec, so that a mistake there shows.
 */
export const faultNames = ["silence", "slow", "exception", "wrong-unit", "garbage", "drop"] as const;
type FaultName = (typeof faultNames)[number];

export interface Fault {
  readonly name: FaultName;
  /** `slow`: ms; `exception`: its code. */
  readonly value: number;
}

/** What stands behind the inputs of every simulated gate; the last two are one tamper contact, NO and NC. */
export const wiring = { metal: 0, passage: 1, tamperOpen: 2, tamperClosed: 3, fault: 4, panic: 5 } as const;

export class InputModule {
  readonly unit: number;
  readonly firstInput: number;
  readonly inputs: boolean[] = Array.from({ length: 8 }, (_, input) => input === wiring.tamperClosed);
  readonly counters: number[] = Array.from({ length: 8 }, () => 0);
  readonly coils: boolean[] = Array.from({ length: 8 }, () => false);
  /** A relay that is stuck: the write is confirmed, the coil stays. */
  stuckCoil: number | null = null;
  fault: Fault | null = null;
  requests = 0;

  /** @param firstInput address of input 0; counters are input registers from 0. */
  constructor(unit: number, firstInput = 0) {
    this.unit = unit;
    this.firstInput = firstInput;
  }

  set(input: number, isClosed: boolean): void {
    if (input < 0 || input >= this.inputs.length) throw new RangeError(`input ${input}`);
    if (isClosed && !this.inputs[input]) this.counters[input] = ((this.counters[input] ?? 0) + 1) % 65536;
    this.inputs[input] = isClosed;
  }

  /** The module is switched off and on: its counters begin at 0, its coils are off. */
  restart(): void {
    this.counters.fill(0);
    this.coils.fill(false);
  }

  /** Function code and data of the answer to a request's function code and data. */
  answer(request: Uint8Array): Uint8Array {
    this.requests++;
    const code = request[0] ?? 0;
    const refuse = (exception: number): Uint8Array => Uint8Array.of(code | 0x80, exception);
    if (this.fault?.name === "exception") return refuse(this.fault.value);
    if (this.fault?.name === "garbage") return Uint8Array.from({ length: 24 }, () => Math.floor(Math.random() * 256));
    if (request.length !== 5) return refuse(3);
    const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
    const [from, count] = [view.getUint16(1), view.getUint16(3)];
    if (code === 5) {
      if (from >= this.coils.length) return refuse(2);
      if (count !== 0 && count !== 0xff00) return refuse(3);
      if (from !== this.stuckCoil) this.coils[from] = count !== 0;
      return request.slice();
    }
    if (count < 1 || count > 125) return refuse(3);
    if (code === 1 || code === 2) {
      const bits = code === 1 ? this.coils : this.inputs;
      const first = code === 1 ? from : from - this.firstInput;
      if (first < 0 || first + count > bits.length) return refuse(2);
      const bytes = new Uint8Array(Math.ceil(count / 8));
      bits.slice(first, first + count).forEach((isClosed, bit) => {
        if (isClosed) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) + 2 ** (bit % 8);
      });
      return Uint8Array.of(code, bytes.length, ...bytes);
    }
    if (code === 4) {
      if (from + count > this.counters.length) return refuse(2);
      const bytes = this.counters.slice(from, from + count).flatMap((value) => [value >> 8, value % 256]);
      return Uint8Array.of(code, bytes.length, ...bytes);
    }
    return refuse(1);
  }
}
