import { AppError, reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Picture } from "../h264/picture-assembler.ts";
import type { SequenceParameters } from "../h264/sequence-parameters.ts";
import { openPictureConverter } from "./picture-converter.ts";

export interface LiveReencoderListener {
  onConfig(config: SequenceParameters): void;
  onPicture(picture: Picture): void;
  /** `camera.reencode_failed` {reason}; nothing comes after it. */
  onFailed(error: AppError): void;
}

export interface LiveReencoder {
  /** Without a gap, beginning with a key picture. */
  push(picture: Picture): void;
  close(): void;
}

/** Pictures older than this are only decoded on the way to the newest: after a start with kept ones. */
const staleMs = 1000;
/** Waiting pictures beyond which this machine is too slow: a tile would show frozen pictures. */
const mostWaitingMs = 3000;
const mostWaiting = 900;

/** Re-encodes what is pushed, one picture after the other, without ever holding up whoever pushes. */
export function openLiveReencoder(listener: LiveReencoderListener, clock: Clock): LiveReencoder {
  const converter = openPictureConverter();
  const waiting: Picture[] = [];
  let config: SequenceParameters | null = null;
  let running = false;
  let closed = false;
  const startedAtMs = clock.monotonicMs();

  async function run(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const isStale = clock.nowMs() - next.receivedAtMs > staleMs && waiting.length > 0;
      const shown = await converter.convert(next, !isStale);
      if (closed || shown === null) continue;
      if (converter.config !== null && converter.config !== config) {
        const isSame =
          config !== null &&
          config.codec === converter.config.codec &&
          config.width === converter.config.width &&
          config.height === converter.config.height;
        config = converter.config;
        if (!isSame) listener.onConfig(config);
      }
      listener.onPicture(shown);
    }
  }

  function fail(error: unknown): void {
    if (closed) return;
    close();
    listener.onFailed(
      error instanceof AppError ? error : new AppError("camera.reencode_failed", { reason: reasonOf(error) }, error),
    );
  }

  function start(): void {
    running = true;
    run()
      .catch(fail)
      .finally(() => {
        running = false;
        if (closed) converter.close();
      });
  }

  function close(): void {
    if (closed) return;
    closed = true;
    waiting.length = 0;
    if (!running) converter.close();
  }

  return {
    push(picture) {
      if (closed) return;
      waiting.push(picture);
      const oldest = waiting[0] ?? picture;
      const isLate = picture.receivedAtMs - oldest.receivedAtMs > mostWaitingMs;
      // What was kept is caught up with first.
      const isStarted = clock.monotonicMs() - startedAtMs > 2 * mostWaitingMs;
      if ((isLate && isStarted) || waiting.length > mostWaiting)
        return fail(new AppError("camera.reencode_failed", { reason: "too slow" }));
      if (!running) start();
    },
    close,
  };
}
