import type { Actor } from "../../native/contract/actor.ts";
import type { EntryCheck } from "../../native/contract/entries.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import { isAtGate } from "../gates/is-at-gate.ts";
import type { EntryDesk } from "../gates/use-entry-desk.ts";
import { type HeldDeposits, useHeldDeposits } from "../gates/use-held-deposits.ts";
import type { Desk } from "./use-desk.ts";
import type { Places } from "./use-places.ts";

/** What the gates' area has to do with the rest of the desk. */
export interface GateDesk {
  readonly entries: EntryDesk;
  readonly deposits: HeldDeposits;
  /** The selected gate alarm's form at once, else the choice; from the form itself the choice too. */
  readonly openEntry: () => void;
  /** The selected alarm is at a gate. */
  readonly atGate: boolean;
  /** The open entry check of the selected alarm. */
  readonly check: EntryCheck | null;
}

interface Parts {
  readonly entries: EntryDesk;
  readonly desk: Desk;
  readonly places: Places;
  readonly info: StationInfo | null;
  readonly actor: Actor | null;
  readonly nowMs: number;
}

export function useGateDesk({ entries, desk, places, info, actor, nowMs }: Parts): GateDesk {
  const deposits = useHeldDeposits(actor, nowMs);
  const { selected } = desk;
  const atGate = selected !== null && isAtGate(selected, info?.devices ?? []);
  return {
    entries,
    deposits,
    atGate,
    check: entries.open.find((each) => each.alarmId !== null && each.alarmId === selected?.id) ?? null,
    openEntry() {
      const choose = places.over === "entry" && entries.current !== null;
      if (selected && atGate && !choose) void entries.start({ alarmId: selected.id });
      // Drawn after the question has left: the station stores the check meanwhile.
      setTimeout(() => places.open("entry"));
    },
  };
}
