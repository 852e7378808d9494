/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */
import type { ResponsePlan } from "../../native/contract/plans.ts";
import { eventWords } from "../i18n/event-text.ts";
import type { Formats } from "../i18n/formats.ts";
import { planEventDetail } from "../i18n/plan-event-text.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./alarm-panel.module.css";
import { useAlarmHistory } from "./use-alarm-history.ts";

interface AlarmHistoryProps {
  readonly alarmId: string;
  /** The one that it follows, for its own words; null while it is not known. */
  readonly plan: ResponsePlan | null;
  readonly nowMs: number;
  readonly formats: Formats;
}

/** When, what and who, the newest first as in the event stream. */
export function AlarmHistory({ alarmId, plan, nowMs, formats }: AlarmHistoryProps) {
  const texts = useTexts();
  const { t } = texts;
  const events = useAlarmHistory(alarmId);
  const plans = new Map(plan === null ? [] : [[`${plan.id}@${plan.version}`, plan]]);
  return (
    <section className={styles["history"]} aria-label={t("alarms.panel.history")}>
      <h4>{t("alarms.panel.history")}</h4>
      <ol data-scrolls tabIndex={0}>
        {events.length === 0 && <li>{t("alarms.panel.noHistory")}</li>}
        {events.toReversed().map((event) => {
          const words = eventWords(event, texts, "");
          const { kind } = words;
          const detail = planEventDetail(event, plans, texts) ?? words.detail;
          const actor = event.actor?.name ?? "";
          return (
            <li key={event.seq} data-history={event.seq} title={[kind, detail, actor].filter(Boolean).join(" · ")}>
              <time className="numeric">{formats.shortTime(event.atMs, nowMs)}</time>
              <span>
                {kind}
                {actor !== "" && <b> {actor}</b>}
                {detail !== "" && <small> {detail}</small>}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
