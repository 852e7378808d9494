import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { CamerasAnswers, CamerasQuestion } from "../contract/cameras-protocol.ts";
import type { CameraFinderServices } from "../rpc/services.ts";

interface CameraFinderParts {
  readonly clock: Clock;
  readonly ask: <Q extends CamerasQuestion>(
    question: Q,
    signal: AbortSignal,
  ) => AsyncGenerator<CamerasAnswers[Q["question"]], void>;
}

/** A password is tried with each: nobody types faster, and a page that repeats itself locks accounts. */
const mostProbesPerMinute = 60;
const mostProbesAtOnce = 2;

/** Finding cameras and looking at one, for all pages together. */
export function makeCameraFinder({ clock, ask }: CameraFinderParts): CameraFinderServices {
  let searching = false;
  let probing = 0;
  let probedAtMs: number[] = [];

  return {
    async *discover(signal) {
      if (searching) throw new AppError("rpc.too_often", { seconds: 5 });
      searching = true;
      try {
        yield* ask({ question: "search" }, signal);
      } finally {
        searching = false;
      }
    },
    async *probe(camera, signal) {
      const nowMs = clock.monotonicMs();
      probedAtMs = probedAtMs.filter((atMs) => nowMs - atMs < 60_000);
      if (probing >= mostProbesAtOnce) throw new AppError("rpc.too_often", { seconds: 15 });
      const [oldest = nowMs] = probedAtMs;
      if (probedAtMs.length >= mostProbesPerMinute)
        throw new AppError("rpc.too_often", { seconds: Math.ceil((oldest + 60_000 - nowMs) / 1000) });
      probedAtMs.push(nowMs);
      probing += 1;
      try {
        yield* ask({ question: "probe", camera }, signal);
      } finally {
        probing -= 1;
      }
    },
  };
}
