import { useSyncExternalStore } from "react";

/** As in base.css: from this width on the root's font is the larger one. */
const large = matchMedia("(min-width: 1600px)");

function subscribe(listener: () => void): () => void {
  large.addEventListener("change", listener);
  return () => large.removeEventListener("change", listener);
}

/** Pixels of one rem, for what is measured in scripts. */
export function useRem(): number {
  return useSyncExternalStore(subscribe, () => (large.matches ? 16 : 14));
}
