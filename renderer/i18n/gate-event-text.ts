import type { FoundItem } from "../../native/contract/entries.ts";
import { gateEventSchemas } from "../../native/contract/gate-events.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import { joined } from "./desk-event-text.ts";
import type { Texts } from "./use-texts.ts";

export type GateEvent = Extract<StoredEvent, { readonly kind: keyof typeof gateEventSchemas }>;

export function isGateEvent(event: StoredEvent): event is GateEvent {
  return event.kind in gateEventSchemas;
}

/** What an event of an entry check, a deposit, a warning or an output says besides its kind and name. */
export function gateDetailOf(event: GateEvent, { t, named }: Texts): string {
  const items = (found: readonly FoundItem[]) =>
    found.map(({ className, description, count }) => `${named(className)} ${description} ×${count}`).join("、");
  switch (event.kind) {
    case "entry.rules_loaded":
      return joined(named(event.data.rules.title), t("alarms.plan.version", { n: event.data.rules.version }));
    case "entry.opened":
    case "entry.happened_set":
    case "entry.subject_set":
    case "entry.still_added":
      return event.data.number;
    case "entry.step_done": {
      const { number, stepId, answerId, given } = event.data;
      const said = joined(given.reason, given.checker?.name, given.police?.whom, given.heldBy, given.depositNumber);
      return joined(
        number,
        t("log.details.step", { step: stepId }),
        answerId,
        items(given.items ?? []),
        said,
        given.note,
      );
    }
    case "entry.step_back":
      return joined(event.data.number, t("log.details.step", { step: event.data.stepId }));
    case "entry.decided":
      return joined(
        event.data.number,
        t(`entries.outcomes.${event.data.outcome}`),
        items(event.data.items),
        event.data.note,
      );
    case "entry.abandoned":
      return joined(event.data.number, event.data.reason);
    case "entry.corrected":
      return joined(event.data.number, `→ ${event.data.byNumber}`, event.data.reason);
    case "entry.corrects":
      return joined(
        event.data.number,
        `← ${event.data.ofNumber}`,
        t(`entries.outcomes.${event.data.outcome}`),
        items(event.data.items),
        event.data.reason,
      );
    case "deposit.added":
      return joined(
        event.data.number,
        event.data.entryNumber,
        items(event.data.items),
        event.data.place,
        event.data.note,
      );
    case "deposit.returned":
      return joined(event.data.number, event.data.note);
    case "deposit.handed_over":
      return joined(event.data.number, event.data.to, event.data.note);
    case "deposit.overdue":
      return joined(event.data.number, event.data.place);
    case "warning.added":
    case "warning.expired":
      return event.data.from;
    case "warning.ended":
      return joined(event.data.from, event.data.reason);
    case "private.viewed":
      return joined(t(`log.privateParts.${event.data.part}`), event.data.of);
    case "private.erased":
      return joined(t(`log.privateParts.${event.data.part}`), event.data.of, event.data.reason);
    case "items.changed":
      return joined(String(event.data.new.classes.length), event.data.reason);
    case "gate.output_set":
      return joined(
        named(event.data.outputName) || t(`log.outputs.${event.data.means}`),
        t(event.data.on ? "log.outputs.on" : "log.outputs.off"),
        event.data.by === "hand" ? t("log.details.byHand") : "",
      );
  }
}
