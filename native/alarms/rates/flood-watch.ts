import type { DeskSettings } from "../../contract/desk.ts";

/**
 * How many alarms were raised within the window, on monotonic time (ISA-18.2: a flood begins above 10
 * in 10 min and ends below 5). Drills and tests are not told to it.
 */
export class FloodWatch {
  /** Monotonic ms, oldest first; those before `#from` have left the window. */
  #times: number[] = [];
  #from = 0;

  raised(monotonicMs: number): void {
    this.#times.push(monotonicMs);
  }

  /** Alarms in the window now. */
  count(monotonicMs: number, settings: DeskSettings["flood"]): number {
    const since = monotonicMs - settings.windowSeconds * 1000;
    while ((this.#times[this.#from] ?? Infinity) <= since) this.#from += 1;
    if (this.#from > 1000) {
      this.#times = this.#times.slice(this.#from);
      this.#from = 0;
    }
    return this.#times.length - this.#from;
  }
}
