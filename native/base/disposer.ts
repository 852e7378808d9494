/**
 * Closes what was opened, last first, even when one of them fails. Every `openX` keeps one, so that
 * a half-finished opening can be undone and `close()` is idempotent.
 */
export class Disposer {
  #steps: (() => void | Promise<void>)[] = [];
  #closing: Promise<void> | null = null;

  /** Registers a step; runs it at once if closing has begun. */
  add(step: () => void | Promise<void>): void {
    if (this.#closing) void this.#closing.then(step);
    else this.#steps.push(step);
  }

  get isClosed(): boolean {
    return this.#closing !== null;
  }

  /** Resolves when every step has run; rejects with an AggregateError of what failed. */
  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#steps = [];
    if (failures.length > 0) throw new AggregateError(failures, "closing failed");
  }
}
