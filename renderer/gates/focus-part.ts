/**
 * Puts the focus on the first such thing of the gates' page, once what was just changed stands there: an
 * answer's change is drawn by a task of its own, which the second frame comes after.
 */
export function focusPart(what: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-tab] ${what}`)?.focus()),
  );
}
