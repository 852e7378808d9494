import type { Page } from "playwright-core";

/** One key as an operator would give it: what the form that has the focus asks for, else D. */
export async function nextKey(page: Page): Promise<void> {
  const asked = await page.evaluate(() => {
    const focus = document.activeElement;
    if (document.querySelector('[data-answering="true"]')?.contains(focus)) return "answer";
    if (focus?.matches('form input[type="checkbox"]')) return "callSigns";
    if (focus?.matches('form input[name="cause"]')) return "cause";
    if (focus?.matches('form input[name="callSign"]')) return "arrived";
    return focus?.matches("form textarea") ? "note" : "nothing";
  });
  switch (asked) {
    case "answer":
    case "arrived":
    case "cause":
      await page.keyboard.press("1");
      return;
    case "callSigns":
      await page.keyboard.press("1");
      await page.keyboard.press("Enter");
      return;
    case "note":
      await page.keyboard.type("已劝离");
      await page.keyboard.press("Enter");
      return;
    default:
      await page.keyboard.press("d");
  }
}
