/* oxlint-disable jsx-a11y/prefer-tag-over-role, react/incompatible-library, react-hooks/exhaustive-deps --
   a select element cannot hold such rows, nor a virtual list; scrolling follows the selection alone */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { BusyPoint, DeskSettings } from "../../native/contract/desk.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { waitsForHand } from "../rpc/station-state.ts";
import { PanelHead } from "../ui/panel-head.tsx";
import { useRem } from "../ui/rem.ts";
import styles from "./alarm-queue.module.css";
import { AlarmRow } from "./alarm-row.tsx";

/** Height of a row, rem. */
const rowRem = 5.43;

interface AlarmQueueProps {
  readonly alarms: readonly Alarm[];
  readonly areas: readonly Area[];
  /** From which ages on a row changes colour; null before the station said so. */
  readonly ages: DeskSettings["age"] | null;
  readonly chattering: readonly BusyPoint[];
  readonly selectedId: string | null;
  readonly nowMs: number;
  readonly formats: Formats;
  /** "as of …" while what is shown is old; empty while it is live. */
  readonly asOf: string;
  readonly loaded: boolean;
  readonly onSelect: (alarmId: string) => void;
}

export function AlarmQueue(props: AlarmQueueProps) {
  const { alarms, areas, ages, chattering, selectedId, nowMs, formats, asOf, loaded, onSelect } = props;
  const { t, named } = useTexts();
  const scroller = useRef<HTMLDivElement>(null);
  const areaNames = useMemo(() => new Map(areas.map((area) => [area.id, named(area.name)])), [areas, named]);
  const busy = useMemo(() => new Set(chattering.map((point) => `${point.deviceId} ${point.pointId}`)), [chattering]);
  const rowHeight = Math.round(rowRem * useRem());
  const rows = useVirtualizer({
    count: alarms.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => alarms[index]?.id ?? index,
    overscan: 4,
  });
  useEffect(() => rows.measure(), [rows, rowHeight]);
  const waiting = alarms.findIndex((alarm) => !waitsForHand(alarm));
  const waitingCount = waiting < 0 ? alarms.length : waiting;
  const selectedAt = alarms.findIndex((alarm) => alarm.id === selectedId);

  useEffect(() => {
    if (selectedAt >= 0) rows.scrollToIndex(selectedAt, { align: "auto" });
    // Only when another alarm is selected: rows that move under it must not drag the list along.
  }, [selectedId]);

  return (
    <section className={styles["queue"]} aria-label={t("alarms.queue")} data-old={asOf !== ""}>
      <PanelHead
        title={t("alarms.queue")}
        asOf={asOf}
        note={
          waitingCount > 0
            ? t("alarms.waiting", { n: waitingCount })
            : alarms.length > 0
              ? t("alarms.open", { n: alarms.length })
              : ""
        }
        loud={waitingCount > 0}
      />
      {alarms.length === 0 && <p className={styles["none"]}>{loaded ? t("alarms.none") : t("alarms.noneYet")}</p>}
      <div
        ref={scroller}
        className={styles["scroller"]}
        role="listbox"
        tabIndex={0}
        aria-label={t("alarms.queue")}
        aria-activedescendant={selectedAt >= 0 ? `alarm-${selectedId}` : undefined}
      >
        <div className={styles["rows"]} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const alarm = alarms[item.index];
            if (!alarm) return null;
            return (
              <AlarmRow
                key={item.key}
                alarm={alarm}
                areaName={alarm.areaId === null ? "" : (areaNames.get(alarm.areaId) ?? alarm.areaId)}
                selected={alarm.id === selectedId}
                age={ageOf(alarm, ages, nowMs)}
                chattering={busy.has(`${alarm.deviceId} ${alarm.pointId}`)}
                nowMs={nowMs}
                formats={formats}
                position={item.index}
                total={alarms.length}
                top={item.start}
                onSelect={onSelect}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** Whether an open alarm has waited long, by its class's thresholds. */
function ageOf(alarm: Alarm, ages: DeskSettings["age"] | null, nowMs: number): "new" | "warn" | "late" {
  if (ages === null) return "new";
  const { warnSeconds, lateSeconds } = ages[alarm.class];
  const seconds = (nowMs - alarm.raisedAtMs) / 1000;
  return seconds >= lateSeconds ? "late" : seconds >= warnSeconds ? "warn" : "new";
}
