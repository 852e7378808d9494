/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */
import { Button, Input } from "antd";
import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { type AlarmClass, alarmClasses } from "../../native/contract/alarms.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import { eventWords } from "../i18n/event-text.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { ClassMark } from "../ui/class-mark.tsx";
import { PanelHead } from "../ui/panel-head.tsx";
import { useRem } from "../ui/rem.ts";
import { useRowWindow } from "../ui/use-row-window.ts";
import styles from "./event-stream.module.css";

/** Height of a row, rem. */
const rowRem = 3.29;

interface EventStreamProps {
  /** Oldest first. */
  readonly events: readonly StoredEvent[];
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly missed: boolean;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly asOf: string;
  readonly onOpenLog: () => void;
}

export function EventStream(props: EventStreamProps) {
  const { events, deviceNames, missed, nowMs, formats, asOf, onOpenLog } = props;
  const texts = useTexts();
  const { t } = texts;
  const [filter, setFilter] = useState("");
  const [only, setOnly] = useState<readonly AlarmClass[]>([]);
  const scroller = useRef<HTMLDivElement>(null);
  // In a flood the list may lag behind the queue by a frame or two: the alarms come first.
  const settled = useDeferredValue(events);
  const shown = useMemo(() => {
    const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const found: StoredEvent[] = [];
    for (let at = settled.length - 1; at >= 0; at--) {
      const event = settled[at];
      if (!event || (only.length > 0 && !only.includes(event.severity))) continue;
      if (words.length > 0) {
        const { kind, name, detail } = eventWords(event, texts, deviceNames.get(event.deviceId ?? "") ?? "");
        const text = `${kind} ${name} ${detail} ${event.actor?.name ?? ""}`.toLowerCase();
        if (!words.every((word) => text.includes(word))) continue;
      }
      found.push(event);
    }
    return found;
  }, [settled, filter, only, texts, deviceNames]);
  const rowHeight = Math.round(rowRem * useRem());
  const rows = useRowWindow(scroller, shown.length, rowHeight);
  const latest = useRef(onOpenLog);
  useEffect(() => {
    latest.current = onOpenLog;
  });
  const openLog = useCallback(() => latest.current(), []);
  return (
    <section className={styles["stream"]} aria-label={t("log.stream")} data-old={asOf !== ""}>
      <StreamHead {...{ asOf, filter, only, setFilter, setOnly }} onOpenLog={openLog} />
      {missed && <p className={styles["missed"]}>{t("log.missed")}</p>}
      {shown.length === 0 && <p className={styles["none"]}>{events.length === 0 ? t("log.none") : t("log.noMatch")}</p>}
      <div
        ref={scroller}
        data-scrolls
        className={styles["scroller"]}
        role="log"
        aria-live="off"
        aria-label={t("log.stream")}
        tabIndex={0}
      >
        <div className={styles["rows"]} style={{ height: shown.length * rowHeight }}>
          {shown.slice(rows.from, rows.to).map((event, at) => (
            <EventRow
              key={event.seq}
              event={event}
              deviceName={deviceNames.get(event.deviceId ?? "") ?? ""}
              at={formats.dateTime(event.atMs)}
              time={formats.shortTime(event.atMs, nowMs)}
              top={(rows.from + at) * rowHeight}
              height={rowHeight}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

interface StreamHeadProps {
  readonly asOf: string;
  readonly filter: string;
  readonly only: readonly AlarmClass[];
  readonly setFilter: (filter: string) => void;
  readonly setOnly: (only: readonly AlarmClass[]) => void;
  readonly onOpenLog: () => void;
}

/** Rests while events come. */
const StreamHead = memo(function StreamHead(props: StreamHeadProps) {
  const { asOf, filter, only, setFilter, setOnly, onOpenLog } = props;
  const { t } = useTexts();
  return (
    <>
      <PanelHead title={t("log.stream")} asOf={asOf}>
        <Button size="small" onClick={onOpenLog}>
          {t("log.open")}
        </Button>
      </PanelHead>
      <div className={styles["filter"]}>
        <Input
          size="small"
          allowClear
          value={filter}
          aria-label={t("log.filter")}
          placeholder={t("log.filter")}
          onChange={(event) => setFilter(event.target.value)}
        />
        {alarmClasses.map((known) => (
          <button
            key={known}
            type="button"
            data-class={known}
            aria-pressed={only.includes(known)}
            aria-label={t("log.only", { class: t(`alarms.classes.${known}`) })}
            title={t("log.only", { class: t(`alarms.classes.${known}`) })}
            onClick={() => setOnly(only.includes(known) ? only.filter((one) => one !== known) : [...only, known])}
          >
            <ClassMark of={known} />
          </button>
        ))}
      </div>
    </>
  );
});

interface EventRowProps {
  readonly event: StoredEvent;
  readonly deviceName: string;
  /** Day and time, and the time as the row shows it. */
  readonly at: string;
  readonly time: string;
  readonly top: number;
  readonly height: number;
}

/** Its words are made once: a new event above only moves it. */
const EventRow = memo(function EventRow({ event, deviceName, at, time, top, height }: EventRowProps) {
  const texts = useTexts();
  const { kind, second, severity } = useMemo(() => {
    const { kind, name, detail } = eventWords(event, texts, deviceName);
    const second = [name, detail, event.actor?.name].filter(Boolean).join(" · ");
    return { kind, second, severity: texts.t(`alarms.classes.${event.severity}`) };
  }, [event, texts, deviceName]);
  return (
    <div
      className={styles["row"]}
      data-class={event.severity}
      data-seq={event.seq}
      style={{ transform: `translateY(${top}px)`, height }}
      title={`${at} ${kind} ${second}`}
    >
      <span className={styles["mark"]}>
        <ClassMark of={event.severity} size={14} />
        <span className="visually-hidden">{severity}</span>
      </span>
      <span className={styles["kind"]}>{kind}</span>
      <span className={`${styles["time"]} numeric`}>{time}</span>
      <span className={styles["detail"]}>{second || "—"}</span>
    </div>
  );
});
