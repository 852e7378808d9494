/** So many that are settled are remembered, the newest. */
const mostSettled = 500;

/**
 * Rows as decided, stored or not yet: those that are still worked on, and the last ones that are not. What
 * was read from the log meanwhile may be older than this.
 */
export class KeptRows<T extends { readonly id: string }> {
  readonly #rows = new Map<string, T>();
  readonly #settled = new Set<string>();
  readonly #isSettled: (row: T) => boolean;
  readonly #read: (id: string) => Promise<T | null>;

  constructor(active: readonly T[], isSettled: (row: T) => boolean, read: (id: string) => Promise<T | null>) {
    this.#isSettled = isSettled;
    this.#read = read;
    for (const row of active) this.apply(row);
  }

  /** Those still worked on. */
  active(): readonly T[] {
    return [...this.#rows.values()].filter((row) => !this.#isSettled(row));
  }

  now(id: string): T | null {
    return this.#rows.get(id) ?? null;
  }

  /** From memory, else from the log; what was decided while the log was asked counts. */
  async find(id: string): Promise<T | null> {
    return this.now(id) ?? (await this.#read(id).then((stored) => this.now(id) ?? stored));
  }

  apply(row: T): void {
    this.#rows.set(row.id, row);
    this.#settled.delete(row.id);
    if (!this.#isSettled(row)) return;
    this.#settled.add(row.id);
    if (this.#settled.size <= mostSettled) return;
    const [oldest] = this.#settled;
    if (oldest === undefined) return;
    this.#settled.delete(oldest);
    this.#rows.delete(oldest);
  }
}
