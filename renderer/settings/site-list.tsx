/* oxlint-disable react/incompatible-library -- rows of a virtual list are placed by themselves */
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button, Input } from "antd";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTexts } from "../i18n/use-texts.ts";
import { useRem } from "../ui/rem.ts";
import styles from "./devices-page.module.css";

export interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** Of a device; empty where there is none. */
  readonly condition: string;
  readonly conditionText: string;
}

interface SiteListProps {
  readonly rows: readonly ListRow[];
  readonly selectedId: string | null;
  readonly label: string;
  readonly empty: string;
  readonly onSelect: (id: string) => void;
  readonly children: ReactNode;
}

/** Height of a row, rem. */
const rowRem = 3.3;

/** Devices or areas, searched and chosen by keyboard; five hundred of them. */
export function SiteList({ rows, selectedId, label, empty, onSelect, children }: SiteListProps) {
  const { t } = useTexts();
  const rem = useRem();
  const [search, setSearch] = useState("");
  const scroller = useRef<HTMLElement>(null);
  const wanted = search.trim().toLowerCase();
  const shown = useMemo(
    () =>
      rows.filter(
        (row) =>
          wanted === "" || `${row.name} ${row.id} ${row.about} ${row.conditionText}`.toLowerCase().includes(wanted),
      ),
    [rows, wanted],
  );
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowRem * rem,
    overscan: 8,
  });
  const focusRow = (at: number) => {
    const row = shown[at];
    if (row === undefined) return;
    const drawn = () => scroller.current?.querySelector<HTMLElement>(`[data-row="${at}"]`);
    // At once where it is drawn already: the next key is meant for it.
    drawn()?.focus();
    virtual.scrollToIndex(at);
    requestAnimationFrame(() => drawn()?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    focusRow(Math.min(shown.length - 1, Math.max(0, at + step)));
  };
  return (
    <nav className={styles["list"]} aria-label={label}>
      <div className={styles["listHead"]}>
        <Input
          allowClear
          data-search
          value={search}
          placeholder={t("site.edit.search")}
          aria-label={t("site.edit.search")}
          onChange={({ target }) => setSearch(target.value)}
          onKeyDown={(event) => {
            const [only] = shown;
            if (event.key === "Enter" && wanted !== "" && only) onSelect(only.id);
            else if (event.key === "ArrowDown") onKeyDown(event, -1);
          }}
        />
        {children}
      </div>
      {rows.length > 0 && wanted !== "" && (
        <p className={styles["quiet"]}>{t("site.edit.found", { n: shown.length })}</p>
      )}
      {rows.length === 0 && <p className={styles["quiet"]}>{empty}</p>}
      <section ref={scroller} className={styles["rows"]}>
        <div style={{ position: "relative", height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = shown[index];
            return (
              row && (
                <button
                  key={row.id}
                  type="button"
                  className={styles["row"]}
                  data-row={index}
                  data-item={row.id}
                  data-condition={row.condition}
                  aria-current={row.id === selectedId}
                  style={{ transform: `translateY(${start}px)` }}
                  onClick={() => onSelect(row.id)}
                  onKeyDown={(event) => onKeyDown(event, index)}
                >
                  <span className={styles["rowName"]}>{row.name}</span>
                  <span className={styles["condition"]}>{row.conditionText}</span>
                  <span className={styles["rowAbout"]}>{row.about}</span>
                </button>
              )
            );
          })}
        </div>
      </section>
    </nav>
  );
}

interface AddMenuProps {
  readonly label: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly onAdd: (id: string) => void;
}

/** A choice of what to add: a button that opens into its kinds. */
export function AddMenu({ label, options, onAdd }: AddMenuProps) {
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) menu.current?.querySelector<HTMLElement>("[data-add-kind]")?.focus();
  }, [open]);
  const [only] = options;
  const add = (id: string) => {
    setOpen(false);
    onAdd(id);
  };
  return (
    <div ref={menu} className={styles["menu"]}>
      <Button
        data-add
        aria-expanded={open}
        onClick={() => (options.length === 1 && only ? add(only.id) : setOpen(!open))}
      >
        {label}
      </Button>
      {open &&
        options.map(({ id, name }) => (
          <Button key={id} size="small" data-add-kind={id} onClick={() => add(id)}>
            {name}
          </Button>
        ))}
    </div>
  );
}
