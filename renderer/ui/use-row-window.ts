import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

export interface RowWindow {
  /** First row that is drawn, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Scrolls as little as needed until the whole row is in sight. */
  readonly show: (index: number) => void;
}

/** Rows drawn beyond each edge, so that a turn of the wheel never shows a gap. */
const beyond = 4;

/**
 * Which rows of a list are drawn, where all are `rowHeight` pixels high and there may be thousands:
 * the work does not grow with `count`, because in a flood it is done for every frame.
 */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const [seen, setSeen] = useState({ first: 0, last: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => {
      const first = Math.floor(element.scrollTop / rowHeight);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight);
      setSeen((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [scroller, rowHeight]);
  const show = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowHeight;
      const bottom = top + rowHeight - element.clientHeight;
      if (element.scrollTop > top) element.scrollTo({ top });
      else if (element.scrollTop < bottom) element.scrollTo({ top: bottom });
    },
    [scroller, rowHeight],
  );
  return { from: Math.max(0, seen.first - beyond), to: Math.min(count, seen.last + beyond), show };
}
