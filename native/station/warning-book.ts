import { AppError } from "../base/app-error.ts";
import type { Actor } from "../contract/actor.ts";
import type { Warning } from "../contract/warnings.ts";
import { addWarning, concernsArea, endWarning, expireWarning, mayReadText } from "../entries/decide-warning.ts";
import type { GateView } from "../entries/gate-decision.ts";
import type { Log } from "../log/log.ts";
import type { AddWarningInput, ListWarningsInput } from "../rpc/gate-services.ts";
import type { GateSite } from "./gate-site.ts";
import type { GateStore } from "./gate-store.ts";
import { KeptRows } from "./kept-rows.ts";

/** Of those that are over, the newest. */
const mostOver = 500;

export interface WarningBookParts {
  readonly store: GateStore;
  readonly log: Log;
  readonly site: () => GateSite;
  readonly view: () => GateView;
}

/** A warning as decided; `isOver` also when its time has come. */
interface Kept {
  readonly id: string;
  readonly warning: Warning;
  readonly isOver: boolean;
}

/** Early warnings: those in force are in memory, without their texts. */
export class WarningBook {
  readonly #parts: WarningBookParts;
  readonly #rows: KeptRows<Kept>;

  constructor(notOver: readonly Warning[], parts: WarningBookParts) {
    this.#parts = parts;
    this.#rows = new KeptRows<Kept>(
      notOver.map((warning) => ({ id: warning.id, warning, isOver: false })),
      ({ isOver }) => isOver,
      async (id) => {
        const warning = await parts.log.gates.warning(id);
        return warning === null ? null : { id, warning, isOver: true };
      },
    );
  }

  /** In force, the newest first; with `ended` then those that are over. Texts for whom they are visible. */
  async list({ areaId, ended }: ListWarningsInput, actor: Actor | null): Promise<Warning[]> {
    const { nowMs } = this.#parts.view();
    const isInForce = ({ untilMs, endedAtMs }: Warning): boolean => endedAtMs === null && untilMs > nowMs;
    const known = this.#rows.active().map(({ warning }) => warning);
    const over = ended ? await this.#parts.log.gates.warningsOver(mostOver) : [];
    const ids = new Set(known.map(({ id }) => id));
    const all = [
      ...known.filter((warning) => ended || isInForce(warning)),
      ...over.filter(({ id }) => !ids.has(id)).map((warning) => this.#rows.now(warning.id)?.warning ?? warning),
    ];
    const shown = all
      .filter((warning) => concernsArea(warning, areaId))
      .toSorted((a, b) => Number(isInForce(b)) - Number(isInForce(a)) || b.addedAtMs - a.addedAtMs);
    return await Promise.all(shown.map((warning) => this.#withText(warning, actor)));
  }

  /** Throws `warning.wrong_time`, `desk.unknown_area`. */
  async add(input: AddWarningInput, actor: Actor): Promise<Warning> {
    for (const areaId of input.areaIds) this.#parts.site().checkArea(areaId);
    const decision = addWarning(this.#parts.view(), input, actor);
    const { warning } = decision;
    this.#rows.apply({ id: warning.id, warning, isOver: false });
    await this.#parts.store.store(decision);
    return await this.#withText(warning, actor);
  }

  /** Throws `warning.not_found`, `warning.wrong_state`. */
  async end(warningId: string, reason: string, actor: Actor): Promise<Warning> {
    const found = await this.#rows.find(warningId);
    if (found === null) throw new AppError("warning.not_found", { warningId });
    const row = this.#rows.now(warningId) ?? found;
    const decision = endWarning(this.#parts.view(), row.warning, reason, actor);
    const { warning } = decision;
    this.#rows.apply({ id: warning.id, warning, isOver: true });
    await this.#parts.store.store(decision);
    return await this.#withText(warning, actor);
  }

  /** Tells what is over by now, each once; returns when the next one is, UTC ms. */
  takeDue(): number {
    const view = this.#parts.view();
    let next = Infinity;
    for (const { id, warning } of this.#rows.active()) {
      if (warning.untilMs > view.nowMs) {
        next = Math.min(next, warning.untilMs);
        continue;
      }
      this.#rows.apply({ id, warning, isOver: true });
      this.#parts.store.storeSoon(expireWarning(view, warning));
    }
    return next;
  }

  async #withText(warning: Warning, actor: Actor | null): Promise<Warning> {
    if (!mayReadText(warning, actor?.role ?? "viewer")) return { ...warning, text: null };
    const found = await this.#parts.store.read(warning.record);
    const text = typeof found === "object" && found !== null && "text" in found ? String(found.text) : null;
    return { ...warning, text };
  }
}
