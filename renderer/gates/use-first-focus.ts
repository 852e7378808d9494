import { type RefObject, useEffect, useRef } from "react";

/** Puts the focus on the first such thing within the place as soon as it is there, and when it is another; nowhere for none. */
export function useFirstFocus(what: string): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (what !== "") place.current?.querySelector<HTMLElement>(what)?.focus();
  }, [what]);
  return place;
}
