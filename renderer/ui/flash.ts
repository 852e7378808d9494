/** Half of the flash, ms: 1 Hz, far below the three a second that can harm (WCAG 2.3.1). */
const halfMs = 500;

/**
 * Flashes whatever style sheets hang on `html[data-flash]`, all in step, while `active`; with
 * reduced motion it stays lit instead. Returns the end of it.
 */
export function startFlash(root: HTMLElement, active: boolean, still: boolean): () => void {
  if (!active) return () => undefined;
  root.dataset["flash"] = "on";
  if (still) return () => delete root.dataset["flash"];
  const timer = setInterval(() => {
    root.dataset["flash"] = root.dataset["flash"] === "on" ? "off" : "on";
  }, halfMs);
  return () => {
    clearInterval(timer);
    delete root.dataset["flash"];
  };
}
