/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex, react/incompatible-library --
   rows of a virtual list are placed by themselves, which a table element does not allow; what scrolls must take the focus */
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button, Drawer } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { EventFilter, StoredEvent } from "../../native/contract/events.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import { eventWords } from "../i18n/event-text.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { calm } from "../ui/calm.tsx";
import { ClassMark } from "../ui/class-mark.tsx";
import styles from "../ui/listing.module.css";
import { useRem } from "../ui/rem.ts";
import { LogFilters } from "./log-filters.tsx";

interface LogDrawerProps {
  readonly open: boolean;
  readonly info: StationInfo | null;
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly formats: Formats;
  readonly onClose: () => void;
}

interface Found {
  readonly events: readonly StoredEvent[];
  readonly nextBeforeSeq: number | null;
  readonly problem: ErrorData | null;
  readonly busy: boolean;
}

const nothing: Found = { events: [], nextBeforeSeq: null, problem: null, busy: false };
const pageSize = 100;
const columns = "4.5rem 11.3rem 6rem 10.7rem minmax(8rem, 1fr) minmax(10rem, 2fr) 6.5rem";
/** Height of a row, rem. */
const rowRem = 2.43;

export const LogDrawer = calm(function LogDrawer({ open, info, deviceNames, formats, onClose }: LogDrawerProps) {
  const { t } = useTexts();
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={t("log.title")}
      placement="right"
      size="calc(100% - var(--queue))"
      getContainer={false}
      mask={false}
      keyboard={false}
      destroyOnHidden
      aria-label={t("log.title")}
      styles={{ body: { padding: 12 } }}
    >
      <LogListing info={info} deviceNames={deviceNames} formats={formats} />
    </Drawer>
  );
});

function LogListing({ info, deviceNames, formats }: Pick<LogDrawerProps, "info" | "deviceNames" | "formats">) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [filter, setFilter] = useState<EventFilter>({});
  const [found, setFound] = useState<Found>({ ...nothing, busy: true });
  /** Answers to an older question are thrown away. */
  const question = useRef(0);

  const load = useCallback(
    async (beforeSeq: number | null): Promise<void> => {
      const mine = ++question.current;
      setFound((before) => ({ ...(beforeSeq === null ? nothing : before), busy: true, problem: null }));
      const answer = await session.call((client) => client.log.page({ filter, beforeSeq, limit: pageSize }));
      if (mine !== question.current) return;
      setFound((before) =>
        answer.ok
          ? {
              events: beforeSeq === null ? answer.value.events : [...before.events, ...answer.value.events],
              nextBeforeSeq: answer.value.nextBeforeSeq,
              problem: null,
              busy: false,
            }
          : { ...before, problem: answer.error, busy: false },
      );
    },
    [session, filter],
  );
  // A short rest after the last key, so that each letter is not a search of its own.
  useEffect(() => {
    const timer = setTimeout(() => void load(null), 200);
    return () => clearTimeout(timer);
  }, [load]);
  const { nextBeforeSeq } = found;
  const more = useCallback(() => void load(nextBeforeSeq), [load, nextBeforeSeq]);

  return (
    <div className={styles["drawer"]}>
      <LogFilters filter={filter} info={info} deviceNames={deviceNames} onChange={setFilter} />
      <LogRows found={found} deviceNames={deviceNames} formats={formats} onMore={more} />
      <div className={styles["filters"]}>
        <output className={styles["status"]}>
          {found.busy
            ? t("app.loading")
            : t(found.nextBeforeSeq === null ? "log.found" : "log.foundMore", { n: found.events.length })}
        </output>
        {nextBeforeSeq !== null && (
          <Button size="small" disabled={found.busy} onClick={more}>
            {t("log.more")}
          </Button>
        )}
        {found.problem && <span className={styles["problem"]}>{errorText(found.problem)}</span>}
      </div>
    </div>
  );
}

interface LogRowsProps {
  readonly found: Found;
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly formats: Formats;
  readonly onMore: () => void;
}

function LogRows({ found, deviceNames, formats, onMore }: LogRowsProps) {
  const texts = useTexts();
  const { t } = texts;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = Math.round(rowRem * useRem());
  const rows = useVirtualizer({
    count: found.events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => found.events[index]?.seq ?? index,
    overscan: 8,
    paddingStart: rowHeight,
  });
  useEffect(() => rows.measure(), [rows, rowHeight]);
  const lastShown = rows.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    // The next page comes while the reader is still ten rows from the end.
    if (found.nextBeforeSeq !== null && !found.busy && !found.problem && lastShown >= found.events.length - 10)
      onMore();
  }, [lastShown, found, onMore]);
  return (
    <div
      ref={scroller}
      data-scrolls
      className={styles["scroller"]}
      tabIndex={0}
      role="table"
      aria-label={t("log.title")}
      aria-rowcount={found.events.length}
    >
      <div className={styles["rows"]} style={{ height: rows.getTotalSize(), ["--columns" as string]: columns }}>
        <div className={styles["columns"]} role="row">
          {(["seq", "time", "severity", "kind", "name", "detail", "actor"] as const).map((column) => (
            <span key={column} role="columnheader">
              {t(`log.columns.${column}`)}
            </span>
          ))}
        </div>
        {rows.getVirtualItems().map((item) => {
          const event = found.events[item.index];
          if (!event) return null;
          const { kind, name, detail } = eventWords(event, texts, deviceNames.get(event.deviceId ?? "") ?? "");
          return (
            <div
              key={item.key}
              role="row"
              className={styles["row"]}
              style={{ transform: `translateY(${item.start}px)`, height: item.size }}
            >
              <span role="cell" className="numeric">
                {event.seq}
              </span>
              <span role="cell" className="numeric">
                {formats.dateTime(event.atMs)}
              </span>
              <span role="cell" className={styles["severity"]} data-class={event.severity}>
                <ClassMark of={event.severity} size={14} />
                {t(`alarms.classes.${event.severity}`)}
              </span>
              <span role="cell" title={kind}>
                {kind}
              </span>
              <span role="cell" title={name}>
                {name}
              </span>
              <span role="cell" title={detail}>
                {detail}
              </span>
              <span role="cell" title={event.actor?.name ?? ""}>
                {event.actor?.name ?? ""}
              </span>
            </div>
          );
        })}
      </div>
      {found.events.length === 0 && !found.busy && !found.problem && (
        <p className={styles["status"]}>{t("log.nothing")}</p>
      )}
    </div>
  );
}
