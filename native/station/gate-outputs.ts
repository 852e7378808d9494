import { AppError, toErrorData } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { GateOutputState } from "../contract/gates.ts";
import type { GateProfile } from "../contract/gate-profile.ts";
import { type Device, type GateDevice, type GateOutput, gateOutputId } from "../contract/site.ts";
import type { Driver } from "../devices/driver.ts";
import type { GateStore } from "./gate-store.ts";

/** An output that should be on or off and is not is switched again after this long, ms. */
const againMs = 3_000;

export interface GateOutputsParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly store: Pick<GateStore, "storeSoon">;
  readonly devices: () => readonly Device[];
  readonly drivers: () => readonly Driver[];
  readonly openAlarms: () => readonly Alarm[];
  /** A profile's outputs are switched by hand: what they are is only known once they were. */
  readonly gateProfile?: (profileId: string) => GateProfile | null;
}

interface Switchable {
  readonly gate: GateDevice;
  readonly output: Pick<GateOutput, "means" | "name" | "follows">;
  readonly outputId: string;
}

/**
 * The outputs of the gates' modules. A lamp or siren that follows is on while a metal alarm of its gate
 * waits for a hand; a release is switched by hand only.
 */
export class GateOutputs {
  readonly #parts: GateOutputsParts;
  /** What the alarms want of each output that follows; switched by hand, it is left alone until that changes. */
  readonly #wanted = new Map<string, { readonly on: boolean; readonly isByHand: boolean }>();
  readonly #busy = new Set<string>();
  #cancel: (() => void) | null = null;

  constructor(parts: GateOutputsParts) {
    this.#parts = parts;
  }

  start(): void {
    this.follow();
    this.#cancel = this.#parts.clock.after(againMs, () => this.start());
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  states(): GateOutputState[] {
    return this.#all().map((each) => this.#stateOf(each));
  }

  /** Throws `gate.unknown_output`, `gate.output_failed` {reason}. */
  async set(gateId: string, outputId: string, on: boolean, actor: Actor): Promise<GateOutputState> {
    const found = this.#all().find((each) => each.gate.id === gateId && each.outputId === outputId);
    if (found === undefined) throw new AppError("gate.unknown_output", { gateId, outputId });
    const key = keyOf(found);
    const before = this.#wanted.get(key);
    if (before !== undefined) this.#wanted.set(key, { ...before, isByHand: true });
    await this.#switch(found, on, actor);
    return this.#stateOf(found);
  }

  /** After the alarms have changed: switches what follows them. */
  follow(): void {
    const following = this.#all().filter(({ output }) => output.follows === "alarm" && output.means !== "release");
    // In a flood this is asked after every commit.
    if (following.length === 0) return;
    const waiting = new Set(
      this.#parts
        .openAlarms()
        .filter(({ kind, state }) => kind === "metal" && state === "active")
        .map(({ deviceId }) => deviceId),
    );
    for (const each of following) {
      const key = keyOf(each);
      const on = waiting.has(each.gate.id);
      const before = this.#wanted.get(key);
      if (before?.on !== on) this.#wanted.set(key, { on, isByHand: false });
      else if (before.isByHand) continue;
      const { isOn } = this.#stateOf(each);
      // Not known: the module is away, and is asked again when it is back.
      if (isOn === null || isOn === on || this.#busy.has(key)) continue;
      this.#switch(each, on, null).catch((error: unknown) =>
        this.#parts.logger.warn(
          { gateId: each.gate.id, outputId: each.outputId, error: toErrorData(error) },
          "an output that follows the alarm was not switched",
        ),
      );
    }
  }

  async #switch({ gate, output, outputId }: Switchable, on: boolean, actor: Actor | null): Promise<void> {
    const key = keyOf({ gate, outputId });
    const outputs = this.#parts.drivers().find(({ deviceId }) => deviceId === gate.id)?.outputs;
    if (outputs === undefined) throw new AppError("gate.output_failed", { outputId, reason: "not attached" });
    this.#busy.add(key);
    try {
      await outputs.set(outputId, on);
    } catch (error) {
      const { code } = toErrorData(error);
      throw error instanceof AppError && error.code === "gate.output_failed"
        ? error
        : new AppError("gate.output_failed", { outputId, reason: code }, error);
    } finally {
      this.#busy.delete(key);
    }
    const { clock, newId, store } = this.#parts;
    const place = {
      key: `output:${newId()}`,
      atMs: clock.nowMs(),
      severity: "information" as const,
      deviceId: gate.id,
      pointId: outputId,
      areaId: gate.area,
      actor,
    };
    const data = {
      name: gate.name ?? null,
      outputId,
      outputName: output.name ?? null,
      means: output.means,
      on,
      by: actor === null ? ("alarm" as const) : ("hand" as const),
    };
    store.storeSoon({ events: [makeEvent("gate.output_set", place, data)], rows: {} });
    // The alarms may have changed while it was switched.
    this.follow();
  }

  #all(): readonly Switchable[] {
    return this.#parts.devices().flatMap((gate): readonly Switchable[] => {
      if (gate.kind !== "gate") return [];
      if (gate.family === "modbus-io")
        return gate.outputs.map((output) => ({ gate, output, outputId: gateOutputId(output) }));
      const outputs = this.#parts.gateProfile?.(gate.profile)?.outputs ?? [];
      return outputs.map(({ id, means, name }) => ({
        gate,
        output: { means, name, follows: "none" as const },
        outputId: id,
      }));
    });
  }

  #stateOf({ gate, output, outputId }: Switchable): GateOutputState {
    const driver = this.#parts.drivers().find(({ deviceId }) => deviceId === gate.id);
    const isOn = driver?.outputs?.states().find((each) => each.outputId === outputId)?.isOn ?? null;
    return { gateId: gate.id, outputId, means: output.means, isOn };
  }
}

function keyOf({ gate, outputId }: Pick<Switchable, "gate" | "outputId">): string {
  return `${gate.id} ${outputId}`;
}
