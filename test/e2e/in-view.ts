import type { Page } from "playwright-core";

/** The pages on which something is wider than the page, or cut where nothing scrolls; empty when all is well. */
export function cutParts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) cut.push(`the page scrolls sideways: ${root.scrollWidth} px`);
    if (root.scrollHeight > root.clientHeight) cut.push(`the page scrolls: ${root.scrollHeight} px`);
    for (const element of document.querySelectorAll<HTMLElement>("button, label, h3, th, strong, dt")) {
      const isShown = element.checkVisibility() && getComputedStyle(element).display !== "inline";
      if (isShown && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
        cut.push(`${element.tagName} ${element.textContent}`);
    }
    return cut;
  });
}

/** How much of what the keys act on can be seen, 0 to 1, whatever cuts it; null when nothing matches. */
export function shownShare(page: Page, selector: string): Promise<number | null> {
  return page.evaluate(
    (wanted) =>
      new Promise<number | null>((resolve) => {
        const element = document.querySelector(wanted);
        // A radio button or check box is drawn by its label.
        const drawn = element?.matches("input") ? (element.closest("label") ?? element) : element;
        if (drawn === null) return resolve(null);
        const observer = new IntersectionObserver((entries) => {
          observer.disconnect();
          resolve(entries[0]?.intersectionRatio ?? 0);
        });
        observer.observe(drawn);
      }),
    selector,
  );
}
