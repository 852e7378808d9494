import type { Alarm } from "../../native/contract/alarms.ts";
import type { EventKind, StoredEvent } from "../../native/contract/events.ts";
import type { ResponsePlan } from "../../native/contract/plans.ts";
import { eventWords } from "../i18n/event-text.ts";
import { planEventDetail } from "../i18n/plan-event-text.ts";
import type { PaperTableProps } from "./event-table.tsx";

interface CourseParts extends Omit<PaperTableProps, "dayMs"> {
  /** By `ID@VERSION`. */
  readonly plans: ReadonlyMap<string, ResponsePlan>;
}

/** The alarm's row says these already. */
const saidAlready: ReadonlySet<EventKind> = new Set<EventKind>(["alarm.raised", "panel.signal", "gate.input"]);

/** What happened to an alarm after it was raised: when, what, who, in the order of the log. */
export function courseText(
  alarm: Pick<Alarm, "mark" | "raisedAtMs">,
  events: readonly StoredEvent[],
  { texts, formats, plans }: CourseParts,
): string {
  return events
    .filter((event) => !saidAlready.has(event.kind))
    .map((event) => {
      const { kind, detail } = eventWords(event, texts, "");
      // The alarm's mark stands in its row; only a mark that was taken away since is said with each event.
      const what = (event.mark ?? null) === alarm.mark ? texts.t(`log.kinds.${event.kind}`) : kind;
      const said = [formats.shortTime(event.atMs, alarm.raisedAtMs), what, event.actor?.name];
      return [...said, planEventDetail(event, plans, texts) ?? detail].filter(Boolean).join(" ");
    })
    .join(texts.language === "en" ? "; " : "；");
}
