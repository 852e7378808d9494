import type { deskEventSchemas } from "../../native/contract/alarm-events.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import type { Texts } from "./use-texts.ts";

type DeskEvent = Extract<StoredEvent, { readonly kind: keyof typeof deskEventSchemas }>;

/** The parts that say something, one after the other. */
export function joined(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== "" && part !== null && part !== undefined).join(" · ");
}

/** What an event of the alarm desk says besides its kind and name. */
export function deskDetailOf(event: DeskEvent, { t, named }: Texts): string {
  const minutesTo = (untilMs: number) =>
    t("log.details.minutes", { n: Math.max(1, Math.round((untilMs - event.atMs) / 60_000)) });
  const seconds = (ms: number) => t("log.details.seconds", { n: Math.round(ms / 1000) });
  const by = (how: "hand" | "time") => t(how === "hand" ? "log.details.byHand" : "log.details.byTime");
  switch (event.kind) {
    case "alarm.dispatched":
      return joined(event.data.callSigns.join("、"), event.data.note);
    case "alarm.arrived":
      return joined(event.data.callSign, event.data.note);
    case "alarm.taken_over":
      return joined(event.data.from && t("log.details.from", { name: event.data.from.name }), event.data.note);
    case "alarm.again":
      return t("log.details.count", { n: event.data.reportCount });
    case "alarm.again_acknowledged":
    case "alarm.reopened":
    case "alarm.continues":
    case "alarm.made_real":
      return event.data.note;
    case "alarm.reported_by_hand":
      return joined(t(`alarms.channels.${event.data.channel}`), event.data.who, event.data.what);
    case "alarm.escalated":
      return joined(
        t("log.details.level", { n: event.data.level }),
        t(`alarms.escalation.${event.data.to}`),
        t(`alarms.escalation.stages.${event.data.stage}`),
        seconds(event.data.afterMs),
      );
    case "alarm.shelved":
      return joined(minutesTo(event.data.untilMs), event.data.reason);
    case "alarm.unshelved":
      return joined(by(event.data.by), event.data.note);
    case "alarm.shown":
      return t("log.details.ms", { n: event.data.afterMs });
    case "alarm.withheld":
      return joined(t(`alarms.classes.${event.data.class}`), t(`alarms.kinds.${event.data.kind}`));
    case "plan.loaded":
      return joined(
        named(event.data.plan.title),
        event.data.plan.id,
        t("alarms.plan.version", { n: event.data.plan.version }),
      );
    case "plan.started":
    case "plan.finished":
      return joined(event.data.planId, t("alarms.plan.version", { n: event.data.version }));
    case "plan.step_done":
      return joined(t("log.details.step", { step: event.data.stepId }), event.data.answerId, event.data.note);
    case "plan.step_skipped":
      return joined(t("log.details.step", { step: event.data.stepId }), event.data.note);
    case "plan.step_overdue":
      return joined(t("log.details.step", { step: event.data.stepId }), seconds(event.data.afterMs));
    case "desk.drill_started":
    case "desk.button_test_started":
      return joined(
        event.data.areaIds.length === 0
          ? t("log.details.everywhere")
          : t("log.details.areas", { n: event.data.areaIds.length }),
        minutesTo(event.data.untilMs),
        event.data.note,
      );
    case "desk.drill_ended":
    case "desk.button_test_ended":
    case "point.test_ended":
      return by(event.data.by);
    case "desk.flood_began":
      return t("log.details.alarms", { n: event.data.alarms });
    case "desk.flood_ended":
      return t("log.details.most", { n: event.data.most });
    case "desk.clock_set":
      return t("log.details.clockSet", { n: Math.round(event.data.byMs / 1000) });
    case "point.test_started":
      return joined(minutesTo(event.data.untilMs), event.data.reason);
    case "point.chattering":
    case "point.guarded":
    case "point.settled":
      return joined(t(`alarms.kinds.${event.data.kind}`), t("log.details.reports", { n: event.data.reports }));
    case "point.guard_ended":
      return joined(t(`alarms.kinds.${event.data.kind}`), t("log.details.reports", { n: event.data.counted }));
  }
}
