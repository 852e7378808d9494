/** Puts the focus on the first such thing of the gates' page, once what was just changed stands there. */
export function focusPart(what: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-tab] ${what}`)?.focus());
}
