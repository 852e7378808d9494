import { AppError } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { ErrorData } from "../../contract/errors.ts";
import { makeKeptPictures } from "../h264/kept-pictures.ts";
import type { Picture } from "../h264/picture-assembler.ts";
import type { SequenceParameters } from "../h264/sequence-parameters.ts";
import { type LiveReencoder, openLiveReencoder } from "./live-reencoder.ts";
import type { ReencodeSlots } from "./reencode-slots.ts";

/** Whoever looks at the re-encoded pictures of a camera. */
export interface ReencodedViewer {
  onConfig(config: SequenceParameters): void;
  onPicture(picture: Picture, kept: boolean): void;
  /** Why there are none, or null when there are again. */
  onTrouble(error: ErrorData | null): void;
}

/** One camera's re-encoded stream, shared by everybody who looks at it; there is none while nobody does. */
export interface ReencodedView {
  join(viewer: ReencodedViewer): () => void;
  onPicture(picture: Picture): void;
  /** Another stream begins, or the connection was lost: what was given is no beginning any more. */
  begin(): void;
}

export interface ReencodedViewParts {
  readonly clock: Clock;
  readonly slots: ReencodeSlots;
  /** The camera's pictures since its last key picture. */
  readonly kept: () => readonly Picture[];
  readonly open?: typeof openLiveReencoder;
}

const tryAgainMs = 10_000;

export function makeReencodedView({ clock, slots, kept, open = openLiveReencoder }: ReencodedViewParts): ReencodedView {
  const viewers = new Set<ReencodedViewer>();
  const keptSmall = makeKeptPictures();
  let encoder: LiveReencoder | null = null;
  let giveBack: (() => void) | null = null;
  let config: SequenceParameters | null = null;
  let trouble: ErrorData | null = null;
  let hasBegun = false;
  let cancelRetry = (): void => undefined;

  function setTrouble(next: ErrorData | null): void {
    if (trouble === null && next === null) return;
    trouble = next;
    for (const viewer of viewers) viewer.onTrouble(next);
  }

  /** A picture that begins a group is waited for, unless what is kept has one. */
  function start(): void {
    if (viewers.size === 0 || encoder !== null) return;
    giveBack ??= slots.take(start);
    if (giveBack === null) return setTrouble(new AppError("camera.reencode_limit", { most: slots.most }).toData());
    setTrouble(null);
    encoder = open(
      {
        onConfig(next) {
          config = next;
          keptSmall.clear();
          for (const viewer of viewers) viewer.onConfig(next);
        },
        onPicture(picture) {
          keptSmall.push(picture);
          for (const viewer of viewers) viewer.onPicture(picture, false);
        },
        onFailed(error) {
          stop();
          setTrouble(error.toData());
          cancelRetry = clock.after(tryAgainMs, start);
        },
      },
      clock,
    );
    hasBegun = false;
    for (const picture of kept()) push(picture);
  }

  function push(picture: Picture): void {
    if (!hasBegun && !picture.key) return;
    hasBegun = true;
    encoder?.push(picture);
  }

  function stop(): void {
    encoder?.close();
    encoder = null;
    config = null;
    keptSmall.clear();
    giveBack?.();
    giveBack = null;
  }

  return {
    join(viewer) {
      viewers.add(viewer);
      if (trouble !== null) viewer.onTrouble(trouble);
      if (config !== null) viewer.onConfig(config);
      for (const picture of keptSmall.all()) viewer.onPicture(picture, true);
      if (viewers.size === 1) start();
      return () => {
        if (!viewers.delete(viewer) || viewers.size > 0) return;
        cancelRetry();
        slots.leave(start);
        stop();
        trouble = null;
      };
    },
    onPicture: push,
    begin() {
      hasBegun = false;
      keptSmall.clear();
      if (encoder === null) return;
      stop();
      start();
    },
  };
}
