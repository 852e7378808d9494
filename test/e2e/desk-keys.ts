import { errors, type Locator, type Page } from "playwright-core";
import type { AlarmClass } from "../../native/contract/alarms.ts";

/** The keys of the alarm desk, each with what it must lead to. Nothing here moves a mouse. */

/** A call that has not been answered for so long has failed: only then may the key be given again. */
const answerMs = 6_000;
const tries = 5;

export function rowOf(page: Page, of: AlarmClass): Locator {
  return page.locator(`[role="option"][data-class="${of}"]`);
}

export function rowInState(page: Page, state: string): Locator {
  return page.locator(`[role="option"][data-state="${state}"]`);
}

/**
 * A key that comes while a call about the same alarm is under way is one wish with it and goes unheard. It is given
 * again, but not before that call must be over: twice at once would be two steps.
 */
async function pressUntil(page: Page, key: string, done: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried++) {
    await page.keyboard.press(key);
    try {
      await done();
      return;
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || tried === tries) throw error;
    }
  }
}

const appears = (page: Page, selector: string) => () =>
  page.locator(selector).first().waitFor({ state: "attached", timeout: answerMs });
const goes = (page: Page, selector: string) => () =>
  page.locator(selector).waitFor({ state: "detached", timeout: answerMs });

/** T and D: the top of the queue becomes the operator's. */
export async function acknowledgeTop(page: Page): Promise<void> {
  await page.keyboard.press("t");
  const selected = '[role="option"][aria-selected="true"]';
  await page.locator(selected).waitFor();
  const id = await page.locator(selected).getAttribute("data-alarm");
  await pressUntil(page, "d", goes(page, `[data-alarm="${id}"][data-state="active"]`));
}

/** D opens the answers, a digit gives one. */
export async function answerStep(page: Page, stepId: string, digit: string): Promise<void> {
  await openAnswers(page, stepId);
  await pressUntil(page, digit, goes(page, `[data-step="${stepId}"]`));
  await page.locator('[data-answering="true"]').waitFor({ state: "detached" });
}

export async function openAnswers(page: Page, stepId: string): Promise<void> {
  await page.locator(`[data-step="${stepId}"]`).waitFor();
  await pressUntil(page, "d", appears(page, `[data-step="${stepId}"][data-answering="true"] fieldset:focus`));
}

/** D does a step that asks for nothing: a check, a call. */
export async function doStep(page: Page, stepId: string): Promise<void> {
  await page.locator(`[data-step="${stepId}"]`).waitFor();
  await pressUntil(page, "d", goes(page, `[data-step="${stepId}"]`));
}

/** D opens the call signs. */
export async function openDispatch(page: Page): Promise<void> {
  await pressUntil(page, "d", appears(page, 'form input[type="checkbox"]:focus'));
}

/** Digits choose, Enter sends. */
export async function sendCallSigns(page: Page, digits: string): Promise<void> {
  await page.keyboard.type(digits);
  await pressUntil(page, "Enter", goes(page, "form"));
}

/** D opens the note of a `record` step; it is typed and sent. */
export async function recordStep(page: Page, note: string): Promise<void> {
  await pressUntil(page, "d", appears(page, "form textarea:focus"));
  await page.keyboard.type(note);
  await pressUntil(page, "Enter", goes(page, "form"));
}

/** D when only one was sent. */
export async function arrive(page: Page): Promise<void> {
  await pressUntil(page, "d", appears(page, '[role="option"][data-state="arrived"]'));
}

/** `key` is D at the end of the plan, or C. */
export async function openClosing(page: Page, key = "d"): Promise<void> {
  await pressUntil(page, key, appears(page, 'form input[name="cause"]:focus'));
}

/** A digit for a cause that needs no reason; the note's field takes the keys. */
export async function chooseCause(page: Page, digit: string): Promise<void> {
  await page.keyboard.press(digit);
  await page.locator("form textarea:focus").waitFor();
}

/** The note, Enter; the alarm leaves the queue. */
export async function sendClosing(page: Page, note: string): Promise<void> {
  const id = await page.locator('[role="option"][aria-selected="true"]').getAttribute("data-alarm");
  await page.keyboard.type(note);
  await pressUntil(page, "Enter", goes(page, `[role="option"][data-alarm="${id}"]`));
}
