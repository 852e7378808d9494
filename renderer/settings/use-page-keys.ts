import { type RefObject, useEffect, useRef } from "react";

interface PageKeys {
  readonly save: () => void;
  readonly back: () => void;
  readonly find: () => void;
}

/**
 * Keys of the devices page, taken before the desk sees them: Escape goes one step back here, so that an
 * unsaved form is asked about. Keys of an input method in composition are never ours.
 */
export function usePageKeys(page: RefObject<HTMLElement | null>, keys: PageKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey) return;
      const key = event.ctrlKey ? `ctrl+${event.key.toLowerCase()}` : event.key;
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
      if (key === "Escape") latest.current.back();
      else if (key === "ctrl+s") latest.current.save();
      else if (key === "/" && !isTyping)
        page.current?.querySelector<HTMLElement>("input[data-search], [data-search] input")?.focus();
      else if (key.toLowerCase() === "f" && !isTyping) latest.current.find();
      else if (key === "Insert") page.current?.querySelector<HTMLElement>("[data-add]")?.click();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [page]);
}
