/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role,
   react/exhaustive-effect-dependencies -- rows of several columns have no tag of their own; the chosen one comes into sight */
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import styles from "./page.module.css";

interface PickListProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  readonly chosenId: string | null;
  /** Null when the chosen one is left again. */
  readonly onChoose: (id: string | null) => void;
  readonly empty: string;
  readonly head: ReactNode;
  readonly renderRow: (row: T) => ReactNode;
  readonly foot?: ReactNode;
}

/** Rows to move through by arrows; Enter shows one's particulars, Escape leaves them. */
export function PickList<T>(props: PickListProps<T>) {
  const { label, rows, idOf, chosenId, onChoose, empty, head, renderRow, foot } = props;
  const list = useRef<HTMLUListElement>(null);
  const ids = rows.map(idOf);
  const at = chosenId === null ? -1 : ids.indexOf(chosenId);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== list.current) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) {
      const next = ids[Math.max(0, Math.min(ids.length - 1, at < 0 ? 0 : at + move))];
      if (next !== undefined) onChoose(next);
    } else if (event.key === "Enter") {
      if (at < 0 && ids[0] !== undefined) onChoose(ids[0]);
      // A second Enter goes into the particulars.
      else list.current?.closest("[data-tab]")?.querySelector<HTMLElement>("[data-detail] button")?.focus();
    } else if (event.key === "Escape" && at >= 0) onChoose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles["list"]}>
      <div className={styles["columns"]} aria-hidden="true">
        {head}
      </div>
      {rows.length === 0 ? (
        <p className={styles["none"]}>{empty}</p>
      ) : (
        <ul ref={list} role="listbox" tabIndex={0} data-scrolls aria-label={label} onKeyDown={onKeyDown}>
          {rows.map((each) => {
            const id = idOf(each);
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the list has the focus and the keys
              <li key={id} role="option" aria-selected={id === chosenId} data-row={id} onClick={() => onChoose(id)}>
                {renderRow(each)}
              </li>
            );
          })}
        </ul>
      )}
      {foot}
    </div>
  );
}
