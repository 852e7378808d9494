import { useCallback, useState } from "react";
import type { Actor } from "../../native/contract/actor.ts";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";

export interface HeldDeposits {
  /** Overdue first. */
  readonly held: readonly Deposit[];
  /** There were some when whoever sits here now signed on, and he has not looked at them yet. */
  readonly unseen: boolean;
  readonly see: () => void;
}

interface Shift {
  readonly actor: Actor | null;
  readonly sinceMs: number;
  readonly seen: boolean;
}

const depositNews = ["deposit."];
const askHeld = (client: StationClient) => client.deposits.held();

/** What the next shift must know of. */
export function useHeldDeposits(actor: Actor | null, nowMs: number): HeldDeposits {
  const { value } = useAskedAnew(askHeld, depositNews);
  /** Signing on makes another object, also of the same name. */
  const [shift, setShift] = useState<Shift>({ actor: null, sinceMs: 0, seen: false });
  if (shift.actor !== actor) setShift({ actor, sinceMs: nowMs, seen: false });
  const held = value ?? [];
  return {
    held,
    unseen: shift.actor !== null && !shift.seen && held.some((deposit) => deposit.depositedAtMs < shift.sinceMs),
    see: useCallback(() => setShift((now) => ({ ...now, seen: true })), []),
  };
}
