import { setTimeout as sleep } from "node:timers/promises";
import type { RawReceiver } from "./raw-receiver.ts";

export interface Sending {
  /** Acknowledgement times, ms, in the order of sending. */
  readonly ackMs: number[];
  readonly acknowledged: Buffer[];
  /** Frames that got no answer before the end. */
  unanswered: number;
  /** Ends it; resolves when the frame under way is settled. */
  stop(): Promise<void>;
  /** Takes out what was measured since the last call. */
  take(): number[];
}

/**
 * Sends `perSecond` frames a second until stopped. A frame that is late because the one before it was
 * not acknowledged yet goes out as soon as it was: a receiver has one message on the line at a time.
 */
export function sendPaced(
  receiver: RawReceiver,
  perSecond: number,
  nextFrame: () => Buffer,
  firstAfterMs = 0,
): Sending {
  const enough = new AbortController();
  const ackMs: number[] = [];
  const acknowledged: Buffer[] = [];
  let taken = 0;
  const startMs = performance.now() + firstAfterMs;
  const sending: Sending = {
    ackMs,
    acknowledged,
    unanswered: 0,
    async stop() {
      enough.abort();
      await running;
    },
    take() {
      const fresh = ackMs.slice(taken);
      taken = ackMs.length;
      return fresh;
    },
  };
  const running = (async () => {
    for (let count = 0; !enough.signal.aborted; count++) {
      const waitMs = startMs + (count * 1000) / perSecond - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      if (enough.signal.aborted) return;
      const frame = nextFrame();
      const answer = await receiver.send(frame);
      if (answer === null) sending.unanswered += 1;
      else {
        ackMs.push(answer.ackMs);
        acknowledged.push(frame);
      }
    }
  })();
  return sending;
}
