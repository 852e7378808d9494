import type { CDPSession, Page } from "playwright-core";
import { type DeskInChromium, openDesk } from "./desk-in-chromium.ts";
import { waitUntil } from "./wait-until.ts";
import "../../renderer/desk/paint-stamps.ts";

/** A row of a life alarm that was seen: within the list, with none but rows of life above it. */
export interface PaintedRow {
  readonly alarmId: string;
  /** The page's own stamp, two frames after the row was there; later if it had to wait for a place in sight. UTC ms. */
  readonly stampedAtMs: number;
}

/** A key from the press to the frame after the one that shows what it did, ms. */
export interface KeyPress {
  readonly delayMs: number;
  /** Another row was selected by then, or the volume moved. */
  readonly hadEffect: boolean;
}

/** What a page does wrong on purpose: the tests that watch it must notice. */
export type PageFault = "hides-panics" | "keeps-messages";

export interface WatchedDesk {
  readonly desk: DeskInChromium;
  /** By alarm; life alone. */
  readonly painted: ReadonlyMap<string, PaintedRow>;
  /**
   * When the browser says that the words of a row were first presented (Element Timing), UTC ms: a
   * second opinion on the page's own stamps.
   */
  readonly presentedAtMs: ReadonlyMap<string, number>;
  readonly keys: readonly KeyPress[];
  /** The browser's own measure of the same keys (Event Timing, in steps of 8 ms), those of 16 ms and more. */
  readonly eventMs: readonly number[];
  /** By turns: the next row, less volume, back to the first row, more volume. */
  pressKey(): Promise<void>;
  /** JavaScript heap in use after a forced collection, bytes. */
  heapBytes(): Promise<number>;
  /** What the top bar and the event stream say now. */
  shown(): Promise<{ readonly lastSeq: number; readonly openAlarms: number }>;
  close(): Promise<void>;
}

type Told =
  | { readonly type: "painted"; readonly row: PaintedRow }
  | { readonly type: "presented"; readonly alarmId: string; readonly atMs: number }
  | { readonly type: "key"; readonly key: KeyPress }
  | { readonly type: "event"; readonly ms: number };

declare global {
  interface Window {
    wardwatchTell?: (told: Told) => void;
  }
}

/** Runs in the page before anything of its own. */
function watchPage(): void {
  const tell = (told: Told): void => window.wardwatchTell?.(told);
  const lookAgainMs = 100;
  /** Rows that are painted: alarm and time of the paint; NaN when there was no place in sight for it then. */
  const waiting = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** One look at the list for all that wait: looking must not be what makes the page slow. */
  function look(): void {
    clearTimeout(timer);
    timer = undefined;
    const list = document.querySelector('[role="listbox"]')?.getBoundingClientRect();
    const rows = [...document.querySelectorAll<HTMLElement>('[role="option"][data-alarm]')]
      .map((row) => ({ row, box: row.getBoundingClientRect() }))
      .toSorted((a, b) => a.box.top - b.box.top);
    for (const { row, box } of rows) {
      if (row.dataset["class"] !== "life") break;
      const alarmId = row.dataset["alarm"] ?? "";
      const paintedAtMs = waiting.get(alarmId);
      if (paintedAtMs === undefined || list === undefined || box.height === 0) continue;
      if (box.top < list.top - 1 || box.bottom > list.bottom + 1 || row.style.visibility === "hidden") continue;
      waiting.delete(alarmId);
      tell({ type: "painted", row: { alarmId, stampedAtMs: Number.isNaN(paintedAtMs) ? Date.now() : paintedAtMs } });
    }
    for (const alarmId of waiting.keys()) waiting.set(alarmId, NaN);
    if (waiting.size > 0) timer = setTimeout(look, lookAgainMs);
  }

  const stamps: { alarmId: string; paintedAtMs: number }[] = [];
  window.wardwatchPaints = stamps;
  stamps.push = (...fresh) => {
    let isLife = false;
    for (const { alarmId, paintedAtMs } of fresh) {
      if (document.querySelector(`[role="option"][data-alarm="${alarmId}"][data-class="life"]`) === null) continue;
      waiting.set(alarmId, paintedAtMs);
      isLife = true;
    }
    if (isLife) look();
    return 0;
  };

  // The mark must be there before the first paint: a mutation is told of before the next one.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) {
        if (!(node instanceof HTMLElement) || node.dataset["class"] !== "life" || !node.dataset["alarm"]) continue;
        node.children[1]?.setAttribute("elementtiming", node.dataset["alarm"]);
      }
  }).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { identifier, renderTime } = entry as PerformanceEntry & { identifier: string; renderTime: number };
      tell({ type: "presented", alarmId: identifier, atMs: performance.timeOrigin + renderTime });
    }
  }).observe({ type: "element", buffered: true });

  const effect = (): string =>
    [
      document.querySelector<HTMLElement>('[data-alarm][aria-selected="true"]')?.dataset["alarm"],
      document.querySelector('header [role="slider"]')?.getAttribute("aria-valuenow"),
    ].join(" ");
  addEventListener(
    "keydown",
    ({ timeStamp, key }) => {
      if (!["ArrowDown", "-", "t", "="].includes(key)) return;
      const before = effect();
      requestAnimationFrame(() => {
        const hadEffect = effect() !== before;
        requestAnimationFrame(() => tell({ type: "key", key: { delayMs: performance.now() - timeStamp, hadEffect } }));
      });
    },
    { capture: true },
  );
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === "keydown") tell({ type: "event", ms: duration });
  }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
}

/** Hides one panic row in three before it can be painted. */
function hidePanics(): void {
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) {
        if (!(node instanceof HTMLElement) || node.dataset["class"] !== "life") continue;
        if (Number.parseInt(node.dataset["alarm"]?.slice(0, 4) ?? "", 16) % 3 === 0) node.style.visibility = "hidden";
      }
  }).observe(document, { childList: true, subtree: true });
}

/** Keeps every message that it ever got, and many times: a short run must show it. */
function keepMessages(): void {
  const kept: unknown[] = [];
  const parse = JSON.parse.bind(JSON);
  JSON.parse = (...given: Parameters<typeof JSON.parse>): unknown => {
    for (let copy = 0; copy < 20; copy++) kept.push(parse(...given));
    return parse(...given);
  };
}

const keysByTurns = ["ArrowDown", "-", "t", "="];
/** A page that takes longer than this for a key has stopped. */
const keyWithinMs = 120_000;

async function signOn(page: Page): Promise<void> {
  await page.getByRole("banner").getByRole("textbox").first().waitFor();
  await page.keyboard.press("o");
  await page.keyboard.type("王芳");
  await page.keyboard.press("Enter");
  await page.getByRole("banner").getByText("王芳", { exact: true }).waitFor();
}

/** The real page of a station, signed on, with everything measured that the figures ask for. */
export async function openWatchedDesk(url: string, faults: readonly PageFault[] = []): Promise<WatchedDesk> {
  const painted = new Map<string, PaintedRow>();
  const presentedAtMs = new Map<string, number>();
  const keys: KeyPress[] = [];
  const eventMs: number[] = [];
  let pressed = 0;

  function hear(told: Told): void {
    switch (told.type) {
      case "painted":
        painted.set(told.row.alarmId, told.row);
        break;
      case "presented":
        if (!presentedAtMs.has(told.alarmId)) presentedAtMs.set(told.alarmId, told.atMs);
        break;
      case "key":
        keys.push(told.key);
        break;
      case "event":
        eventMs.push(told.ms);
        break;
    }
  }

  const desk = await openDesk(url, async (page) => {
    await page.exposeBinding("wardwatchTell", (_source, told: Told) => hear(told));
    await page.addInitScript(watchPage);
    if (faults.includes("hides-panics")) await page.addInitScript(hidePanics);
    if (faults.includes("keeps-messages")) await page.addInitScript(keepMessages);
  });
  const { page } = desk;
  await signOn(page);
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");

  return {
    desk,
    painted,
    presentedAtMs,
    keys,
    eventMs,
    async pressKey() {
      const before = keys.length;
      await page.keyboard.press(keysByTurns[pressed++ % keysByTurns.length] ?? "t");
      await waitUntil("the frame after the key", () => keys.length > before, keyWithinMs);
    },
    async heapBytes() {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    },
    shown: () =>
      page.evaluate(() => {
        const seqs = [...document.querySelectorAll<HTMLElement>("[data-seq]")].map((row) => Number(row.dataset["seq"]));
        const total = document.querySelector("[data-alarm]")?.getAttribute("aria-setsize");
        return { lastSeq: Math.max(0, ...seqs), openAlarms: Number(total ?? 0) };
      }),
    close: () => desk.close(),
  };
}
