import { AppError } from "../base/app-error.ts";
import { type Actor, mayDo } from "../contract/actor.ts";
import { byDue, type Deposit } from "../contract/deposits.ts";
import { type EntryCheck, subjectSchema } from "../contract/entries.ts";
import type { DepositRow } from "../contract/gate-rows.ts";
import type { Clock } from "../base/clock.ts";
import type { DayNumbers } from "../entries/day-numbers.ts";
import {
  addDeposit,
  decideOverdue,
  type DepositDecision,
  handOverDeposit,
  returnDeposit,
} from "../entries/decide-deposit.ts";
import type { GateView } from "../entries/gate-decision.ts";
import { maskSubject } from "../entries/mask-subject.ts";
import { dayOf } from "../entries/site-days.ts";
import type { Log } from "../log/log.ts";
import type { AddDepositInput, GiveBackInput, HandOverInput, ShownSubject } from "../rpc/gate-services.ts";
import type { EntryBook } from "./entry-book.ts";
import type { GateSite } from "./gate-site.ts";
import type { GateStore } from "./gate-store.ts";
import { KeptRows } from "./kept-rows.ts";
import { erasePrivate, notePrivateView } from "./private-acts.ts";

export interface DepositBookParts {
  readonly store: GateStore;
  readonly log: Log;
  readonly clock: Clock;
  readonly site: () => GateSite;
  readonly view: () => GateView;
  readonly numbers: DayNumbers;
  readonly entries: EntryBook;
  readonly markAt: (gateId: string | null, areaId: string | null) => EntryCheck["mark"];
}

/** A row by the id of its deposit. */
interface Kept extends DepositRow {
  readonly id: string;
}

/** Deposits: those held are in memory. */
export class DepositBook {
  readonly #parts: DepositBookParts;
  readonly #rows: KeptRows<Kept>;

  constructor(held: readonly DepositRow[], parts: DepositBookParts) {
    this.#parts = parts;
    this.#rows = new KeptRows(
      held.map((row) => ({ ...row, id: row.deposit.id })),
      ({ deposit }) => deposit.state !== "held",
      async (id) => {
        const row = await parts.log.gates.deposit(id);
        return row === null ? null : { ...row, id };
      },
    );
  }

  /** Overdue ones first, then those due soonest. */
  held(): readonly Deposit[] {
    return this.#rows
      .active()
      .map(({ deposit }) => deposit)
      .toSorted(byDue);
  }

  /** Throws `deposit.not_found`. */
  async get(depositId: string): Promise<Deposit> {
    return (await this.#find(depositId)).deposit;
  }

  /** Throws `entry.not_found`, `device.not_found`, and what `addDeposit` refuses. */
  async add(input: AddDepositInput, actor: Actor): Promise<Deposit> {
    const { entries, site, view, clock } = this.#parts;
    if (input.entryId !== null) await entries.get(input.entryId);
    const check = input.entryId === null ? null : entries.now(input.entryId);
    if (input.entryId !== null && check === null) throw new AppError("entry.wrong_state", { state: "decided" });
    const here = site();
    if (input.gateId !== null && here.gate(input.gateId) === null)
      throw new AppError("device.not_found", { deviceId: input.gateId });
    const gateId = input.gateId ?? check?.gateId ?? null;
    const areaId = (gateId === null ? null : here.gate(gateId)?.areaId) ?? check?.areaId ?? null;
    const given = {
      check,
      gateId,
      areaId,
      items: input.items,
      place: input.place,
      dueAtMs: input.dueAtMs ?? clock.nowMs() + here.depositDueMs,
      subject: input.subject,
      note: input.note,
      mark: check === null ? this.#parts.markAt(gateId, areaId) : check.mark,
    };
    const takeNumber = (): string => this.#parts.numbers.take(dayOf(clock.nowMs(), here.timeZone));
    const decision = addDeposit(view(), given, takeNumber, actor);
    for (const changed of decision.rows.entries ?? []) entries.apply(changed);
    return await this.#keep(decision);
  }

  async giveBack(input: GiveBackInput, actor: Actor): Promise<Deposit> {
    return await this.#change(input.depositId, ({ deposit, isOverdueTold }) =>
      returnDeposit(this.#parts.view(), deposit, input, isOverdueTold, actor),
    );
  }

  async handOver(input: HandOverInput, actor: Actor): Promise<Deposit> {
    return await this.#change(input.depositId, ({ deposit, isOverdueTold }) =>
      handOverDeposit(this.#parts.view(), deposit, input, isOverdueTold, actor),
    );
  }

  /** Whole while it is held: who gives back must know to whom. Then as of an entry check. Throws `rpc.not_permitted`. */
  async subject(depositId: string, whole: boolean, actor: Actor): Promise<ShownSubject> {
    const { store, view } = this.#parts;
    const deposit = await this.get(depositId);
    const isHeld = deposit.state === "held";
    if (whole && !isHeld && !mayDo(actor.role, "private.view"))
      throw new AppError("rpc.not_permitted", { right: "private.view", role: actor.role });
    const found = deposit.subject === null ? null : await store.read(deposit.subject);
    if (found === null || deposit.subject === null) return { subject: null, masked: false };
    const subject = subjectSchema.parse(found);
    if (isHeld) return { subject, masked: false };
    if (!whole) return { subject: maskSubject(subject), masked: true };
    await store.store(notePrivateView(view(), deposit, "deposit_subject", deposit.subject.id, actor));
    return { subject, masked: false };
  }

  /** The SVG. Null: none, or erased. */
  async signature(depositId: string): Promise<string | null> {
    const deposit = await this.get(depositId);
    const found = deposit.signature === null ? null : await this.#parts.store.read(deposit.signature);
    if (typeof found !== "object" || found === null || !("svg" in found)) return null;
    return typeof found.svg === "string" ? found.svg : null;
  }

  /** The depositor's data and the signature. Throws `deposit.wrong_state` while it is held. */
  async erasePrivate(depositId: string, reason: string, actor: Actor): Promise<Deposit> {
    return await this.#change(depositId, ({ deposit, isOverdueTold }) => {
      const { state, subject, signature } = deposit;
      if (state === "held") throw new AppError("deposit.wrong_state", { state });
      const view = this.#parts.view();
      const gone = [
        { part: "deposit_subject" as const, ref: subject },
        { part: "signature" as const, ref: signature },
      ].flatMap(({ part, ref }) => (ref === null || ref.erasedAtMs !== null ? [] : [{ part, ref }]));
      const erase = <T extends Deposit["subject"]>(ref: T): T =>
        ref === null || ref.erasedAtMs !== null ? ref : { ...ref, erasedAtMs: view.nowMs };
      const now = { ...deposit, subject: erase(subject), signature: erase(signature) };
      const decision = erasePrivate(view, deposit, gone, reason, actor);
      return {
        ...decision,
        rows: { ...decision.rows, deposits: [{ deposit: now, isOverdueTold }] },
        deposit: now,
      };
    });
  }

  /** Tells what fell due by now, each once; returns when the next one does, UTC ms. */
  takeDue(): number {
    const view = this.#parts.view();
    let next = Infinity;
    for (const row of this.#rows.active()) {
      if (row.isOverdueTold) continue;
      if (row.deposit.dueAtMs > view.nowMs) {
        next = Math.min(next, row.deposit.dueAtMs);
        continue;
      }
      this.#rows.apply({ ...row, isOverdueTold: true });
      this.#parts.store.storeSoon(decideOverdue(view, row.deposit));
    }
    return next;
  }

  async #find(depositId: string): Promise<Kept> {
    const row = await this.#rows.find(depositId);
    if (row === null) throw new AppError("deposit.not_found", { depositId });
    return row;
  }

  /** Decides by the deposit as it is at that instant: nothing can come in between that and taking it over. */
  async #change(depositId: string, decide: (row: DepositRow) => DepositDecision): Promise<Deposit> {
    const found = await this.#find(depositId);
    return await this.#keep(decide(this.#rows.now(depositId) ?? found));
  }

  async #keep(decision: DepositDecision): Promise<Deposit> {
    const { id } = decision.deposit;
    for (const row of decision.rows.deposits ?? []) this.#rows.apply({ ...row, id: row.deposit.id });
    await this.#parts.store.store(decision);
    return this.#rows.now(id)?.deposit ?? decision.deposit;
  }
}
