/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role -- rows of
   several columns have no tag of their own */
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useRem } from "../ui/rem.ts";
import { useRowWindow } from "../ui/use-row-window.ts";
import styles from "./evidence.module.css";

interface RowListProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  readonly chosenId: string | null;
  /** Null when the chosen one is left again. */
  readonly onChoose: (id: string | null) => void;
  /** Enter on the chosen one. */
  readonly onEnter?: (id: string) => void;
  /** Said instead of rows. */
  readonly empty: string;
  /** Widths of the columns as of `grid-template-columns`; `few` where there is room only for those without `data-more`. */
  readonly columns: string;
  readonly few: string;
  readonly head: ReactNode;
  readonly isGone?: (row: T) => boolean;
  readonly renderRow: (row: T) => ReactNode;
  readonly foot?: ReactNode;
}

const rowRem = 2.29;

/** Rows to move through by arrows, thousands if need be: only those in sight are drawn. Escape leaves the chosen one. */
export function RowList<T>(props: RowListProps<T>) {
  const { label, rows, idOf, chosenId, onChoose, onEnter, empty, columns, few, head, isGone, renderRow, foot } = props;
  const list = useRef<HTMLUListElement>(null);
  const rowHeight = Math.round(rowRem * useRem());
  const shown = useRowWindow(list, rows.length, rowHeight);
  const at = chosenId === null ? -1 : rows.findIndex((row) => idOf(row) === chosenId);
  const { show } = shown;
  useEffect(() => {
    if (at >= 0) show(at);
  }, [at, show]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== list.current || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = rows.length - 1;
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 10,
      PageUp: at - 10,
      Home: 0,
      End: last,
    }[event.key];
    const row = next === undefined ? undefined : rows[Math.max(0, Math.min(last, next))];
    if (row !== undefined) onChoose(idOf(row));
    else if (event.key === "Enter" && chosenId !== null) onEnter?.(chosenId);
    else if (event.key === "Escape" && chosenId !== null) onChoose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles["list"]} style={{ "--columns": columns, "--few": few } as CSSProperties}>
      <div className={styles["columns"]} aria-hidden="true">
        {head}
      </div>
      <ul ref={list} role="listbox" tabIndex={0} data-scrolls aria-label={label} onKeyDown={onKeyDown}>
        {rows.length === 0 && <p className={styles["none"]}>{empty}</p>}
        {rows.length > 0 && <div style={{ height: rows.length * rowHeight }} />}
        {rows.slice(shown.from, shown.to).map((row, index) => {
          const id = idOf(row);
          const place = shown.from + index;
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the list has the focus and the keys
            <li
              key={id}
              role="option"
              aria-selected={id === chosenId}
              aria-setsize={rows.length}
              aria-posinset={place + 1}
              data-row={id}
              data-gone={isGone?.(row) ?? false}
              style={{ height: rowHeight, transform: `translateY(${place * rowHeight}px)` }}
              onClick={() => onChoose(id)}
            >
              {renderRow(row)}
            </li>
          );
        })}
      </ul>
      {foot !== undefined && foot !== null && foot !== false && <div className={styles["foot"]}>{foot}</div>}
    </div>
  );
}
