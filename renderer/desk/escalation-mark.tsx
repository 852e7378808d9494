import type { Alarm } from "../../native/contract/alarms.ts";
import { ageText } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./escalation-mark.module.css";

/** How far it has been escalated, and who is to be called; fuller with every level. Nothing before the first. */
export function EscalationMark({ alarm, nowMs }: { readonly alarm: Alarm; readonly nowMs: number }) {
  const { t } = useTexts();
  const escalation = alarm.escalation;
  if (escalation === null || escalation.to === null || escalation.level === 0) return null;
  const why = t("alarms.escalation.why", {
    stage: t(`alarms.escalation.stages.${escalation.stage}`),
    age: ageText(nowMs - escalation.sinceMs, t),
  });
  return (
    <b className={styles["mark"]} data-level={Math.min(3, escalation.level)} title={why}>
      {t("alarms.escalation.short", { level: escalation.level, to: t(`alarms.escalation.${escalation.to}`) })}
    </b>
  );
}
