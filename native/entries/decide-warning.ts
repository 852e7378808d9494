import { AppError } from "../base/app-error.ts";
import { makeEvent } from "../base/make-event.ts";
import { type Actor, mayDo, type Role } from "../contract/actor.ts";
import type { Warning } from "../contract/warnings.ts";
import type { GateDecision, GateView } from "./gate-decision.ts";
import { recordOf, refOf } from "./gate-decision.ts";

const mostAheadMs = 90 * 86_400_000;

export type WarningGiven = Pick<Warning, "kind" | "areaIds" | "from" | "visibleTo" | "untilMs"> & {
  readonly text: string;
};
export type WarningDecision = GateDecision & { readonly warning: Warning };

function about({ id, kind, areaIds, from }: Warning) {
  return { warningId: id, kind, areaIds, from };
}

/** An event of a warning stands in its area where it has just one. */
function placeOf(warning: Warning): { areaId: string | null; severity: "information" } {
  return { areaId: warning.areaIds.length === 1 ? (warning.areaIds[0] ?? null) : null, severity: "information" };
}

/** Throws `warning.wrong_time`: not ahead, or more than 90 days ahead. */
export function addWarning(view: GateView, given: WarningGiven, actor: Actor): WarningDecision {
  const { nowMs } = view;
  if (given.untilMs <= nowMs || given.untilMs > nowMs + mostAheadMs) throw new AppError("warning.wrong_time", {});
  const record = view.keepApart("warning_text", { text: given.text });
  const warning: Warning = {
    id: view.newId(),
    kind: given.kind,
    areaIds: [...given.areaIds],
    from: given.from,
    text: null,
    record: refOf(record),
    visibleTo: [...given.visibleTo],
    addedAtMs: nowMs,
    addedBy: actor,
    untilMs: given.untilMs,
    endedAtMs: null,
    endedBy: null,
  };
  const { visibleTo, untilMs } = warning;
  const event = makeEvent(
    "warning.added",
    { ...placeOf(warning), key: `warning:${warning.id}:added`, atMs: nowMs, actor },
    { ...about(warning), visibleTo, untilMs, record: recordOf(record) },
  );
  return {
    events: [event],
    rows: { warnings: [{ warning, isOver: false }], privateRecords: [record] },
    warning,
  };
}

/** Throws `warning.wrong_state` for one that is over. */
export function endWarning(view: GateView, before: Warning, reason: string, actor: Actor): WarningDecision {
  if (before.endedAtMs !== null || before.untilMs <= view.nowMs) throw new AppError("warning.wrong_state", {});
  const warning: Warning = { ...before, endedAtMs: view.nowMs, endedBy: actor };
  const event = makeEvent(
    "warning.ended",
    { ...placeOf(warning), key: `warning:${warning.id}:ended`, atMs: view.nowMs, actor },
    { ...about(warning), reason },
  );
  return { events: [event], rows: { warnings: [{ warning, isOver: true }] }, warning };
}

/** Its time has come: told once, whoever restarts meanwhile. */
export function expireWarning(view: GateView, warning: Warning): GateDecision {
  const { untilMs } = warning;
  const event = makeEvent(
    "warning.expired",
    { ...placeOf(warning), key: `warning:${warning.id}:expired`, atMs: view.nowMs },
    { ...about(warning), untilMs },
  );
  return { events: [event], rows: { warnings: [{ warning, isOver: true }] } };
}

/** In this area or in the whole hospital; every warning where no area is asked for. */
export function concernsArea(warning: Warning, areaId: string | null): boolean {
  return areaId === null || warning.areaIds.length === 0 || warning.areaIds.includes(areaId);
}

/** Whether a role reads the text. What is said about a person is for those who handle entry checks only. */
export function mayReadText(warning: Warning, role: Role): boolean {
  return warning.visibleTo.includes(role) && (warning.kind === "department" || mayDo(role, "entries.handle"));
}
