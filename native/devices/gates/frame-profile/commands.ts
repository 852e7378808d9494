import { AppError } from "../../../base/app-error.ts";
import type { ProfileOutput } from "../../../contract/gate-profile.ts";

export interface Command {
  readonly outputId: string;
  readonly on: boolean;
  readonly send: string;
  readonly answer: readonly string[];
  readonly done: () => void;
  readonly failed: (error: AppError) => void;
}

/** The outputs of one device: what it last confirmed, and what somebody waits for. */
export class Commands {
  readonly #outputs: readonly ProfileOutput[];
  readonly #isOn = new Map<string, boolean>();
  #waiting: Command[] = [];

  constructor(outputs: readonly ProfileOutput[]) {
    this.#outputs = outputs;
  }

  /** Null: not known, because nothing was switched since the device was last away. */
  states(): readonly { readonly outputId: string; readonly isOn: boolean | null }[] {
    return this.#outputs.map(({ id }) => ({ outputId: id, isOn: this.#isOn.get(id) ?? null }));
  }

  /** Resolves when the device has confirmed it; rejects with `gate.output_failed` {outputId, reason}. */
  set(outputId: string, on: boolean): Promise<void> {
    const output = this.#outputs.find(({ id }) => id === outputId);
    if (!output) return Promise.reject(new AppError("gate.output_failed", { outputId, reason: "unknown" }));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { answer } = output;
    this.#waiting.push({ outputId, on, send: on ? output.on : output.off, answer, done: resolve, failed: reject });
    return promise;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  take(): Command | null {
    return this.#waiting.shift() ?? null;
  }

  confirm(command: Command): void {
    this.#isOn.set(command.outputId, command.on);
    command.done();
  }

  fail({ outputId, failed }: Command, reason: string): void {
    this.#isOn.delete(outputId);
    failed(new AppError("gate.output_failed", { outputId, reason }));
  }

  /** The device is away: nothing is known of its outputs, and nobody waits for it. */
  giveUp(reason: string): void {
    for (const command of this.#waiting.splice(0)) this.fail(command, reason);
    this.#isOn.clear();
  }
}
