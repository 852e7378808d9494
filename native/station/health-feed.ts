import type { Clock } from "../base/clock.ts";
import type { DeviceHealth } from "../contract/health.ts";

export interface HealthFeed {
  now(): readonly DeviceHealth[];
  /** All devices first, then at most once a second those that changed. */
  follow(signal: AbortSignal): AsyncGenerator<readonly DeviceHealth[], void>;
  close(): void;
}

const intervalMs = 1000;

/** Looks at the devices once a second, however many pages follow. */
export function openHealthFeed(read: () => readonly DeviceHealth[], clock: Clock): HealthFeed {
  const closed = new AbortController();

  async function* follow(signal: AbortSignal): AsyncGenerator<readonly DeviceHealth[], void> {
    const ended = AbortSignal.any([signal, closed.signal]);
    const told = new Map<string, string>();
    while (!ended.aborted) {
      const all = read();
      const changed = all.filter((each) => {
        const text = JSON.stringify(each);
        if (told.get(each.deviceId) === text) return false;
        told.set(each.deviceId, text);
        return true;
      });
      // A device that the new site no longer has leaves when the page reloads the site.
      if (changed.length > 0) yield changed;
      try {
        await clock.sleep(intervalMs, ended);
      } catch (error) {
        if (!ended.aborted) throw error;
      }
    }
  }

  return { now: read, follow, close: () => closed.abort() };
}
