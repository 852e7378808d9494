import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { PrivateRef } from "../contract/entries.ts";
import type { PrivatePart } from "../contract/gate-events.ts";
import type { PrivateRecord } from "../contract/gate-rows.ts";
import type { GateDecision } from "../entries/gate-decision.ts";
import type { Log } from "../log/log.ts";
import { openPrivate, sealPrivate } from "../log/private-record.ts";

/** An act is answered after this long even if it cannot be stored yet; the page says so. */
const answerAfterMs = 2000;
/** While the log takes nothing more, the same entry is offered again at this interval. */
const offerAgainMs = 1000;

export interface GateStoreParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
}

/** Stores what was decided about checks, deposits and warnings, and reads back what is kept apart. */
export class GateStore {
  readonly #parts: GateStoreParts;
  /** Private records on their way to the log. */
  readonly #unstored = new Map<string, PrivateRecord>();
  /** Erased here, perhaps not yet in the log. */
  readonly #erased = new Set<string>();

  constructor(parts: GateStoreParts) {
    this.#parts = parts;
  }

  keepApart(part: PrivatePart, value: unknown): PrivateRecord {
    return sealPrivate(this.#parts.newId(), part, value, this.#parts.clock.nowMs());
  }

  /** Resolves when it is stored, or after two seconds; the log's condition then shows what is the matter. */
  async store(decision: GateDecision): Promise<void> {
    const stored = this.#offer(decision);
    stored.catch((error: unknown) =>
      // The code only: what the act was about may be private.
      this.#parts.logger.error(
        { code: error instanceof AppError ? error.code : "internal", kinds: decision.events.map(({ kind }) => kind) },
        "an act at the gates was not stored",
      ),
    );
    await Promise.race([stored, this.#parts.clock.sleep(answerAfterMs)]);
  }

  /** The same without waiting; a failure is in the log's condition. */
  storeSoon(decision: GateDecision): void {
    // `store` has written a failure down already.
    this.store(decision).catch(() => undefined);
  }

  /** Null: erased, or never there. Throws `log.damaged` when it is not what its event says. */
  async read(ref: PrivateRef | { readonly id: string; readonly sha256: string }): Promise<unknown> {
    if (("erasedAtMs" in ref && ref.erasedAtMs !== null) || this.#erased.has(ref.id)) return null;
    const record = this.#unstored.get(ref.id) ?? (await this.#parts.log.gates.privateRecord(ref.id));
    return record === null || this.#erased.has(ref.id) ? null : openPrivate(record, ref.sha256);
  }

  async #offer({ events, rows }: GateDecision): Promise<void> {
    for (const record of rows.privateRecords ?? []) this.#unstored.set(record.id, record);
    for (const id of rows.erased ?? []) {
      this.#erased.add(id);
      this.#unstored.delete(id);
    }
    for (;;) {
      try {
        await this.#parts.log.append({ events, alarms: [], gates: rows });
        for (const record of rows.privateRecords ?? []) this.#unstored.delete(record.id);
        for (const id of rows.erased ?? []) this.#erased.delete(id);
        return;
      } catch (error) {
        if (!(error instanceof AppError && error.code === "log.overloaded")) throw error;
        await this.#parts.clock.sleep(offerAgainMs);
      }
    }
  }
}
