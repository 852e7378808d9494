import type { AnySchema, ContractProcedure, ErrorMap, InferSchemaOutput, Meta } from "@orpc/contract";
import type { EntryAct } from "../entries/decide-entry.ts";
import type { Actor } from "../contract/actor.ts";
import type { Deposit, DepositFilter } from "../contract/deposits.ts";
import type { EntryCheck, EntryCounts, EntryFilter, EntryRules, Subject } from "../contract/entries.ts";
import type { GateOutputState, GateSpanCounts } from "../contract/gates.ts";
import type { depositsContract, entriesContract, gatesContract, warningsContract } from "../contract/gates-rpc.ts";
import type { ItemList, ItemListState } from "../contract/items.ts";
import type { Span } from "../contract/shift.ts";
import type { Warning } from "../contract/warnings.ts";

/** What a call is given, after its schema has filled in what was left out. */
export type InputOf<P> = P extends ContractProcedure<infer S, AnySchema, ErrorMap, Meta> ? InferSchemaOutput<S> : never;

export type OpenEntryInput = InputOf<typeof entriesContract.open>;
export type CorrectInput = InputOf<typeof entriesContract.correct>;
export type AddDepositInput = InputOf<typeof depositsContract.add>;
export type GiveBackInput = InputOf<typeof depositsContract.giveBack>;
export type HandOverInput = InputOf<typeof depositsContract.handOver>;
export type AddWarningInput = InputOf<typeof warningsContract.add>;
export type ListWarningsInput = InputOf<typeof warningsContract.list>;
export type GateCountsInput = InputOf<typeof gatesContract.counts>;

/** A page of numbers; `beforeNumber` is the last one that the caller has. */
export interface PageInput<F> {
  readonly filter: F;
  readonly beforeNumber: string | null;
  readonly limit: number;
}

/** Files that are not used, and why. */
export interface RefusedFile {
  file: string;
  problems: { path: string; problem: string; detail: string }[];
}

/** Personal data as one role may see it; null: none was taken down, or it was erased. */
export interface ShownSubject {
  readonly subject: Subject | null;
  readonly masked: boolean;
}

/** What the handlers of gates, entry checks, deposits and warnings ask of the station. */
export interface GateServices {
  readonly gates: {
    today(): Promise<GateSpanCounts[]>;
    counts(input: GateCountsInput): Promise<GateSpanCounts[]>;
    outputs(): readonly GateOutputState[];
    setOutput(gateId: string, outputId: string, on: boolean, actor: Actor): Promise<GateOutputState>;
  };
  readonly items: {
    list(): { lists: ItemListState[]; refused: RefusedFile[] };
    setHospital(list: ItemList, reason: string, actor: Actor): Promise<ItemListState>;
  };
  readonly entries: {
    rules(): { rules: EntryRules; refused: RefusedFile[] };
    rulesOf(entryId: string): Promise<EntryRules>;
    open(input: OpenEntryInput, actor: Actor): Promise<EntryCheck>;
    act(act: EntryAct, actor: Actor): Promise<EntryCheck>;
    setSubject(entryId: string, subject: Subject, actor: Actor): Promise<EntryCheck>;
    subject(entryId: string, whole: boolean, actor: Actor): Promise<ShownSubject>;
    eraseSubject(entryId: string, reason: string, actor: Actor): Promise<EntryCheck>;
    correct(input: CorrectInput, actor: Actor): Promise<EntryCheck>;
    get(entryId: string): Promise<EntryCheck>;
    page(input: PageInput<EntryFilter>): Promise<{ entries: EntryCheck[]; nextBeforeNumber: string | null }>;
    csv(filter: EntryFilter): Promise<string>;
    counts(span: Span): Promise<EntryCounts>;
    /** JPEG in base64. */
    still(entryId: string, stillId: string): Promise<string>;
  };
  readonly deposits: {
    add(input: AddDepositInput, actor: Actor): Promise<Deposit>;
    giveBack(input: GiveBackInput, actor: Actor): Promise<Deposit>;
    handOver(input: HandOverInput, actor: Actor): Promise<Deposit>;
    get(depositId: string): Promise<Deposit>;
    subject(depositId: string, whole: boolean, actor: Actor): Promise<ShownSubject>;
    erasePrivate(depositId: string, reason: string, actor: Actor): Promise<Deposit>;
    signature(depositId: string): Promise<string | null>;
    page(input: PageInput<DepositFilter>): Promise<{ deposits: Deposit[]; nextBeforeNumber: string | null }>;
    held(): readonly Deposit[];
    csv(filter: DepositFilter): Promise<string>;
  };
  readonly warnings: {
    /** `actor` null: nobody has signed on. */
    list(input: ListWarningsInput, actor: Actor | null): Promise<Warning[]>;
    add(input: AddWarningInput, actor: Actor): Promise<Warning>;
    end(warningId: string, reason: string, actor: Actor): Promise<Warning>;
  };
}
