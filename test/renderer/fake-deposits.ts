import { implement, ORPCError } from "@orpc/server";
import { createHash } from "node:crypto";
import type { Actor } from "../../native/contract/actor.ts";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { EntryCheck, Subject } from "../../native/contract/entries.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { contract } from "../../native/contract/rpc.ts";
import { sampleDeposit } from "./sample-gates.ts";

export function refuse(code: ErrorData["code"], params: ErrorData["params"] = {}): never {
  throw new ORPCError("APP", { defined: true, data: { code, params } satisfies ErrorData });
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const newest = <T extends { readonly number: string }>(rows: Iterable<T>) =>
  [...rows].sort((a, b) => (a.number < b.number ? 1 : -1));

/** What the ledger needs of the played gates. */
interface LedgerGates {
  readonly deposits: ReadonlyMap<string, Deposit>;
  readonly signatures: Map<string, string>;
  readonly owners: Map<string, Subject>;
  readonly get: (entryId: string) => EntryCheck;
  readonly put: (check: EntryCheck) => EntryCheck;
  readonly putDeposit: (deposit: Deposit) => Deposit;
}

/** The ledger of the played gates, by the contract. `by` is who sits there. */
export function depositsRouter(gates: LedgerGates, act: (name: string, input: unknown) => void, by: () => Actor) {
  const os = implement(contract).deposits;
  return {
    add: os.add.handler(({ input }) => {
      act("deposits.add", input);
      const number = `JC20261122-${String(gates.deposits.size + 1).padStart(3, "0")}`;
      const { entryId, gateId, items, place, note } = input;
      if (entryId !== null) {
        const check = gates.get(entryId);
        gates.put({ ...check, depositNumbers: [...check.depositNumbers, number] });
      }
      return gates.putDeposit(sampleDeposit(number, { entryId, gateId, items, place, note, depositedBy: by() }));
    }),
    giveBack: os.giveBack.handler(({ input }) => {
      act("deposits.giveBack", input);
      const deposit = gates.deposits.get(input.depositId) ?? refuse("deposit.not_found");
      if (input.signature !== null) gates.signatures.set(deposit.id, input.signature);
      const signature =
        input.signature === null ? null : { id: "s", sha256: hashOf(input.signature), erasedAtMs: null };
      const { note } = input;
      return gates.putDeposit({
        ...deposit,
        state: "returned",
        endedAtMs: Date.now(),
        endedBy: by(),
        signature,
        note,
      });
    }),
    handOver: os.handOver.handler(({ input }) => {
      act("deposits.handOver", input);
      const deposit = gates.deposits.get(input.depositId) ?? refuse("deposit.not_found");
      return gates.putDeposit({
        ...deposit,
        state: "handed_over",
        endedAtMs: Date.now(),
        endedBy: by(),
        handedTo: input.to,
        note: input.note,
      });
    }),
    get: os.get.handler(({ input }) => gates.deposits.get(input.depositId) ?? refuse("deposit.not_found")),
    subject: os.subject.handler(({ input }) => {
      act("deposits.subject", input);
      const subject = gates.owners.get(input.depositId) ?? null;
      const deposit = gates.deposits.get(input.depositId) ?? refuse("deposit.not_found");
      const masked = subject !== null && deposit.state !== "held" && !input.whole;
      return { subject: subject && masked ? { ...subject, name: `${subject.name.slice(0, 1)}**` } : subject, masked };
    }),
    erasePrivate: os.erasePrivate.handler(({ input }) => {
      act("deposits.erasePrivate", input);
      const deposit = gates.deposits.get(input.depositId) ?? refuse("deposit.not_found");
      gates.owners.delete(deposit.id);
      gates.signatures.delete(deposit.id);
      const erased = { erasedAtMs: Date.now() };
      return gates.putDeposit({
        ...deposit,
        subject: deposit.subject && { ...deposit.subject, ...erased },
        signature: deposit.signature && { ...deposit.signature, ...erased },
      });
    }),
    signature: os.signature.handler(({ input }) => ({
      svg: gates.signatures.get(input.depositId) ?? null,
    })),
    page: os.page.handler(({ input: { filter } }) => ({
      deposits: newest(gates.deposits.values()).filter(
        (deposit) =>
          (filter.states === undefined || filter.states.includes(deposit.state)) &&
          (!filter.overdue || deposit.dueAtMs <= Date.now()) &&
          (filter.text === undefined || JSON.stringify(deposit).includes(filter.text)),
      ),
      nextBeforeNumber: null,
    })),
    held: os.held.handler(() =>
      [...gates.deposits.values()].filter((deposit) => deposit.state === "held").sort((a, b) => a.dueAtMs - b.dueAtMs),
    ),
    csv: os.csv.handler(() => ({ csv: "number\r\n" })),
  };
}
