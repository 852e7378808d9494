import { AppError } from "../base/app-error.ts";
import { backOffMs, retry, type BackOff } from "../base/retry.ts";
import type { LinkCore, LinkParts, WireSource } from "./link-core.ts";
import type { ConnectWire, Wire } from "./wire.ts";

/** A connection that lived this long (ms) was a good one: the next outage starts with short waits again. */
const steadyAfterMs = 5_000;

/** Brings connections that we make ourselves, for ever, with growing waits between attempts. */
export function startConnecting(core: LinkCore, connect: ConnectWire, backOff: BackOff, parts: LinkParts): WireSource {
  const stop = new AbortController();
  const { clock } = parts;
  let shortLives = 0;
  let upSinceMs = 0;
  let running: Promise<void> = Promise.resolve();

  async function attempt(signal: AbortSignal): Promise<void> {
    let wire: Wire | null = null;
    wire = await connect(
      core.eventsFor(() => wire),
      signal,
    );
    upSinceMs = clock.monotonicMs();
    core.cameUp(wire);
  }

  async function run(delayMs: number): Promise<void> {
    try {
      if (delayMs > 0) await clock.sleep(delayMs, stop.signal);
      await retry(attempt, {
        backOff,
        clock,
        signal: stop.signal,
        onFailure: (error) => {
          if (!(error instanceof AppError)) throw error;
          core.couldNotOpen(error);
        },
      });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  }

  running = run(0);
  return {
    onWireLost() {
      // A far side that accepts and hangs up at once must not be called in a tight loop.
      shortLives = clock.monotonicMs() - upSinceMs >= steadyAfterMs ? 0 : shortLives + 1;
      const delayMs = backOffMs(backOff, Math.max(0, shortLives - 1));
      running = run(delayMs);
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
}
