import { makeEvent } from "../base/make-event.ts";
import type { Actor } from "../contract/actor.ts";
import type { AlarmMark } from "../contract/alarms.ts";
import type { PrivateRef } from "../contract/entries.ts";
import type { PrivatePart } from "../contract/gate-events.ts";
import { type GateDecision, type GateView, recordOf } from "../entries/gate-decision.ts";

/** Whose data it is: a check or a deposit. */
interface Owner {
  readonly number: string;
  readonly gateId: string | null;
  readonly areaId: string | null;
  readonly mark: AlarmMark | null;
}

function placeOf(view: GateView, owner: Owner, actor: Actor) {
  return {
    key: `private:${view.newId()}`,
    atMs: view.nowMs,
    severity: "information" as const,
    deviceId: owner.gateId,
    areaId: owner.areaId,
    mark: owner.mark,
    actor,
  };
}

/** Somebody looked at what is masked for others. */
export function notePrivateView(
  view: GateView,
  owner: Owner,
  part: PrivatePart,
  recordId: string,
  actor: Actor,
): GateDecision {
  const event = makeEvent("private.viewed", placeOf(view, owner, actor), { part, of: owner.number, recordId });
  return { events: [event], rows: {} };
}

/** The content goes, the hash in the chain stays: what was there can no longer be read, only recognised. */
export function erasePrivate(
  view: GateView,
  owner: Owner,
  parts: readonly { readonly part: PrivatePart; readonly ref: PrivateRef }[],
  reason: string,
  actor: Actor,
): GateDecision {
  return {
    events: parts.map(({ part, ref }) =>
      makeEvent("private.erased", placeOf(view, owner, actor), {
        part,
        of: owner.number,
        record: recordOf(ref),
        reason,
      }),
    ),
    rows: { erased: parts.map(({ ref }) => ref.id) },
  };
}
