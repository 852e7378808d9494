import type { Clock } from "../../../base/clock.ts";

export interface SilenceWatch {
  /** Bytes came. */
  heard(): void;
  /** Time in which nothing could come (line down, reading held back) does not count: start afresh. */
  restart(): void;
  suspend(): void;
  /** How long nothing has come, ms; null while it is not silent. */
  readonly silentMs: number | null;
  close(): void;
}

export interface SilenceListener {
  /** Told once a silence. */
  onSilent(silentMs: number): void;
  onHeard(silentMs: number): void;
}

/** Watches a line that must say something every `limitMs` of monotonic time. Suspended until `restart`. */
export function watchSilence(limitMs: number, clock: Clock, listener: SilenceListener): SilenceWatch {
  let heardMs = clock.monotonicMs();
  let isSilent = false;
  let cancel = (): void => undefined;

  /** One timer for many bytes: it looks at the clock when it comes, and waits for the rest. */
  function wait(): void {
    cancel();
    const remainingMs = heardMs + limitMs - clock.monotonicMs();
    if (remainingMs > 0) cancel = clock.after(remainingMs, wait);
    else if (!isSilent) {
      isSilent = true;
      listener.onSilent(clock.monotonicMs() - heardMs);
    }
  }

  return {
    heard() {
      const silentMs = clock.monotonicMs() - heardMs;
      heardMs = clock.monotonicMs();
      if (!isSilent) return;
      isSilent = false;
      wait();
      listener.onHeard(silentMs);
    },
    restart() {
      if (isSilent) return;
      heardMs = clock.monotonicMs();
      wait();
    },
    suspend: () => cancel(),
    get silentMs() {
      return isSilent ? clock.monotonicMs() - heardMs : null;
    },
    close: () => cancel(),
  };
}
