/* oxlint-disable jsx-a11y/prefer-tag-over-role -- an option element cannot hold such a row */
import { memo, useLayoutEffect } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { waitsForHand } from "../rpc/station-state.ts";
import { ClassMark } from "../ui/class-mark.tsx";
import styles from "./alarm-queue.module.css";
import { EscalationMark } from "./escalation-mark.tsx";
import { stampPaint } from "./paint-stamps.ts";

interface AlarmRowProps {
  readonly alarm: Alarm;
  readonly areaName: string;
  readonly selected: boolean;
  /** How long it has waited, by its class's thresholds. */
  readonly age: "new" | "warn" | "late";
  readonly chattering: boolean;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly position: number;
  readonly total: number;
  readonly top: number;
  readonly onSelect: (alarmId: string) => void;
}

export const AlarmRow = memo(function AlarmRow(props: AlarmRowProps) {
  const { alarm, areaName, selected, age, chattering, nowMs, formats, position, total, top, onSelect } = props;
  const { t, named } = useTexts();
  useLayoutEffect(() => stampPaint(alarm.id), [alarm.id]);
  const name = named(alarm.name) || alarm.deviceId;
  return (
    <div
      role="option"
      id={`alarm-${alarm.id}`}
      aria-selected={selected}
      aria-posinset={position + 1}
      aria-setsize={total}
      data-alarm={alarm.id}
      data-class={alarm.class}
      data-state={alarm.state}
      data-waits={waitsForHand(alarm)}
      data-shelved={alarm.shelf !== null}
      data-mark={alarm.mark ?? ""}
      className={styles["row"]}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={-1}
      onMouseDown={() => onSelect(alarm.id)}
    >
      <span className={styles["mark"]}>
        <ClassMark of={alarm.class} size={20} />
        <span>{t(`alarms.classes.${alarm.class}`)}</span>
      </span>
      <span className={styles["kind"]}>
        {alarm.mark && <b className={styles["drill"]}>{t(`alarms.marks.${alarm.mark}`)}</b>}
        {t(`alarms.kinds.${alarm.kind}`)}
      </span>
      <span className={`${styles["age"]} numeric`} data-age={age}>
        {ageText(nowMs - alarm.raisedAtMs, t)}
      </span>
      <span className={styles["name"]} title={`${name} · ${areaName}`}>
        <span>{name}</span>
        <EscalationMark alarm={alarm} nowMs={nowMs} />
      </span>
      <span className={styles["foot"]}>
        <span className={styles["area"]}>{areaName}</span>
        {alarm.againAtMs !== null && (
          <b className={`${styles["again"]} numeric`} title={t("alarms.marks.againWhy")}>
            {t("alarms.marks.again", { time: formats.shortTime(alarm.againAtMs, nowMs) })}
          </b>
        )}
        {alarm.shelf !== null && <span className={styles["flag"]}>{t("alarms.panel.shelf")}</span>}
        {alarm.plan?.overdue === true && <b className={styles["notStored"]}>{t("alarms.marks.overdue")}</b>}
        {chattering && (
          <span className={styles["flag"]} title={t("alarms.marks.chatteringWhy")}>
            {t("alarms.marks.chattering")}
          </span>
        )}
        {alarm.raisedSeq === null && <b className={styles["notStored"]}>{t("alarms.marks.notStored")}</b>}
        {alarm.restoredAtMs !== null && <span className={styles["flag"]}>{t("alarms.marks.restored")}</span>}
        {/* Where a mark says already that it came again, the figure stands with the alarm's facts. */}
        {alarm.reportCount > 1 && alarm.againAtMs === null && !chattering && (
          <span className={`${styles["flag"]} numeric`} title={t("alarms.marks.countWhy", { n: alarm.reportCount })}>
            {t("alarms.marks.count", { n: alarm.reportCount })}
          </span>
        )}
        <span className={styles["state"]}>
          <span>{t(`alarms.states.${alarm.state}`)}</span>
          {alarm.owner && <span>{t("alarms.marks.owner", { name: alarm.owner.name })}</span>}
        </span>
      </span>
    </div>
  );
});
