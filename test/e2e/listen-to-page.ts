/* oxlint-disable typescript/unbound-method -- the browser's own methods, called on their own objects by apply */
import type { Page } from "playwright-core";

declare global {
  interface Window {
    /** The looped sound that plays now; null while nothing does. */
    journeySound?: AudioBufferSourceNode | null;
  }
}

/** Runs in the page before its own scripts: keeps the looped sound that was started last, until it is stopped. */
export function listenToPage(): void {
  window.journeySound = null;
  const { start } = AudioBufferSourceNode.prototype;
  const { stop } = AudioScheduledSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function startHeard(...when) {
    if (this.loop) window.journeySound = this;
    start.apply(this, when);
  };
  AudioBufferSourceNode.prototype.stop = function stopHeard(...when) {
    if (window.journeySound === this) window.journeySound = null;
    stop.apply(this, when);
  };
}

/** Length of one period of what is heard: 1000 for life, 2000 for security, 4000 for a fault; null for silence. */
export function heardPeriodMs(page: Page): Promise<number | null> {
  return page.evaluate(() => {
    const buffer = window.journeySound?.buffer;
    return buffer ? Math.round(buffer.duration * 1000) : null;
  });
}
