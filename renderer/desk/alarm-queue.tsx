/* oxlint-disable jsx-a11y/prefer-tag-over-role, react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps --
   a select element cannot hold such rows; scrolling follows the selection alone */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { BusyPoint, DeskSettings } from "../../native/contract/desk.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { waitsForHand } from "../rpc/station-state.ts";
import { PanelHead } from "../ui/panel-head.tsx";
import { useRem } from "../ui/rem.ts";
import { useRowWindow } from "../ui/use-row-window.ts";
import styles from "./alarm-queue.module.css";
import { AlarmRow } from "./alarm-row.tsx";

/** Height of a row, rem. */
const rowRem = 5.43;
/** So many alarms are no flood. */
const fewAlarms = 20;

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
  const rows = useRowWindow(scroller, alarms.length, rowHeight);
  const total = useRestingCount(alarms.length, nowMs);
  const waiting = alarms.findIndex((alarm) => !waitsForHand(alarm));
  const waitingCount = waiting < 0 ? alarms.length : waiting;
  const selectedAt = alarms.findIndex((alarm) => alarm.id === selectedId);

  useEffect(() => {
    if (selectedAt >= 0) rows.show(selectedAt);
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
        <div className={styles["rows"]} style={{ height: alarms.length * rowHeight }}>
          {alarms.slice(rows.from, rows.to).map((alarm, at) => {
            const position = rows.from + at;
            return (
              <AlarmRow
                key={alarm.id}
                alarm={alarm}
                areaName={alarm.areaId === null ? "" : (areaNames.get(alarm.areaId) ?? alarm.areaId)}
                selected={alarm.id === selectedId}
                age={ageOf(alarm, ages, nowMs)}
                chattering={busy.has(`${alarm.deviceId} ${alarm.pointId}`)}
                nowMs={nowMs}
                formats={formats}
                position={position}
                total={total}
                top={position * rowHeight}
                onSelect={onSelect}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

/**
 * How many rows there are, as of the last full second: a screen reader needs it no sooner, and rows
 * that stay as they are need not be drawn anew for each alarm of a flood.
 */
function useRestingCount(count: number, nowMs: number): number {
  const [resting, setResting] = useState({ count, nowMs });
  if (resting.nowMs !== nowMs) setResting({ count, nowMs });
  // With a few alarms it is exact at any time.
  return count <= fewAlarms ? count : resting.count;
}

/** Whether an open alarm has waited long, by its class's thresholds. */
function ageOf(alarm: Alarm, ages: DeskSettings["age"] | null, nowMs: number): "new" | "warn" | "late" {
  if (ages === null) return "new";
  const { warnSeconds, lateSeconds } = ages[alarm.class];
  const seconds = (nowMs - alarm.raisedAtMs) / 1000;
  return seconds >= lateSeconds ? "late" : seconds >= warnSeconds ? "warn" : "new";
}
